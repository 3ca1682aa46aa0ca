import NIOHTTP1
import Synchronization

/// Keeps a process within the API's rate limits, so that calls wait here instead of being refused there.
///
/// A single call never waits: the buckets start full. Limits of other servers than Replicate's own are not known and
/// are learned from their answers alone.
public final class RateLimiter: Sendable {
  private let buckets: Mutex<[RateClass: TokenBucket]>
  private let time: TimeSource

  /// - Parameter isReplicate: whether the documented limits hold: 600 creates, 60,000 reads of a prediction by id
  ///   and 3,000 other calls a minute.
  public init(isReplicate: Bool, time: TimeSource) {
    self.time = time
    buckets = Mutex(
      isReplicate
        ? [
          .create: TokenBucket(burst: 600, perSecond: 10),
          .poll: TokenBucket(burst: 60_000, perSecond: 1000),
          .other: TokenBucket(burst: 3000, perSecond: 50),
          .files: TokenBucket(burst: 3000, perSecond: 50),
        ] : [:])
  }

  /// Waits until a call of `rateClass` may be made.
  ///
  /// - Parameter onWait: told of the seconds to wait, where there are any.
  /// - Throws: `CancellationError`; then the call counts as not made.
  public func acquire(_ rateClass: RateClass, onWait: (Double) -> Void = { _ in }) async throws {
    let wait = update(rateClass) { $0.take(now: time.monotonic()) }
    guard wait > 0 else { return }
    onWait(wait)
    do {
      try await time.sleep(wait)
    } catch {
      update(rateClass) { $0.giveBack() }
      throw error
    }
  }

  /// Learns from an answer's `ratelimit-remaining`.
  ///
  /// - Parameter took: seconds from sending to answer; headers of answers that were held open are stale.
  func observe(_ rateClass: RateClass, headers: HTTPHeaders, took: Double) {
    guard took < 2, let text = headers.first(name: "ratelimit-remaining"), let remaining = Double(text) else { return }
    update(rateClass) { $0.learn(remaining: remaining, now: time.monotonic()) }
  }

  /// Learns from a 429: the class is closed for all callers for `seconds`.
  func throttled(_ rateClass: RateClass, for seconds: Double, detail: String?) {
    let now = time.monotonic()
    update(rateClass) { bucket in
      bucket.close(for: seconds, now: now)
      if let limit = detail.flatMap(NamedLimit.init) {
        bucket.replace(burst: limit.burst, perSecond: limit.perMinute / 60, now: now)
      }
    }
  }

  private func update<Result: Sendable>(
    _ rateClass: RateClass, _ change: (inout TokenBucket) -> Result
  ) -> Result {
    buckets.withLock { change(&$0[rateClass, default: .unlimited]) }
  }
}

/// The limit in "…reduced to 6 requests per minute with a burst of 1 requests…".
struct NamedLimit: Equatable {
  let perMinute: Double
  let burst: Double

  init?(_ detail: String) {
    let words = detail.split(separator: " ")
    guard let at = words.indices.first(where: { words[$0...].starts(with: ["requests", "per", "minute"]) }), at > 0,
      let perMinute = Double(words[at - 1]), perMinute > 0
    else { return nil }
    let of = words.indices.first { words[$0...].starts(with: ["burst", "of"]) }
    self.perMinute = perMinute
    burst = of.flatMap { $0 + 2 < words.endIndex ? Double(words[$0 + 2]) : nil } ?? 1
  }
}
