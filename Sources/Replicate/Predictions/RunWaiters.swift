/// Who waits for the ends of which runs, each for any number of them at once.
struct RunWaiters {
  typealias Continuation = CheckedContinuation<[String: RunRecord], any Error>

  private struct Waiter {
    let ids: [String]
    var finished: [String: RunRecord] = [:]
    let continuation: Continuation
  }

  private var waiters: [Int: Waiter] = [:]
  /// The waiters of each run.
  private var numbers: [String: [Int]] = [:]

  /// - Parameter ids: different ones, at least one.
  mutating func add(_ number: Int, _ ids: [String], _ continuation: Continuation) {
    waiters[number] = Waiter(ids: ids, continuation: continuation)
    for id in ids { numbers[id, default: []].append(number) }
  }

  /// Whether anybody waits for a run.
  func isAwaited(_ id: String) -> Bool { numbers[id] != nil }

  /// A run is over: whoever waited for no other has all records.
  mutating func finish(_ id: String, _ record: RunRecord) {
    for number in numbers.removeValue(forKey: id) ?? [] {
      waiters[number]?.finished[id] = record
      if let waiter = waiters[number], waiter.finished.count == waiter.ids.count {
        waiters[number] = nil
        waiter.continuation.resume(returning: waiter.finished)
      }
    }
  }

  /// A run cannot be followed any more: that ends the waits for others beside it.
  ///
  /// - Returns: the runs for which nobody waits now.
  mutating func fail(_ id: String, _ error: any Error) -> [String] {
    (numbers[id] ?? []).flatMap { withdraw($0, error) }
  }

  /// Ends a wait.
  ///
  /// - Returns: the runs for which nobody waits now.
  mutating func withdraw(_ number: Int, _ error: any Error) -> [String] {
    guard let waiter = waiters.removeValue(forKey: number) else { return [] }
    var left: [String] = []
    for id in waiter.ids {
      numbers[id]?.removeAll { $0 == number }
      if numbers[id]?.isEmpty == true {
        numbers[id] = nil
        left.append(id)
      }
    }
    waiter.continuation.resume(throwing: error)
    return left
  }
}
