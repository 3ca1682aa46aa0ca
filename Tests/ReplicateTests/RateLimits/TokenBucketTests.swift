import NIOHTTP1
@testable import Replicate
import Testing

struct TokenBucketTests {
  @Test func aBurstThenTheRate() {
    var bucket = TokenBucket(burst: 600, perSecond: 10)
    for _ in 0..<600 { #expect(bucket.take(now: 1000) < 1e-6) }
    // From then on each caller waits a tenth of a second longer than the one before.
    for number in 1...50 { #expect(abs(bucket.take(now: 1000) - Double(number) / 10) < 1e-6) }
    #expect(bucket.take(now: 2000) < 1e-6)
  }

  @Test func whatIsGivenBackIsNotLost() {
    var bucket = TokenBucket(burst: 1, perSecond: 1)
    #expect(bucket.take(now: 0) == 0)
    #expect(bucket.take(now: 0) == 1)
    bucket.giveBack()
    #expect(bucket.take(now: 0) == 1)
  }

  @Test func theServersCountCorrectsOurs() {
    var bucket = TokenBucket(burst: 600, perSecond: 10)
    bucket.learn(remaining: 2, now: 0)
    #expect(bucket.take(now: 0) < 1e-6)
    #expect(bucket.take(now: 0) < 1e-6)
    #expect(bucket.take(now: 0) > 0.09)
    // Never upwards: others may be about to use what the server still shows.
    bucket.learn(remaining: 600, now: 0)
    #expect(bucket.take(now: 0) > 0.19)
  }

  @Test func closedBy429AndSlowerAfterwards() {
    var bucket = TokenBucket(burst: 10, perSecond: 10)
    bucket.close(for: 30, now: 100)
    #expect(bucket.take(now: 100) >= 30)
    #expect(bucket.take(now: 129) >= 1)
    var slowed = TokenBucket(burst: 1, perSecond: 10)
    slowed.close(for: 0, now: 0)
    #expect(abs(slowed.rate - 7) < 1e-9)
    _ = slowed.take(now: 4)
    #expect(abs(slowed.rate - 9) < 1e-9)
    _ = slowed.take(now: 400)
    #expect(slowed.rate == 10)
  }

  @Test func callsRefusedTogetherSlowDownOnceAndOweNoMore() {
    var bucket = TokenBucket(burst: 600, perSecond: 10)
    #expect(bucket.takeNow(600, now: 0) == 600)
    for _ in 0..<20 { bucket.close(for: 1, now: 0) }
    #expect(abs(bucket.rate - 7) < 1e-9)
    // What is owed is counted in tokens, whatever the rate is by then.
    var taken = 0
    for tenth in 1...600 { taken += bucket.takeNow(8, now: Double(tenth) / 10) }
    #expect(taken > 500 && taken < 600)
  }

  @Test func aNamedLimitHoldsForTenMinutes() {
    var bucket = TokenBucket(burst: 600, perSecond: 10)
    bucket.replace(burst: 1, perSecond: 0.1, now: 0)
    #expect(abs(bucket.take(now: 0) - 10) < 1e-6)
    #expect(abs(bucket.take(now: 0) - 20) < 1e-6)
    #expect(bucket.take(now: 600) < 1e-6)
    #expect(bucket.burst == 600 && bucket.rate == 10)
  }

  @Test func anUnknownServerIsNotLimitedButClosesToo() {
    var bucket = TokenBucket.unlimited
    for _ in 0..<10_000 { #expect(bucket.take(now: 0) == 0) }
    bucket.close(for: 5, now: 0)
    #expect(bucket.take(now: 1) == 4)
    #expect(bucket.take(now: 6) == 0)
    bucket.replace(burst: 1, perSecond: 1, now: 6)
    #expect(bucket.take(now: 6) == 1)
  }

  @Test(arguments: [
    (
      "Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while "
        + "you have less than $5.0 in credit.", 6.0 as Double?, 1.0 as Double?
    ),
    ("at most 60 requests per minute", 60, 1),
    ("Request was throttled. Your rate limit resets in ~30s.", nil, nil), ("requests per minute", nil, nil),
    ("x requests per minute with a burst of", nil, nil), ("", nil, nil), ("0 requests per minute", nil, nil),
  ])
  func namedLimits(detail: String, perMinute: Double?, burst: Double?) {
    let limit = NamedLimit(detail)
    #expect(limit?.perMinute == perMinute && limit?.burst == burst)
  }

  @Test func takingWhatIsThere() {
    var bucket = TokenBucket(burst: 10, perSecond: 1)
    #expect(bucket.takeNow(4, now: 100) == 4)
    #expect(bucket.takeNow(8, now: 100) == 6)
    #expect(bucket.takeNow(8, now: 100.5) == 0)
    #expect(bucket.takeNow(8, now: 102.5) == 2)
    bucket.giveBack(2)
    #expect(bucket.takeNow(8, now: 102.5) == 2)
    var reserved = TokenBucket(burst: 10, perSecond: 1)
    #expect(reserved.takeNow(20, now: 0, reserve: 4) == 6)
    #expect(reserved.take(now: 0, reserve: 4) == 1)
    #expect(reserved.takeNow(20, now: 0) == 3)
    var closed = TokenBucket(burst: 10, perSecond: 1)
    closed.close(for: 5, now: 0)
    #expect(closed.takeNow(1, now: 4.9) == 0)
    #expect(closed.takeNow(1, now: 5) == 1)
  }

  @Test func numbersKeepABucketWhole() {
    var bucket = TokenBucket(burst: 600, perSecond: 10)
    _ = bucket.take(now: 5)
    bucket.close(for: 3, now: 6)
    bucket.learn(remaining: 17, now: 7)
    #expect(TokenBucket(numbers: bucket.numbers) == bucket)
    #expect(TokenBucket(numbers: TokenBucket.unlimited.numbers) == .unlimited)
    for numbers in [[], [Double](repeating: 0, count: 9), [Double](repeating: .nan, count: 9)] {
      #expect(TokenBucket(numbers: numbers) == nil)
    }
  }

  @Test func theFirstCallOfEachClassNeverWaits() async throws {
    let time = FakeTime()
    let limiter = RateLimiter(isReplicate: true, time: time.source())
    for rateClass in RateClass.allCases { try await limiter.acquire(rateClass) }
    #expect(time.sleeps.isEmpty)
  }

  @Test func headersOfHeldAnswersAreStale() async throws {
    let time = FakeTime()
    let limiter = RateLimiter(isReplicate: true, time: time.source())
    limiter.observe(.create, headers: ["ratelimit-remaining": "0"], took: 10)
    try await limiter.acquire(.create)
    #expect(time.sleeps.isEmpty)
    limiter.observe(.create, headers: ["ratelimit-remaining": "0"], took: 0.1)
    try await limiter.acquire(.create)
    #expect(time.sleeps.count == 1)
    // The other classes have budgets of their own.
    try await limiter.acquire(.poll)
    #expect(time.sleeps.count == 1)
  }
}
