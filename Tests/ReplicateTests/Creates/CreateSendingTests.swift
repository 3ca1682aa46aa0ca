import RepValue
@testable import Replicate
import Synchronization
import Testing

/// When the ledger is asked before a create is sent, and when its bytes may have left.
@Suite struct CreateSendingTests {
  /// A sending whose clock is set by hand, and how often its ledger was asked.
  private final class World: Sendable {
    let now = Mutex(100.0)
    let asked = Mutex(0)

    func sending(isEarly: Bool = true) -> CreateSending {
      CreateSending(.system, isEarly: isEarly, uptime: { self.now.withLock { $0 } }) { _ in
        self.asked.withLock { $0 += 1 }
      } refused: { _ in }
    }
  }

  @Test(arguments: [(0.0, 1), (5, 1), (5.5, 2), (60, 2)])
  func whatWaitedTooLongForAConnectionIsAskedAgain(seconds: Double, times: Int) async throws {
    let world = World()
    let sending = world.sending()
    #expect(!sending.isWithdrawn && !sending.hasBegun)
    try await sending.handover.announce()
    #expect(sending.isWithdrawn && !sending.hasBegun)
    world.now.withLock { $0 += seconds }
    try await sending.handover.prepare()
    #expect(!sending.isWithdrawn && sending.hasBegun && sending.handover.isFresh())
    #expect(world.asked.withLock { $0 } == times)
  }

  @Test func whatIsNeverSentTwiceIsWrittenDownOnceItHasAConnection() async throws {
    let world = World()
    let sending = world.sending(isEarly: false)
    try await sending.handover.announce()
    #expect(!sending.isWithdrawn && world.asked.withLock { $0 } == 0)
    try await sending.handover.prepare()
    #expect(sending.hasBegun && world.asked.withLock { $0 } == 1)
  }

  @Test func aTransportNeedNotAnnounce() async throws {
    let world = World()
    let sending = world.sending()
    try await sending.handover.prepare()
    #expect(sending.hasBegun && world.asked.withLock { $0 } == 1)
    world.now.withLock { $0 += 6 }
    #expect(!sending.handover.isFresh())
  }

  @Test func everySendingIsAskedFor() async throws {
    let world = World()
    let sending = world.sending()
    try await sending.handover.prepare()
    await sending.failed(ReplicateError(.network, "refused"), isRefused: true)
    try await sending.handover.prepare()
    #expect(world.asked.withLock { $0 } == 2)
  }

  // MARK: Withdrawn

  /// Never gets a connection.
  private struct CrowdedTransport: Transport {
    let announced: AsyncStream<Void>.Continuation

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
      try await request.handover?.announce()
      announced.yield()
      // Ends when the task is canceled.
      let (stream, continuation) = AsyncStream<Void>.makeStream()
      for await _ in stream {}
      continuation.finish()
      throw CancellationError()
    }
  }

  /// Remembers what it is told.
  private final class TellingLedger: CreateLedger {
    let told = Mutex<[String]>([])

    private func note(_ what: String) { told.withLock { $0.append(what) } }
    func begin(_ intent: CreateIntent) async throws -> CreateStart { .send }
    func willSend(_ intent: CreateIntent, at sentLow: Double) async throws { note("will send") }
    func refused(_ intent: CreateIntent, _ error: ReplicateError) async { note("refused") }
    func unanswered(_ intent: CreateIntent, at sentHigh: Double) async { note("unanswered") }
    func answered(_ intent: CreateIntent, _ record: Value) async { note("answered") }
    func claim(_ record: Value, for intent: CreateIntent) async -> Bool { false }
    func claimed(among ids: [String]) async -> Set<String> { [] }
    func ended(_ intent: CreateIntent, _ error: any Error) async { note("ended") }
  }

  @Test func whatIsCanceledBeforeItHasAConnectionWasNeverSent() async throws {
    let (announcements, announced) = AsyncStream<Void>.makeStream()
    let configuration = ClientConfiguration(token: try APIToken("r8_" + String(repeating: "x", count: 37)))
    let ledger = TellingLedger()
    let client = ReplicateClient(configuration, transport: CrowdedTransport(announced: announced))
    let creates = CreateResolver(client, ledger: ledger)
    let call = Task {
      try await creates.call(
        .modelsPredictionsCreate, ["model_owner": "a", "model_name": "b", "input": ["text": "Ada"]])
    }
    for await _ in announcements { break }
    call.cancel()
    await #expect(throws: CancellationError.self) { try await call.value }
    #expect(ledger.told.withLock { $0 } == ["will send", "refused", "ended"])
    // Nothing has to be looked for.
    let report = await creates.confirmAbandoned(within: 0)
    #expect(report == AbandonedReport())
  }
}
