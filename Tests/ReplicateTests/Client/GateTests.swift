import NIOConcurrencyHelpers
@testable import Replicate
import Testing

struct GateTests {
  @Test func neverMoreThanTheLimitAndAllGetIn() async throws {
    let gate = Gate(limit: 3)
    let inside = NIOLockedValueBox((now: 0, most: 0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<500 {
        group.addTask {
          try await gate.enter()
          inside.withLockedValue {
            $0.now += 1
            $0.most = max($0.most, $0.now)
          }
          await Task.yield()
          inside.withLockedValue { $0.now -= 1 }
          gate.leave()
        }
      }
      try await group.waitForAll()
    }
    #expect(inside.withLockedValue { $0.most } == 3)
  }

  @Test func aCanceledWaiterLosesNoPlace() async throws {
    let gate = Gate(limit: 1)
    try await gate.enter()
    let waiters = (0..<100).map { _ in
      Task {
        try await gate.enter()
        gate.leave()
      }
    }
    for waiter in waiters.prefix(50) { waiter.cancel() }
    for waiter in waiters.prefix(50) {
      await #expect(throws: CancellationError.self) { try await waiter.value }
    }
    gate.leave()
    for waiter in waiters.dropFirst(50) { try await waiter.value }
    // The place is free again.
    try await gate.enter()
    gate.leave()
  }

  @Test func aPassIsGivenBackOnce() async throws {
    let gate = Gate(limit: 1)
    try await gate.enter()
    do {
      let pass = GatePass(gate)
      pass.leave()
      pass.leave()
    }
    try await gate.enter()
    let second = Task { try await gate.enter() }
    await Task.yield()
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    gate.leave()
  }
}
