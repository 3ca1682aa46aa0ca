import Foundation
import RepSyntax
import Testing

/// What the language page and the scripts beside it show parses.
@Suite struct ExamplesTests {
  @Test func designScriptsParse() {
    for file in Fixtures.files(in: "../shared/design/scripts", withExtension: "rep") {
      guard let bytes = Fixtures.bytes(of: file) else { continue }
      let tree = Parser.parse(Source(name: file.lastPathComponent, bytes: bytes))
      #expect(problems(tree) == [], "\(file.lastPathComponent)")
      #expect(!tree.statements.isEmpty)
    }
  }

  @Test func codeBlocksOfTheLanguagePageParse() throws {
    let page = Fixtures.root.appendingPathComponent("../shared/design/language.md")
    guard let bytes = Fixtures.bytes(of: page) else { return }
    let blocks = String(decoding: bytes, as: UTF8.self).components(separatedBy: "```rep\n").dropFirst()
    #expect(blocks.count >= 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```").first)
      #expect(problems(code) == [])
    }
  }

  @Test func jsonTextsParse() {
    for file in Fixtures.files(in: "../shared/data/json-test-suite/test_parsing", withExtension: "json")
    where file.lastPathComponent.hasPrefix("y_") {
      guard let bytes = Fixtures.bytes(of: file) else { continue }
      let tree = Parser.parse(Source(name: file.lastPathComponent, bytes: bytes))
      #expect(problems(tree) == [], "\(file.lastPathComponent)")
      #expect(tree.statements.count == 1, "\(file.lastPathComponent)")
    }
  }

  /// Every inline example of the language page's text and rules that is a whole statement.
  @Test(arguments: [
    "f(a, b, key: c)", "print \"hello\", name",
    "predict \"owner/model\" <prompt: \"x\", seed: 7>, wait_for: 10, webhook: hook",
    "models.list sort_by: \"model_created_at\", sort_direction: \"asc\"", "let x = 'raw \\n text'", "o.a.b[0] = 1",
    "x ??= 1", "for i, x in xs { }", "for key, value in object { }", "[for x in xs if cond: expr]",
    "let o = {for k, v in o if cond: k: expr}", "match xs { [first, ...rest] => first }",
    "match p { {status: \"succeeded\", output} => output\n \"failed\" | \"canceled\" => null\n 1..9 => 1\n _ => 2 }",
    "fn name(a, b = 2, ...rest) { }", "let f = x => x", "let f = (a, b) => { }",
    "import \"lib/prompts.rep\" as prompts",
    "test \"name\" { assert true }", "await [p, q]", "await {a: p, b: q}", "settle x", "try settle predict p",
    "for chunk in stream p { print chunk, end: \"\" }", "parallel for x in xs { }", "parallel [a(), b()]",
    "parallel {x: a(), y: b()}", "parallel(limit: 8) for x in xs { }", "within 5m { }", "try { } catch e { }",
    "try expr", "save output, to: \"out/\"", "print a, b, end: \"\\n\"", "o?.key", "o?[\"key\"]", "xs?[9]", "xs[1..3]",
    "retry 3, () => await predict \"m\" <prompt: p>, delay: 5s",
    "predict \"m\" <image: await predict \"m\" <prompt: p>>",
    "stream predict ref <prompt: p>", "(await predict ref <prompt: p>)[0]", "x => {a: 1}",
    "let f = x => ({for k in x: k: 1})",
    "match {a: 1} { _ => 1 }", "x ?? throw \"no\"", "ask() ?? break", "xs.each(x => n += x)", "-2 ** 2",
    "[for x in xs if x < limit: x]", "match n { n if n < max => n }", "print a ?? b", "print len xs, 3", "f -1",
    "save await predict \"m\" <p: 1>, to: \"x\"", "e.kind not in [\"a\"]", "models.list sort_by: \"x\" |> take(5)",
    "let x = [1, 2].flatten()\n  .first()\n  ?? 3", "if a { 1 }\nelse if b { 2 }\nelse { 3 }",
    "try { 1 }\ncatch e { 2 }",
  ])
  func parses(_ text: String) {
    let found = problems(text).filter { !$0.hasSuffix("break-outside-loop") }
    #expect(found == [])
  }
}
