import Rep
import RepRuntime

/// Something that a journal is told, in the order in which it is told. Indirect, because it is handed on several times.
indirect enum Change: Sendable {
  case effect(RecordedEffect, run: Int)
  case call(RecordedCall, RecordedCall.Parts)
  case output(KeptOutput)
  case saved([SavedFile], EffectPlace, run: Int)
  /// Nothing but the wait for all that came before.
  case barrier

  /// Whether it says what became of a create that was on its way.
  var isPressing: Bool {
    guard case .call(let call, _) = self else { return false }
    return call.state == .open || call.state == .unanswered
  }

  /// Those of a group that are still true at its end: a call that is told again at the same place stands for its earlier
  /// self. Calls that move keep all their steps, because two may change places.
  static func latest(_ changes: [Change]) -> [Change] {
    guard changes.count > 1 else { return changes }
    var later: [Int: (run: Int, place: EffectPlace, index: Int)] = [:]
    var kept: [Change] = []
    for change in changes.reversed() {
      if case .call(let call, let parts) = change {
        if let known = later[call.id], known.run == call.run, known.place == call.place {
          if case .call(let last, let others) = kept[known.index], !others.isSuperset(of: parts) {
            kept[known.index] = .call(last, others.union(parts))
          }
          continue
        }
        later[call.id] = (call.run, call.place, kept.count)
      }
      kept.append(change)
    }
    return kept.reversed()
  }
}
