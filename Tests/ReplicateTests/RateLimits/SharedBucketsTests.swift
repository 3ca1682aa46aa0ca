@testable import Replicate
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Several limiters over one folder, as several processes have them: each has the file open by itself.
struct SharedBucketsTests {
  private static func limiter(_ folder: String, _ time: FakeTime) -> RateLimiter {
    RateLimiter(isReplicate: true, folder: folder, account: "a", time: time.source())
  }

  /// How many calls of the class `poll` go at once.
  private static func burst(_ limiter: RateLimiter, _ time: FakeTime, atMost limit: Int = 100_000) async throws -> Int {
    var count = 0
    while time.sleeps.isEmpty, count < limit {
      try await limiter.acquire(.poll)
      count += 1
    }
    return count
  }

  private static func take(_ count: Int, _ limiter: RateLimiter) async throws {
    for _ in 0..<count {
      try await limiter.acquire(.create)
      limiter.finished(.create)
    }
  }

  @Test func allTakeFromOneBucket() async throws {
    try await withTemporaryFolder { folder in
      let time = FakeTime(now: 1000)
      let (first, second) = (Self.limiter(folder, time), Self.limiter(folder, time))
      for _ in 0..<1000 { try await first.acquire(.other) }
      for _ in 0..<1940 { try await second.acquire(.other) }
      #expect(time.sleeps.isEmpty)
      try await first.acquire(.other)
      #expect(!time.sleeps.isEmpty)
      // Other accounts and servers have files of their own.
      #expect(names(in: folder) == ["a"])
    }
  }

  @Test func whatOneIsToldHoldsForAll() async throws {
    try await withTemporaryFolder { folder in
      let time = FakeTime(now: 1000)
      let (first, second) = (Self.limiter(folder, time), Self.limiter(folder, time))
      first.throttled(
        .create, for: 30,
        detail: "reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit")
      try await second.acquire(.create)
      #expect(time.now >= 1030)
      try await second.acquire(.create)
      try await Self.limiter(folder, time).acquire(.create)
      #expect(time.now >= 1050)
    }
  }

  @Test func waitingProcessesTakeTurns() async throws {
    try await withTemporaryFolder { folder in
      let time = FakeTime(now: 1000)
      let (first, second) = (Self.limiter(folder, time), Self.limiter(folder, time))
      first.throttled(.create, for: 0, detail: "600 requests per minute with a burst of 1")
      async let one: Void = Self.take(50, first)
      async let other: Void = Self.take(50, second)
      _ = try await (one, other)
      // Ten a second for both together.
      #expect(time.now >= 1000 + 9.8)
    }
  }

  @Test func theMachinesNextStartBeginsAfresh() async throws {
    try await withTemporaryFolder { folder in
      func taken(_ boot: String?) -> Int {
        SharedBuckets(folder: folder, account: "a", boot: boot) { .documented($0) }?
          .update(.create) { $0.takeNow(1000, now: 50) } ?? -1
      }
      #expect(taken("first") == 600)
      #expect(taken("first") == 0)
      #expect(taken("second") == 600)
      #expect(taken(nil) == -1)
    }
  }

  @Test func aDamagedFileIsAFreshOne() async throws {
    try await withTemporaryFolder { folder in
      for bytes in [[], Array("nonsense".utf8), [UInt8](repeating: 0xFF, count: 4096)] {
        try writeFile(folder + "/a", bytes)
        let buckets = try #require(SharedBuckets(folder: folder, account: "a") { .documented($0) })
        #expect(buckets.update(.create) { $0.takeNow(1000, now: 50) } == 600)
        #expect(readFile(folder + "/a")?.count == 4096)
      }
    }
  }

  @Test func withoutAFolderTheRateIsHalved() async throws {
    let time = FakeTime(now: 1000)
    let limiter = RateLimiter(isReplicate: true, folder: "/dev/null/no/folder", account: "a", time: time.source())
    #expect(try await Self.burst(limiter, time) == 30_001)
  }

  @Test func namesSayNothing() throws {
    let token = try APIToken(Harness.token)
    let name = SharedBuckets.name(base: .replicate, token: token)
    #expect(name.count == 32 && name.allSatisfy(\.isHexDigit))
    #expect(name != SharedBuckets.name(base: try BaseURL("https://example.com"), token: token))
    #expect(name != SharedBuckets.name(base: .replicate, token: nil))
  }

  /// A process that dies with the lock in its hands frees it; one that keeps it is not waited for.
  @Test func aHolderThatDiesOrHangsBlocksNobody() async throws {
    try await withTemporaryFolder { folder in
      let buckets = try #require(SharedBuckets(folder: folder, account: "a") { .documented($0) })
      #expect(buckets.update(.create) { $0.takeNow(100, now: 50) } == 100)
      let script =
        "use Fcntl ':flock'; open(F, '+<', $ARGV[0]) or die; flock(F, LOCK_EX) or die; open(G, '>', $ARGV[1]);"
        + " sleep 600"
      var holder: pid_t = 0
      let words: [String] = ["perl", "-e", script, "\(folder)/a", "\(folder)/held"]
      var arguments: [UnsafeMutablePointer<CChar>?] = words.map { (word: String) in strdup(word) }
      arguments.append(nil)
      defer { for argument in arguments { free(argument) } }
      #expect(posix_spawn(&holder, "/usr/bin/perl", nil, nil, &arguments, environ) == 0)
      while access(folder + "/held", F_OK) != 0 { await Task.yield() }
      // The private half: 300 creates.
      #expect(buckets.update(.create) { $0.takeNow(1000, now: 50) } == 300)
      kill(holder, SIGKILL)
      waitpid(holder, nil, 0)
      #expect(buckets.update(.create) { $0.takeNow(1000, now: 50) } == 500)
    }
  }
}
