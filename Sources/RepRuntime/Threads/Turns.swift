import Synchronization

/// Who computes: a few at a time, the others in the order of their coming.
///
/// A turn ends where its owner waits, or hands it on after a while because others want one. An owner that does neither,
/// because it blocks inside a function of the host, must not stop everybody: where for a while nobody got a turn, the
/// first in line takes one more.
final class Turns: Sendable {
  /// Somebody who waits for a turn.
  final class Waiter: @unchecked Sendable {
    let signal = Signal()
    // Guarded by the lock.
    fileprivate var hasTurn = false
  }

  private struct State {
    /// Turns that nobody has; negative where more are taken than there are.
    var free: Int
    var waiting: [Waiter] = []
    /// How many turns were handed to somebody who waited.
    var handedOn = 0
  }
  private let state: Mutex<State>
  private let waitingCount = Atomic(0)

  /// How long nobody may get a turn before one is added, in nanoseconds.
  private static let patience: UInt64 = 100_000_000

  init(count: Int) { state = Mutex(State(free: count)) }

  /// Whether somebody waits for a turn.
  var areWanted: Bool { waitingCount.load(ordering: .relaxed) > 0 }

  /// Takes a turn.
  /// - Returns: nil where there was one; else who waits for it now, for ``wait(_:until:isStopped:)``.
  func take() -> Waiter? {
    state.withLock { state in
      guard state.free <= 0 || !state.waiting.isEmpty else {
        state.free -= 1
        return nil
      }
      return line(&state)
    }
  }

  /// Gives a turn back.
  func give() {
    state.withLock { state in
      state.free += 1
      handOn(&state)
    }
  }

  /// Gives a turn to who has waited for it longest, and gets in line for the next one.
  /// - Returns: nil where nobody waits any more: the turn goes on.
  func handOn() -> Waiter? {
    state.withLock { state in
      guard !state.waiting.isEmpty else { return nil }
      let waiter = line(&state)
      state.free += 1
      handOn(&state)
      return waiter
    }
  }

  /// Waits for a turn; afterwards the caller has one.
  /// - Parameters:
  ///   - deadline: when not to wait any longer, in nanoseconds of the monotonic clock.
  ///   - isStopped: whether not to wait any longer; asked anew after each signal of the waiter.
  func wait(_ waiter: Waiter, until deadline: UInt64?, isStopped: () -> Bool) {
    var seen = state.withLock { $0.handedOn }
    var impatience = monotonicNanoseconds() + Self.patience
    while true {
      let isLeaving = isStopped()
      let isDone = state.withLock { state in
        if waiter.hasTurn { return true }
        let now = monotonicNanoseconds()
        if now >= impatience {
          let isStuck = state.handedOn == seen && state.waiting.first === waiter
          if isStuck { state.handedOn += 1 }
          (seen, impatience) = (state.handedOn, now + Self.patience)
          if isStuck { return leave(&state, waiter) }
        }
        return isLeaving ? leave(&state, waiter) : false
      }
      if isDone { return }
      waiter.signal.wait(until: min(deadline ?? .max, impatience))
    }
  }

  private func line(_ state: inout State) -> Waiter {
    let waiter = Waiter()
    state.waiting.append(waiter)
    waitingCount.store(state.waiting.count, ordering: .relaxed)
    return waiter
  }

  private func handOn(_ state: inout State) {
    while state.free > 0, let first = state.waiting.first {
      state.waiting.removeFirst()
      waitingCount.store(state.waiting.count, ordering: .relaxed)
      state.free -= 1
      state.handedOn += 1
      first.hasTurn = true
      first.signal.signal()
    }
  }

  /// Takes a turn out of order.
  private func leave(_ state: inout State, _ waiter: Waiter) -> Bool {
    state.waiting.removeAll { $0 === waiter }
    waitingCount.store(state.waiting.count, ordering: .relaxed)
    state.free -= 1
    waiter.hasTurn = true
    return true
  }
}
