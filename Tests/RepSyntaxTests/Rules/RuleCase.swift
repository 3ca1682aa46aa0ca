import RepSyntax
import Testing

/// A text that parses, and the dump of its tree.
struct Accepted: Sendable, CustomTestStringConvertible {
  let text: String
  let dump: String

  init(_ text: String, _ dump: String) {
    self.text = text
    self.dump = dump
  }

  var testDescription: String { text }

  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    let tree = Parser.parse(Source(name: "test", text: text))
    #expect(problems(tree) == [], sourceLocation: sourceLocation)
    #expect(tree.dump == dump, sourceLocation: sourceLocation)
    #expect(!tree.isIncomplete, sourceLocation: sourceLocation)
  }
}

/// A text that does not parse, and its problems as `line:column code`.
struct Refused: Sendable, CustomTestStringConvertible {
  let text: String
  let problems: [String]

  init(_ text: String, _ problems: String...) {
    self.text = text
    self.problems = problems
  }

  var testDescription: String { text }

  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    let tree = Parser.parse(Source(name: "test", text: text))
    #expect(RepSyntaxTests.problems(tree) == problems, sourceLocation: sourceLocation)
    for diagnostic in tree.diagnostics {
      #expect(diagnostic.span.end <= tree.source.bytes.count, sourceLocation: sourceLocation)
      #expect(diagnostic.code.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber }, sourceLocation: sourceLocation)
      #expect(!diagnostic.message.hasSuffix("."), sourceLocation: sourceLocation)
      #expect(!diagnostic.message.contains("\n"), sourceLocation: sourceLocation)
    }
  }
}
