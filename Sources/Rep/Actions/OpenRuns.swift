import RepRuntime
import RepValue
import Replicate
import Synchronization

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
  /// Seconds that a create which is no longer wanted gets for its answer, and then to be found in the account's list:
  /// without an id nothing can be canceled.
  static let answerPatience = 2.0
  static let lookupPatience = 3.0
  private static let counter = Atomic(0)

  /// Sends a create, and remembers what it starts unless a webhook waits for it elsewhere.
  ///
  /// When the script is stopped meanwhile, the request goes on for a while: what it has started is canceled then.
  /// - Parameter what: names the create for people, such as `prediction of owner/name`.
  static func create(
    _ what: String, at site: CallSite, _ services: Services, hasWebhook: Bool,
    _ send: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let request = Task { try await send() }
    let id = OpenWork.createPrefix + "\(counter.wrappingAdd(1, ordering: .relaxed).newValue)"
    if !hasWebhook {
      site.scope.begin(OpenWork(id: id) { await stop(request, what, services) })
    }
    defer { site.scope.finish(id) }
    let record = try await request.value
    // A script that was stopped takes no more answers; the stopping of the request cancels the run.
    begin(record, at: site, services, isWatched: !hasWebhook && !Task.isCancelled)
    return record
  }

  /// Makes known a run that was created, now or by an earlier attempt of the script.
  /// - Parameter isWatched: whether stopping the scope cancels it.
  static func begin(_ record: Value, at site: CallSite, _ services: Services, isWatched: Bool) {
    guard let run = RunRecord(record) else { return }
    site.events?.send(.created(run, thread: site.thread))
    if run.isTerminal { site.events?.send(.finished(run)) }
    services.watch.watch(run, for: site.events)
    guard !run.isTerminal, isWatched else { return }
    site.scope.begin(OpenWork(id: run.id) { await cancel(run, services) })
  }

  private static func cancel(_ run: RunRecord, _ services: Services) async -> OpenWork.Ending {
    do {
      let record = try await services.follower.cancel(run)
      return record.isTerminal && record.status != .canceled && record.status != .aborted
        ? .over(run.id) : .canceled(run.id)
    } catch {
      return .unconfirmed(run.id)
    }
  }

  /// Waits for the answer of a create that is no longer wanted, and cancels what it has started.
  private static func stop(
    _ request: Task<Value, any Error>, _ what: String, _ services: Services
  ) async -> OpenWork.Ending {
    let alarm = Task {
      try await services.client.configuration.time.sleep(answerPatience)
      request.cancel()
    }
    defer { alarm.cancel() }
    do {
      let record = try await request.value
      guard let run = RunRecord(record) else { return .unconfirmed(what) }
      return run.isTerminal ? .over(run.id) : await cancel(run, services)
    } catch let error as ReplicateError where !error.isUnanswered {
      return .over(what)
    } catch is CancellationError {
      // Canceled before anything was sent.
      return .over(what)
    } catch {
      let report = await services.creates.confirmAbandoned(within: lookupPatience)
      if let id = report.canceled.first { return .canceled(id) }
      return report.unconfirmed + report.running.count > 0 ? .unconfirmed(what) : .over(what)
    }
  }
}
