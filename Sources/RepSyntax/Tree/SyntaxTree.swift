/// What the parser makes of a ``Source``: statements, comments, and every problem it met.
///
/// A tree is made from any bytes at all. Where the text is wrong it holds `invalid` nodes, and ``diagnostics`` says why.
public struct SyntaxTree: Sendable {
  /// The text that was parsed.
  public let source: Source
  /// The statements at top level, in order.
  public let statements: [Statement]
  /// All comments in order; the formatter puts them back by their spans.
  public let comments: [Comment]
  /// The `##` lines at the top of the file (R37).
  public let documentation: String?
  /// Every problem, in the order of the text.
  public let diagnostics: [Diagnostic]
  /// True when the text is wrong only in that it ends too early: a prompt asks for another line.
  public let isIncomplete: Bool

  /// Collects what a parse gave.
  public init(
    source: Source, statements: [Statement], comments: [Comment], documentation: String?, diagnostics: [Diagnostic],
    isIncomplete: Bool
  ) {
    self.source = source
    self.statements = statements
    self.comments = comments
    self.documentation = documentation
    self.diagnostics = diagnostics
    self.isIncomplete = isIncomplete
  }
}

/// A comment with its place.
public struct Comment: Hashable, Sendable {
  /// What sort of comment it is.
  public enum Kind: Sendable {
    /// `# …`
    case line
    /// `## …`
    case documentation
    /// `#!…` on the first line
    case shebang
  }
  /// What sort of comment it is.
  public let kind: Kind
  /// From its `#` to the end of its line, without the line break.
  public let span: Span

  /// A comment at a place.
  public init(kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// An identifier where it stands.
public struct Name: Hashable, Sendable {
  /// The identifier.
  public let text: String
  /// Its place.
  public let span: Span

  /// An identifier at a place.
  public init(_ text: String, _ span: Span) {
    self.text = text
    self.span = span
  }
}
