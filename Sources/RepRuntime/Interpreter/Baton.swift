import Synchronization

/// What only one thread of a run holds at a time.
///
/// Threads hand it on only where they wait, so plain variables are safe to share between the bodies of a `parallel`.
///
/// Who gets it next does not depend on how fast the machine is, unless something outside the script decides. The run has
/// a time of its own, which goes on by a fixed length with every step and jumps over the waits: threads that slept,
/// that begin and that have waited for others go on in the order of their moments in that time, even where the system
/// wakes a later one first. Answers from outside come when they come; each sets the run's time right.
final class Baton: Sendable {
  /// The length of a step in the run's own time, in nanoseconds: about what it takes.
  static let stepLength: UInt64 = 50

  /// Somebody with a moment in the run's own time.
  fileprivate final class Turn: @unchecked Sendable {
    let moment: UInt64
    let number: Int
    /// When it may go on, in nanoseconds of the monotonic clock.
    let due: UInt64
    let signal: Signal
    // Guarded by the state's lock.
    var hasCome = false

    init(moment: UInt64, number: Int, due: UInt64, signal: Signal) {
      (self.moment, self.number, self.due, self.signal) = (moment, number, due, signal)
    }
  }

  /// Somebody who hands the baton on until an answer comes from outside, or another thread calls.
  final class Absence: @unchecked Sendable {
    fileprivate let signal: Signal
    // Guarded by the state's lock.
    fileprivate var isAway = false
    /// The turn to which it was called.
    fileprivate var turn: Turn?

    /// - Parameter signal: its own.
    init(_ signal: Signal) { self.signal = signal }
  }

  private struct State {
    var isHeld = false
    /// The run's own time.
    var time: UInt64 = 0
    /// Turns in the run's own time, the earliest last.
    var turns: [Turn] = []
    var nextNumber = 0
    /// Those who have an answer from outside, in the order of their coming, from `head` on.
    var answered: [(turn: Turn, since: UInt64)] = []
    var head = 0

    mutating func makeTurn(after length: UInt64, due: UInt64, _ signal: Signal) -> Turn {
      nextNumber += 1
      return Turn(moment: time + length, number: nextNumber, due: due, signal: signal)
    }

    mutating func insert(_ turn: Turn) {
      // Numbers grow, so that of equal moments the one that began to wait first comes later in the list.
      let place = turns.lastIndex { $0.moment > turn.moment }.map { $0 + 1 } ?? 0
      turns.insert(turn, at: place)
    }

    /// Takes the baton for an answer that came from outside; false where somebody has it.
    mutating func take(_ now: UInt64) -> Bool {
      guard !isHeld else { return false }
      isHeld = true
      time = max(time, now)
      return true
    }

    /// A turn for an answer that came from outside while somebody has the baton.
    mutating func wait(_ now: UInt64, _ signal: Signal) -> Turn {
      let turn = makeTurn(after: 0, due: now, signal)
      answered.append((turn, now))
      return turn
    }

    /// Gives the baton to whoever may go on first; nil where nobody may yet.
    mutating func passOn(_ now: UInt64) -> Signal? {
      isHeld = true
      let first = turns.last
      if head < answered.count {
        let (turn, since) = answered[head]
        if first.map({ $0.due > min(now, since) }) ?? true {
          head += 1
          if head > 1_024, head * 2 > answered.count {
            answered.removeFirst(head)
            head = 0
          }
          time = max(time, now)
          turn.hasCome = true
          return turn.signal
        }
      } else if head > 0 {
        answered.removeAll(keepingCapacity: true)
        head = 0
      }
      guard let first, first.due <= now else {
        isHeld = false
        return nil
      }
      turns.removeLast()
      time = max(time, first.moment)
      first.hasCome = true
      return first.signal
    }
  }
  private let state = Mutex(State())

  /// Takes the baton after an answer from outside.
  /// - Returns: whether nobody had it.
  @discardableResult
  func acquire() -> Bool {
    let now = monotonicNanoseconds()
    let turn = state.withLock { state in state.take(now) ? nil : state.wait(now, Signal()) }
    turn?.signal.wait()
    return turn == nil
  }

  /// Hands the baton on; whoever comes back does so with ``comeBack(_:)``.
  /// - Parameter steps: what the caller has done since it said so last.
  func leave(_ absence: Absence, after steps: Int = 0) {
    let next = state.withLock { state in
      state.time += UInt64(steps) * Self.stepLength
      (absence.isAway, absence.turn) = (true, nil)
      return state.passOn(monotonicNanoseconds())
    }
    next?.signal()
  }

  /// Lets one that is away come back once the baton is free: it is woken with the baton, not before. Does nothing for one
  /// that is on its way already.
  func call(_ absence: Absence) {
    let now = monotonicNanoseconds()
    let signal = state.withLock { state -> Signal? in
      guard absence.isAway, absence.turn == nil else { return nil }
      guard state.take(now) else {
        absence.turn = state.wait(now, absence.signal)
        return nil
      }
      let turn = state.makeTurn(after: 0, due: now, absence.signal)
      (turn.hasCome, absence.turn) = (true, turn)
      return turn.signal
    }
    signal?.signal()
  }

  /// Takes the baton back, at the turn to which it was called, or before anybody has called.
  /// - Returns: whether nobody had the baton.
  @discardableResult
  func comeBack(_ absence: Absence) -> Bool {
    let now = monotonicNanoseconds()
    let turn = state.withLock { state -> Turn? in
      absence.isAway = false
      return absence.turn ?? (state.take(now) ? nil : state.wait(now, absence.signal))
    }
    guard let turn else { return true }
    while !state.withLock({ _ in turn.hasCome }) { absence.signal.wait() }
    return false
  }

  /// Takes a turn for a thread that is about to start, or that waits for the caller; it waits for the signal. The caller
  /// holds the baton.
  /// - Parameter steps: what the caller has done since it said so last.
  func enqueue(_ signal: Signal, after steps: Int) {
    let now = monotonicNanoseconds()
    state.withLock { state in
      state.time += UInt64(steps) * Self.stepLength
      state.insert(state.makeTurn(after: 0, due: now, signal))
    }
  }

  /// Gives a turn back; whoever asks holds the baton.
  func withdraw(_ signal: Signal) {
    state.withLock { $0.turns.removeAll { $0.signal === signal } }
  }

  /// Hands the baton on for a length of time and takes it back.
  /// - Parameters:
  ///   - nanoseconds: how long.
  ///   - wake: signaled when it may be worth asking `isStopped`, after which the end is not waited for.
  ///   - steps: what the caller has done since it said so last.
  func sleep(
    for nanoseconds: UInt64, _ wake: Signal, after steps: Int, isStopped: () -> Bool
  ) {
    let due = monotonicNanoseconds() + nanoseconds
    let (turn, next) = state.withLock { state in
      state.time += UInt64(steps) * Self.stepLength
      let turn = state.makeTurn(after: nanoseconds, due: due, wake)
      state.insert(turn)
      return (turn, state.passOn(monotonicNanoseconds()))
    }
    next?.signal()
    var isStopping = false
    while true {
      let stops = !isStopping && isStopped()
      let now = monotonicNanoseconds()
      let (hasCome, next) = state.withLock { state -> (Bool, Signal?) in
        if stops, !turn.hasCome {
          state.turns.removeAll { $0 === turn }
          state.answered.append((turn, now))
        }
        let next = state.isHeld ? nil : state.passOn(now)
        return (turn.hasCome, next)
      }
      isStopping = isStopping || stops
      if let next, next !== wake { next.signal() }
      if hasCome { return }
      // Once its moment has come, whoever has an earlier turn wakes it.
      wake.wait(until: isStopping || now >= due ? nil : due)
    }
  }

  /// Hands the baton on.
  /// - Parameter steps: what the caller has done since it said so last.
  func release(after steps: Int = 0) {
    let next = state.withLock { state in
      state.time += UInt64(steps) * Self.stepLength
      return state.passOn(monotonicNanoseconds())
    }
    next?.signal()
  }
}
