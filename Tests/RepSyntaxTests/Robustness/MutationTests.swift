import RepSyntax
import Testing

/// Any bytes at all give a tree, with problems that lie inside the text.
@Suite struct MutationTests {
  /// How many mutated scripts one run tries; each round is another seed.
  static let rounds = 250

  @Test func corpusParses() throws {
    for script in try Corpus.scripts() {
      #expect(problems(Parser.parse(Source(name: script.name, bytes: script.bytes))) == [], "\(script.name)")
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func mutatedScriptsGiveTrees(_ seed: UInt64) throws {
    let scripts = try Corpus.scripts()
    let tokens = try Corpus.tokens()
    try #require(tokens.count > 80)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<Self.rounds {
      guard var bytes = scripts.randomElement(using: &generator)?.bytes else { return }
      for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes, tokens, &generator) }
      check(bytes)
    }
  }

  @Test func randomBytesGiveTrees() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let count = Int.random(in: 0..<200, using: &generator)
      check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ tokens: [[UInt8]], _ generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes.insert(contentsOf: tokens.randomElement(using: &generator) ?? [], at: place)
    case 1: bytes.replaceSubrange(place..<end, with: tokens.randomElement(using: &generator) ?? [])
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
    default: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
    }
  }

  private func check(_ bytes: [UInt8]) {
    let tree = Parser.parse(Source(name: "mutated", bytes: bytes))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(tree.diagnostics.count <= Parser.diagnosticLimit, "\(text)")
    #expect(!tree.isIncomplete || !tree.diagnostics.isEmpty, "\(text)")
    for diagnostic in tree.diagnostics {
      #expect(diagnostic.span.end <= bytes.count, "\(text)")
      #expect(!diagnostic.message.isEmpty)
    }
    let starts = tree.diagnostics.map(\.span.start)
    #expect(starts == starts.sorted(), "\(text)")
    for statement in tree.statements { #expect(statement.span.end <= bytes.count, "\(text)") }
    if tree.diagnostics.isEmpty { #expect(Parser.parse(Source(name: "again", bytes: bytes)).dump == tree.dump) }
  }
}
