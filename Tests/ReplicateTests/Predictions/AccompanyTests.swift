import RepValue
@testable import Replicate
import Synchronization
import Testing

/// Runs that are followed although nobody waits for them.
struct AccompanyTests {
  private static func value(_ id: String, _ status: String) -> Value {
    [
      "id": Value(id), "status": Value(status), "output": "done", "created_at": "2025-06-15T15:06:40Z",
      "urls": ["get": Value("https://api.replicate.com/v1/predictions/\(id)")],
    ]
  }

  private static func run(_ id: String) throws -> RunRecord { try #require(RunRecord(value(id, "starting"))) }

  /// The ids of the runs whose ends were told, in their order.
  private final class Ends: Sendable {
    let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation
    init() { (stream, continuation) = AsyncStream.makeStream() }
    func add(_ record: RunRecord) { continuation.yield(record.id) }
    func next() async -> String? {
      var iterator = stream.makeAsyncIterator()
      return await iterator.next()
    }
  }

  @Test func theirEndsAreTold() async throws {
    let caller = FakeCaller { _, _, number in Self.value("p", number < 3 ? "processing" : "succeeded") }
    let follower = Follower(caller, time: FakeTime().source())
    let ends = Ends()
    await follower.accompany([try Self.run("p")]) { ends.add($0) }
    #expect(await ends.next() == "p")
    #expect(caller.calls.count == 4)
    #expect(await follower.load.open == 0)
  }

  /// Whoever waits for a run that is followed already costs no call, and learns the end like the companion.
  @Test func whoeverWaitsJoins() async throws {
    let caller = FakeCaller { _, _, number in Self.value("p", number < 50 ? "processing" : "succeeded") }
    let follower = Follower(caller, time: FakeTime().source())
    let ends = Ends()
    await follower.accompany([try Self.run("p")]) { ends.add($0) }
    let record = try await follower.follow(Self.run("p"))
    #expect(record.isTerminal)
    #expect(await ends.next() == "p")
    #expect(caller.calls.count == 51)
  }

  /// Whoever stops waiting takes the run from nobody.
  @Test func aWaitThatIsCanceledEndsNoCompany() async throws {
    let isOver = Atomic(false)
    let hasBegun = AsyncStream<Void>.makeStream()
    let caller = FakeCaller { _, _, _ in
      hasBegun.continuation.yield()
      return Self.value("p", isOver.load(ordering: .relaxed) ? "succeeded" : "processing")
    }
    let follower = Follower(caller, time: FakeTime().source())
    let ends = Ends()
    await follower.accompany([try Self.run("p")]) { ends.add($0) }
    let wait = Task { try await follower.follow(Self.run("p")) }
    var begun = hasBegun.stream.makeAsyncIterator()
    await begun.next()
    wait.cancel()
    _ = await wait.result
    isOver.store(true, ordering: .relaxed)
    #expect(await ends.next() == "p")
  }

  @Test func companyEnds() async throws {
    let begun = AsyncStream<Void>.makeStream()
    let caller = FakeCaller { _, _, _ in
      begun.continuation.yield()
      return Self.value("p", "processing")
    }
    let follower = Follower(caller, time: FakeTime().source())
    await follower.accompany([try Self.run("p")]) { _ in Issue.record("it has not ended") }
    var iterator = begun.stream.makeAsyncIterator()
    await iterator.next()
    await follower.leave(["p"])
    #expect(await follower.load.open == 0)
  }

  /// A state that cannot be read is told to whoever waits, not to a companion; another wait asks anew.
  @Test func statesThatCannotBeRead() async throws {
    let caller = FakeCaller { operation, _, number in
      if number < 2 { throw ReplicateError(.auth, "\(operation.id): no", status: 401) }
      return Self.value("p", "succeeded")
    }
    let follower = Follower(caller, time: FakeTime().source())
    await follower.accompany([try Self.run("p")]) { _ in Issue.record("its end is unknown") }
    await #expect(throws: ReplicateError.self) { try await follower.follow(Self.run("p")) }
    while await follower.load.open > 0 { await Task.yield() }
    // The first of the two was the companion's or this wait's own, whoever asked first.
    while caller.calls.count < 2 { _ = try? await follower.follow(Self.run("p")) }
    #expect(try await follower.follow(Self.run("p")).isTerminal)
  }
}
