import Synchronization

/// Wakes those who wait for a prediction when something happens that its plan did not foresee: a cancel.
final class ChangeSignal: Sendable {
  private struct Waiters {
    var next = 0
    var byID: [String: [Int: CheckedContinuation<Void, Never>]] = [:]
  }

  private let waiters = Mutex(Waiters())

  func fire(_ id: String) {
    let woken = waiters.withLock { $0.byID.removeValue(forKey: id) }
    for continuation in (woken ?? [:]).values { continuation.resume() }
  }

  /// Waits until `fire(id)` or until `moment`, whichever is first.
  /// - Throws: `CancellationError`.
  func wait(for id: String, until moment: Moment, clock: SimulationClock) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await clock.sleep(until: moment) }
      group.addTask { await self.waitForFire(id) }
      try await group.next()
      group.cancelAll()
    }
  }

  private func waitForFire(_ id: String) async {
    let ticket = waiters.withLock { waiters in
      waiters.next += 1
      return waiters.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // A cancellation between the handler's set-up and here has found nobody to wake.
        let isCancelled = waiters.withLock { waiters in
          guard !Task.isCancelled else { return true }
          waiters.byID[id, default: [:]][ticket] = continuation
          return false
        }
        if isCancelled { continuation.resume() }
      }
    } onCancel: {
      let continuation = waiters.withLock { waiters in
        let continuation = waiters.byID[id]?.removeValue(forKey: ticket)
        if waiters.byID[id]?.isEmpty == true { waiters.byID[id] = nil }
        return continuation
      }
      continuation?.resume()
    }
  }
}
