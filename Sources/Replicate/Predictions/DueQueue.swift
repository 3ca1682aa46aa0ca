/// Ids by the moment at which they are due, the earliest first: a binary heap.
///
/// An id that is put in again is due at its new moment only; what it was due at before is passed over.
struct DueQueue {
  private struct Entry {
    let due: Double
    let id: String
    let number: Int
  }

  private var heap: [Entry] = []
  /// The number of the entry that counts, for each id.
  private var current: [String: Int] = [:]
  private var nextNumber = 0

  mutating func insert(_ id: String, due: Double) {
    nextNumber += 1
    current[id] = nextNumber
    heap.append(Entry(due: due, id: id, number: nextNumber))
    var at = heap.count - 1
    while at > 0, heap[at].due < heap[(at - 1) / 2].due {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  mutating func remove(_ id: String) { current[id] = nil }

  /// When the first id is due, or nil where there is none.
  mutating func firstDue() -> Double? {
    while let first = heap.first, current[first.id] != first.number { removeFirst() }
    return heap.first?.due
  }

  /// Takes out the first id if it is due at `now`.
  mutating func popDue(at now: Double) -> String? {
    guard let due = firstDue(), due <= now else { return nil }
    let id = removeFirst()
    current[id] = nil
    return id
  }

  @discardableResult
  private mutating func removeFirst() -> String {
    heap.swapAt(0, heap.count - 1)
    let removed = heap.removeLast()
    var at = 0
    while true {
      var least = at
      for child in [2 * at + 1, 2 * at + 2] where child < heap.count && heap[child].due < heap[least].due {
        least = child
      }
      if least == at { return removed.id }
      heap.swapAt(at, least)
      at = least
    }
  }
}
