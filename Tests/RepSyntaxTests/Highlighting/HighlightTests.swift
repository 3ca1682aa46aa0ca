import RepSyntax
import Testing

/// What is coloured while a script is being typed.
struct HighlightTests {
  /// A text and its highlights, each as its first letter, anything else as a dot.
  static let texts: [(String, String)] = [
    ("let a = 1", "kkk.....n"), ("\"x\" # end", "sss.ccccc"), ("if true { null }", "kk.oooo...oooo.."),
    ("p.in", "...."), ("p?.in", "....."), ("{in: 2}", ".....n."), ("\"a\\(b)c\"", "ss....ss"),
    ("\"open", "sssss"), ("# only", "cccccc"), ("", ""), ("1 # a\n# b\n2", "n.ccc.ccc.n"), ("a # b", "..ccc"),
    ("for x in 1..3 { }", "kkk...kk.n..n...."), ("letter", "......"), ("\"# no\"", "ssssss"), ("'raw' + 2", "sssss...n"),
  ]

  @Test("Each part has the role of its token", arguments: texts)
  func roles(_ text: String, _ expected: String) {
    var shown = Array(repeating: Character("."), count: text.utf8.count)
    for highlight in SyntaxHighlight.all(in: text) {
      let letter: Character =
        switch highlight.role {
        case .keyword: "k"
        case .number: "n"
        case .string: "s"
        case .comment: "c"
        case .constant: "o"
        }
      for index in highlight.span.start..<highlight.span.end { shown[index] = letter }
    }
    #expect(String(shown) == expected, "\(text)")
  }

  @Test("Any beginning of a script has highlights that lie inside it, in order")
  func beginnings() {
    let script = "let p = await predict \"a/b\" <prompt: \"x \\(f(\"y\", [1, {k: v}])) z\", n: 1> # é\n\"\"\"\n  a\n  \"\"\"\n'raw' |> f(0x1F)\u{0}\\"
    for end in script.indices {
      let text = String(script[..<end])
      var position = 0
      for highlight in SyntaxHighlight.all(in: text) {
        #expect(highlight.span.start >= position && highlight.span.count > 0)
        position = highlight.span.end
      }
      #expect(position <= text.utf8.count)
    }
  }
}
