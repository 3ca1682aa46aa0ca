/// One rate limit of the API: a bucket that refills steadily, closed for a while by a 429 (generic cell rate algorithm:
/// one number says how far ahead of its rate the caller is).
struct TokenBucket: Sendable {
  /// Calls that may be made at once from a full bucket.
  private(set) var burst: Double
  /// Calls per second at which it refills.
  private(set) var rate: Double
  /// What it refills at when no 429 has slowed it down.
  private let usualRate: Double
  private let usualBurst: Double
  /// When the bucket will be full again, on the monotonic clock.
  private var fullAt: Double = 0
  private var closedUntil: Double = 0
  /// Until when a limit that the server named replaces the usual one.
  private var learnedUntil: Double = 0
  private var recoveringSince: Double?

  init(burst: Double, perSecond rate: Double) {
    (self.burst, self.rate, usualBurst, usualRate) = (burst, rate, burst, rate)
  }

  /// Never a wait until a server says otherwise.
  static let unlimited = TokenBucket(burst: .infinity, perSecond: .infinity)

  /// Takes one call's token and gives the seconds to wait before the call is made; 0 in all but busy times.
  mutating func take(now: Double) -> Double {
    recover(now: now)
    var wait = max(0, closedUntil - now)
    guard rate.isFinite else { return wait }
    let start = max(fullAt, now + wait)
    // `start + one token` may lie at most `burst` tokens ahead of the moment the call is made.
    fullAt = start + 1 / rate
    wait = max(wait, fullAt - burst / rate - now)
    return wait
  }

  /// Puts back the token of a call that was not made.
  mutating func giveBack() {
    if rate.isFinite { fullAt -= 1 / rate }
  }

  /// Lowers what is left to what the server says is left.
  mutating func learn(remaining: Double, now: Double) {
    guard rate.isFinite, remaining >= 0 else { return }
    fullAt = max(fullAt, now + (burst - min(remaining, burst)) / rate)
  }

  /// The server refused a call: nothing goes out for `seconds`, and less from then on.
  mutating func close(for seconds: Double, now: Double) {
    closedUntil = max(closedUntil, now + seconds)
    guard rate.isFinite else { return }
    rate *= TokenBucket.slowdown
    recoveringSince = closedUntil
  }

  /// The server named another limit, which then holds for ten minutes.
  mutating func replace(burst: Double, perSecond rate: Double, now: Double) {
    (self.burst, self.rate) = (burst, rate)
    learnedUntil = now + TokenBucket.learnedLimitSeconds
    recoveringSince = nil
    fullAt = now + burst / rate
  }

  private static let slowdown = 0.7
  private static let speedupPerSecond = 0.05
  private static let learnedLimitSeconds: Double = 600

  private mutating func recover(now: Double) {
    if learnedUntil > 0, now >= learnedUntil {
      (burst, rate, learnedUntil) = (usualBurst, usualRate, 0)
      fullAt = min(fullAt, now)
    }
    if let since = recoveringSince, now > since {
      rate = min(usualRate, rate + usualRate * TokenBucket.speedupPerSecond * (now - since))
      recoveringSince = rate < usualRate ? now : nil
    }
  }
}
