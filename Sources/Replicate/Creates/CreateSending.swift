import Synchronization

/// The sendings of one create: when they began and ended, and who must agree before a byte leaves.
final class CreateSending: Sendable {
  /// Seconds after the ledger's word within which the body must be on its way: real ones, because what they guard against
  /// is a process that stands still.
  static let freshness = 5.0

  private struct Times {
    /// When the ledger was asked for the last sending, on the monotonic clock.
    var asked: Double?
    /// When it had answered, on the machine's own clock.
    var agreed: Double?
    /// Whether its bytes may have left.
    var hasBegun = false
    /// When the last sending had failed.
    var ended: Double?
  }

  private let times = Mutex(Times())
  private let isEarly: Bool
  private let time: TimeSource
  private let uptime: @Sendable () -> Double
  private let willSend: @Sendable (_ asked: Double) async throws -> Void
  private let refused: @Sendable (ReplicateError) async -> Void

  /// - Parameters:
  ///   - isEarly: whether the ledger is asked before the create waits for a connection, together with others that wait.
  ///   - willSend: gets the monotonic moment before the first byte, and keeps the create back by throwing.
  ///   - refused: gets each refusal after which the create may be sent again.
  init(
    _ time: TimeSource, isEarly: Bool, uptime: @escaping @Sendable () -> Double = TimeSource.system.monotonic,
    willSend: @escaping @Sendable (_ asked: Double) async throws -> Void,
    refused: @escaping @Sendable (ReplicateError) async -> Void
  ) {
    (self.isEarly, self.time, self.uptime, self.willSend, self.refused) = (isEarly, time, uptime, willSend, refused)
  }

  /// What the transport asks before it sends.
  var handover: Handover {
    Handover(
      announce: { if self.isEarly { try await self.ask() } },
      prepare: {
        if !self.isAgreed { try await self.ask() }
        self.times.withLock { $0.hasBegun = true }
      },
      isFresh: { self.isAgreed })
  }

  private func ask() async throws {
    let asked = time.monotonic()
    try await willSend(asked)
    let agreed = uptime()
    times.withLock { $0 = Times(asked: asked, agreed: agreed) }
  }

  /// Whether the ledger has agreed to a sending that has not failed, and not too long ago.
  private var isAgreed: Bool {
    let times = times.withLock { $0 }
    guard let agreed = times.agreed, times.ended == nil else { return false }
    return uptime() - agreed <= Self.freshness
  }

  /// Whether any byte may have left.
  var hasBegun: Bool { times.withLock { $0.hasBegun } }

  /// Whether the ledger has been told of a sending, and nothing can have left.
  var isWithdrawn: Bool { times.withLock { $0.agreed != nil && !$0.hasBegun } }

  /// The monotonic moments around the last sending, if there was one.
  var lastSending: (began: Double, ended: Double)? {
    let times = times.withLock { $0 }
    return times.asked.map { ($0, times.ended ?? time.monotonic()) }
  }

  func failed(_ error: ReplicateError, isRefused: Bool) async {
    let now = time.monotonic()
    times.withLock { $0.ended = now }
    if isRefused { await refused(error) }
  }
}
