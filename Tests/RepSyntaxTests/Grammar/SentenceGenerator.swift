/// Makes random texts that a grammar allows, no deeper than a bound.
struct SentenceGenerator {
  /// How a token follows the one before it.
  enum Join { case free, adjacent, sameLine }

  let grammar: GrammarFile
  var random: SeededGenerator
  /// How many levels of productions each part needs at least.
  private let depths: [String: Int]
  /// How often each production was used.
  private(set) var uses: [String: Int] = [:]

  private var flags: Set<String> = []
  private var tokens: [(text: String, gap: String)] = []
  private var join = Join.free

  init(_ grammar: GrammarFile, seed: UInt64) {
    self.grammar = grammar
    random = SeededGenerator(seed: seed)
    depths = Self.depths(of: grammar)
  }

  /// A random script.
  mutating func sentence(depth: Int) -> String? {
    flags = ["lines", "many", "free"]
    tokens = []
    join = .adjacent
    guard generate(.reference("script", change: nil), depth) else { return nil }
    return tokens.map { $0.gap + $0.text }.joined()
  }

  /// True when the text has grown enough.
  private var isLong: Bool { tokens.count > 100 }

  // MARK: Depths

  private static func depths(of grammar: GrammarFile) -> [String: Int] {
    var depths: [String: Int] = [:]
    var changed = true
    while changed {
      changed = false
      for name in grammar.order {
        guard let node = grammar.productions[name] else { continue }
        let depth = 1 + depth(of: node, depths)
        if depth < depths[name, default: 1_000] {
          depths[name] = depth
          changed = true
        }
      }
    }
    return depths
  }

  private static func depth(of node: GrammarFile.Node, _ depths: [String: Int]) -> Int {
    switch node {
    case .reference(let name, _): name == name.uppercased() ? 0 : depths[name, default: 1_000]
    case .except(let inner, _): depth(of: inner, depths)
    // What may not stand everywhere comes later, or a way out that is refused would be tried for ever.
    case .sequence(let items): (items.map { depth(of: $0, depths) }.max() ?? 0) + items.count(where: \.isCondition)
    case .choice(let items): items.map { depth(of: $0, depths) }.min() ?? 0
    default: 0
    }
  }

  // MARK: Generation

  /// Appends what a node allows; false, with nothing appended, where the surroundings allow nothing of it.
  private mutating func generate(_ node: GrammarFile.Node, _ depth: Int) -> Bool {
    switch node {
    case .terminal(let text):
      append(text)
      return true
    case .adjacent:
      join = .adjacent
      return true
    case .sameLine:
      join = .sameLine
      return true
    case .flag(let flag, let isSet): return flags.contains(flag) == isSet
    case .notNext: return true
    case .optional(let inner):
      if depth > 0, !isLong, Bool.random(using: &random) { attempt { $0.generate(inner, depth) } }
      return true
    case .repetition(let inner):
      var count = 0
      while depth > 0, !isLong, count < 3, Int.random(in: 0..<3, using: &random) == 0,
        attempt({ $0.generate(inner, depth) })
      {
        count += 1
      }
      return true
    case .sequence(let items): return sequence(items, depth)
    case .choice(let items): return choice(items, depth)
    case .except(let inner, let excluded): return except(inner, excluded, depth)
    case .reference(let name, let change): return reference(name, change, depth)
    }
  }

  private mutating func sequence(_ items: [GrammarFile.Node], _ depth: Int) -> Bool {
    var forbidden: (at: Int, tokens: [String])?
    for item in items {
      if case .notNext(let texts) = item { forbidden = (tokens.count, texts) }
      guard generate(item, depth) else { return false }
    }
    guard let forbidden, forbidden.at < tokens.count else { return true }
    return !forbidden.tokens.contains(tokens[forbidden.at].text)
  }

  private mutating func choice(_ items: [GrammarFile.Node], _ depth: Int) -> Bool {
    var order = items.shuffled(using: &random)
    if depth <= 0 || isLong {
      order = order.map { (Self.depth(of: $0, depths), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    } else if let next = Self.nextLayer(items) {
      // Most layers of operators are passed without one, or operands would multiply.
      if Int.random(in: 0..<5, using: &random) > 0 { order.insert(next, at: 0) }
    } else if Bool.random(using: &random) {
      // What was used least comes first, or rare productions would never come up.
      order = order.map { (leastUse(in: $0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
    for _ in 0..<4 {
      for item in order where attempt({ $0.generate(item, depth) }) { return true }
    }
    return false
  }

  /// The only plain name among alternatives: the next tighter layer of operators.
  private static func nextLayer(_ items: [GrammarFile.Node]) -> GrammarFile.Node? {
    let names = items.filter { if case .reference = $0 { true } else { false } }
    return names.count == 1 ? names[0] : nil
  }

  /// How often the least used production of a node was used.
  private func leastUse(in node: GrammarFile.Node) -> Int {
    switch node {
    case .reference(let name, _): uses[name, default: 0]
    case .optional(let inner), .repetition(let inner), .except(let inner, _): leastUse(in: inner)
    case .sequence(let items), .choice(let items): items.map(leastUse).min() ?? Int.max
    default: Int.max
    }
  }

  private mutating func except(_ inner: GrammarFile.Node, _ excluded: String, _ depth: Int) -> Bool {
    guard case .choice(let words)? = grammar.productions[excluded] else { return false }
    let texts = words.compactMap { if case .terminal(let text) = $0 { text } else { nil } }
    for _ in 0..<20 {
      if attempt({ generator in
        guard generator.generate(inner, depth), let last = generator.tokens.last else { return false }
        return !texts.contains(last.text)
      }) {
        return true
      }
    }
    return false
  }

  private mutating func reference(_ name: String, _ change: String?, _ depth: Int) -> Bool {
    guard let node = grammar.productions[name] else { return false }
    let outer = flags
    defer { flags = outer }
    if let change { apply(change) }
    uses[name, default: 0] += 1
    // A line break has no small letters either.
    guard name == name.uppercased(), name != "NEWLINE" else {
      if name == "NEWLINE" {
        tokens.append(("\n", ""))
        join = .adjacent
        return true
      }
      return generate(node, depth - 1)
    }
    return lexical(node, depth)
  }

  /// The pieces of a token become one text.
  private mutating func lexical(_ node: GrammarFile.Node, _ depth: Int) -> Bool {
    let (outerTokens, outerJoin) = (tokens, join)
    tokens = []
    let succeeded = generate(node, max(depth, 2) - 1)
    let text = tokens.map(\.text).joined()
    (tokens, join) = (outerTokens, outerJoin)
    if succeeded { append(text) }
    return succeeded
  }

  /// Runs a step and takes it back when it fails.
  @discardableResult
  private mutating func attempt(_ step: (inout SentenceGenerator) -> Bool) -> Bool {
    let (outerTokens, outerJoin, outerFlags) = (tokens.count, join, flags)
    if step(&self) { return true }
    tokens.removeSubrange(outerTokens...)
    (join, flags) = (outerJoin, outerFlags)
    return false
  }

  private mutating func append(_ text: String) {
    var gap = ""
    if join != .adjacent {
      let mayBreak = join == .free && !flags.contains("lines") && !flags.contains("oneline")
      gap = mayBreak && Int.random(in: 0..<12, using: &random) == 0 ? "\n" : " "
    }
    tokens.append((text, gap))
    join = .free
  }

  private mutating func apply(_ name: String) {
    guard let change = grammar.changes[name] else { return }
    let outer = flags
    if let kept = change.keeps { flags = flags.intersection(kept.union(GrammarFile.lasting)) }
    for flag in change.removes { flags.remove(flag) }
    for (flag, condition) in change.adds where condition.map(outer.contains) ?? true { flags.insert(flag) }
  }
}
