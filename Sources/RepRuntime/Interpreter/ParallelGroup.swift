import RepSyntax
import RepValue
import Synchronization

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
  private var firstError: ScriptError?
  private var isStopping = false
  private var workerCount = 1
  private let helpersRunning = Atomic<Int>(0)

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
  /// - Throws: the first error, once all bodies that ran have ended (R33).
  func run(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> ListStorage {
    let outer = (parent.logicalName, parent.effectCount, parent.parallelCount, parent.scope)
    parent.scope = scope
    work(as: parent, frame, context)
    (parent.logicalName, parent.effectCount, parent.parallelCount, parent.scope) = outer
    var stop: ScriptError?
    do throws(ScriptError) {
      try parent.park { self.helpersRunning.load(ordering: .acquiring) == 0 }
    } catch {
      // The scopes of the bodies lie inside the stopped one: they end by themselves, and their memory must outlive them.
      stop = error
      while helpersRunning.load(ordering: .acquiring) != 0 { parent.parkUninterruptibly() }
    }
    parent.run.order.pass(parent)
    if let stop { throw stop }
    if let firstError { throw firstError.called(at: span) }
    return ListStorage(results)
  }

  /// Takes bodies and runs them until there are no more; the thread holds the baton.
  private func work(as thread: ScriptThread, _ frame: Frame, _ context: ContextPointer) {
    while !isStopping {
      do throws(ScriptError) {
        thread.logicalName = name
        guard let body = try source.take(context) else { return }
        startHelper()
        thread.logicalName = "\(name).\(body.name)"
        thread.effectCount = 0
        thread.parallelCount = 0
        while keepsResults, results.count <= body.index { results.append(.null) }
        do throws(ScriptError) {
          for (index, argument) in body.arguments.enumerated() { (frame + index).initialize(to: argument) }
          let value = try invoke(body.function, frame, body.arguments.count, context)
          if keepsResults { results[body.index] = policy == .collect ? Failures.envelope(data: value) : value }
        } catch {
          try failed(body, error, thread)
        }
      } catch {
        stop(with: error)
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
    stop(with: error.inBody(body.name))
  }

  private func stop(with error: ScriptError) {
    isStopping = true
    if firstError == nil || (firstError?.isCatchable == true && !error.isCatchable) { firstError = error }
    guard policy == .cancel || !error.isCatchable else { return }
    scope.stop(.siblingFailed)
    // What ends more than this group is for whoever ends it to cancel, or to leave.
    if error.isCatchable { scope.stopOpenWork() }
    parent.run.wakeAll()
  }

  private func startHelper() {
    guard workerCount < limit, source.mayHaveMore, !isStopping else { return }
    let thread = ScriptThread(
      run: parent.run, logicalName: name, scope: scope, frameCount: ScriptThread.helperFrameCount)
    // In line for the baton from now on, so that the order does not depend on how fast the thread starts.
    let ticket = parent.run.baton.enqueue()
    helpersRunning.wrappingAdd(1, ordering: .acquiringAndReleasing)
    let isStarted = NativeThread.start(stackBytes: parent.run.limits.parallelStackBytes) { [self] stack in
      ticket.wait()
      thread.run.order.pass(thread)
      thread.context.pointee.stackLimit = stack.limit
      work(as: thread, thread.base, thread.context)
      let run = parent.run
      helpersRunning.wrappingSubtract(1, ordering: .acquiringAndReleasing)
      run.wakeAll()
      run.baton.release()
    }
    if isStarted {
      workerCount += 1
    } else {
      helpersRunning.wrappingSubtract(1, ordering: .acquiringAndReleasing)
      parent.run.baton.withdraw(ticket)
    }
  }
}
