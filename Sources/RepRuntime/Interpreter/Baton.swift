import Synchronization

/// What only one thread of a run holds at a time; who waits longest gets it next.
///
/// Threads hand it on only where they wait, so plain variables are safe to share between the bodies of a `parallel`.
final class Baton: Sendable {
  private struct State {
    var isHeld = false
    var queue: [Signal] = []
    var head = 0
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

  /// Hands the baton to whoever waits longest.
  func release() {
    let next: Signal? = state.withLock { state in
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
      return signal
    }
    next?.signal()
  }
}
