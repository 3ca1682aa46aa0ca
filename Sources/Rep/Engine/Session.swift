import RepRuntime
import RepSyntax
import RepValue
import Replicate
import Synchronization

/// Line-by-line use of the interpreter: inputs one after another, which share variables, functions and predictions.
///
///     let session = Session(engine)
///     _ = try await session.evaluate("let style = \"linocut\"")
///     let value = try await session.evaluate("\"an otter, \\(style)\"")
///
/// Each input has the engine's limits for itself, but for memory, of which all inputs together have so much. An input
/// that fails or is stopped leaves the session usable, with the variables as they were when it ended. What an input
/// starts on the server and does not await is followed until it is over or the session is let go: see ``openRuns``.
public final class Session: Sendable {
  /// What runs the inputs.
  public let engine: Engine
  /// What becomes of the predictions and trainings that inputs have started, also after the input has ended.
  public let events = RunEvents(isRead: false)
  /// Where what inputs pay for is written down; nil for nowhere.
  public let journal: RunJournal?
  private let program: SessionProgram
  /// How many inputs were started: each is a logical thread of the journal's run.
  private let startedInputs = Atomic(0)
  /// Around all inputs: holds what they left running.
  private let scope = CancelScope()
  /// Counts the memory of all inputs together: their variables live on.
  private let meter: MemoryMeter?
  private let followed = Mutex<[FollowedRun]>([])

  /// What an input has started and what follows it.
  private struct FollowedRun {
    var record: RunRecord
    let task: Task<Void, Never>
  }

  /// A session without variables.
  /// - Parameters:
  ///   - engine: what runs the inputs.
  ///   - loader: finds imported modules; files relative to the working directory by default.
  ///   - journal: where what inputs pay for is written down; see ``RunJournal/init(forSessionsOf:named:storage:)``.
  public init(_ engine: Engine, loader: (any ModuleLoader)? = nil, journal: RunJournal? = nil) {
    self.engine = engine
    self.journal = journal
    meter = engine.limits.memory.flatMap { MemoryMeter(limit: $0) }
    program = SessionProgram(
      builtins: engine.builtins,
      loader: loader ?? FileModuleLoader(permissions: engine.permissions, folder: engine.services.folder),
      specializes: engine.services.options.specializes)
    events.observe { [weak self] event in self?.note(event) }
  }

  // MARK: Inputs

  /// Parses and compiles the next input; nothing is bound before it runs.
  public func compile(_ text: String, name: String = "<input>") -> SessionProgram.Parsed {
    program.compile(Source(name: name, text: text))
  }

  /// Starts an input and gives a handle to wait for it or to stop it.
  ///
  /// The handle's end comes after the variables were taken over.
  /// - Parameters:
  ///   - input: what ``compile(_:name:)`` gave.
  ///   - output: where `print` writes; nowhere by default.
  ///   - log: where `log` writes; nowhere by default.
  ///   - gate: what effects pass; the session's journal by default, which lets everything through where there is none.
  ///   - events: what tells of predictions, waits and files while the input runs.
  /// - Throws: kind `limit` when there is no thread for it, or another input still runs.
  public func start(
    _ input: SessionProgram.Input, output: any OutputSink = DiscardedOutput(),
    log: any OutputSink = DiscardedOutput(), gate: (any EffectGate)? = nil, events: RunEvents = RunEvents()
  ) throws(ScriptError) -> RunHandle {
    let gate = gate ?? journal ?? OpenGate()
    let number = startedInputs.add(1, ordering: .relaxed).newValue
    events.observe { [weak self] event in
      if case .created(let record, _) = event { self?.follow(record) }
    }
    let run = ScriptRun(
      limits: engine.limits, output: output, log: log, gate: gate, thread: "\(number)", parent: scope, meter: meter,
      hostState: RunContext(events, engine.limits, following: nil), threads: engine.services.options.threads)
    let handle = RunHandle(run, events, engine.services)
    gate.journal?.attach(run, events)
    guard program.start(input, run, finish: { handle.finish($0) }) else {
      throw ScriptError(
        .limit, "the input cannot start: another one still runs, or the system gives no thread", isCatchable: false)
    }
    return handle
  }

  /// Runs an input to its end and gives its value.
  ///
  /// Cancelling the task stops the input, wherever it is.
  /// - Throws: ``CompilationError`` with every diagnostic, or `ScriptError`.
  public func evaluate(
    _ text: String, output: any OutputSink = DiscardedOutput(), log: any OutputSink = DiscardedOutput()
  ) async throws -> Value {
    let source = Source(name: "<input>", text: text)
    let input: SessionProgram.Input
    switch program.compile(source) {
    case .complete(let compiled): input = compiled
    case .invalid(let messages): throw CompilationError(messages: messages)
    case .incomplete: throw CompilationError(messages: engine.check(source).messages)
    }
    let handle = try start(input, output: output, log: log)
    let outcome = await withTaskCancellationHandler {
      await handle.outcome()
    } onCancel: {
      handle.interrupt()
    }
    return try outcome.get()
  }

  // MARK: Variables

  /// The variables that inputs have bound, sorted by name, without results and `_error`. Empty while an input runs.
  public var bindings: [SessionProgram.Binding] { program.bindings }

  /// The variable of a name: also `_`, `_1` … `_9` and `_error`. Nil while an input runs.
  public func binding(named name: String) -> SessionProgram.Binding? { program.binding(named: name) }

  /// How many inputs have given a value; the last of them is `_`.
  public var resultCount: Int { program.resultCount }

  /// Forgets all variables and results. What runs on the server goes on, and is followed.
  public func clear() { program.clear() }

  // MARK: What runs on the server

  /// The predictions and trainings that inputs have started and that are not over, in the order in which they began.
  public var openRuns: [RunRecord] { followed.withLock { $0.map(\.record) } }

  /// Asks the server to stop some of the open runs.
  /// - Returns: the ids of those that could not be reached, sorted.
  public func cancel(_ runs: [RunRecord]) async -> [String] {
    await withTaskGroup(of: String?.self) { group in
      for run in runs {
        group.addTask { [engine] in
          do {
            try await engine.services.follower.cancel(run)
            return nil
          } catch {
            return run.id
          }
        }
      }
      var failed: [String] = []
      for await id in group { if let id { failed.append(id) } }
      return failed.sorted()
    }
  }

  /// The creates that the server has not answered yet, also of inputs that have ended, in the order in which they were
  /// sent. What a create starts becomes one of the ``openRuns`` before it leaves this list.
  public var openCreates: [OpenWork] {
    scope.openWork.filter(\.isCreate).sorted { ($0.id.utf8.count, $0.id) < ($1.id.utf8.count, $1.id) }
  }

  /// Withdraws creates that the server has not answered yet. What they have started all the same is looked for in the
  /// account's list and canceled; that takes some seconds.
  /// - Returns: what became of each.
  public func cancel(_ creates: [OpenWork]) async -> [OpenWork.Ending] {
    let stoppings = creates.compactMap { scope.stopWork($0.id) }
    var endings: [OpenWork.Ending] = []
    for stopping in stoppings { endings.append(await stopping.value) }
    return endings
  }

  private func follow(_ record: RunRecord) {
    guard !record.isTerminal else { return }
    // Under the lock, so that its end finds it there.
    followed.withLock { runs in
      engine.services.watch.watch(record, for: events)
      let task = Task.detached { [follower = engine.services.follower, weak self] in
        // Where the state cannot be read for minutes, the run is no longer ours to tell of.
        if (try? await follower.follow(record)) == nil { self?.forget(record.id) }
      }
      runs.append(FollowedRun(record: record, task: task))
    }
  }

  private func note(_ event: RunEvent) {
    switch event {
    case .changed(let record):
      followed.withLock { runs in
        if let index = runs.firstIndex(where: { $0.record.id == record.id }) { runs[index].record = record }
      }
    case .finished(let record):
      forget(record.id)
      journal?.finished(record)
    default: break
    }
  }

  private func forget(_ id: String) {
    followed.withLock { $0.removeAll { $0.record.id == id } }
    scope.finish(id)
  }

  deinit {
    engine.services.watch.forget(events)
    for run in followed.withLock({ $0 }) { run.task.cancel() }
  }
}
