import Foundation
import Rep
import RepSimulator
import Synchronization

/// What a host pays: calls of its functions, short scripts one after the other, many that wait at once, stopping, and
/// memory after many runs. One line a figure, as `scripts/bench` reads them.
@main struct EmbeddingMeasures {
  static func main() async throws {
    let isTiny = ProcessInfo.processInfo.environment["BENCH_SIZE"] == "tiny"
    try await hostCalls(count: isTiny ? 1_000 : 2_000_000)
    try await shortScripts(count: isTiny ? 20 : 20_000)
    try await manyRuns(count: isTiny ? 200 : 100_000)
    try await cancellation(rounds: isTiny ? 1 : 20)
    try await waiting(count: isTiny ? 20 : 500)
    try await safety(rounds: isTiny ? 1 : 5, isTiny: isTiny)
  }

  /// How many times as long programs take with limits and with the gate: all together, and the worst.
  private static func safety(rounds: Int, isTiny: Bool) async throws {
    let ratios = try await SafetyMeasures.run(rounds: rounds, isTiny: isTiny)
    for (name, ratio) in [("limits on to off", \SafetyMeasures.Ratio.limits), ("effect gate to none", \.gate)] {
      let mean = exp(ratios.map { log($0[keyPath: ratio]) }.reduce(0, +) / Double(ratios.count))
      report("\(name), mean", mean, "times")
      report("\(name), worst", ratios.map { $0[keyPath: ratio] }.max() ?? 1, "times")
    }
    for ratio in ratios where ProcessInfo.processInfo.environment["BENCH_DETAILS"] != nil {
      report("limits on to off, \(ratio.program)", ratio.limits, "times")
      report("effect gate to none, \(ratio.program)", ratio.gate, "times")
    }
  }

  private static func report(_ name: String, _ number: Double, _ unit: String) {
    print(name, String(format: number < 10 ? "%.3f" : number < 100 ? "%.2f" : "%.0f", number), unit, separator: "\t")
  }

  private static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await body()
    let taken = ContinuousClock.now - start
    return Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
  }

  /// A call of a registered (Int, Int) -> Int, less the loop around it; each the best of five.
  private static func hostCalls(count: Int) async throws {
    let engine = Engine(token: .none)
    engine.register("plus", ["a", "b"]) { (a: Int, b: Int) in a &+ b }
    engine.register("pure_plus", ["a", "b"], recording: .pure) { (a: Int, b: Int) in a &+ b }
    let head = "param n: int\nvar x = 0\nfor i in 1..n { "
    let empty = try engine.compile(head + "x = i }\nx")
    for (name, call) in [("host call", "plus"), ("pure host call", "pure_plus")] {
      let calling = try engine.compile(head + "x = \(call)(x, i) }\nx")
      var best = (empty: Double.infinity, calling: Double.infinity)
      for _ in 0..<5 {
        best.empty = min(best.empty, try await seconds { _ = try await empty.run(params: ["n": .int(count)]) })
        best.calling = min(best.calling, try await seconds { _ = try await calling.run(params: ["n": .int(count)]) })
      }
      report(name, max(0, best.calling - best.empty) / Double(count) * 1e9, "ns")
    }
  }

  private static let tenLines = """
    param n: int = 3
    fn square(x) { x * x }
    let xs = [for i in 1..n: square(i)]
    var total = 0
    for x in xs {
      total += x
    }
    let o = {total:, name: "run \\(n)"}
    if o.total > 10 { o.name.upper() } else { "small" }
    o.total
    """

  /// Compiling and running ten lines, one after the other, by the time of one core.
  private static func shortScripts(count: Int) async throws {
    let engine = Engine(token: .none)
    for _ in 0..<min(count, 500) { _ = try await engine.compile(tenLines).run() }
    let processor = ProcessUsage.seconds
    let wall = try await seconds {
      for _ in 0..<count { _ = try await engine.compile(tenLines).run() }
    }
    report("compile and run, by processor time", Double(count) / (ProcessUsage.seconds - processor), "per s")
    report("compile and run, by the clock", Double(count) / wall, "per s")
  }

  /// From the cancelling of the task to the end of `run`, the slowest of each.
  private static func cancellation(rounds: Int) async throws {
    let engine = Engine(token: .none)
    let scripts = [
      "loop": "while true { }", "sleep": "sleep 1h", "sort": "let xs = [for i in 1..2000000: -i]\nbegun()\nxs.sort_by(x => x)",
      "json": "let s = json.text([for i in 1..1500000: {a: i}])\nbegun()\nwhile true { json.parse(s) }",
      "tree": "fn tree(n) { if n == 0 { {} } else { {l: tree(n - 1), r: tree(n - 1)} } }\nlet t = tree(20)\nbegun()\nwhile true { }",
      "closures": "var fs = []\nfor i in 1..1000000 { var n = i\n fs.push(() => { n += 1 }) }\nbegun()\nwhile true { }",
      "lines": "let s = \"a line of text that is no small string\\n\".repeat(2000000)\nbegun()\nwhile true { s.lines() }",
      "host": "begun()\nforever()", "regex": "let s = \"ab\".repeat(5000000)\nbegun()\nwhile true { s.match_all(\"a\") }",
    ]
    for (name, text) in scripts.sorted(by: { $0.key < $1.key }) {
      var slowest = 0.0
      for _ in 0..<rounds {
        let (begun, beginning) = AsyncStream<Void>.makeStream()
        engine.register("begun") { beginning.yield(); return true }
        engine.register("forever") { () async throws in try await Task.sleep(for: .seconds(3_600)) }
        let script = try engine.compile(text.contains("begun()") ? text : "begun()\n" + text)
        let task = Task { try? await script.run() }
        for await _ in begun { break }
        try await Task.sleep(for: .milliseconds(5))
        slowest = max(slowest, await seconds { task.cancel(); _ = await task.value })
      }
      report("stopping a \(name)", slowest * 1e3, "ms")
    }
  }

  /// What the process holds after many runs more than after the first tenth of them.
  private static func manyRuns(count: Int) async throws {
    var limits = Limits.untrusted
    limits.steps = 100_000
    let engine = Engine(token: .none, limits: limits)
    engine.register("twice", ["f"]) { (f: ScriptFunction) throws in try f(); try f(); return true }
    let texts = [
      "var f = null\nf = () => f\nlet o = {k: [f, \"text \\(1)\"]}\nlen o",
      "try { [1, 2][9] } catch e { e.message }", "var xs = []\nfor i in 1..50 { xs.push({i: i}) }\nxs.map(x => x.i).sum()",
      "var n = 0\ntwice(() => { n += 1 })\nn", "while true { }\n", "parallel for i in 1..3 { sleep 0\n  i }",
    ]
    let scripts = try texts.map { try engine.compile($0) }
    func run(_ rounds: Int) async {
      for round in 0..<rounds {
        let index = round % 500 == 499 ? 4 : round % 4
        _ = try? await scripts[round % 50 == 49 ? 5 : index].run()
      }
    }
    await run(count / 10)
    let before = ProcessUsage.resident
    await run(count - count / 10)
    report("memory after \(count) runs", Double(ProcessUsage.resident - before) / 1e6, "MB more")
  }

  /// So many scripts at once that each wait for a prediction of a second.
  private static func waiting(count: Int) async throws {
    var configuration = Simulator.Configuration()
    configuration.rateLimits = .off
    let simulator = Simulator(configuration)
    let engine = Engine(token: .text("r8_measures"), baseURL: try await simulator.start())
    let script = try engine.compile("await predict \"rep/slow\" <seconds: 1>")
    _ = try await script.run()
    ProcessUsage.resetPeak()
    _ = try await script.run()
    let one = ProcessUsage.peak
    ProcessUsage.resetPeak()
    let time = try await seconds {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<count { group.addTask { _ = try await script.run(events: RunEvents()) } }
        try await group.waitForAll()
      }
    }
    report("\(count) scripts that wait 1 s", time, "s")
    report("memory of \(count) scripts that wait", Double(ProcessUsage.peak - one) / 1e6, "MB more than one")
    await simulator.stop()
  }
}
