import Rep
import RepRuntime
import RepValue
import Testing

/// What the meter of a run counts, and that it comes back to nothing.
@Suite(.timeLimit(.minutes(2))) struct MemoryTests {
  /// Runs a script with a meter and tells what it still counts when the value has been freed.
  private func left(_ text: String) async throws -> Int {
    let meter = try #require(MemoryMeter(limit: 64 << 20))
    let program = try plainEngine().compile(text).program
    let run = ScriptRun(meter: meter)
    let outcome = await withCheckedContinuation { continuation in
      let isStarted = program.start(run) { outcome in continuation.resume(returning: outcome) }
      if !isStarted { continuation.resume(returning: .failure(ScriptError(.limit, "no thread"))) }
    }
    _ = try outcome.get()
    return meter.used
  }

  @Test(arguments: [
    "null", "let s = \"x\".repeat(100000)\nnull", "var xs = []\nfor i in 1..1000 { xs.push([i, \"\\(i)\"]) }\nnull",
    "var o = {}\nfor i in 1..1000 { o[\"k\\(i)\"] = {i: i} }\nfor i in 1..1000 { o.remove(\"k\\(i)\") }\nnull",
    "var f = null\nf = () => f\nnull", "fn a() { b }\nfn b() { a }\nlet fs = [a, b]\nnull",
    "let xs = [for i in 1..1000: 1000 - i]\nxs.sort().unique().reverse()\nnull",
    "json.parse(json.text([for i in 1..1000: {i: i, s: \"\\(i)\"}]))\nnull",
    "var s = \"\"\nfor i in 1..1000 { s += \"\\(i),\" }\ns.split(\",\").join(\"-\")\nnull",
    "try { throw \"x\".repeat(1000) } catch e { }\nnull", "parallel for i in 1..20 { [for j in 1..100: \"\\(j)\"] }\nnull",
  ])
  func allIsGivenBack(_ text: String) async throws {
    // Texts that all runs share may be made by the first one that needs them.
    _ = try await left(text)
    #expect(try await left(text) < 4_096, "\(text)")
  }

  @Test func whatTheHostHoldsStaysCounted() async throws {
    let meter = try #require(MemoryMeter(limit: 64 << 20))
    let program = try plainEngine().compile("\"x\".repeat(100000)").program
    var value: Value = .null
    do {
      let run = ScriptRun(meter: meter)
      let outcome = await withCheckedContinuation { continuation in
        _ = program.start(run) { outcome in continuation.resume(returning: outcome) }
      }
      value = try outcome.get()
    }
    #expect(meter.used >= 100_000)
    #expect(value.count == 0 && value.string?.count == 100_000)
  }

  @Test func inputsOfASessionShareTheirMemory() async throws {
    let session = Session(try plainEngine(limits: Limits(memory: 8 << 20)))
    _ = try await session.evaluate("var xs = []")
    await #expect(throws: ScriptError.self) {
      for _ in 0..<100 { _ = try await session.evaluate("xs.push(\"x\".repeat(1000000))\nlen xs") }
    }
    // What is let go can be used again.
    _ = try await session.evaluate("xs = []")
    let count = try await session.evaluate("xs.push(\"x\".repeat(1000000))\nlen xs")
    #expect(count == 1)
  }

  @Test func paramsAndHostValuesAreCounted() async throws {
    let engine = try plainEngine(limits: Limits(memory: 1 << 20))
    let large = Value(Array(repeating: Value("0123456789"), count: 50_000))
    #expect(await run("param xs: list\nlen xs", engine, params: ["xs": large]).error?.limit == .memory)
    engine.register("large") { large }
    #expect(await run("len large()", engine).error?.limit == .memory)
    engine.register("later") { () async in large }
    #expect(await run("len later()", engine).error?.limit == .memory)
  }

  /// A value that holds its parts many times over must not reach what writes it out.
  @Test func valuesThatAreEndlessWrittenOutStayInside() async throws {
    let engine = try plainEngine(limits: Limits(steps: 1_000_000, memory: 4 << 20))
    let knot = "var x = [1]\nfor i in 1..60 { x = [x, x] }\n"
    engine.register("given") { (value: Value) in value.count }
    for end in ["x", "given(x)", "\"\\(x)\"", "json.text(x)", "print x"] {
      #expect(await run(knot + end, engine).error?.limit == .memory, "\(end)")
    }
  }
}
