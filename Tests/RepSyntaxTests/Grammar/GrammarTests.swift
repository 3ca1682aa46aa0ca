import Foundation
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

  @Test func randomSentencesParse() async throws {
    let grammar = try GrammarFile.load()
    let (failures, unused) = await onDeepStack { () -> ([String], Set<String>) in
      var failures: [String] = []
      var unused = Set(grammar.order).subtracting(["RESERVED"])
      var seed: UInt64 = 0
      // At least 1,200 sentences, and more until every production was used.
      while seed < 10 || (!unused.isEmpty && seed < 100), failures.count < 5 {
        seed += 1
        var generator = SentenceGenerator(grammar, seed: seed)
        for _ in 0..<120 where failures.count < 5 {
          guard let text = generator.sentence(depth: 40 + Int(seed % 3) * 20) else {
            failures.append("no sentence with the seed \(seed)")
            continue
          }
          let found = problems(text)
          if !found.isEmpty { failures.append("\(text)\n⟵ \(found)") }
        }
        unused.subtract(generator.uses.keys)
      }
      return (failures, unused)
    }
    #expect(failures == [])
    #expect(unused == [], "no sentence uses these productions")
  }

  /// The other direction: the grammar allows what the parser accepts, and the golden scripts leave no production out.
  @Test func goldenScriptsUseEveryProduction() async throws {
    let grammar = try GrammarFile.load()
    let files = try ScriptFiles.all()
    let (failures, unused) = await onDeepStack { () -> ([String], [String]) in
      var failures: [String] = []
      let scripts = GrammarRecognizer(grammar, isLexical: false)
      for file in files where Parser.parse(Source(name: file.path, text: file.text)).diagnostics.isEmpty {
        let pieces = GrammarPiece.tokens(of: file.text)
        if !scripts.recognizes(pieces, as: "script", flags: ["lines", "many", "free"]) {
          let near = pieces[max(scripts.farthest - 8, 0)..<min(scripts.farthest + 1, pieces.count)].map(\.text)
          failures.append("\(file.path): the grammar stops at … \(near.joined(separator: " "))")
        }
      }
      let characters = GrammarRecognizer(grammar, isLexical: true)
      for (production, texts) in scripts.tokens where production == production.uppercased() && production != "NEWLINE" {
        for text in texts where !characters.recognizes(GrammarPiece.characters(of: text), as: production) {
          failures.append("the grammar does not allow the \(production) \(text)")
        }
      }
      return (failures, grammar.order.filter { !scripts.uses.union(characters.uses).contains($0) })
    }
    #expect(failures == [])
    #expect(unused == ["RESERVED"], "no golden script uses these productions")
  }
}

/// Runs `body` on a thread whose stack has 256 MB: sentences nest deeply, and each level takes many calls.
private func onDeepStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: body()) }
    thread.stackSize = 256 << 20
    thread.start()
  }
}
