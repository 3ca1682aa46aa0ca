import Replicate
import Synchronization

/// Tells runs what becomes of their predictions and trainings: the follower serves all runs of an engine and knows none.
final class RunWatch: Sendable {
  private struct State {
    /// Who wants to know, by the id of the prediction or training.
    var watchers: [String: [RunEvents]] = [:]
    /// The ids that a run watches, so that its end frees them.
    var ids: [ObjectIdentifier: Set<String>] = [:]
  }
  private let state = Mutex(State())

  /// Sends what becomes of a record to a run, once each.
  func watch(_ record: RunRecord, for events: RunEvents?) {
    guard let events, !record.isTerminal else { return }
    state.withLock { state in
      guard state.ids[ObjectIdentifier(events), default: []].insert(record.id).inserted else { return }
      state.watchers[record.id, default: []].append(events)
    }
  }

  /// A record has been seen whose status or log has changed.
  func changed(_ record: RunRecord) {
    let watchers = state.withLock { state in
      guard record.isTerminal else { return state.watchers[record.id] ?? [] }
      let watchers = state.watchers.removeValue(forKey: record.id) ?? []
      for events in watchers { state.ids[ObjectIdentifier(events)]?.remove(record.id) }
      return watchers
    }
    for events in watchers { events.send(record.isTerminal ? .finished(record) : .changed(record)) }
  }

  /// A stream has come to its end, which tells how the run ended but not what it took.
  func streamed(_ run: RunRecord, status: String) {
    guard !run.isTerminal else { return }
    var value = run.value
    value["status"] = Value(status)
    guard var record = RunRecord(value, kind: run.kind) else { return }
    record.isPartial = true
    changed(record)
  }

  /// A run has ended.
  func forget(_ events: RunEvents) {
    state.withLock { state in
      for id in state.ids.removeValue(forKey: ObjectIdentifier(events)) ?? [] {
        state.watchers[id]?.removeAll { $0 === events }
        if state.watchers[id]?.isEmpty == true { state.watchers[id] = nil }
      }
    }
  }
}
