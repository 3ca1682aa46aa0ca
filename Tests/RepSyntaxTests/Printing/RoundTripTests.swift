import Testing

@testable import RepSyntax

/// Parsing what is printed gives the same tree, and printing that gives the same text.
@Suite struct RoundTripTests {
  private func parse(_ text: String) -> SyntaxTree {
    Parser.parse(Source(name: "test.rep", text: text))
  }

  /// What keeps a text from being the canonical form of a tree.
  private struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  /// Throws unless the printed text of a tree has its dump and is printed the same again.
  private func check(_ made: SyntaxTree, width: Int, _ label: String) throws -> SyntaxTree {
    guard let printed = Printer(width: width).print(made) else {
      throw Broken(description: "\(label)\n\(DiagnosticRenderer().render(made.diagnostics, in: made.source))")
    }
    let parsed = parse(printed)
    guard let again = Printer(width: width).print(parsed) else {
      let complaints = DiagnosticRenderer().render(parsed.diagnostics, in: parsed.source)
      throw Broken(description: "\(label) does not parse at width \(width)\n\(printed)\n\(complaints)")
    }
    guard parsed.dump == made.dump else {
      let dumps = "before \(made.dump)\nafter  \(parsed.dump)"
      throw Broken(description: "\(label) is another tree at width \(width)\n\(printed)\n\(dumps)")
    }
    guard again == printed else {
      throw Broken(description: "\(label) is printed differently again at width \(width)\n\(printed)\n\(again)")
    }
    return parsed
  }

  @Test(arguments: [100, 40, 12])
  func randomTrees(width: Int) throws {
    for seed in 0..<600 {
      var generator = TreeGenerator(seed: UInt64(seed))
      _ = try check(generator.tree(), width: width, "seed \(seed)")
    }
  }

  /// Puts comments at the ends of random lines and between them: none may get lost, change places or change the tree.
  @Test(arguments: [100, 30])
  func randomComments(width: Int) throws {
    for seed in 0..<600 {
      var generator = TreeGenerator(seed: UInt64(seed))
      let bare = try #require(Printer(width: 30).print(generator.tree()))
      var text = ""
      var expected: [String] = []
      for line in bare.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        if Int.random(in: 0..<4, using: &generator.random) == 0 {
          expected.append("# own \(expected.count)")
          text += "\(expected[expected.count - 1])\n"
          if Bool.random(using: &generator.random) { text += "\n\n" }
        }
        text += line
        if Int.random(in: 0..<4, using: &generator.random) == 0 {
          expected.append("# end \(expected.count)")
          text += " \(expected[expected.count - 1])"
        }
        text += "\n"
      }
      let tree = parse(text)
      let printed = try check(tree, width: width, "seed \(seed) with comments:\n\(text)")
      #expect(printed.comments.map { printed.source.text($0.span) } == expected, "\(text)\n\(printed.source.text)")
    }
  }

  @Test func scripts() throws {
    for file in try ScriptFiles.all() {
      let tree = parse(file.text)
      // Golden scripts of errors need not parse.
      guard !tree.diagnostics.contains(where: { $0.severity == .error }) else { continue }
      for width in [100, 60] { _ = try check(tree, width: width, file.path) }
    }
  }
}

extension Source {
  fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
