import NIOHTTP1
@testable import Replicate
import Testing

struct RateLimiterTests {
  /// Buckets of a size that a test can count.
  private static func small(_ burst: Double, perSecond rate: Double) -> PrivateBuckets {
    PrivateBuckets { _ in TokenBucket(burst: burst, perSecond: rate) }
  }

  @Test func nothingExceedsTheBucket() async throws {
    let time = FakeTime(now: 0)
    let limiter = RateLimiter(isReplicate: false, Self.small(10, perSecond: 2), time.source())
    let moments = Locked<[Double]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await limiter.acquire(.create)
          moments.change { $0.append(time.now) }
          limiter.finished(.create)
        }
      }
      try await group.waitForAll()
    }
    let went = moments.value.sorted()
    for (index, moment) in went.enumerated() {
      // Never more than the burst and what has been refilled since.
      #expect(Double(index + 1) <= 10 + moment * 2 + 1e-3)
    }
    #expect(time.now < 22, "and not slower than the bucket allows")
  }

  @Test func urgentCallsGoFirstAndHaveTheirReserve() async throws {
    let time = FakeTime(now: 0)
    let buckets = Self.small(RateLimiter.urgentReserve + 3, perSecond: 1)
    let limiter = RateLimiter(isReplicate: false, buckets, time.source())
    for _ in 0..<3 { try await limiter.acquire(.other) }
    #expect(time.sleeps.isEmpty)
    for _ in 0..<Int(RateLimiter.urgentReserve) { try await limiter.acquire(.other, .urgent) }
    #expect(time.sleeps.isEmpty)
    try await limiter.acquire(.other)
    #expect(!time.sleeps.isEmpty)
  }

  @Test func theOrderIsThatOfPriorityAndComing() async throws {
    let time = FakeTime(now: 0)
    let gate = AsyncStream<Void>.makeStream()
    var source = time.source()
    let jump = source.sleep
    // Nobody is let go before all have come.
    source.sleep = { seconds in
      for await _ in gate.stream {}
      try await jump(seconds)
    }
    let limiter = RateLimiter(isReplicate: false, Self.small(1, perSecond: 1), source)
    try await limiter.acquire(.create)
    let order = Locked<[String]>([])
    let come = Locked(0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (name, priority) in [
        ("list", CallPriority.list), ("a", .single), ("b", .single), ("list 2", .list), ("urgent", .urgent),
      ] {
        let before = come.value
        group.addTask {
          try await limiter.acquire(.create, priority) { _ in come.change { $0 += 1 } }
          order.change { $0.append(name) }
        }
        while come.value == before { await Task.yield() }
        // The place in line is taken right after the notice.
        for _ in 0..<100 { await Task.yield() }
      }
      gate.continuation.finish()
      try await group.waitForAll()
    }
    #expect(Set(order.value) == ["urgent", "a", "b", "list", "list 2"])
  }

  @Test func waitingCallsAreTakenInOrder() {
    var calls = WaitingCalls()
    #expect(calls.count == 0 && calls.next() == nil && !calls.hasUrgent && calls.isEmpty(upTo: .list))
    #expect(calls.remove(7) == nil)
  }

  @Test func whoGivesUpLeavesNoHole() async throws {
    let time = FakeTime(now: 0)
    var source = time.source()
    let jump = source.sleep
    let gate = AsyncStream<Void>.makeStream()
    source.sleep = { seconds in
      for await _ in gate.stream {}
      try await jump(seconds)
    }
    let limiter = RateLimiter(isReplicate: false, Self.small(1, perSecond: 1), source)
    try await limiter.acquire(.create)
    let tasks = (0..<20).map { _ in Task { try await limiter.acquire(.create) } }
    for _ in 0..<100 { await Task.yield() }
    for (index, task) in tasks.enumerated() where index % 2 == 0 { task.cancel() }
    for (index, task) in tasks.enumerated() where index % 2 == 0 {
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    gate.continuation.finish()
    for (index, task) in tasks.enumerated() where index % 2 == 1 { try await task.value }
    #expect(time.now <= 12)
  }

  /// Nothing goes out while the server has said that it refuses everything, whoever was told so.
  @Test func aClosedWindowIsClosedForThoseWhoWaitToo() async throws {
    let time = FakeTime(now: 0)
    var source = time.source()
    let jump = source.sleep
    let limiters = Locked<[RateLimiter]>([])
    source.sleep = { seconds in
      try await jump(seconds)
      // The refusal comes while somebody sleeps.
      if time.now < 2 { limiters.value.first?.throttled(.create, for: 100, detail: nil) }
    }
    let limiter = RateLimiter(isReplicate: false, Self.small(1, perSecond: 1), source)
    limiters.change { $0.append(limiter) }
    try await limiter.acquire(.create)
    try await limiter.acquire(.create)
    #expect(time.now >= 100)
  }

  @Test func onlyAFewFilesAreUnderWay() async throws {
    let limiter = RateLimiter(isReplicate: true, time: FakeTime().source())
    for _ in 0..<RateLimiter.filesAtOnce { try await limiter.acquire(.files) }
    let passed = Locked(0)
    let tasks = (0..<3).map { _ in
      Task {
        try await limiter.acquire(.files)
        passed.change { $0 += 1 }
      }
    }
    for _ in 0..<200 { await Task.yield() }
    #expect(passed.value == 0)
    for number in 1...3 {
      limiter.finished(.files)
      while passed.value < number { await Task.yield() }
    }
    for task in tasks { try await task.value }
  }

  /// Another machine may have used the account up: a few creates go, the others wait for the server's count.
  @Test func aBurstWaitsForTheServersCount() async throws {
    let time = FakeTime(now: 1000)
    let limiter = RateLimiter(isReplicate: true, time: time.source())
    for _ in 0..<RateLimiter.blindBurst { try await limiter.acquire(.create) }
    #expect(time.sleeps.isEmpty)
    limiter.observe(.create, headers: ["ratelimit-remaining": "20"], took: 0.2)
    // Those under way are not counted by the server yet.
    for _ in 0..<(20 - RateLimiter.blindBurst + 1) { try await limiter.acquire(.create) }
    #expect(time.sleeps.isEmpty)
    try await limiter.acquire(.create)
    #expect(!time.sleeps.isEmpty)

    let silent = FakeTime(now: 1000)
    let blind = RateLimiter(isReplicate: true, time: silent.source())
    for _ in 0..<100 { try await blind.acquire(.create) }
    #expect(silent.now >= 1002 && silent.now < 1003)
  }

  @Test func aServerThatCountsHasTheDocumentedLimits() async throws {
    let time = FakeTime(now: 0)
    let limiter = RateLimiter(isReplicate: false, time: time.source())
    for _ in 0..<5000 { try await limiter.acquire(.create) }
    #expect(time.sleeps.isEmpty)
    // Some other server's own, larger limit.
    limiter.observe(.create, headers: ["ratelimit-remaining": "100000"], took: 0)
    for _ in 0..<5000 {
      limiter.finished(.create)
      try await limiter.acquire(.create)
    }
    #expect(time.sleeps.isEmpty)
    for _ in 0..<5000 { limiter.finished(.create) }
    limiter.observe(.create, headers: ["ratelimit-remaining": "3"], took: 0)
    for _ in 0..<4 { try await limiter.acquire(.create) }
    #expect(!time.sleeps.isEmpty)
  }
}
