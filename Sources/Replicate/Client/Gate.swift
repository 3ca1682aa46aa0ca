import Synchronization

/// Lets at most `limit` callers in at once; the others wait in the order in which they came.
final class Gate: Sendable {
  private struct State {
    var free: Int
    var nextTicket = 0
    /// Tickets in the order of their coming. A canceled one leaves its continuation's place empty.
    var queue: [Int] = []
    var head = 0
    var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
  }

  private let state: Mutex<State>

  init(limit: Int) {
    state = Mutex(State(free: limit))
  }

  /// Waits for a place. Every success needs one ``leave()``.
  ///
  /// - Throws: `CancellationError` where the calling task is canceled before a place is free.
  func enter() async throws {
    try Task.checkCancellation()
    let ticket: Int? = state.withLock { state in
      if state.free > 0 {
        state.free -= 1
        return nil
      }
      state.nextTicket += 1
      return state.nextTicket
    }
    guard let ticket else { return }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isFree = state.withLock { state in
          // A place may have become free, or the task may have been canceled, since the first look.
          if state.free > 0 {
            state.free -= 1
            return true
          }
          state.queue.append(ticket)
          state.waiting[ticket] = continuation
          return false
        }
        if isFree {
          continuation.resume()
        } else if Task.isCancelled {
          withdraw(ticket)
        }
      }
    } onCancel: {
      withdraw(ticket)
    }
  }

  /// Gives the place to the next in line.
  func leave() {
    let next: CheckedContinuation<Void, any Error>? = state.withLock { state in
      while state.head < state.queue.count {
        let ticket = state.queue[state.head]
        state.head += 1
        if state.head == state.queue.count || state.head > 1024 {
          state.queue.removeFirst(state.head)
          state.head = 0
        }
        if let continuation = state.waiting.removeValue(forKey: ticket) { return continuation }
      }
      state.free += 1
      return nil
    }
    next?.resume()
  }

  private func withdraw(_ ticket: Int) {
    let continuation = state.withLock { $0.waiting.removeValue(forKey: ticket) }
    continuation?.resume(throwing: CancellationError())
  }
}

/// A place at a ``Gate``, given back once: when its holder says so, or is gone.
final class GatePass: Sendable {
  private let gate: Gate
  private let isOpen = Atomic(true)

  init(_ gate: Gate) { self.gate = gate }

  func leave() {
    if isOpen.exchange(false, ordering: .relaxed) { gate.leave() }
  }

  deinit { leave() }
}
