/// A regular expression, compiled: a program for ``RegexMachine``. After Thompson (1968) and Pike; see Russ Cox,
/// "Regular Expression Matching: the Virtual Machine Approach" (2009).
final class RegexProgram: Sendable {
  /// One instruction.
  enum Instruction {
    case scalar(UInt32)
    case foldedScalar(UInt32)
    case any
    case anyButNewline
    case set(ScalarSet)
    case anchor(RegexNode.Anchor)
    /// Goes on at both places, the first one preferred.
    case split(Int, Int)
    case jump(Int)
    /// Notes the place in a slot: 2n begins group n, 2n + 1 ends it; group 0 is the match.
    case save(Int)
    case match
  }

  /// Counted repetitions are written out; beyond this length a pattern is refused.
  private static let lengthLimit = 20_000

  /// The program.
  let instructions: [Instruction]
  /// The names of the groups from 1 on; nil for those without.
  let groupNames: [String?]
  /// The byte that every match begins with, if there is only one.
  let firstByte: UInt8?

  /// Slots for the places of the match and of its groups.
  var slotCount: Int { (groupNames.count + 1) * 2 }

  /// Compiles a regular expression.
  init(_ pattern: String) throws(RegexError) {
    let (root, names) = try RegexParser.parse(pattern)
    var compiler = Compiler()
    try compiler.emit(.save(0))
    try compiler.compile(root)
    try compiler.emit(.save(1))
    try compiler.emit(.match)
    instructions = compiler.instructions
    groupNames = names
    firstByte = Self.onlyFirstByte(of: root)
  }

  private static func onlyFirstByte(of node: RegexNode) -> UInt8? {
    switch node {
    case .scalar(let scalar, ignoresCase: false) where scalar < 0x80: UInt8(scalar)
    case .sequence(let parts): parts.first.flatMap(onlyFirstByte(of:))
    case .group(_, let body): onlyFirstByte(of: body)
    case .repetition(let body, let minimum, _, _) where minimum > 0: onlyFirstByte(of: body)
    default: nil
    }
  }

  private struct Compiler {
    var instructions: [Instruction] = []

    mutating func emit(_ instruction: Instruction) throws(RegexError) {
      guard instructions.count < RegexProgram.lengthLimit else {
        throw RegexError(message: "the pattern is too large: its counted repetitions multiply", position: 0)
      }
      instructions.append(instruction)
    }

    mutating func compile(_ node: RegexNode) throws(RegexError) {
      switch node {
      case .empty: break
      case .scalar(let scalar, let ignoresCase): try emit(ignoresCase ? .foldedScalar(scalar) : .scalar(scalar))
      case .any(let includesNewline): try emit(includesNewline ? .any : .anyButNewline)
      case .set(let set): try emit(.set(set))
      case .anchor(let anchor): try emit(.anchor(anchor))
      case .sequence(let parts): for part in parts { try compile(part) }
      case .alternatives(let branches): try compile(alternatives: branches)
      case .group(let number, let body):
        try emit(.save(number * 2))
        try compile(body)
        try emit(.save(number * 2 + 1))
      case .repetition(let body, let minimum, let maximum, let isLazy):
        for _ in 0..<minimum { try compile(body) }
        if let maximum {
          try compile(optional: body, times: maximum - minimum, isLazy)
        } else {
          try compile(loop: body, isLazy)
        }
      }
    }

    private mutating func compile(alternatives branches: [RegexNode]) throws(RegexError) {
      var jumps: [Int] = []
      for (index, branch) in branches.enumerated() {
        guard index < branches.count - 1 else {
          try compile(branch)
          break
        }
        let split = instructions.count
        try emit(.split(split + 1, 0))
        try compile(branch)
        jumps.append(instructions.count)
        try emit(.jump(0))
        instructions[split] = .split(split + 1, instructions.count)
      }
      for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func compile(loop body: RegexNode, _ isLazy: Bool) throws(RegexError) {
      let start = instructions.count
      try emit(.split(0, 0))
      try compile(body)
      try emit(.jump(start))
      let end = instructions.count
      instructions[start] = isLazy ? .split(end, start + 1) : .split(start + 1, end)
    }

    private mutating func compile(optional body: RegexNode, times: Int, _ isLazy: Bool) throws(RegexError) {
      var splits: [Int] = []
      for _ in 0..<times {
        splits.append(instructions.count)
        try emit(.split(0, 0))
        try compile(body)
      }
      let end = instructions.count
      for split in splits { instructions[split] = isLazy ? .split(end, split + 1) : .split(split + 1, end) }
    }
  }
}
