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

  @Test func randomSentencesParse() throws {
    let grammar = try GrammarFile.load()
    var unused = Set(grammar.order).subtracting(["RESERVED"])
    var seed: UInt64 = 0
    var failures = 0
    // At least 3,000 sentences, and more until every production was used.
    while seed < 10 || (!unused.isEmpty && seed < 100), failures < 5 {
      seed += 1
      var generator = SentenceGenerator(grammar, seed: seed)
      for _ in 0..<300 where failures < 5 {
        let sentence = generator.sentence(depth: 40 + Int(seed % 3) * 20)
        let text = try #require(sentence)
        let found = problems(text)
        if !found.isEmpty {
          failures += 1
          Issue.record("\(text)\n⟵ \(found)")
        }
      }
      unused.subtract(generator.uses.keys)
    }
    #expect(unused == [], "no sentence uses these productions")
  }
}
