/// A part of a script that is shown in a colour of its own.
///
/// Made from the lexer's tokens alone, so that a text that is still being typed has highlights as well.
public struct SyntaxHighlight: Hashable, Sendable {
  /// What the part is.
  public enum Role: Sendable {
    /// A word of the language, such as `let`.
    case keyword
    /// A number, a duration included.
    case number
    /// A string; what is interpolated has highlights of its own.
    case string
    /// A comment, without the line's end.
    case comment
    /// `true`, `false` and `null`.
    case constant
  }

  /// Where it stands.
  public let span: Span
  /// What it is.
  public let role: Role

  /// The highlights of a text, in order; they do not overlap.
  public static func all(in text: String) -> [SyntaxHighlight] {
    let bytes = Array(text.utf8)
    let tokens = Lexer.lex(bytes).tokens
    var highlights: [SyntaxHighlight] = []
    var end = 0
    for (index, token) in tokens.enumerated() {
      let previous = index > 0 ? tokens[index - 1].kind : .end
      let gap = Span(end, Int(token.start))
      // Between the parts of a string with interpolation there is text, elsewhere blanks and comments.
      if previous == .stringStart || previous == .interpolationEnd {
        add(gap, .string, to: &highlights)
      } else {
        addComments(in: gap, bytes, to: &highlights)
      }
      let isKey = index + 1 < tokens.count && tokens[index + 1].kind == .colon
      let isMember = previous == .dot || previous == .optionalDot
      if let role = role(of: token), !(token.kind.isReservedWord && (isKey || isMember)) {
        add(token.span, role, to: &highlights)
      }
      end = Int(token.end)
    }
    return highlights
  }

  private static func role(of token: Token) -> Role? {
    switch token.kind {
    case .string, .stringStart, .stringEnd: .string
    case .number: .number
    case .true, .false, .null: .constant
    default: token.kind.isReservedWord ? .keyword : nil
    }
  }

  private static func add(_ span: Span, _ role: Role, to highlights: inout [SyntaxHighlight]) {
    guard span.count > 0 else { return }
    if let last = highlights.last, last.role == role, last.span.end == span.start {
      highlights[highlights.count - 1] = SyntaxHighlight(span: last.span.union(span), role: role)
    } else {
      highlights.append(SyntaxHighlight(span: span, role: role))
    }
  }

  private static func addComments(in gap: Span, _ bytes: [UInt8], to highlights: inout [SyntaxHighlight]) {
    var position = gap.start
    while let start = bytes[position..<gap.end].firstIndex(of: UInt8(ascii: "#")) {
      let end = bytes[start..<gap.end].firstIndex(of: UInt8(ascii: "\n")) ?? gap.end
      add(Span(start, end), .comment, to: &highlights)
      position = end
    }
  }
}
