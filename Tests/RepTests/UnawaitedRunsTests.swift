@testable import Rep
@testable import Replicate
import RepSimulator
import RepValue
import Synchronization
import Testing

/// Predictions that a script starts and awaits later.
@Suite(.timeLimit(.minutes(2)))
struct UnawaitedRunsTests {
  /// Scripts that wait by `ended()` for an end to be told, and then want the record: `reads()` tells what that costs.
  @Test(arguments: [
    ("let p = predict \"replicate/hello-world\" <text: \"Ada\">\nended()\nlet n = reads()\n[await p, reads() - n]",
      ["hello Ada", 0] as Value),
    ("let p = predict \"rep/always-fails\" <>\nended()\nlet n = reads()\n[settle(p).status, (try await p).error.kind, reads() - n]",
      ["failed", "model_failed", 0] as Value),
    ("""
      let ps = parallel for n in 1..40 { predict "replicate/hello-world" <text: "\\(n)"> }
      for p in ps { ended() }
      let n = reads()
      [(await ps) == [for n in 1..40: "hello \\(n)"], reads() - n]
      """, [true, 0] as Value),
    // A stream reads the end by itself.
    ("""
      let p = predict "meta/meta-llama-3-8b-instruct" <prompt: "hi", max_tokens: 3>
      let pieces = collect(stream p)
      ended()
      [len(pieces) > 0]
      """, [true] as Value),
  ])
  func endsAreSeenBeforeTheyAreAwaited(_ text: String, _ expected: Value) async throws {
    let simulator = Simulator(quickConfiguration())
    var options = Engine.Options()
    options.unawaitedPatience = 0
    let engine = Engine(
      token: .text("r8_" + String(repeating: "t", count: 37)), baseURL: try await simulator.start(), options: options)
    let (ends, told) = AsyncStream<Void>.makeStream()
    engine.register("ended") { () async -> Bool in
      var iterator = ends.makeAsyncIterator()
      return await iterator.next() != nil
    }
    engine.register("reads") { () -> Int in
      ["predictions.get", "predictions.list"].reduce(0) { $0 + simulator.statistics.requests[$1, default: 0] }
    }
    let events = RunEvents()
    events.observe { event in
      if case .finished = event { told.yield() }
    }
    let script = try engine.compile(text, name: "test.rep")
    #expect(try await script.run(events: events) == expected)
    await simulator.stop()
  }

  /// What nobody awaits is followed as long as the script runs.
  @Test func followingEndsWithTheScript() async throws {
    let simulator = Simulator(quickConfiguration())
    var options = Engine.Options()
    options.unawaitedPatience = 0
    let engine = Engine(
      token: .text("r8_" + String(repeating: "t", count: 37)), baseURL: try await simulator.start(), options: options)
    let follower = engine.services.follower
    engine.register("followed") { () async -> Bool in
      while await follower.load.open == 0 { await Task.yield() }
      return true
    }
    let script = try engine.compile("let p = predict \"rep/slow\" <seconds: 3600>\nfollowed()", name: "test.rep")
    #expect(try await script.run() == true)
    while await follower.load.open > 0 { await Task.yield() }
    await simulator.stop()
  }

  /// What the inputs of a session have left running is followed as long as the session is there.
  @Test func followingEndsWithTheSession() async throws {
    let simulator = Simulator(quickConfiguration())
    let engine = Engine(
      token: .text("r8_" + String(repeating: "t", count: 37)), baseURL: try await simulator.start())
    let follower = engine.services.follower
    var session: Session? = Session(engine)
    weak let left = session
    _ = try await session?.evaluate("let p = predict \"rep/slow\" <seconds: 3600>")
    while await follower.load.open == 0 { await Task.yield() }
    #expect(session?.openRuns.count == 1)
    session = nil
    while await follower.load.open > 0 { await Task.yield() }
    #expect(left == nil)
    await simulator.stop()
  }
}
