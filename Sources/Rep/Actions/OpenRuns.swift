import RepRuntime
import RepValue
import Replicate

/// Where in a run of a script something is started: what stops it, and who hears of it.
struct CallSite: Sendable {
  let scope: CancelScope
  let events: RunEvents?
  /// The logical thread.
  let thread: String
}

extension Arguments {
  /// The place that calls.
  var site: CallSite {
    CallSite(scope: context.pointee.scope, events: events, thread: context.pointee.threadName)
  }
}

/// The predictions and trainings that a script has started and that still run: stopping their scope cancels them (R32).
enum OpenRuns {
  /// Makes known a run that was just created, and remembers it unless a webhook waits for it elsewhere.
  static func begin(_ record: Value, at site: CallSite, _ services: Services, hasWebhook: Bool = false) {
    guard let run = RunRecord(record) else { return }
    site.events?.send(.created(run, thread: site.thread))
    if run.isTerminal { site.events?.send(.finished(run)) }
    services.watch.watch(run, for: site.events)
    guard !run.isTerminal, !hasWebhook else { return }
    site.scope.begin(run.id) { _ = try? await services.follower.cancel(run) }
  }
}
