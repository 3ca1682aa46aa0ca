import RepRuntime
import RepSyntax
import RepValue
import Synchronization

/// A compiled script: immutable, and run as often as one likes, at the same time too.
public struct Script: Sendable {
  /// The engine that compiled it.
  public let engine: Engine
  /// The compiled program.
  public let program: Program
  /// What the compiler warned of.
  public let warnings: [Compilation.Message]
  private let latestEvents = ScriptEvents()

  init(engine: Engine, program: Program, warnings: [Compilation.Message]) {
    (self.engine, self.program, self.warnings) = (engine, program, warnings)
  }

  /// What happens in the script's latest run: predictions created, changed, finished; waits; files saved.
  ///
  ///     Task { for await event in script.events { show(event) } }
  ///     let result = try await script.run()
  ///
  /// Asked for before the first run, the events of that run; they end with it. A reader that comes late gets them from
  /// the start, up to 10,000. Of runs at the same time, give each a ``RunEvents`` of its own; such runs are not here.
  public var events: RunEvents { latestEvents.latest }

  /// The inputs that the script declares.
  public var params: [Program.Param] { program.params }

  /// Runs the script and gives the value of its last expression.
  ///
  /// Cancelling the task stops the run, wherever it is.
  /// - Parameters:
  ///   - params: the inputs by name; see ``ParamReader`` for texts.
  ///   - output: where `print` writes; nowhere by default.
  ///   - log: where `log` writes; nowhere by default.
  ///   - gate: what effects pass; lets everything through by default.
  ///   - events: what tells of predictions, waits and files while the run goes on; nil for ``events``.
  /// - Throws: `ScriptError`; where a limit ended the run, its `limit` says which.
  public func run(
    params: [String: Value] = [:], output: any OutputSink = DiscardedOutput(),
    log: any OutputSink = DiscardedOutput(), gate: any EffectGate = OpenGate(), events: RunEvents? = nil
  ) async throws(ScriptError) -> Value {
    let handle = try start(params: params, output: output, log: log, gate: gate, events: events)
    let outcome = await withTaskCancellationHandler {
      await handle.outcome()
    } onCancel: {
      handle.interrupt()
    }
    // What a failed script left running would be billed unseen (R32).
    if case .failure = outcome { await handle.cancelOpenWork() }
    return try outcome.get()
  }

  /// Starts a run and gives a handle to wait for it or to stop it. Where all threads of the engine's pool are taken, it
  /// waits for one, first come, first served; its time (`Limits.duration`) runs meanwhile.
  /// - Throws: kind `argument` for inputs that are missing or unknown, `limit` when there is no thread for it.
  public func start(
    params: [String: Value] = [:], goal: Program.Goal = .value, output: any OutputSink = DiscardedOutput(),
    log: any OutputSink = DiscardedOutput(), gate: any EffectGate = OpenGate(), events: RunEvents? = nil
  ) throws(ScriptError) -> RunHandle {
    try checkParams(params)
    let events = events ?? latestEvents.begin()
    let run = ScriptRun(
      limits: engine.limits, output: output, log: log, gate: gate, hostState: RunContext(events, engine.limits, following: engine.services),
      releasesValues: engine.services.options.releasesValues, threads: engine.services.options.threads)
    let handle = RunHandle(run, events, engine.services)
    gate.journal?.attach(run, events)
    guard program.start(handle.run, params: params, goal: goal, finish: { handle.finish($0) }) else { throw .noThread }
    return handle
  }

  private func checkParams(_ given: [String: Value]) throws(ScriptError) {
    for name in given.keys.sorted() where !params.contains(where: { $0.name == name }) {
      let near = Suggestion.nearest(to: name, among: params.map(\.name))
      throw ScriptError(
        .argument, "the script has no param `\(name)`", hint: near.map { "did you mean `\($0)`?" })
    }
    for param in params where param.isRequired && given[param.name] == nil {
      throw ScriptError(
        .argument, "the script needs the param `\(param.name)`", hint: param.documentation)
    }
  }
}

/// A run that was started.
public final class RunHandle: Sendable {
  /// The run.
  public let run: ScriptRun
  private struct State {
    var outcome: Program.Outcome?
    var waiting: [@Sendable (Program.Outcome) -> Void] = []
  }
  private let state = Mutex(State())
  private let events: RunEvents
  private let services: Services

  init(_ run: ScriptRun, _ events: RunEvents, _ services: Services) {
    (self.run, self.events, self.services) = (run, events, services)
  }

  /// Stops the run, wherever it is.
  public func interrupt() { run.interrupt() }

  /// Cancels the predictions and trainings that the run began and did not see end, and waits for what a `within` or a
  /// `parallel` of it was still canceling.
  /// - Returns: what became of each.
  @discardableResult
  public func cancelOpenWork() async -> [OpenWork.Ending] {
    var endings: [OpenWork.Ending] = []
    for stopping in stopOpenWork() { endings.append(await stopping.value) }
    return endings
  }

  /// Begins to cancel the predictions and trainings that the run began and did not see end.
  /// - Returns: what is being canceled, by a `within` or a `parallel` of the run as well.
  public func stopOpenWork() -> [OpenWork.Stopping] {
    // Some of the first may have ended before the others are asked for.
    let stoppings = run.scope.stopOpenWork()
    return stoppings + run.scope.stoppingWork.filter { !stoppings.contains($0) }
  }

  /// Calls `body` once the run has ended, on the script's thread or at once.
  public func onFinish(_ body: @escaping @Sendable (Program.Outcome) -> Void) {
    let outcome = state.withLock { state in
      if state.outcome == nil { state.waiting.append(body) }
      return state.outcome
    }
    if let outcome { body(outcome) }
  }

  /// How the run ended; nil while it goes on.
  public var endedOutcome: Program.Outcome? { state.withLock { $0.outcome } }

  /// Waits for the end of the run.
  public func outcome() async -> Program.Outcome {
    await withCheckedContinuation { continuation in
      onFinish { continuation.resume(returning: $0) }
    }
  }

  func finish(_ outcome: Program.Outcome) {
    let waiting = state.withLock { state in
      state.outcome = outcome
      defer { state.waiting = [] }
      return state.waiting
    }
    for body in waiting { body(outcome) }
    events.finish()
  }

  deinit { services.watch.forget(events) }
}
