import RepValue
@testable import Replicate
import Synchronization
import Testing

/// Answers calls from a closure: a server without a network.
final class FakeCaller: OperationCaller {
  private let answer: @Sendable (Replicate.Operation, Arguments, Int) async throws -> Value
  private let log = Mutex<[String]>([])

  init(_ answer: @escaping @Sendable (Replicate.Operation, Arguments, _ number: Int) async throws -> Value) {
    self.answer = answer
  }

  /// The operations called so far, with their id argument if they have one.
  var calls: [String] { log.withLock { $0 } }

  func call(_ operation: Replicate.Operation, _ arguments: Arguments) async throws -> Value {
    let id = arguments.values["prediction_id"].string ?? arguments.values["training_id"].string
    let number = log.withLock { log in
      log.append(operation.id + (id.map { " " + $0 } ?? ""))
      return log.count - 1
    }
    return try await answer(operation, arguments, number)
  }
}

struct FollowerTests {
  private static func value(
    _ id: String, _ status: String, family: String = "predictions", more: Value = [:]
  ) -> Value {
    var value: Value = [
      "id": Value(id), "status": Value(status), "urls": ["get": Value("https://evil.example/v1/\(family)/\(id)")],
      "created_at": "2025-06-15T15:06:40Z",
    ]
    for (key, item) in more.pairs ?? [] { value[key] = item }
    return value
  }

  private static func run(
    _ id: String, _ status: String = "starting", family: String = "predictions"
  ) throws -> RunRecord {
    try #require(RunRecord(value(id, status, family: family)))
  }

  @Test func pollsUntilTheEndAndNeverTakesHalfAResult() async throws {
    let half: Value = ["output": ["half"]]
    let caller = FakeCaller { _, _, number in
      switch number {
      case 0: Self.value("p", "starting")
      case 1...3: Self.value("p", "processing", more: half)
      case 4: Self.value("p", "some-future-status", more: half)
      default: Self.value("p", "succeeded", more: ["output": ["half", "whole"]])
      }
    }
    let time = FakeTime()
    let record = try await Follower(caller, time: time.source()).follow(Self.run("p"))
    #expect(try record.output() == ["half", "whole"])
    // By id, whatever host the record names.
    #expect(caller.calls == [String](repeating: "predictions.get p", count: 6))
    #expect(time.sleeps.first == 0.25)
  }

  @Test func anUnknownStatusEndsWithItsCompletion() async throws {
    let caller = FakeCaller { _, _, _ in
      Self.value("p", "expired", more: ["completed_at": "2025-06-15T15:07:00Z", "error": "too late"])
    }
    let record = try await Follower(caller, time: FakeTime().source()).follow(Self.run("p"))
    let error = #expect(throws: ReplicateError.self) { try record.output() }
    #expect(error?.kind == .modelFailed && error?.message == "prediction p ended as expired")
  }

  @Test func aRunThatIsOverCostsNoCall() async throws {
    let caller = FakeCaller { _, _, _ in .null }
    let follower = Follower(caller, time: FakeTime().source())
    for status in ["succeeded", "failed", "canceled", "aborted"] {
      #expect(try await follower.follow(Self.run("p", status)).status.text == status)
    }
    #expect(caller.calls.isEmpty)
  }

  @Test func intervalsGrowWithAge() async throws {
    let time = FakeTime()
    let started = time.now
    let caller = FakeCaller { _, _, _ in Self.value("p", time.now - started < 600 ? "processing" : "succeeded") }
    _ = try await Follower(caller, time: time.source()).follow(Self.run("p"))
    let sleeps = time.sleeps
    #expect(sleeps.max() == 5)
    #expect(sleeps.count < 250, "a run of ten minutes costs \(sleeps.count) calls")
    // Nobody waits long for a run that was short.
    #expect(time.now - started < 605)
  }

  @Test func aThousandRunsAreFollowedAtOnceWithBoundedReads() async throws {
    let atOnce = Mutex<(now: Int, most: Int)>((0, 0))
    let time = FakeTime()
    let started = time.now
    let caller = FakeCaller { _, arguments, _ in
      atOnce.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      await Task.yield()
      atOnce.withLock { $0.now -= 1 }
      let id = arguments.values["prediction_id"].string ?? ""
      return Self.value(id, time.now - started > 2 ? "succeeded" : "processing", more: ["output": Value(id)])
    }
    let follower = Follower(caller, time: time.source())
    let runs = try (0..<1000).map { try Self.run("p\($0)") }
    let records = try await follower.follow(runs)
    #expect(try records.map { try $0.output().string } == runs.map(\.id))
    #expect(atOnce.withLock { $0.most } <= Follower.concurrentReads)
  }

  @Test func theSameRunTwiceIsReadOnce() async throws {
    let caller = FakeCaller { _, _, number in Self.value("p", number < 3 ? "processing" : "succeeded") }
    let records = try await Follower(caller, time: FakeTime().source()).follow([Self.run("p"), Self.run("p")])
    #expect(records.map(\.status) == [.succeeded, .succeeded])
    #expect(caller.calls.count == 4)
  }

  /// The list has the end but not the output: only the run itself is taken at its word.
  @Test func anEndWithoutItsOutputIsConfirmed() async throws {
    let caller = FakeCaller { operation, arguments, _ in
      guard operation == .predictionsList else {
        return Self.value(arguments.values["prediction_id"].string ?? "", "succeeded", more: ["output": "whole"])
      }
      let rows = (0..<20).map { number in
        Self.value("p\(number)", "succeeded", more: number < 10 ? ["output": "whole"] : ["output": .null])
      }
      return ["results": Value(rows), "next": .null]
    }
    let follower = Follower(caller, time: FakeTime().source())
    let records = try await follower.follow((0..<20).map { try Self.run("p\($0)") })
    #expect(try records.allSatisfy { try $0.output() == "whole" })
    #expect(caller.calls.count { $0 == "predictions.list" } == 1 && caller.calls.count == 11)
  }

  /// An account whose list cannot be read still reads its runs.
  @Test(arguments: [ReplicateError(.auth, "no", status: 403), ReplicateError(.server, "not JSON", status: 200)])
  func withoutTheListRunsAreReadByTheirIDs(error: ReplicateError) async throws {
    let time = FakeTime()
    let caller = FakeCaller { operation, arguments, _ in
      guard operation == .predictionsGet else { throw error }
      let status = time.now > 1_750_000_001 ? "succeeded" : "processing"
      return Self.value(arguments.values["prediction_id"].string ?? "", status)
    }
    let records = try await Follower(caller, time: time.source()).follow((0..<20).map { try Self.run("p\($0)") })
    #expect(records.allSatisfy { $0.status == .succeeded })
    #expect(caller.calls.count { $0 == "predictions.list" } == 1)
  }

  /// A row that is behind what was seen changes nothing.
  @Test func statesMoveForward() async throws {
    let seen = Mutex<[String]>([])
    let caller = FakeCaller { _, _, number in
      switch number {
      case 0: Self.value("p", "processing", more: ["logs": "50%"])
      case 1: Self.value("p", "starting")
      default: Self.value("p", "succeeded", more: ["logs": "100%"])
      }
    }
    let follower = Follower(caller, time: FakeTime().source()) { record in
      seen.withLock { $0.append(record.status.text) }
    }
    _ = try await follower.follow(Self.run("p"))
    #expect(seen.withLock { $0 } == ["processing", "succeeded"])
  }

  @Test func aFreshIDMayBeUnknownForAWhile() async throws {
    let missing = ReplicateError(.notFound, "no such prediction", status: 404)
    let caller = FakeCaller { operation, _, number in
      guard number >= 4, operation == .predictionsGet else { throw missing }
      return Self.value("p", "succeeded")
    }
    let record = try await Follower(caller, time: FakeTime().source()).follow(Self.run("p"))
    #expect(record.status == .succeeded)

    let never = FakeCaller { _, _, _ in throw missing }
    let time = FakeTime()
    let error = await failure { _ = try await Follower(never, time: time.source()).follow(Self.run("p")) }
    #expect(error?.kind == .notFound && error?.runID == "p")
    #expect(time.now - 1_750_000_000 < FollowedRun.freshIDPatience + 5)
  }

  @Test func anOldIDThatIsUnknownFailsAtOnce() async throws {
    let caller = FakeCaller { _, _, _ in throw ReplicateError(.notFound, "no such prediction", status: 404) }
    let time = FakeTime(now: 1_750_000_000 + 3600)
    let error = await failure { _ = try await Follower(caller, time: time.source()).follow(Self.run("p")) }
    #expect(error?.kind == .notFound)
    #expect(caller.calls == ["predictions.get p", "trainings.get p"])
  }

  @Test(arguments: ["trainings", "predictions"])
  func trainingsAreReadAsTrainings(family: String) async throws {
    let caller = FakeCaller { operation, _, _ in
      guard operation == .trainingsGet else { throw ReplicateError(.notFound, "none", status: 404) }
      return Self.value("t", "succeeded", family: family, more: ["output": ["version": "me/x:1"]])
    }
    let record = try await Follower(caller, time: FakeTime().source()).follow(Self.run("t", family: family))
    #expect(try record.output()["version"] == "me/x:1")
    #expect(caller.calls.last == "trainings.get t")
  }

  @Test(arguments: [ReplicateError.Kind.network, .server, .throttled])
  func aServerThatIsAwayForAWhileLosesNoRun(kind: ReplicateError.Kind) async throws {
    let caller = FakeCaller { _, _, number in
      if number < 20 { throw ReplicateError(kind, "away") }
      return Self.value("p", "succeeded")
    }
    let record = try await Follower(caller, time: FakeTime().source()).follow(Self.run("p"))
    #expect(record.status == .succeeded)

    let gone = FakeCaller { _, _, _ in throw ReplicateError(kind, "away") }
    let error = await failure { _ = try await Follower(gone, time: FakeTime().source()).follow(Self.run("p")) }
    #expect(error?.kind == kind && error?.runID == "p")
  }

  @Test func otherErrorsEndTheWaitAtOnce() async throws {
    let caller = FakeCaller { _, _, _ in throw ReplicateError(.auth, "no", status: 401) }
    let error = await failure { _ = try await Follower(caller, time: FakeTime().source()).follow(Self.run("p")) }
    #expect(error?.kind == .auth)
    let odd = FakeCaller { _, _, _ in ["detail": "what?"] }
    let broken = await failure { _ = try await Follower(odd, time: FakeTime().source()).follow(Self.run("p")) }
    #expect(broken?.kind == .server)
  }

  @Test func cancelingOneWaitLeavesTheOthers() async throws {
    let release = AsyncStream<Void>.makeStream()
    let caller = FakeCaller { _, _, _ in
      var gate = release.stream.makeAsyncIterator()
      _ = await gate.next()
      return Self.value("p", "succeeded")
    }
    let follower = Follower(caller, time: FakeTime().source())
    let run = try Self.run("p")
    let first = Task { try await follower.follow(run) }
    let second = Task { try await follower.follow(run) }
    while caller.calls.isEmpty { await Task.yield() }
    first.cancel()
    await #expect(throws: CancellationError.self) { _ = try await first.value }
    release.continuation.finish()
    #expect(try await second.value.status == .succeeded)
  }

  @Test func aWaitThatIsCanceledBeforeItBeginsMakesNoCall() async throws {
    let caller = FakeCaller { _, _, _ in Self.value("p", "processing") }
    let follower = Follower(caller, time: FakeTime().source())
    let run = try Self.run("p")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await follower.follow(run)
    }
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(caller.calls.isEmpty)
  }

  @Test func canceledHereEndsTheWaitHere() async throws {
    let caller = FakeCaller { operation, _, _ in
      Self.value("p", operation == .predictionsCancel ? "canceled" : "processing")
    }
    let follower = Follower(caller, time: FakeTime().source())
    let run = try Self.run("p")
    async let followed = follower.follow(run)
    while caller.calls.isEmpty { await Task.yield() }
    try await follower.cancel(run)
    let record = try await followed
    #expect(record.status == .canceled)
    let error = #expect(throws: ReplicateError.self) { try record.output() }
    #expect(error?.kind == .canceled)
  }

  /// A list that goes in a circle, or that never gets to the runs, is left for single reads.
  @Test func listsThatDoNotLeadOnAreLeft() async throws {
    let caller = FakeCaller { operation, arguments, number in
      guard operation == .predictionsList else {
        return Self.value(arguments.values["prediction_id"].string ?? "", "succeeded")
      }
      let row = Self.value("other", "succeeded", more: ["created_at": "2025-06-15T15:06:40Z"])
      return ["results": [row], "next": Value("https://x/v1/predictions?cursor=\(number % 2)")]
    }
    let runs = try (0..<40).map { index in
      let record = Self.value("p\(index)", "starting", more: ["created_at": "2025-06-15T15:06:40Z"])
      return try #require(RunRecord(record))
    }
    let records = try await Follower(caller, time: FakeTime().source()).follow(runs)
    #expect(records.allSatisfy { $0.status == .succeeded })
    #expect(caller.calls.count { $0 == "predictions.list" } <= 4)
  }

  @Test func changesAreReported() async throws {
    let seen = Mutex<[String]>([])
    let caller = FakeCaller { _, _, number in
      switch number {
      case 0...1: Self.value("p", "starting")
      case 2...3: Self.value("p", "processing", more: ["logs": "1%"])
      case 4: Self.value("p", "processing", more: ["logs": "2%"])
      default: Self.value("p", "succeeded", more: ["logs": "2%"])
      }
    }
    let follower = Follower(caller, time: FakeTime().source()) { record in
      seen.withLock { $0.append(record.status.text + " " + (record.value["logs"].string ?? "")) }
    }
    _ = try await follower.follow(Self.run("p"))
    #expect(seen.withLock { $0 } == ["processing 1%", "processing 2%", "succeeded 2%"])
  }
}
