import Synchronization

/// The sizes of the three token buckets that the service was seen to keep for an account.
///
/// A bucket holds one minute's worth and refills evenly, so a burst of a whole minute is allowed. The defaults are the
/// service's; `off` counts nothing and sends no `ratelimit-…` headers.
public struct RateLimits: Sendable, Equatable {
  /// Predictions created, in a minute; nil for any number.
  public var createsPerMinute: Int?
  /// Reads of one prediction, in a minute; nil for any number.
  public var pollsPerMinute: Int?
  /// Everything else but files, in a minute; nil for any number.
  public var othersPerMinute: Int?
  /// How many creates may come at once; nil for a whole minute's worth.
  public var createBurst: Int?
  /// Speak of low credit in the 429, as the service does below $5.
  public var mentionsLowCredit: Bool

  /// Limits in calls a minute; nil counts nothing.
  public init(
    createsPerMinute: Int? = 600, pollsPerMinute: Int? = 60_000, othersPerMinute: Int? = 3_000,
    createBurst: Int? = nil, mentionsLowCredit: Bool = false
  ) {
    self.createsPerMinute = createsPerMinute
    self.pollsPerMinute = pollsPerMinute
    self.othersPerMinute = othersPerMinute
    self.createBurst = createBurst
    self.mentionsLowCredit = mentionsLowCredit
  }

  /// The limits of an account in good standing.
  public static let service = RateLimits()
  /// No limit at all.
  public static let off = RateLimits(createsPerMinute: nil, pollsPerMinute: nil, othersPerMinute: nil)
  /// An account with less than $5 of credit: 6 creates a minute, one at a time.
  public static let lowCredit = RateLimits(createsPerMinute: 6, createBurst: 1, mentionsLowCredit: true)

  enum Bucket: Sendable, CaseIterable {
    case creates, polls, others
  }

  func perMinute(_ bucket: Bucket) -> Int? {
    switch bucket {
    case .creates: createsPerMinute
    case .polls: pollsPerMinute
    case .others: othersPerMinute
    }
  }

  func capacity(_ bucket: Bucket) -> Int? {
    bucket == .creates ? createBurst ?? createsPerMinute : perMinute(bucket)
  }
}

/// Counts requests against `RateLimits`.
final class RateLimiter: Sendable {
  /// What a request met: how much is left, and how long until the bucket is full or the next token comes.
  struct Verdict: Sendable {
    let isAllowed: Bool
    let remaining: Int
    let secondsUntilFull: Int
    let secondsUntilNext: Int
  }

  private struct Level {
    var tokens: Double
    var at: Moment
  }

  private let limits: RateLimits
  private let levels: Mutex<[RateLimits.Bucket: Level]>

  init(_ limits: RateLimits) {
    self.limits = limits
    levels = Mutex([:])
  }

  /// Takes a token; nil where the bucket has no limit.
  func take(_ bucket: RateLimits.Bucket, at now: Moment) -> Verdict? {
    guard let perMinute = limits.perMinute(bucket), let size = limits.capacity(bucket), perMinute > 0, size > 0
    else { return nil }
    let rate = Double(perMinute) / 60
    let capacity = Double(size)
    return levels.withLock { levels in
      var level = levels[bucket] ?? Level(tokens: capacity, at: now)
      level.tokens = min(capacity, level.tokens + max(0, (now - level.at).inSeconds) * rate)
      level.at = now
      let isAllowed = level.tokens >= 1
      if isAllowed { level.tokens -= 1 }
      levels[bucket] = level
      return Verdict(
        isAllowed: isAllowed, remaining: Int(level.tokens),
        secondsUntilFull: Int(((capacity - level.tokens) / rate).rounded(.up)),
        secondsUntilNext: max(1, Int(((1 - level.tokens) / rate).rounded(.up))))
    }
  }
}
