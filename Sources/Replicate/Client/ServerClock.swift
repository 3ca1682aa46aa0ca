import NIOHTTP1
import Synchronization

/// The server's clock as its `Date` headers show it: the moments that its lists are filtered by are its own.
///
/// A header says a whole second and was written somewhere between sending and answer, so each answer gives an interval
/// for the offset to this machine's monotonic clock. Answers narrow it down.
final class ServerClock: Sendable {
  private struct Interval {
    var low: Double
    var high: Double
  }

  private let offset = Mutex<Interval?>(nil)
  private let time: TimeSource

  init(_ time: TimeSource) { self.time = time }

  /// Whether any answer has told the time. Until then the machine's own clock stands in.
  var isSet: Bool { offset.withLock { $0 != nil } }

  /// Learns from the `Date` of an answer.
  ///
  /// - Parameters:
  ///   - sent: the monotonic moment before the request was sent.
  ///   - received: the monotonic moment at which the head of the answer was there.
  func learn(_ headers: HTTPHeaders, sent: Double, received: Double) {
    guard let date = headers.first(name: "date").flatMap({ Timestamp.seconds(httpDate: $0) }) else { return }
    let new = Interval(low: date - received, high: date + 1 - sent)
    offset.withLock { known in
      guard let old = known else { return known = new }
      let both = Interval(low: max(old.low, new.low), high: min(old.high, new.high))
      // Servers behind one name differ, and clocks are set: the newest answer is right where they disagree.
      known = both.low <= both.high ? both : new
    }
  }

  /// The server's time at a monotonic moment, in seconds since 1970: it is not earlier than this.
  func earliest(at monotonic: Double) -> Double { monotonic + interval.low }

  /// The server's time at a monotonic moment, in seconds since 1970: it is not later than this.
  func latest(at monotonic: Double) -> Double { monotonic + interval.high }

  /// The monotonic moment of a server time, at the latest.
  func monotonic(at server: Double) -> Double { server - interval.low }

  private var interval: Interval {
    if let known = offset.withLock({ $0 }) { return known }
    let own = time.now() - time.monotonic()
    return Interval(low: own, high: own)
  }
}
