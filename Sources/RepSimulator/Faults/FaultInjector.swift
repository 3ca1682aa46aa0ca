import Synchronization

/// Decides which fault meets a request.
final class FaultInjector: Sendable {
  private struct Counter {
    var seen = 0
    var random: SplitMix64
  }

  private let faults: [Fault]
  private let counters: Mutex<[Counter]>

  init(_ faults: [Fault], seed: UInt64) {
    self.faults = faults
    counters = Mutex(faults.indices.map { Counter(random: SplitMix64(seed: seed, "fault", "\($0)")) })
  }

  /// The effect on the next request for `operation`. Every fault that names the operation counts it, also those that
  /// come too late to act on it, so that one fault does not shift another's sequence.
  func next(for operation: Operation) -> Fault.Effect? { next(operation.rawValue, isOperation: true) }

  /// The effect on the next request for one of ``Fault/places``.
  func next(atPlace place: String) -> Fault.Effect? { next(place, isOperation: false) }

  private func next(_ name: String, isOperation: Bool) -> Fault.Effect? {
    guard !faults.isEmpty else { return nil }
    return counters.withLock { counters in
      var effect: Fault.Effect?
      for (index, fault) in faults.enumerated() {
        guard fault.operations.contains(name) || (isOperation && fault.operations.isEmpty) else { continue }
        counters[index].seen += 1
        let seen = counters[index].seen
        let happens =
          switch fault.occurrence {
          case .always: true
          case .rate(let rate): counters[index].random.unit() < rate
          case .first(let count): seen <= count
          case .nth(let numbers): numbers.contains(seen)
          case .every(let count): seen % count == 0
          }
        if happens && effect == nil { effect = fault.effect }
      }
      return effect
    }
  }
}
