import RepSimulator
import RepValue
@testable import Replicate
import Testing

/// A hostile server: every script ends with the right values or a clear error, and the counts are the server's own.
@Suite(.serialized) struct FaultMatrixTests {
  private static let creates: Set<String> = ["predictions.create"]
  private static let reads: Set<String> = ["predictions.get", "predictions.list"]

  private static let transient: [Fault.Effect] = [
    .throttled(seconds: 2, hint: .seconds), .throttled(seconds: 2, hint: .date),
    .throttled(seconds: 2, hint: .sentence), .throttled(seconds: 2, hint: .none), .status(500), .status(502),
    .status(503), .html(502), .reset, .truncated, .answerLost, .malformed, .slowBody(.seconds(2)),
    .delayed(.seconds(2)),
  ]

  /// Runs a model `count` times at once and gives the outputs.
  private static func outputs(_ count: Int, _ world: Simulated) async throws -> [Value] {
    let runner = ModelRunner(world.creates)
    let model = try await world.client.call(.modelsGet, ["model_owner": "replicate", "model_name": "hello-world"])
    let reference = try ModelReference("replicate/hello-world:" + (model["latest_version"]["id"].string ?? ""))
    return try await withThrowingTaskGroup(of: (Int, Value).self) { group in
      for number in 0..<count {
        group.addTask {
          let record = try await runner.predict(reference, input: ["text": Value("\(number)")])
          guard let run = RunRecord(record) else { throw ReplicateError(.server, "no record") }
          return (number, try await world.follower.follow(run).output())
        }
      }
      return try await group.reduce(into: [Value](repeating: .null, count: count)) { $0[$1.0] = $1.1 }
    }
  }

  private static func check(_ faults: [Fault], _ count: Int = 12) async throws {
    try await Simulated.run({ $0.faults = faults }) { world in
      let found = try await outputs(count, world)
      #expect(found == (0..<count).map { Value("hello \($0)") })
      let statistics = world.simulator.statistics
      #expect(statistics.creates == count && statistics.duplicateCreates == 0)
      #expect(statistics.tokensSeenElsewhere == 0 && statistics.redirectsFollowed == 0)
    }
  }

  @Test(arguments: transient) func createsThatFail(effect: Fault.Effect) async throws {
    try await Self.check([Fault(effect, at: Self.creates, when: .nth([1, 2, 5, 9, 12]))])
  }

  @Test(arguments: transient + [.redirect, .huge(1 << 20), .deep(2000)])
  func readsThatFailInTheMiddle(effect: Fault.Effect) async throws {
    try await Self.check([Fault(effect, at: Self.reads, when: .nth([1, 2, 4, 7]))])
  }

  @Test func everythingAtOnce() async throws {
    try await Self.check(
      Self.transient.enumerated().map { index, effect in
        Fault(effect, at: index % 2 == 0 ? Self.creates : Self.reads, when: .nth([index + 2]))
      }, 20)
  }

  /// What cannot be repeated and is no success is an error that says so, and the token stays at home.
  @Test func aRedirectedCreateIsAnError() async throws {
    try await Simulated.run({ $0.faults = [Fault(.redirect, at: Self.creates)] }) { world in
      let error = await failure { _ = try await Self.outputs(1, world) }
      #expect(error?.kind == .server && error?.message.contains("redirects") == true)
      let statistics = world.simulator.statistics
      #expect(statistics.creates == 0 && statistics.tokensSeenElsewhere == 0 && statistics.redirectsFollowed == 0)
    }
  }

  @Test func statusesUnknownToday() async throws {
    let words = ["starting": "booting", "processing": "thinking", "succeeded": "great"]
    try await Simulated.run({ $0.statusWords = words }) { world in
      let found = try await Self.outputs(20, world)
      #expect(found == (0..<20).map { Value("hello \($0)") })
      #expect(world.simulator.statistics.creates == 20)
    }
  }

  @Test func whatIsAbortedSaysSo() async throws {
    try await Simulated.run { world in
      let reference = try ModelReference("rep/slow")
      let record = try await ModelRunner(world.creates).predict(
        reference, input: ["seconds": 1, "queue_seconds": 600], RunOptions(cancelAfter: 5))
      let run = try #require(RunRecord(record))
      let error = await failure { _ = try await world.follower.follow(run).output() }
      #expect(error?.kind == .aborted && error?.runID == run.id)
    }
  }
}
