/// What a token is. Reserved words have a kind each; `import`, `param`, `test` and `as` are names (R14).
enum TokenKind: UInt8 {
  case end
  /// Text that the lexer has reported; the parser stays silent about it.
  case invalid
  case name
  case number
  /// A string without interpolation, quotes included.
  case string
  /// The opening quotes of a string with interpolation; its partner is the ``stringEnd``.
  case stringStart
  case interpolationStart
  case interpolationEnd
  case stringEnd

  case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, colon, semicolon, dot, optionalDot, optionalBracket, spread, arrow, bar
  case pipe, coalesce, equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  case closedRange, halfOpenRange, plus, minus, star, slash, percent, power
  case assign, addAssign, subtractAssign, multiplyAssign, divideAssign, remainderAssign, coalesceAssign
  /// An operator of another language, such as `&&`; ``ForeignSyntax`` knows the way out.
  case foreign

  case `let`, `var`, fn, `if`, `else`, match, `while`, `for`, `in`, `break`, `continue`, `return`, `throw`, `try`
  case `catch`, await, parallel, within, and, or, not, `true`, `false`, null

  /// True for the reserved words.
  var isReservedWord: Bool { rawValue >= TokenKind.let.rawValue }
  /// True for a name and for every reserved word: what may stand after `.`, before `:` and as a key.
  var isWord: Bool { self == .name || isReservedWord }
  /// True for the two forms in which a string begins.
  var isString: Bool { self == .string || self == .stringStart }
  /// True for `=`, `+=` and their like.
  var isAssignment: Bool {
    rawValue >= TokenKind.assign.rawValue && rawValue <= TokenKind.coalesceAssign.rawValue
  }
}

/// One token: 16 bytes, no text of its own.
struct Token {
  /// What stands between this token and the one before it.
  struct Flags: OptionSet {
    let rawValue: UInt8
    /// A line break, so that the token is the first of its line.
    static let newlineBefore = Flags(rawValue: 1)
    /// Blanks, a line break or a comment.
    static let blankBefore = Flags(rawValue: 2)
    /// A string or a name whose text holds a backslash or bytes beyond ASCII.
    static let needsDecoding = Flags(rawValue: 4)
    /// A string whose closing quotes are missing.
    static let unterminated = Flags(rawValue: 8)
  }

  var start: UInt32
  var end: UInt32
  /// For a bracket, the index of the token that closes or opens it; -1 when it has none.
  var partner: Int32
  var kind: TokenKind
  var flags: Flags

  var span: Span { Span(Int(start), Int(end)) }
  var hasNewlineBefore: Bool { flags.contains(.newlineBefore) }
  var hasBlankBefore: Bool { flags.contains(.blankBefore) }
}

/// A diagnostic, and whether it only says that the text ends too early.
struct Problem {
  let diagnostic: Diagnostic
  let comesFromEnd: Bool
}
