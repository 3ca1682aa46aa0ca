import Testing

@testable import RepSyntax

@Suite struct DiagnosticRendererTests {
  /// Renders an error over the first occurrence of a text.
  private func render(
    _ text: String, over marked: String, width: Int = 100, hint: String? = nil, usesColor: Bool = false
  ) throws -> String {
    let bytes = Array(text.utf8)
    let wanted = Array(marked.utf8)
    let start = try #require((0...bytes.count - wanted.count).first { Array(bytes[$0..<$0 + wanted.count]) == wanted })
    let diagnostic = Diagnostic("code", "the message", at: Span(start, start + wanted.count), hint: hint)
    return DiagnosticRenderer(usesColor: usesColor, width: width).render(
      diagnostic, in: Source(name: "a.rep", text: text))
  }

  @Test func oneLine() throws {
    #expect(
      try render("let a = 1\nprint promt\n", over: "promt", hint: "did you mean prompt?") == """
        error[code]: the message
         --> a.rep:2:7
          |
        2 | print promt
          |       ^^^^^
        hint: did you mean prompt?

        """)
  }

  @Test(arguments: [
    // Tabs go to the next multiple of four, before and inside the span.
    ("\tprint x", "x", "    print x", "          ^"),
    ("ab\tx", "x", "ab  x", "    ^"),
    ("a\tb", "a\tb", "a   b", "^^^^^"),
    // Wide letters take two columns, combining marks none, emoji of several scalars two.
    ("let 名前 = 値", "値", "let 名前 = 値", "           ^^"),
    ("e\u{301}t x", "x", "e\u{301}t x", "   ^"),
    ("'👩‍👩‍👧🇩🇪👍🏽' x", "x", "'👩‍👩‍👧🇩🇪👍🏽' x", "         ^"),
    ("'☕️' x", "x", "'☕️' x", "     ^"),
    ("한글 x", "x", "한글 x", "     ^"),
    ("ﾊﾝ ＡＢ x", "x", "ﾊﾝ ＡＢ x", "        ^"),
    // What would drive a terminal is shown, not sent.
    ("'\u{1B}[31m' x", "x", "'␛[31m' x", "        ^"),
    ("'\0\u{7F}\u{9B}\u{202E}' x", "x", "'␀␡\u{FFFD}\u{FFFD}' x", "       ^"),
    // CRLF and a lone CR do not show.
    ("a x\r\nb", "x", "a x", "  ^"),
    ("a x\rb", "x", "a x", "  ^"),
    // A span that ends in the line break underlines only what is there.
    ("a x\nb", "x\n", "a x", "  ^"),
    // A span over lines is marked on its first line.
    ("f(a,\n  b)", "(a,\n  b)", "f(a,", " ^^^…"),
    ("f(\n)", "\n)", "f(", "  ^…"),
  ])
  func columns(text: String, marked: String, shown: String, underline: String) throws {
    let lines = try render(text, over: marked).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[3] == "1 | \(shown)")
    #expect(lines[4] == "  | \(underline)")
  }

  @Test func emptySpansPointAtOnePlace() {
    let renderer = DiagnosticRenderer()
    for (text, offset, place, underline) in [
      ("ab", 2, "1:3", "  ^"), ("ab", 1, "1:2", " ^"), ("", 0, "1:1", "^"), ("ab\n", 3, "2:1", "^"),
      ("ab", 99, "1:3", "  ^"),
    ] {
      let output = renderer.render(Diagnostic("c", "m", at: Span(offset, offset)), in: Source(name: "a", text: text))
      let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines[1] == " --> a:\(place)")
      #expect(lines[4] == "  | \(underline)")
    }
  }

  @Test func longLinesAreCutAroundTheSpan() throws {
    let long = String(repeating: "a", count: 300) + " HERE " + String(repeating: "b", count: 300)
    let lines = try render(long, over: "HERE", width: 40).split(separator: "\n")
    #expect(lines[1] == " --> a.rep:1:302")
    #expect(lines[3] == "1 | …aaaaaaaaaaaaaaaaa HERE bbbbbbbbbbbbbbbbb…")
    #expect(lines[4] == "  |                    ^^^^")

    let atStart = try render("HERE " + long, over: "HERE ", width: 20).split(separator: "\n")
    #expect(atStart[3] == "1 | HERE aaaaaaaaaaaaaaa…")
    #expect(atStart[4] == "  | ^^^^^")

    let atEnd = try render(String(repeating: "a", count: 50) + "HERE", over: "HERE", width: 20).split(separator: "\n")
    #expect(atEnd[3] == "1 | …aaaaaaaaaaaaaaaaHERE")
    #expect(atEnd[4] == "  |                  ^^^^")

    let wideSpan = try render(String(repeating: "x", count: 60), over: String(repeating: "x", count: 60), width: 20)
      .split(separator: "\n")
    #expect(wideSpan[3] == "1 | xxxxxxxxxxxxxxxxxxxx…")
    #expect(wideSpan[4] == "  | ^^^^^^^^^^^^^^^^^^^^…")
  }

  @Test func invalidBytesAreShownAndCounted() {
    let bytes: [UInt8] = [0x61, 0xFF, 0xE2, 0x82, 0x20, 0x78]
    let output = DiagnosticRenderer().render(
      Diagnostic("c", "m", at: Span(5, 6)), in: Source(name: "a", bytes: bytes))
    let lines = output.split(separator: "\n")
    #expect(lines[3] == "1 | a\u{FFFD}\u{FFFD} x")
    #expect(lines[4] == "  |     ^")
  }

  @Test func hugeLinesCostNothing() {
    let source = Source(name: "a", bytes: [UInt8](repeating: 0x80, count: 4_000_000) + Array("x".utf8))
    let output = DiagnosticRenderer(width: 30).render(Diagnostic("c", "m", at: Span(4_000_000, 4_000_001)), in: source)
    #expect(output.utf8.count < 1_000)
    #expect(output.contains("^"))
  }

  @Test func anySpanOfAnyBytesIsDrawn() {
    var generator = SeededGenerator(seed: 7)
    let alphabet: [UInt8] = [
      0x61, 0x09, 0x0A, 0x0D, 0x20, 0xE2, 0x82, 0xAC, 0xCC, 0x81, 0xF0, 0x9F, 0x91, 0xA9, 0x80, 0,
    ]
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      let start = Int.random(in: 0...70, using: &generator)
      let span = Span(start, start + Int.random(in: 0...70, using: &generator))
      let source = Source(name: "a", bytes: bytes)
      let output = DiagnosticRenderer(width: 20).render(Diagnostic("c", "m", at: span), in: source)
      let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 6 && lines[4].contains("^"))
    }
  }

  @Test func notesShareOneGutter() {
    let text = "let a = 1\n" + String(repeating: "\n", count: 9) + "let a = 2\n"
    let diagnostic = Diagnostic(
      "duplicate-name", "a is declared twice in this block", at: Span(23, 24), severity: .warning,
      notes: [.init("it is first declared here", Span(4, 5))])
    #expect(
      DiagnosticRenderer().render([diagnostic], in: Source(name: "a.rep", text: text)) == """
        warning[duplicate-name]: a is declared twice in this block
          --> a.rep:11:5
           |
        11 | let a = 2
           |     ^
        note: it is first declared here
          --> a.rep:1:5
           |
         1 | let a = 1
           |     ^

        """)
  }

  @Test func runtimeErrorsShowTheirCalls() {
    let source = Source(name: "a.rep", text: "fn draw() { o.x }\ndraw()\n")
    let report = Report(
      code: "key", message: "the object has no key x", hint: "it has y", place: .init(source, Span(14, 15)),
      stack: [
        .init(function: "draw", at: .init(source, Span(14, 15))),
        .init(function: "", at: .init(source, Span(18, 22))),
        .init(function: nil, at: .init(source, Span(18, 22))),
      ])
    #expect(
      DiagnosticRenderer().render(report) == """
        error[key]: the object has no key x
         --> a.rep:1:15
          |
        1 | fn draw() { o.x }
          |               ^
          in fn draw at a.rep:1:15
          in fn at a.rep:2:1
          at a.rep:2:1
        hint: it has y

        """)
  }

  @Test func deepStacksLoseTheirMiddle() {
    let source = Source(name: "a.rep", text: "f()")
    let frames = (0..<1_000).map { Report.Frame(function: "f\($0)", at: .init(source, Span(0, 3))) }
    let report = Report(code: nil, message: "too deep", stack: frames)
    let lines = DiagnosticRenderer().render(report).split(separator: "\n")
    #expect(lines.count == 18)
    #expect(lines[0] == "error: too deep")
    #expect(lines[8] == "  in fn f7 at a.rep:1:1")
    #expect(lines[9] == "  … 984 more calls …")
    #expect(lines[17] == "  in fn f999 at a.rep:1:1")
  }

  @Test func messagesCannotDriveTheTerminal() {
    let output = DiagnosticRenderer().render(
      Report(code: "x\u{1B}", message: "one\ntwo\u{1B}]0;title\u{7}", hint: "a\rb", place: nil))
    #expect(output == "error[x␛]: one\ntwo␛]0;title␇\nhint: a␍b\n")
  }

  @Test func colour() throws {
    let output = try render("x", over: "x", hint: "h", usesColor: true)
    #expect(output.hasPrefix("\u{1B}[1;31merror[code]\u{1B}[0m\u{1B}[1m: the message\u{1B}[0m\n"))
    #expect(output.contains("\u{1B}[1;31m^\u{1B}[0m\n"))
    #expect(output.contains("\u{1B}[1;32mhint\u{1B}[0m: h\n"))
  }
}
