import RepSyntax
import Testing

/// The parser accepts what `grammar/rep.ebnf` allows.
@Suite struct GrammarTests {
  @Test func everyReferenceIsDefinedAndUsed() throws {
    let grammar = try GrammarFile.load()
    #expect(grammar.order.count > 80)
    #expect(Set(grammar.order).count == grammar.order.count)
    var mentioned: Set<String> = ["script"]
    func visit(_ node: GrammarFile.Node) {
      switch node {
      case .reference(let name, let change):
        mentioned.insert(name)
        #expect(grammar.productions[name] != nil, "\(name) is not defined")
        if let change { #expect(grammar.changes[change] != nil, "/\(change) is not defined") }
      case .except(let inner, let excluded):
        mentioned.insert(excluded)
        visit(inner)
      case .sequence(let items), .choice(let items): items.forEach(visit)
      case .optional(let inner), .repetition(let inner): visit(inner)
      default: break
      }
    }
    grammar.productions.values.forEach(visit)
    #expect(Set(grammar.order).subtracting(mentioned) == [])
  }

  @Test(arguments: [(1, 30), (2, 60), (3, 90), (4, 120)] as [(UInt64, Int)])
  func randomSentencesParse(_ seed: UInt64, _ depth: Int) throws {
    let grammar = try GrammarFile.load()
    var generator = SentenceGenerator(grammar, seed: seed)
    var failures = 0
    for _ in 0..<1_500 where failures < 20 {
      let sentence = generator.sentence(depth: depth)
      let text = try #require(sentence)
      let found = problems(text)
      if !found.isEmpty {
        failures += 1
        Issue.record("\(text)\n⟵ \(found)")
      }
    }
    let unused = Set(grammar.order).subtracting(generator.uses.keys).subtracting(["RESERVED"])
    #expect(unused == [])
  }
}
