import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// How many connections were accepted, and how many of them the server has begun to handle.
final class ConnectionCounts: Sendable {
  private let accepted = Atomic(0)
  private let handled = Atomic(0)

  /// Whether some are accepted and not handled.
  var areWaiting: Bool { handled.load(ordering: .acquiring) < accepted.load(ordering: .acquiring) }

  fileprivate func accept() { accepted.wrappingAdd(1, ordering: .acquiringAndReleasing) }
  fileprivate func handle() { handled.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}

/// A connection that is counted.
struct CountedChannel<Base: ServerChildChannel>: ServerChildChannel {
  private let base: Base
  private let counts: ConnectionCounts

  init(_ base: Base, _ counts: ConnectionCounts) { (self.base, self.counts) = (base, counts) }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    base.setup(channel: channel, logger: logger).map { value in
      counts.accept()
      return value
    }
  }

  func handle(value: Base.Value, logger: Logger) async {
    counts.handle()
    await base.handle(value: value, logger: logger)
  }
}
