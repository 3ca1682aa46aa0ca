/// The calls that wait for a rate limit: by priority, and within one in the order of their coming.
struct WaitingCalls: Sendable {
  typealias Waiter = CheckedContinuation<Void, any Error>

  private struct Queue {
    /// Ids in their order; one that gave up has no waiter any more.
    var ids: [Int] = []
    var head = 0
    var count = 0
  }

  private var queues = CallPriority.allCases.map { _ in Queue() }
  private var waiters: [Int: (waiter: Waiter, priority: CallPriority)] = [:]

  var count: Int { waiters.count }

  var hasUrgent: Bool { queues[CallPriority.urgent.rawValue].count > 0 }

  /// Whether nobody of this priority or a higher one waits.
  func isEmpty(upTo priority: CallPriority) -> Bool { queues[...priority.rawValue].allSatisfy { $0.count == 0 } }

  mutating func append(_ id: Int, _ priority: CallPriority, _ waiter: Waiter) {
    waiters[id] = (waiter, priority)
    queues[priority.rawValue].ids.append(id)
    queues[priority.rawValue].count += 1
  }

  /// Takes out the first of the highest priority.
  mutating func next() -> Waiter? {
    for index in queues.indices where queues[index].count > 0 {
      while queues[index].head < queues[index].ids.count {
        let id = queues[index].ids[queues[index].head]
        queues[index].head += 1
        if queues[index].head > 1024 || queues[index].head == queues[index].ids.count {
          queues[index].ids.removeFirst(queues[index].head)
          queues[index].head = 0
        }
        if let found = remove(id) { return found }
      }
    }
    return nil
  }

  mutating func remove(_ id: Int) -> Waiter? {
    guard let found = waiters.removeValue(forKey: id) else { return nil }
    queues[found.priority.rawValue].count -= 1
    return found.waiter
  }
}
