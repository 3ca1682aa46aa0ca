import RepRuntime
import RepValue
import Replicate

/// The predictions and trainings that a script has started and that still run: stopping their scope cancels them (R32).
enum OpenRuns {
  /// Remembers a run that was just created, unless a webhook waits for it elsewhere.
  static func begin(_ record: Value, in scope: CancelScope, _ services: Services) {
    guard let run = RunRecord(record), !run.isTerminal else { return }
    scope.begin(run.id) { _ = try? await services.client.cancel(run) }
  }
}
