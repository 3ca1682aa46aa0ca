import RepRuntime
import RepValue
import Replicate
import Synchronization

/// How many predictions and trainings a run may still create, and how many of them may be open at a time.
final class RunAllowance: Sendable {
  private struct State {
    /// Creates that were accepted or are under way.
    var created = 0
    /// Creates under way.
    var pending = 0
    /// What was created and not seen at its end, by id.
    var open: [String: RunRecord] = [:]
  }

  private let limit: Int
  private let concurrentLimit: Int
  private let state = Mutex(State())

  init(_ limits: Limits) {
    (limit, concurrentLimit) = (limits.predictions, limits.concurrentPredictions)
  }

  /// Takes a place for a create that is about to be sent. Where all places at a time are taken, those are looked at
  /// that the script has not waited for: they may be over.
  /// - Throws: the limit.
  func take(_ services: Services) async throws {
    if try takePlace() { return }
    for run in state.withLock({ Array($0.open.values) }) {
      let record = try await services.follower.look(at: run)
      if record.isTerminal { ended(record.id) }
    }
    guard try takePlace() else {
      throw ScriptError(
        .concurrentPredictions,
        "the script had \(concurrentLimit) predictions and trainings open, which is its limit at one time",
        hint: "`parallel(limit: \(concurrentLimit))` bounds how many run; await each before the next is created")
    }
  }

  private func takePlace() throws -> Bool {
    try state.withLock { state in
      guard state.created < limit else {
        throw ScriptError(.predictions, "the script used up its limit of \(limit) predictions and trainings")
      }
      guard state.pending + state.open.count < concurrentLimit else { return false }
      state.created += 1
      state.pending += 1
      return true
    }
  }

  /// A create was accepted: its run is open until it is seen at its end.
  func began(_ run: RunRecord) {
    state.withLock { state in
      if !run.isTerminal { state.open[run.id] = run }
    }
  }

  /// A create is no longer under way.
  /// - Parameter isRefused: whether nothing was created.
  func settle(isRefused: Bool) {
    state.withLock { state in
      state.pending -= 1
      if isRefused { state.created -= 1 }
    }
  }

  /// A prediction or training is over.
  func ended(_ id: String) { state.withLock { _ = $0.open.removeValue(forKey: id) } }
}
