import Synchronization

/// What only one thread of a run holds at a time; who waits longest gets it next.
///
/// Threads hand it on only where they wait, so plain variables are safe to share between the bodies of a `parallel`.
final class Baton: Sendable {
  private struct State {
    var isHeld = false
    var queue: [Signal] = []
    var head = 0
    /// Threads that wait for a moment, the earliest last.
    var sleepers: [Sleeper] = []
    var nextNumber = 0
  }

  private struct Sleeper {
    let deadline: UInt64
    let number: Int
    let signal: Signal
  }
  private let state = Mutex(State())

  /// Takes the baton, parking on a signal that nobody else uses meanwhile.
  /// - Returns: whether nobody had it.
  @discardableResult
  func acquire(_ signal: Signal) -> Bool {
    let mustWait = state.withLock { state in
      guard state.isHeld else {
        state.isHeld = true
        return false
      }
      state.queue.append(signal)
      return true
    }
    if mustWait { signal.wait() }
    return !mustWait
  }

  /// Takes a place in the line for a thread that is about to start; it waits for the signal.
  func enqueue() -> Signal {
    let signal = Signal()
    let isFree = state.withLock { state in
      guard state.isHeld else {
        state.isHeld = true
        return true
      }
      state.queue.append(signal)
      return false
    }
    if isFree { signal.signal() }
    return signal
  }

  /// Gives a place in the line back; whoever asks holds the baton.
  func withdraw(_ ticket: Signal) {
    state.withLock { state in
      guard let index = state.queue[state.head...].lastIndex(where: { $0 === ticket }) else { return }
      state.queue.remove(at: index)
    }
  }

  /// Hands the baton on until a moment and takes it back. Threads whose moments have come go on in the order of their
  /// moments, however the system wakes them.
  /// - Parameters:
  ///   - wake: signaled when it may be worth asking `isStopped`, after which the moment is not waited for.
  func sleep(until deadline: UInt64, _ wake: Signal, isStopped: () -> Bool) {
    let turn = Signal()
    let number = state.withLock { state in
      state.nextNumber += 1
      let sleeper = Sleeper(deadline: deadline, number: state.nextNumber, signal: turn)
      // Numbers grow, so that of equal moments the one that began to wait first comes later in the list.
      let place = state.sleepers.lastIndex { $0.deadline > deadline }.map { $0 + 1 } ?? 0
      state.sleepers.insert(sleeper, at: place)
      return sleeper.number
    }
    release()
    while true {
      wake.wait(until: deadline)
      let now = monotonicNanoseconds()
      let (isInLine, next) = state.withLock { state -> (Bool, Signal?) in
        Self.lineUp(&state, now)
        if let place = state.sleepers.firstIndex(where: { $0.number == number }), isStopped() {
          state.queue.append(state.sleepers.remove(at: place).signal)
        }
        let isInLine = !state.sleepers.contains { $0.number == number }
        return (isInLine, state.isHeld ? nil : Self.takeNext(&state))
      }
      next?.signal()
      if isInLine { return turn.wait() }
    }
  }

  /// Puts those in line whose moments have come.
  private static func lineUp(_ state: inout State, _ now: UInt64) {
    while let last = state.sleepers.last, last.deadline <= now {
      state.queue.append(last.signal)
      state.sleepers.removeLast()
    }
  }

  /// Gives the baton to the first in line; nil where nobody waits.
  private static func takeNext(_ state: inout State) -> Signal? {
    guard state.head < state.queue.count else {
      state.isHeld = false
      state.queue.removeAll(keepingCapacity: true)
      state.head = 0
      return nil
    }
    let signal = state.queue[state.head]
    state.head += 1
    if state.head > 1_024, state.head * 2 > state.queue.count {
      state.queue.removeFirst(state.head)
      state.head = 0
    }
    state.isHeld = true
    return signal
  }

  /// Hands the baton to whoever waits longest.
  func release() {
    let next: Signal? = state.withLock { state in
      if !state.sleepers.isEmpty { Self.lineUp(&state, monotonicNanoseconds()) }
      return Self.takeNext(&state)
    }
    next?.signal()
  }
}
