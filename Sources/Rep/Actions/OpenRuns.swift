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
  /// What the run may still create; nil where nobody limits it.
  let allowance: RunAllowance?
  /// What follows the runs that nobody awaits yet.
  let unawaited: UnawaitedRuns?
}

extension Arguments {
  /// The place that calls.
  var site: CallSite {
    context.pointee.site
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
    try await site.allowance?.take(services)
    var isRefused = false
    // After what it has started counts as open, so that it counts all the time.
    defer { site.allowance?.settle(isRefused: isRefused) }
    let request = CreateRequest()
    let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
    let id = OpenWork.createPrefix + "\(number)"
    if !hasWebhook {
      site.scope.begin(OpenWork(id: id, what: what) { await stop(request, what, services) })
    }
    do {
      try Task.checkCancellation()
      let notice = CreateNotice(number: number, what: what, thread: site.thread)
      let sending = try request.start(send)
      site.events?.send(.sending(notice))
      let answer = await sending.result
      site.events?.send(.answered(notice))
      let record = try answer.get()
      let run = tell(record, at: site, services)
      // A script that was stopped meanwhile takes no more answers: the stopping of the request cancels the run.
      site.scope.pass(id, to: run.map { work($0, services) })
      if let run, !hasWebhook { site.unawaited?.add(run, in: site.scope) }
      return record
    } catch {
      site.scope.finish(id)
      // What got no answer may run: it counts.
      isRefused = (error as? ReplicateError)?.isUnanswered != true
      throw error
    }
  }

  /// Makes known a run that an earlier attempt of the script created.
  /// - Parameter isWatched: whether stopping the scope cancels it.
  static func begin(_ record: Value, at site: CallSite, _ services: Services, isWatched: Bool) {
    guard let run = tell(record, at: site, services), isWatched else { return }
    site.scope.begin(work(run, services))
    site.unawaited?.add(run, in: site.scope)
  }

  /// Tells whoever watches of a run that was created.
  /// - Returns: the run, unless it is over.
  private static func tell(_ record: Value, at site: CallSite, _ services: Services) -> RunRecord? {
    guard let run = RunRecord(record) else { return nil }
    site.events?.send(.created(run, thread: site.thread))
    site.allowance?.began(run)
    if run.isTerminal { site.events?.send(.finished(run)) }
    services.watch.watch(run, for: site.events)
    return run.isTerminal ? nil : run
  }

  private static func work(_ run: RunRecord, _ services: Services) -> OpenWork {
    OpenWork(id: run.id) { await cancel(run, services) }
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
    _ request: CreateRequest, _ what: String, _ services: Services
  ) async -> OpenWork.Ending {
    guard let request = request.withdraw() else { return .over(what) }
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

/// The sending of a create, which goes on for a while when nobody wants it any more.
private final class CreateRequest: Sendable {
  private enum State {
    case pending
    case withdrawn
    case sent(Task<Value, any Error>)
  }

  private let state = Mutex(State.pending)

  /// - Throws: `CancellationError` where it has been withdrawn.
  func start(_ send: @escaping @Sendable () async throws -> Value) throws -> Task<Value, any Error> {
    try state.withLock { state in
      if case .withdrawn = state { throw CancellationError() }
      let task = Task { try await send() }
      state = .sent(task)
      return task
    }
  }

  /// Keeps it from being sent.
  /// - Returns: the sending, where it is too late for that.
  func withdraw() -> Task<Value, any Error>? {
    state.withLock { state in
      if case .sent(let task) = state { return task }
      state = .withdrawn
      return nil
    }
  }
}
