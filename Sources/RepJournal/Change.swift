import Rep
import RepRuntime

/// A call on its way to its rows. A class, because it is handed on several times, and holds a dozen texts.
final class QueuedCall: Sendable {
  let call: RecordedCall
  /// What of it has changed.
  let parts: RecordedCall.Parts

  init(_ call: consuming RecordedCall, _ parts: RecordedCall.Parts) {
    self.parts = parts
    self.call = call
  }
}

/// An effect on its way to its row.
final class QueuedEffect: Sendable {
  let effect: RecordedEffect
  let run: Int

  init(_ effect: RecordedEffect, run: Int) { (self.effect, self.run) = (effect, run) }
}

/// Something that a journal is told, in the order in which it is told.
enum Change: Sendable {
  case effect(QueuedEffect)
  case call(QueuedCall)
  indirect case output(KeptOutput)
  indirect case saved([SavedFile], EffectPlace, run: Int)
  /// Nothing but the wait for all that came before.
  case barrier

  /// Whether it says what became of a create that was on its way.
  var isPressing: Bool {
    guard case .call(let queued) = self else { return false }
    return queued.call.state == .open || queued.call.state == .unanswered
  }

  /// Those of a group that are still true at its end: a call that is told again at the same place stands for its earlier
  /// self. Calls that move keep all their steps, because two may change places.
  static func latest(_ changes: [Change]) -> [Change] {
    guard changes.count > 1 else { return changes }
    var later: [Int: (queued: QueuedCall, index: Int)] = [:]
    later.reserveCapacity(changes.count)
    var kept: [Change] = []
    kept.reserveCapacity(changes.count)
    for change in changes.reversed() {
      if case .call(let queued) = change {
        if let (last, index) = later[queued.call.id], last.call.run == queued.call.run, last.call.place == queued.call.place {
          if !last.parts.isSuperset(of: queued.parts) {
            let both = QueuedCall(last.call, last.parts.union(queued.parts))
            (kept[index], later[queued.call.id]) = (.call(both), (both, index))
          }
          continue
        }
        later[queued.call.id] = (queued, kept.count)
      }
      kept.append(change)
    }
    return kept.reversed()
  }
}
