/// Makes a syntax tree of a script.
///
/// ```swift
/// let tree = Parser.parse(Source(name: "poster.rep", text: "print 1 + 2"))
/// ```
public enum Parser {
  /// The longest script that is read, in bytes: the token table takes up to 16 times as much memory.
  public static let sourceLimit = 1 << 27
  /// How many diagnostics one parse reports.
  public static let diagnosticLimit = 100
  /// How many brackets of any sort may stand inside each other (R19).
  public static let bracketLimit = 500
  /// How many levels the tree may have, so that no later stage needs a deep stack: a chain such as `1 + 1 + …`
  /// or `a.b.c…` grows one level for each operator.
  public static let depthLimit = 1_000

  /// Reads a script. Never fails and never traps: what is wrong stands in the tree's diagnostics.
  public static func parse(_ source: Source) -> SyntaxTree {
    guard source.bytes.count <= sourceLimit else {
      let problem = Diagnostic(
        "source-too-large", "this script has more than \(sourceLimit >> 20) MB", at: Span(0, 0),
        hint: "read data from a file with `read_json` or `read_lines`")
      return SyntaxTree(
        source: source, statements: [], comments: [], documentation: nil, diagnostics: [problem], isIncomplete: false)
    }
    let lexed = Lexer.lex(source.bytes)
    var descent = Descent(source: source, lexed: lexed)
    let statements = descent.script()
    var problems = lexed.problems + descent.problems
    // In a tree that was pieced together after an error, a jump may only seem to stand in the wrong place.
    if descent.problems.isEmpty { problems += descent.misplacements }
    let ordered = problems.enumerated().sorted {
      ($0.element.diagnostic.span.start, $0.offset) < ($1.element.diagnostic.span.start, $1.offset)
    }
    return SyntaxTree(
      source: source, statements: statements, comments: lexed.comments, documentation: descent.scriptDocumentation(),
      diagnostics: ordered.prefix(diagnosticLimit).map(\.element.diagnostic),
      isIncomplete: !problems.isEmpty && problems.allSatisfy(\.comesFromEnd))
  }
}
