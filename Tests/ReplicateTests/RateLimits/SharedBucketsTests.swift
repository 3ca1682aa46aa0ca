import Foundation
@testable import Replicate
import Synchronization
import Testing

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
      let limiters = [Self.limiter(folder, time), Self.limiter(folder, time)]
      limiters[0].throttled(.create, for: 0, detail: "600 requests per minute with a burst of 1")
      let counts = Mutex([0, 0])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, limiter) in limiters.enumerated() {
          group.addTask {
            while counts.withLock({ $0.reduce(0, +) }) < 100 {
              try await limiter.acquire(.create)
              counts.withLock { $0[index] += 1 }
              limiter.finished(.create)
            }
          }
        }
        try await group.waitForAll()
      }
      // Ten a second for both together.
      #expect(time.now >= 1000 + 9.8)
      #expect(counts.withLock { $0.min() ?? 0 } > 0)
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
      let holder = Process()
      holder.executableURL = URL(fileURLWithPath: "/usr/bin/perl")
      holder.arguments = [
        "-e",
        "use Fcntl ':flock'; open(F, '+<', $ARGV[0]) or die; flock(F, LOCK_EX) or die; $| = 1; print 'x'; sleep 600",
        folder + "/a",
      ]
      let output = Pipe()
      holder.standardOutput = output
      try holder.run()
      _ = try output.fileHandleForReading.read(upToCount: 1)
      // The private half: 300 creates.
      #expect(buckets.update(.create) { $0.takeNow(1000, now: 50) } == 300)
      kill(holder.processIdentifier, SIGKILL)
      holder.waitUntilExit()
      #expect(buckets.update(.create) { $0.takeNow(1000, now: 50) } == 500)
    }
  }
}
