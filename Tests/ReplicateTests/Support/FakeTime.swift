import Replicate
import Synchronization

/// A clock that stands still until somebody sleeps on it, and then jumps: nothing waits, everything is recorded.
final class FakeTime: Sendable {
  private let state: Mutex<(now: Double, sleeps: [Double])>

  init(now: Double = 1_750_000_000) { state = Mutex((now, [])) }

  /// Everything that was slept, in order.
  var sleeps: [Double] { state.withLock { $0.sleeps } }
  var now: Double { state.withLock { $0.now } }

  func advance(by seconds: Double) { state.withLock { $0.now += seconds } }

  /// - Parameter random: what chance always says.
  func source(random: Double = 0.5) -> TimeSource {
    TimeSource(
      now: { self.now },
      monotonic: { self.now },
      sleep: { seconds in
        try Task.checkCancellation()
        self.state.withLock {
          $0.now += seconds
          $0.sleeps.append(seconds)
        }
        await Task.yield()
      },
      random: { random })
  }
}
