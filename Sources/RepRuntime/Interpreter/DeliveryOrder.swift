/// The order in which the threads of a run go on after their waits.
///
/// Bodies of a `parallel` may share variables, so a run that is repeated must hand the baton around as the first one
/// did. Every start of a body, every join and every answered wait takes the next number of one sequence; a journal
/// keeps the numbers of the answers. A repeated run lets an answer with a number wait until all before it have gone:
/// starts and joins fill the gaps, answers without a number come after all that have one.
///
/// Touched only by the thread that holds the baton.
public final class DeliveryOrder: @unchecked Sendable {
  private enum Turn: Equatable {
    /// The answer that had this number.
    case recorded(Int)
    /// A start or a join: any number that no answer had.
    case passing
    /// An answer that no earlier run had.
    case new
  }

  /// The number that is taken next.
  private(set) var next = 0
  /// The numbers of recorded answers that have not gone yet, the smallest last.
  private var recorded: [Int] = []
  private var known: Set<Int> = []
  /// Who waits for the number of an answer, by the number.
  private var waiting: [Int: ScriptThread] = [:]
  /// Who waits for any other number.
  private var waitingElse: [ObjectIdentifier: (thread: ScriptThread, turn: Turn)] = [:]
  /// Nobody waits in vain for a number whose effect the script no longer has: after the first such case the order is
  /// a hint only.
  private var isLoose = false
  /// Where the threads wait.
  private var processor = OneProcessor()

  /// How long the thread whose number comes next among the answers waits before it looks whether it still can, in
  /// nanoseconds.
  private static let patience: UInt64 = 3_000_000
  /// The same for all others: who goes before them wakes them, and hundreds that look at a clock stand in each other's way.
  private static let longPatience: UInt64 = 50_000_000
  /// The same once the order is a hint only.
  private static let loosePatience: UInt64 = 200_000

  /// Sets the numbers of the answers that will be given again.
  /// - Parameters:
  ///   - numbers: those of the answers, in the order in which they were delivered.
  ///   - isLoose: the script has changed, so that some may never come.
  public func repeats(_ numbers: some Sequence<Int>, isLoose: Bool) {
    known = Set(numbers)
    recorded = known.sorted(by: >)
    self.isLoose = isLoose
  }

  /// Takes the number of a start or a join.
  func pass(_ thread: ScriptThread) { take(.passing, thread) }

  /// Takes the number of a fresh answer.
  func deliver(_ thread: ScriptThread) { take(.new, thread) }

  /// The number that was taken last: that of the answer just delivered.
  public var latest: Int { next - 1 }

  /// Waits for the number that an answer had.
  func deliver(_ number: Int, _ thread: ScriptThread) { take(.recorded(number), thread) }

  @inline(__always)
  private func take(_ turn: Turn, _ thread: ScriptThread) {
    if recorded.isEmpty {
      if case .recorded(let number) = turn { next = max(next, number) }
      next &+= 1
      return
    }
    takeInOrder(turn, thread)
  }

  /// Says that an answer with a number is on its way, because its file has to be fetched again, say: nobody goes before.
  func announce(_ number: Int, _ thread: ScriptThread) {
    if !recorded.isEmpty { waiting[number] = thread }
  }

  @inline(never)
  private func takeInOrder(_ turn: Turn, _ thread: ScriptThread) {
    while !isDue(turn) {
      setWaiting(turn, thread)
      let before = next
      let isKept = processor.enter()
      let wasFree = thread.giveWay(for: patience(turn))
      if isKept { processor.leave() }
      if thread.isStopped { break }
      // Nobody has moved and nobody could: what this thread waits for does not come.
      if next == before, wasFree, !isDue(turn), isFirst(turn) {
        isLoose = true
        break
      }
    }
    setWaiting(turn, nil, of: thread)
    let before = next
    switch turn {
    case .recorded(let number):
      next = max(next, number)
      while let last = recorded.last, last <= number {
        known.remove(last)
        recorded.removeLast()
      }
    case .new:
      recorded.removeAll()
      known.removeAll()
    case .passing: break
    }
    next += 1
    wake(after: before)
  }

  private func setWaiting(_ turn: Turn, _ thread: ScriptThread?, of former: ScriptThread? = nil) {
    if case .recorded(let number) = turn {
      waiting[number] = thread
    } else if let thread = thread ?? former {
      waitingElse[ObjectIdentifier(thread)] = former == nil ? (thread, turn) : nil
    }
  }

  /// Wakes those whose turn it is now.
  private func wake(after before: Int) {
    for (thread, turn) in waitingElse.values where isDue(turn) { thread.run.baton.call(thread.absence) }
    if next == before + 1, !recorded.isEmpty, !isLoose {
      waiting[next].map { $0.run.baton.call($0.absence) }
      return
    }
    for (number, thread) in waiting where isDue(.recorded(number)) { thread.run.baton.call(thread.absence) }
    // Where numbers may be missing, whoever is first from now on watches the time.
    if isLoose, let first = waiting.min(by: { $0.key < $1.key }) { first.value.signal.signal() }
  }

  private func patience(_ turn: Turn) -> UInt64 {
    if isLoose { return isFirst(turn) ? Self.loosePatience : Self.longPatience }
    if case .recorded(let number) = turn, number != recorded.last { return Self.longPatience }
    return Self.patience
  }

  private func isDue(_ turn: Turn) -> Bool {
    switch turn {
    case .recorded(let number): next >= number || recorded.isEmpty
    case .passing: !known.contains(next)
    case .new: recorded.isEmpty
    }
  }

  /// Whether no thread that waits has a better claim: starts and joins come first, then answers by their numbers.
  private func isFirst(_ turn: Turn) -> Bool {
    switch turn {
    case .passing: true
    case .recorded(let number):
      !waitingElse.values.contains { $0.turn == .passing } && waiting.keys.allSatisfy { $0 >= number }
    case .new: waiting.isEmpty && !waitingElse.values.contains { $0.turn == .passing }
    }
  }
}
