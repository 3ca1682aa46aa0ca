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
  private var waiting: [ObjectIdentifier: (thread: ScriptThread, turn: Turn)] = [:]
  /// Nobody waits in vain for a number whose effect the script no longer has: after the first such case the order is
  /// a hint only.
  private var isLoose = false

  /// How long a thread waits before it looks whether its number can still come, in nanoseconds.
  private static let patience: UInt64 = 3_000_000
  /// The same once the order is a hint only.
  private static let loosePatience: UInt64 = 200_000

  /// Sets the numbers of the answers that will be given again.
  /// - Parameter isLoose: the script has changed, so that some may never come.
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
    if !recorded.isEmpty { waiting[ObjectIdentifier(thread)] = (thread, .recorded(number)) }
  }

  @inline(never)
  private func takeInOrder(_ turn: Turn, _ thread: ScriptThread) {
    let key = ObjectIdentifier(thread)
    while !isDue(turn) {
      waiting[key] = (thread, turn)
      let before = next
      let wasFree = thread.giveWay(for: isLoose ? Self.loosePatience : Self.patience)
      if thread.isStopped { break }
      // Nobody has moved and nobody could: what this thread waits for does not come.
      if next == before, wasFree, !isDue(turn), isFirst(turn) {
        isLoose = true
        break
      }
    }
    waiting[key] = nil
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
    for (thread, turn) in waiting.values where isDue(turn) { thread.signal.signal() }
  }

  private func isDue(_ turn: Turn) -> Bool {
    switch turn {
    case .recorded(let number): next >= number || recorded.isEmpty
    case .passing: !known.contains(next)
    case .new: recorded.isEmpty
    }
  }

  /// Whether no thread that waits has a better claim.
  private func isFirst(_ turn: Turn) -> Bool {
    func rank(_ turn: Turn) -> Int {
      switch turn {
      case .passing: -1
      case .recorded(let number): number
      case .new: .max
      }
    }
    return waiting.values.allSatisfy { rank($0.turn) >= rank(turn) }
  }
}
