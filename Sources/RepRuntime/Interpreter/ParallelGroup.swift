import CRepSupport
import RepSyntax
import RepValue

/// The threads that work on one `parallel`.
///
/// The thread that runs the `parallel` works on the bodies itself, on its own stack; further threads join it up to the
/// limit, each started by the one before when it takes a body. Nested groups therefore cannot deadlock, however few
/// threads there are, and bodies start in order.
final class ParallelGroup: @unchecked Sendable {
  /// What happens to the other bodies when one fails (`on_error:`).
  enum ErrorPolicy: String {
    /// No further body starts; those that run finish.
    case finish
    /// Those that run are stopped, here and on the server.
    case cancel
    /// All run; each gives an envelope.
    case collect
  }

  private let name: String
  private let source: ParallelSource
  private let limit: Int
  private let policy: ErrorPolicy
  /// Whether anybody looks at what the bodies give.
  private let keepsResults: Bool
  private let parent: ScriptThread
  private let scope: CancelScope
  private let span: Span

  // Touched only by the thread that holds the baton.
  private var results: [Value] = []
  /// The error that is thrown, and the body that failed with it.
  private var firstError: (error: ScriptError, index: Int)?
  private var isStopping = false
  private var workerCount = 1
  private var helpersRunning = 0
  /// What the parent waits for once it has no more to do itself.
  private var joining: Signal?
  /// The number of the meter that the results are charged to.
  private var charged: UInt32 = 0

  init(
    name: String, source: ParallelSource, limit: Int, onError policy: ErrorPolicy, keepsResults: Bool,
    parent: ScriptThread, span: Span
  ) {
    self.name = name
    self.source = source
    self.limit = limit
    self.policy = policy
    self.keepsResults = keepsResults
    self.parent = parent
    self.span = span
    scope = CancelScope(parent: parent.scope)
  }

  /// Runs all bodies and gives their values in order.
  /// - Throws: the error of the first body that failed, in the order of the bodies, once all that ran have ended (R33).
  func run(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> ListStorage {
    let outer = (parent.logicalName, parent.effectCount, parent.parallelCount, parent.scope)
    parent.scope = scope
    work(as: parent, frame, context)
    (parent.logicalName, parent.effectCount, parent.parallelCount, parent.scope) = outer
    join()
    parent.run.order.pass(parent)
    rep_meter_credit(charged, results.count * MemoryLayout<Value>.stride)
    try parent.checkStopped()
    if let firstError { throw firstError.error.called(at: span) }
    return ListStorage(results)
  }

  /// Waits for the threads that joined. Where the script is stopped they end by themselves, since their scopes lie inside
  /// the stopped one, and what they use of this thread must outlive them.
  private func join() {
    guard helpersRunning > 0 else { return }
    let signal = Signal()
    joining = signal
    parent.giveBaton(after: parent.takeSteps())
    signal.wait()
    parent.begin()
    parent.waitCount &+= 1
  }

  /// Takes bodies and runs them until there are no more; the thread holds the baton.
  private func work(as thread: ScriptThread, _ frame: Frame, _ context: ContextPointer) {
    while !isStopping {
      do throws(ScriptError) {
        thread.logicalName = name
        guard let body = try source.take(context) else { return }
        startHelper(thread)
        thread.logicalName = "\(name).\(EffectPlace.part(body.name))"
        thread.effectCount = 0
        thread.parallelCount = 0
        while keepsResults, results.count <= body.index {
          results.append(.null)
          charged = rep_meter_charge(MemoryLayout<Value>.stride)
        }
        do throws(ScriptError) {
          for (index, argument) in body.arguments.enumerated() { (frame + index).initialize(to: argument) }
          let value = try invoke(body.function, frame, body.arguments.count, context)
          if keepsResults { results[body.index] = policy == .collect ? Failures.envelope(data: value) : value }
        } catch {
          try failed(body, error, thread)
        }
      } catch {
        stop(with: error, at: .max)
        return
      }
    }
  }

  private func failed(
    _ body: ParallelSource.Body, _ error: ScriptError, _ thread: ScriptThread
  ) throws(ScriptError) {
    guard error.isCatchable else {
      // Stopped by this group itself: its error is already known.
      if error.scope === scope { return }
      throw error
    }
    if policy == .collect {
      if keepsResults { results[body.index] = Failures.envelope(error: Failures.value(of: error, thread)) }
      return
    }
    // What fails once the others are being canceled mostly fails for that: its prediction was canceled.
    if policy == .cancel, isStopping { return }
    stop(with: error.inBody(body.name), at: body.index)
  }

  private func stop(with error: ScriptError, at index: Int) {
    isStopping = true
    note(error, index)
    guard policy == .cancel || !error.isCatchable else { return }
    scope.stop(.siblingFailed)
    // What ends more than this group is for whoever ends it to cancel, or to leave.
    if error.isCatchable { scope.stopOpenWork() }
    parent.run.wakeAll()
  }

  /// Keeps the error that is thrown in the end: of several bodies that fail the one that comes first in the script's
  /// order, whichever answer came first; before all, what ends more than this group.
  private func note(_ error: ScriptError, _ index: Int) {
    if let (known, place) = firstError {
      guard known.isCatchable, !error.isCatchable || index < place else { return }
    }
    firstError = (error, index)
  }

  private func startHelper(_ starter: ScriptThread) {
    guard workerCount < limit, source.mayHaveMore, !isStopping else { return }
    let run = parent.run
    let thread = ScriptThread(
      run: run, logicalName: name, scope: scope, frameCount: ScriptThread.helperFrameCount)
    // In line for the baton from now on, so that the order does not depend on how fast the thread starts.
    let ticket = Signal()
    run.baton.enqueue(ticket, after: starter.takeSteps())
    let job = ThreadPool.Job(stackBytes: run.limits.parallelStackBytes) { [self] native in
      ticket.wait()
      thread.begin()
      thread.run.order.pass(thread)
      thread.context.pointee.stackLimit = native.stackLimit(of: run.limits.parallelStackBytes)
      work(as: thread, thread.base, thread.context)
      ended(thread)
      Release.resume()
    }
    if run.threads.start(job) {
      workerCount += 1
      helpersRunning += 1
    } else {
      run.baton.withdraw(ticket)
    }
  }

  /// The end of a thread that joined; it hands the baton on for good.
  private func ended(_ thread: ScriptThread) {
    let run = parent.run
    helpersRunning -= 1
    if helpersRunning == 0, let joining { run.baton.enqueue(joining, after: thread.takeSteps()) }
    thread.giveBaton(after: thread.takeSteps())
  }
}
