/// Turns the bytes of a script into tokens and comments. Any bytes at all give tokens; what is wrong becomes a problem.
///
/// One pass without recursion. A string with interpolation becomes `stringStart`, then for each `\(` an
/// `interpolationStart`, ordinary tokens and an `interpolationEnd`, then `stringEnd`. Brackets learn their partners,
/// so the parser sees what follows a `)` without looking for it.
struct Lexer {
  /// What a lexer gives.
  struct Output {
    var tokens: ContiguousArray<Token> = []
    var comments: [Comment] = []
    var problems: [Problem] = []
  }

  /// A bracket or interpolation that is open.
  struct OpenBracket {
    var kind: TokenKind
    var token: Int
    /// For an interpolation: the string that it stands in.
    var string: OpenString? = nil
    /// For an interpolation: the brackets that were open around it.
    var outerCounts = BracketCounts()
    var outerForbidsNewlines = false
  }

  /// A string whose text continues after an interpolation.
  struct OpenString {
    var isMultiline: Bool
    var start: Int
    var startToken: Int
  }

  /// How many brackets of each sort are open since the innermost interpolation, so that a stray closing bracket
  /// is recognised without a search.
  struct BracketCounts {
    var parens = 0
    var brackets = 0
    var braces = 0

    subscript(kind: TokenKind) -> Int {
      get { kind == .leftParen ? parens : kind == .leftBracket ? brackets : braces }
      set {
        switch kind {
        case .leftParen: parens = newValue
        case .leftBracket: brackets = newValue
        default: braces = newValue
        }
      }
    }
  }

  /// Problems beyond this number are not worth reading.
  static let problemLimit = 100

  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  var flags: Token.Flags = [.newlineBefore, .blankBefore]
  var open: [OpenBracket] = []
  var counts = BracketCounts()
  var openInterpolations = 0
  /// True inside the `\( )` of a string that ends with its line (R18).
  var forbidsNewlines = false
  var output = Output()

  /// Reads a whole script.
  static func lex(_ bytes: [UInt8]) -> Output {
    bytes.withUnsafeBufferPointer { buffer in
      var lexer = Lexer(bytes: buffer)
      lexer.run()
      return lexer.output
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    // Ordinary scripts have a token for every three or four bytes; room that is not needed is never touched.
    output.tokens.reserveCapacity(bytes.count / 3 + 2)
  }

  private mutating func run() {
    checkEncoding()
    skipPrologue()
    while true {
      skipBlanksAndComments()
      guard position < bytes.count else { break }
      lexToken()
      flags = []
    }
    while let bracket = open.last {
      if bracket.kind == .interpolationStart {
        problem(
          "unterminated-string", "this string is not closed", from: bracket.string?.start ?? position, atEnd: true,
          hint: "close the interpolation with `)` and the string with its quotes")
        abandonInterpolation()
      } else {
        open.removeLast()
      }
    }
    emit(.end, from: bytes.count)
  }

  // MARK: Reading bytes

  /// The byte at an offset, 0 past the end; a real NUL never starts anything either.
  @inline(__always) func byte(_ offset: Int) -> UInt8 {
    offset < bytes.count ? bytes[offset] : 0
  }

  /// The eight bytes from an offset on; nil near the end of the text.
  @inline(__always) func group(at offset: Int) -> ByteGroup? { ByteGroup(UnsafeRawBufferPointer(bytes), at: offset) }

  /// Appends the token `start..<position`.
  @inline(__always) mutating func emit(_ kind: TokenKind, from start: Int, _ extra: Token.Flags = []) {
    output.tokens.append(
      Token(
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: position), partner: -1, kind: kind,
        flags: flags.union(extra)))
  }

  /// Reports `start..<position`, or up to `end`.
  mutating func problem(
    _ code: String, _ message: String, from start: Int, to end: Int? = nil, atEnd: Bool = false, hint: String? = nil
  ) {
    guard output.problems.count < Self.problemLimit else { return }
    output.problems.append(
      Problem(
        diagnostic: Diagnostic(code, message, at: Span(start, end ?? position), hint: hint), comesFromEnd: atEnd))
  }

  // MARK: Blanks and comments

  /// Skips a byte order mark and a `#!` line.
  private mutating func skipPrologue() {
    if byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { position = 3 }
    if byte(position) == UInt8(ascii: "#"), byte(position + 1) == UInt8(ascii: "!") {
      let start = position
      skipLine()
      output.comments.append(Comment(kind: .shebang, span: Span(start, position)))
    }
  }

  private mutating func skipLine() {
    while position < bytes.count {
      if let group = group(at: position), group.lineLength > 0 {
        position += group.lineLength
      } else if bytes[position] == 0x0A || bytes[position] == 0x0D {
        return
      } else {
        position += 1
      }
    }
  }

  private mutating func skipBlanksAndComments() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09:
        position += 1
        flags.insert(.blankBefore)
      case 0x0A, 0x0D:
        if forbidsNewlines { refuseLineBreak() }
        position += 1
        flags.formUnion([.blankBefore, .newlineBefore])
      case UInt8(ascii: "#"):
        if forbidsNewlines { refuseLineBreak() }
        lexComment()
        flags.insert(.blankBefore)
      default:
        return
      }
    }
  }

  /// A line break or comment inside the `\( )` of a one-line string: the string ends here.
  private mutating func refuseLineBreak() {
    problem(
      "newline-in-interpolation", "`\\( )` in a `\"…\"` string must end on its line", from: position, to: position + 1,
      hint: "compute the value in a `let` before, or use a `\"\"\"` string")
    while forbidsNewlines { abandonInterpolation() }
  }

  private mutating func lexComment() {
    let start = position
    skipLine()
    for offset in start..<position where bytes[offset] < 0x20 && bytes[offset] != 0x09 {
      problem(
        "control-character", "a control character stands in this comment", from: offset, to: offset + 1,
        hint: "remove it")
      break
    }
    // `###` and longer are rulers, not documentation.
    let isDocumentation = byte(start + 1) == UInt8(ascii: "#") && byte(start + 2) != UInt8(ascii: "#")
    output.comments.append(Comment(kind: isDocumentation ? .documentation : .line, span: Span(start, position)))
  }

  // MARK: Brackets

  mutating func openBracket(_ kind: TokenKind, length: Int = 1) {
    let start = position
    position += length
    // `?[` is closed by the same `]` as `[`.
    let pairing: TokenKind = kind == .optionalBracket ? .leftBracket : kind
    open.append(OpenBracket(kind: pairing, token: output.tokens.count))
    counts[pairing] += 1
    emit(kind, from: start)
  }

  mutating func closeBracket(_ kind: TokenKind, closing opener: TokenKind) {
    let start = position
    position += 1
    if counts[opener] > 0 {
      while let bracket = open.popLast() {
        counts[bracket.kind] -= 1
        guard bracket.kind == opener else { continue }
        output.tokens[bracket.token].partner = Int32(truncatingIfNeeded: output.tokens.count)
        emit(kind, from: start)
        output.tokens[output.tokens.count - 1].partner = Int32(truncatingIfNeeded: bracket.token)
        return
      }
    }
    if kind == .rightParen, closeInterpolation(at: start) { return }
    emit(kind, from: start)
  }
}
