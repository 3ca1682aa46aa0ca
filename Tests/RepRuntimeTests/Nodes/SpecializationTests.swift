import RepSyntax
import RepValue
import Testing

@testable import RepRuntime

/// Specialised nodes do what the plain ones do: the same output, the same errors at the same places.
@Suite struct SpecializationTests {
  /// What a script printed, and how it ended.
  private func outcome(of text: String, specializes: Bool) async -> String? {
    var builtins = BuiltinSet()
    builtins.add(contentsOf: Library.all)
    let source = Source(name: "generated", text: text)
    let compilation = Program.compile(source, builtins: builtins, specializes: specializes)
    guard let program = compilation.program else { return nil }
    let output = LibraryScript.Output()
    let run = ScriptRun(limits: Limits(steps: 100_000, stackBytes: 64 << 20), output: output)
    switch await LibraryScript.outcome(of: program, run) {
    case .success(let value): return output.text + LibraryScript.shown(value)
    case .failure(let error):
      let places = error.trace.map { "\($0.span.start)-\($0.span.end) in \($0.function ?? "top")" }
      return output.text + "\(error.kind.rawValue): \(error.message) at \(places) (\(error.hint ?? ""))"
    }
  }

  @Test func generatedScriptsRunTheSame() async {
    var compared = 0
    for seed in UInt64(1)...400 {
      var generator = ProgramGenerator(seed: seed)
      let text = generator.program()
      let plain = await outcome(of: text, specializes: false)
      let specialized = await outcome(of: text, specializes: true)
      #expect(plain == specialized, "seed \(seed):\n\(text)")
      if plain != nil { compared += 1 }
    }
    // Most of what is generated compiles: otherwise nothing would be compared.
    #expect(compared > 300)
  }
}
