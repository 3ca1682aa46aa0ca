import Rep
import RepRuntime
import RepSimulator
import RepValue
import Testing

@Suite struct ConcurrencyTests {
  /// Scripts with what they print, line by line.
  @Test(arguments: [
    ("print parallel for i in 1..5 { i * i }", ["[1,4,9,16,25]"]),
    ("print parallel [1 + 1, \"b\"]", ["[2,\"b\"]"]),
    ("let c = 3\nprint parallel {a: 1 + 1, \"b\": 2, c:}", ["{\"a\":2,\"b\":2,\"c\":3}"]),
    ("print parallel for k, v in {a: 1, b: 2} { \"\\(k)\\(v)\" }", ["[\"a1\",\"b2\"]"]),
    ("print parallel for i, x in [\"p\", \"q\"] { \"\\(i)\\(x)\" }", ["[\"0p\",\"1q\"]"]),
    ("print parallel for i in 1..3 { if i == 2 { continue }\ni }", ["[1,null,3]"]),
    ("print parallel(limit: 1) for i in 1..3 { sleep 1ms\ni }", ["[1,2,3]"]),
    // Waits of different lengths: results keep their places, and only one body runs at a time.
    ("var n = 0\nparallel for i in 1..50 { let before = n\nn = before + 1 }\nprint n", ["50"]),
    ("print parallel for i in [30, 10, 20] { sleep i * 1ms\ni }", ["[30,10,20]"]),
    // Nesting deeper than any limit cannot deadlock.
    ("fn f(d) { if d == 0 { return 1 }\n(parallel(limit: 1) for i in 1..2 { sleep 1ms\nf(d - 1) }).sum() }\nprint f(5)", ["32"]),
    ("let r = parallel(on_error: \"collect\") for i in 1..3 { if i == 2 { throw \"no\" }\ni }\n"
      + "print r.map(e => e.data), r[1].error.message", ["[1,null,3] no"]),
    ("let r = try parallel for i in 1..3 { if i == 2 { throw \"no \\(i)\" }\ni }\nprint r.error.message", ["no 2"]),
    // The default lets what runs finish and starts nothing more.
    ("var done = []\nlet r = try parallel(limit: 2) for i in 1..9 { if i == 1 { throw \"x\" }\nsleep 5ms\ndone.push(i) }\nprint done", ["[]"]),
    ("var done = []\nlet r = try parallel(limit: 2) for i in 1..9 { if i == 2 { throw \"x\" }\nsleep 5ms\ndone.push(i) }\nprint done", ["[1]"]),
    ("var done = []\nlet r = try parallel(limit: 2, on_error: \"cancel\") for i in 1..9 { if i == 2 { throw \"x\" }\nsleep 5s\ndone.push(i) }\nprint done, r.error.message", ["[] x"]),
    ("let r = try { within 20ms { sleep 10s } }\nprint r.error.kind", ["timeout"]),
    ("let r = try { within 20ms { try { sleep 10s } catch e { print \"swallowed\" } } }\nprint r.error.kind", ["timeout"]),
    ("let r = try { within 20ms { parallel for i in 1..3 { sleep 10s } } }\nprint r.error.kind", ["timeout"]),
    ("let r = try { within 10s { within 20ms { sleep 10s } } }\nprint r.error.kind", ["timeout"]),
    ("print (within 10s { 7 })", ["7"]),
    ("fn f() { within 10s { return 8 } }\nprint f()", ["8"]),
    ("var n = 0\nprint retry(3, () => { n += 1\nif n < 3 { throw {kind: \"network\", message: \"down\"} }\nn }, delay: 1ms)", ["3"]),
    ("let r = try retry(3, () => throw \"mine\", delay: 1ms)\nprint r.error.message", ["mine"]),
  ])
  func bodiesRunTogether(_ text: String, _ lines: [String]) async throws {
    let result = await run(text, try plainEngine())
    #expect(result.error == nil, "\(result.error?.message ?? "")")
    #expect(result.codes == [])
    #expect(result.output.split(separator: "\n").map(String.init) == lines)
  }

  @Test func errorsNameTheBody() async throws {
    let result = await run("parallel for x in [1, 0] { 1 / x }", try plainEngine())
    #expect(result.error?.trace.contains { $0.body == "1" } == true)
  }

  @Test func aThousandBodiesWaitTogether() async throws {
    let result = await run(
      "let r = parallel(limit: 1000) for i in 1..1000 { sleep 200ms\ni }\nprint r.sum()", try plainEngine())
    #expect(result.output == "500500\n")
  }

  @Test func logicalThreadsNameEffects() async throws {
    final class Recorder: EffectGate, Sendable {
      let names = CollectedOutput()
      func perform(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
        names.append("\(effect.name) \(effect.place.thread) \(effect.place.ordinal)\n")
        return try body()
      }
    }
    let recorder = Recorder()
    let text = """
      now()
      parallel for i in 0..1 { random()
      now() }
      parallel {a: now(), b: parallel [uuid()]}
      now()
      """
    _ = await run(text, try plainEngine(), gate: recorder)
    #expect(
      recorder.names.lines.sorted() == [
        "now 0 0", "now 0 1", "now 0/0.0 1", "now 0/0.1 1", "now 0/1.a 0", "random 0/0.0 0", "random 0/0.1 0",
        "uuid 0/1.b/0.0 0",
      ])
  }
}
