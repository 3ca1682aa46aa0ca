import Dispatch
import RepSyntax
import RepValue
import Synchronization
import Testing

@testable import RepRuntime

/// A run that is stopped ends before all that it holds is released, and all of it is released then.
@Suite(.timeLimit(.minutes(1))) struct StoppedReleaseTests {
  /// Counts what is released, and stops a run when it is so much.
  private final class Counter: Sendable {
    private struct State {
      var released = 0
      var run: ScriptRun?
      var isAllReleased: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())
    let total: Int
    private let stopsAt: Int

    init(total: Int, stopsAt: Int) { (self.total, self.stopsAt) = (total, stopsAt) }

    var released: Int { state.withLock { $0.released } }
    func watch(_ run: ScriptRun) { state.withLock { $0.run = run } }

    func count() {
      let (run, waiter) = state.withLock { state -> (ScriptRun?, CheckedContinuation<Void, Never>?) in
        state.released += 1
        return (state.released == stopsAt ? state.run : nil, state.released == total ? state.isAllReleased : nil)
      }
      run?.interrupt()
      waiter?.resume()
    }

    func waitForAll() async {
      await withCheckedContinuation { continuation in
        let isDone = state.withLock { state in
          if state.released < total { state.isAllReleased = continuation }
          return state.released >= total
        }
        if isDone { continuation.resume() }
      }
    }
  }

  private final class Witness: OpaqueStorage, @unchecked Sendable {
    private let counter: Counter
    init(_ counter: Counter) {
      self.counter = counter
      super.init(kind: 0)
    }
    deinit { counter.count() }
  }

  /// Runs a script that gets one witness from `witness()` and a list of all others from `witnesses()`; gives how it
  /// ended and how many of them were released until then.
  private func run(_ text: String, _ counter: Counter) async throws -> (outcome: Program.Outcome, released: Int) {
    var builtins = BuiltinSet()
    builtins.add(contentsOf: Library.all)
    builtins.add(contentsOf: [
      Builtin("witness", [], result: .value, effects: .host, summary: "") { _ in .opaque(Witness(counter)) },
      Builtin("pause", [], result: .nothing, effects: .clock, summary: "") { (arguments) throws(ScriptError) in
        try arguments.context.pointee.sleep(3_600)
        return .null
      },
      Builtin("witnesses", [], result: .value, effects: .host, summary: "") { _ in
        .list(ListStorage((1..<counter.total).map { _ in .opaque(Witness(counter)) }))
      },
    ])
    let program = try #require(Program.compile(Source(name: "stop", text: text), builtins: builtins).program)
    let run = ScriptRun()
    counter.watch(run)
    let released = Mutex(0)
    let outcome = await withCheckedContinuation { continuation in
      let isStarted = program.start(run) { outcome in
        released.withLock { $0 = counter.released }
        continuation.resume(returning: outcome)
      }
      if !isStarted { continuation.resume(returning: .failure(ScriptError(.limit, "no thread"))) }
    }
    return (outcome, released.withLock { $0 })
  }

  private func kind(_ outcome: Program.Outcome) -> ErrorKind? {
    guard case .failure(let error) = outcome else { return nil }
    return error.kind
  }

  @Test(arguments: [
    "let xs = witnesses()\nlet nested = [xs]\nwitness()\nwhile true { }",
    "let xs = witnesses()\nlet f = () => xs\nwitness()\nwhile true { }",
    "var xs = witnesses()\nvar f = null\nf = () => { xs.push(f) }\nwitness()\nwhile true { }",
    "fn deep(xs) { if true { witness() }\nwhile true { }\nxs }\ndeep({a: witnesses()})",
    "let xs = witnesses()\nparallel for i in 1..3 { if i == 2 { witness() }\n pause() }",
    "let s = json.text([for i in 1..20000: {a: i}])\nlet xs = witnesses()\nwitness()\nwhile true { json.parse(s) }",
  ])
  func whatVariablesHoldIsReleasedAfterTheEnd(_ text: String) async throws {
    let counter = Counter(total: 20_000, stopsAt: 1)
    let (outcome, released) = try await run(text, counter)
    #expect(kind(outcome) == .interrupted)
    #expect(released == 1)
    await counter.waitForAll()
  }

  /// The rest of a long release waits as soon as the run is stopped.
  @Test func aReleaseThatIsUnderWayIsPutOff() async throws {
    let counter = Counter(total: 100_000, stopsAt: 3)
    let (outcome, released) = try await run("witness()\nwitnesses()\nwhile true { }", counter)
    #expect(kind(outcome) == .interrupted)
    #expect((3...20_000).contains(released))
    await counter.waitForAll()
  }

  /// A native that is at work looks at every thousand units.
  @Test func nativesLookOften() throws {
    var builtins = BuiltinSet()
    let rounds = Mutex(0)
    builtins.add(contentsOf: [
      Builtin("busy", [], result: .value, effects: .host, summary: "") { (arguments) throws(ScriptError) in
        for round in 1...100_000 {
          rounds.withLock { $0 = round }
          if round == 10 { arguments.context.pointee.run.interrupt() }
          try arguments.work(1_024)
        }
        return .null
      }
    ])
    let program = try #require(Program.compile(Source(name: "stop", text: "busy()"), builtins: builtins).program)
    let ended = DispatchSemaphore(value: 0)
    #expect(program.start(ScriptRun()) { _ in ended.signal() })
    ended.wait()
    #expect(rounds.withLock { $0 } == 10)
  }
}
