/// Why a regular expression is none, and where in it.
struct RegexError: Error, Equatable {
  /// What is wrong, and the way out.
  let message: String
  /// The scalar at which it is wrong.
  let position: Int
}

/// Reads a regular expression: the syntax that Perl, Python and JavaScript share, without what needs more than linear
/// time (backreferences, lookaround).
struct RegexParser {
  /// Groups nest no deeper, so that neither parser nor compiler runs out of stack.
  private static let depthLimit = 100
  /// The largest count in `{…}`.
  static let countLimit = 1000

  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
  }

  let scalars: [UInt32]
  var position = 0
  private var depth = 0
  var flags = Flags()
  /// Groups so far, with their names.
  private(set) var groupNames: [String?] = []

  private init(_ pattern: String) { scalars = pattern.unicodeScalars.map(\.value) }

  /// The tree of a pattern and the names of its groups (nil for those without).
  static func parse(_ pattern: String) throws(RegexError) -> (root: RegexNode, groupNames: [String?]) {
    var parser = RegexParser(pattern)
    let root = try parser.alternatives()
    if parser.position < parser.scalars.count { throw parser.error("`)` without `(`; write `\\)` for the character") }
    return (root, parser.groupNames)
  }

  func error(_ message: String, at position: Int? = nil) -> RegexError {
    RegexError(message: message, position: position ?? self.position)
  }

  var next: UInt32? { position < scalars.count ? scalars[position] : nil }

  func isNext(_ scalar: Unicode.Scalar) -> Bool { next == scalar.value }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard isNext(scalar) else { return false }
    position += 1
    return true
  }

  mutating func take(_ text: String) -> Bool {
    let wanted = text.unicodeScalars.map(\.value)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func alternatives() throws(RegexError) -> RegexNode {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var parts: [RegexNode] = []
    while let scalar = next, scalar != 0x7C, scalar != 0x29 {
      if let part = try atom() { parts.append(try quantified(part)) }
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  /// One part without its quantifier; nil for flags, which match nothing themselves.
  private mutating func atom() throws(RegexError) -> RegexNode? {
    let start = position
    let scalar = scalars[position]
    position += 1
    switch Unicode.Scalar(scalar) {
    case ".": return .any(includesNewline: flags.dotMatchesNewline)
    case "^": return .anchor(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .anchor(flags.isMultiline ? .lineEnd : .textEnd)
    case "[": return .set(try set(start))
    case "\\": return try escape(start)
    case "(": return try group(start)
    case "*", "+", "?": throw error("a quantifier that repeats nothing; write `\\*` for the character", at: start)
    default: return .scalar(flags.ignoresCase ? CaseFolding.fold(scalar) : scalar, ignoresCase: flags.ignoresCase)
    }
  }

  // MARK: Groups

  private mutating func group(_ start: Int) throws(RegexError) -> RegexNode? {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthLimit { throw error("groups nest deeper than \(Self.depthLimit)", at: start) }
    guard take("?") else { return try captured(name: nil, start) }
    for lookaround in ["=", "!", "<=", "<!"] where take(lookaround) {
      throw error("lookaround is not supported: a match must take linear time", at: start)
    }
    if take("P<") || take("<") { return try captured(name: try groupName(), start) }
    let outer = flags
    try readFlags(start)
    if take(")") { return nil }
    guard take(":") else { throw error("unknown kind of group; write `\\(` for the character", at: start) }
    let body = try alternatives()
    flags = outer
    guard take(")") else { throw error("`(` without `)`", at: start) }
    return body
  }

  private mutating func captured(name: String?, _ start: Int) throws(RegexError) -> RegexNode {
    groupNames.append(name)
    let number = groupNames.count
    // Flags set inside end with the group.
    let outer = flags
    let body = try alternatives()
    flags = outer
    guard take(")") else { throw error("`(` without `)`; write `\\(` for the character", at: start) }
    return .group(number, body)
  }

  private mutating func groupName() throws(RegexError) -> String {
    let start = position
    var name = ""
    while let scalar = next, scalar != 0x3E, let character = Unicode.Scalar(scalar) {
      name.unicodeScalars.append(character)
      position += 1
    }
    guard take(">"), !name.isEmpty, name.unicodeScalars.allSatisfy({ ScalarSet.Class.isWord($0.value) }) else {
      throw error("a group's name holds letters, digits and `_`: `(?<year>…)`", at: start)
    }
    if groupNames.contains(name) { throw error("two groups are called `\(name)`", at: start) }
    return name
  }

  private mutating func readFlags(_ start: Int) throws(RegexError) {
    var isOn = true
    while let scalar = next, scalar != 0x29, scalar != 0x3A {
      position += 1
      switch Unicode.Scalar(scalar) {
      case "-": isOn = false
      case "i": flags.ignoresCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotMatchesNewline = isOn
      default: throw error("unknown flag or kind of group; flags are `i`, `m` and `s`: `(?i)`", at: start)
      }
    }
  }

  // MARK: Quantifiers

  private mutating func quantified(_ part: RegexNode) throws(RegexError) -> RegexNode {
    let start = position
    guard let (minimum, maximum) = try quantifier() else { return part }
    if case .anchor = part { throw error("a place between characters cannot be repeated", at: start) }
    let isLazy = take("?")
    if isNext("+") { throw error("possessive quantifiers are not supported: a match never backtracks") }
    if isNext("*") || isNext("?") { throw error("two quantifiers in a row; put the first part in `(?:…)`") }
    return .repetition(part, minimum: minimum, maximum: maximum, isLazy: isLazy)
  }

  private mutating func quantifier() throws(RegexError) -> (minimum: Int, maximum: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = position
    // A brace that begins no count is the character.
    guard take("{"), let minimum = count() else {
      position = start
      return nil
    }
    var maximum: Int? = minimum
    if take(",") { maximum = isNext("}") ? nil : count() ?? -1 }
    guard take("}"), maximum != -1 else {
      position = start
      return nil
    }
    if max(minimum, maximum ?? 0) > Self.countLimit { throw error("a count is at most \(Self.countLimit)", at: start) }
    if let maximum, maximum < minimum { throw error("the counts are in the wrong order", at: start) }
    return (minimum, maximum)
  }

  private mutating func count() -> Int? {
    var value: Int?
    while let scalar = next, scalar &- 48 < 10 {
      value = min((value ?? 0) * 10 + Int(scalar - 48), Self.countLimit + 1)
      position += 1
    }
    return value
  }
}
