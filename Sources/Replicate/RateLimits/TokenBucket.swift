/// One rate limit of the API: a bucket that refills steadily, closed for a while by a 429 (generic cell rate algorithm:
/// one number says how far ahead of its rate the caller is).
struct TokenBucket: Sendable, Equatable {
  /// Calls that may be made at once from a full bucket.
  private(set) var burst: Double
  /// Calls per second at which it refills.
  private(set) var rate: Double
  /// What it refills at when no 429 has slowed it down.
  private var usualRate: Double
  private var usualBurst: Double
  /// When the bucket will be full again.
  private var fullAt: Double = 0
  private(set) var closedUntil: Double = 0
  /// Until when a limit that the server named replaces the usual one.
  private var learnedUntil: Double = 0
  private var recoveringSince: Double = .infinity
  /// When the server's own count was last seen.
  private(set) var seenAt: Double = -.infinity

  init(burst: Double, perSecond rate: Double) {
    (self.burst, self.rate, usualBurst, usualRate) = (burst, rate, burst, rate)
  }

  /// Never a wait until a server says otherwise.
  static let unlimited = TokenBucket(burst: .infinity, perSecond: .infinity)

  /// A bucket for somebody who cannot see what the others of the machine take.
  var halved: TokenBucket { TokenBucket(burst: burst / 2, perSecond: rate / 2) }

  /// The documented limits of a class, as far as a server does not say otherwise.
  static func documented(_ rateClass: RateClass) -> TokenBucket {
    switch rateClass {
    case .create: TokenBucket(burst: 600, perSecond: 10)
    case .poll: TokenBucket(burst: 60_000, perSecond: 1000)
    case .other: TokenBucket(burst: 3000, perSecond: 50)
    // Answers about files show no limit; see ``RateLimiter/filesAtOnce``.
    case .files: .unlimited
    }
  }

  var isUnlimited: Bool { !rate.isFinite }

  /// Takes tokens that are there, at most `count`, and leaves `reserve` behind.
  mutating func takeNow(_ count: Int, now: Double, reserve: Double = 0) -> Int {
    recover(now: now)
    guard closedUntil <= now else { return 0 }
    guard rate.isFinite else { return count }
    let left = burst - reserve - max(0, fullAt - now) * rate
    let taken = min(Double(count), (left + 1e-6).rounded(.down))
    guard taken >= 1 else { return 0 }
    fullAt = max(fullAt, now) + taken / rate
    return Int(taken)
  }

  /// Takes one call's token and gives the seconds to wait before the call is made.
  mutating func take(now: Double, reserve: Double = 0) -> Double {
    recover(now: now)
    let wait = max(0, closedUntil - now)
    guard rate.isFinite else { return wait }
    // `start + one token` may lie at most `burst` tokens ahead of the moment the call is made.
    fullAt = max(fullAt, now + wait) + 1 / rate
    return max(wait, fullAt - max(1, burst - reserve) / rate - now)
  }

  /// Puts back tokens of calls that were not made.
  mutating func giveBack(_ count: Int = 1) {
    if rate.isFinite { fullAt -= Double(count) / rate }
  }

  /// Lowers what is left to what the server says is left.
  mutating func learn(remaining: Double, now: Double) {
    seenAt = now
    guard rate.isFinite, remaining >= 0 else { return }
    fullAt = max(fullAt, now + (burst - min(remaining, burst)) / rate)
  }

  /// The server counts calls although no limit of it is known: the documented ones are as good a guess as any.
  mutating func adopt(_ limits: TokenBucket) {
    guard isUnlimited else { return }
    (burst, rate, usualBurst, usualRate) = (limits.burst, limits.rate, limits.burst, limits.rate)
  }

  /// The server refused a call: nothing goes out for `seconds`, and less from then on.
  mutating func close(for seconds: Double, now: Double) {
    // Calls that were under way together are refused together: that slows down once.
    let isNew = closedUntil <= now
    closedUntil = max(closedUntil, now + seconds)
    guard rate.isFinite else { return }
    if isNew { change(rate: rate * TokenBucket.slowdown, now: now) }
    recoveringSince = closedUntil
  }

  /// The server named another limit, which then holds for ten minutes.
  mutating func replace(burst: Double, perSecond rate: Double, now: Double) {
    (self.burst, self.rate) = (burst, rate)
    learnedUntil = now + TokenBucket.learnedLimitSeconds
    recoveringSince = .infinity
    fullAt = now + burst / rate
  }

  /// Changes the rate; the tokens that are missing stay as many as they are.
  private mutating func change(rate newRate: Double, now: Double) {
    if fullAt > now { fullAt = now + (fullAt - now) * rate / newRate }
    rate = newRate
  }

  private static let slowdown = 0.7
  private static let speedupPerSecond = 0.05
  private static let learnedLimitSeconds: Double = 600

  private mutating func recover(now: Double) {
    if learnedUntil > 0, now >= learnedUntil {
      (burst, rate, learnedUntil) = (usualBurst, usualRate, 0)
      fullAt = min(fullAt, now)
    }
    if now > recoveringSince, rate.isFinite {
      change(rate: min(usualRate, rate + usualRate * TokenBucket.speedupPerSecond * (now - recoveringSince)), now: now)
      recoveringSince = rate < usualRate ? now : .infinity
    }
  }
}

extension TokenBucket {
  /// The bucket as numbers, for a file that several processes read.
  var numbers: [Double] {
    [burst, rate, usualRate, usualBurst, fullAt, closedUntil, learnedUntil, recoveringSince, seenAt]
  }

  static let numberCount = 9

  /// Nil where the numbers are those of no bucket.
  init?(numbers: [Double]) {
    guard numbers.count == Self.numberCount, numbers.allSatisfy({ !$0.isNaN }), numbers[..<4].allSatisfy({ $0 > 0 })
    else { return nil }
    (burst, rate, usualRate, usualBurst) = (numbers[0], numbers[1], numbers[2], numbers[3])
    (fullAt, closedUntil, learnedUntil) = (numbers[4], numbers[5], numbers[6])
    (recoveringSince, seenAt) = (numbers[7], numbers[8])
  }
}
