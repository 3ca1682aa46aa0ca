import Synchronization

/// The events of the runs of one script, one run after the other.
final class ScriptEvents: Sendable {
  private struct State {
    var events = RunEvents()
    /// Whether a run has taken them.
    var isTaken = false
  }
  private let state = Mutex(State())

  /// Those of the run that began last; before the first one, those of the run to come.
  var latest: RunEvents { state.withLock { $0.events } }

  /// Those for a run that begins.
  func begin() -> RunEvents {
    state.withLock { state in
      if state.isTaken { state.events = RunEvents() }
      state.isTaken = true
      return state.events
    }
  }
}
