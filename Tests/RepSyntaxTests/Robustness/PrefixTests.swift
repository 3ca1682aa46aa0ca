import RepSyntax
import Testing

/// Every prefix of a valid script is valid or incomplete: a prompt may always ask for another line.
@Suite struct PrefixTests {
  @Test func prefixesOfTheCorpus() throws {
    for script in try Corpus.scripts() { check(script.bytes) }
  }

  @Test(arguments: CallRulesTests.all + ExpressionRulesTests.all + LiteralRulesTests.all)
  func prefixesOfAcceptedTexts(_ accepted: Accepted) { check(Array(accepted.text.utf8)) }

  private func check(_ bytes: [UInt8]) {
    for end in bytes.indices {
      let prefix = Array(bytes[..<end])
      let tree = Parser.parse(Source(name: "prefix", bytes: prefix))
      guard !tree.diagnostics.isEmpty, !tree.isIncomplete else { continue }
      Issue.record("\(String(decoding: prefix, as: UTF8.self)) ⟵ \(problems(tree))")
    }
  }

  /// What a prompt must not wait for: no further line can make it right.
  @Test(arguments: [
    "let 1", "a b c d )", "x = ]", "1 2\n", "\"abc\n", "if a b\n", "f(1 2", "a && b\n(", "break\n", "01", "5min",
    "{k, v}\n(",
    "let x = 1\nparam y\n", "a = b = c\n", "(a, b)\n", "x ? y",
  ])
  func wrongTextsAreNotIncomplete(_ text: String) {
    let tree = Parser.parse(Source(name: "test", text: text))
    #expect(!tree.diagnostics.isEmpty)
    #expect(!tree.isIncomplete)
  }

  @Test(arguments: [
    "(", "f(a,", "let x =", "let x = \n", "1 +", "{", "{a: 1", "if a {", "if a { 1 } else", "match x {\n 1 =>", "\"abc",
    "'abc",
    "\"a \\(b", "\"\"\"", "\"\"\"\nabc\n", "fn f(", "fn f() {", "[for", "[for x", "[for x in", "f <a: 1",
    "predict \"m\" <", "a.", "a?.",
    "x =>", "(a, b", "(a, b)", "not", "a not", "try {", "parallel", "within 5m", "f a,", "f a:", "import \"a\"", "1e",
    "0x", "1h30", "\"\\u12",
    "a ?", "a !", "for x i", "x |>", "await",
  ])
  func unfinishedTextsAreIncomplete(_ text: String) {
    let tree = Parser.parse(Source(name: "test", text: text))
    #expect(tree.isIncomplete, "\(problems(tree))")
  }
}
