import CRepSupport
import Rep
import RepRuntime
import RepSyntax
import RepValue
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One script from its text to its exit status: the main thread waits here while the script runs on a thread of its own.
struct ScriptSession {
  let account: Account
  let options: RunOptions
  let output: BufferedOutput
  private let wake: WakePipe
  private let console = Console.standard

  /// Output waits this long at most for more of it, in milliseconds.
  private static let outputDelay: Int32 = 50
  /// What is over sooner than this is not worth drawing.
  private static let drawingDelay: Duration = .milliseconds(200)
  /// A script that was stopped gets this long to end; one that is stuck in a full pipe never would. In milliseconds.
  private static let stopDelay: Int32 = 2_000

  /// Prepares to run scripts.
  /// - Throws: what ``Account`` throws; ``UsageError`` when the process has no descriptors left.
  init(_ options: RunOptions) throws {
    guard let wake = WakePipe() else { throw UsageError("too many open files to run a script") }
    self.wake = wake
    self.options = options
    output = BufferedOutput { wake.send(.output) }
    account = try Account(options, output: output)
    // Like the script's values, what it stands on is left to the system by a process that ends with its run.
    if options.endsProcess { _ = Unmanaged.passRetained(account.engine) }
  }

  /// Compiles a script and shows what the compiler says.
  /// - Returns: nil when it has errors.
  func compile(_ source: Source) -> Script? {
    do throws(CompilationError) {
      let script = try account.engine.compile(source)
      if script.program.effects.contains(.network) { rep_share_heap() }
      if !options.isQuiet, !script.warnings.isEmpty { console.complain(script.warnings) }
      return script
    } catch {
      console.complain(error.messages)
      return nil
    }
  }

  /// Runs a script to its end, or until it is stopped.
  /// - Parameter show: gets the value of a script that ended well, and may write to the sink.
  func run(
    _ script: Script, params: [String: Value], goal: Program.Goal = .value, gate: any EffectGate = OpenGate(),
    show: (Value, BufferedOutput) -> ExitStatus = { _, _ in .success }
  ) -> ExitStatus {
    let log: any OutputSink = options.isQuiet ? DiscardedOutput() : ErrorOutput(output: output)
    let printed: any OutputSink = options.printsJSON ? ErrorOutput(output: output) : output
    let outcome = OutcomeBox()
    let events = RunEvents()
    let progress = options.isQuiet ? nil : ProgressReporter { [wake] in wake.send(.progress) }
    // Without an observer, what happens would be kept for a reader to come.
    events.observe { progress?.note($0) }
    let handle: RunHandle
    do throws(ScriptError) {
      handle = try script.start(params: params, goal: goal, output: printed, log: log, gate: gate, events: events)
    } catch {
      return fail(error, nil)
    }
    wake.receiveSignals()
    handle.onFinish { [wake] result in
      outcome.value.withLock { $0 = result }
      wake.send(.finished)
    }
    // What the run remembers is left to the end of the process, which frees it faster than we can.
    if options.endsProcess, let kept = handle.run.hostState { _ = Unmanaged.passRetained(kept) }
    let stop = wait(for: handle, progress)
    progress?.end()
    let result = outcome.value.withLock { $0 }
    var status: ExitStatus
    switch result {
    case .success(let value)? where stop == nil: status = show(value, output)
    case .failure(let error)? where stop == nil: status = fail(error, handle)
    default: status = stop ?? .scriptError
    }
    output.flush()
    if let failure = output.failure { status = console.outputFailed(failure) }
    let cleanup = RunCleanup(handle: handle, wake: wake, console: console)
    let journal = gate.journal
    var canceled: [String] = []
    if stop != nil, options.leavesRuns {
      cleanup.leave()
    } else if stop == nil, status != .success, let journal, journal.isOpen {
      // The next run goes on with what a journaled one has left running (R32).
      JournalNotes.stillRunning(handle.run.scope.openWork.map(\.id), journal)
      cleanup.cancel(all: false)
    } else {
      canceled = cleanup.cancel(all: status != .success)
    }
    if let journal { end(journal, stop == nil ? result : nil, canceled) }
    return status
  }

  // MARK: Waiting

  /// Waits for the end of a run.
  /// - Returns: why it was stopped from outside, or nil.
  private func wait(for handle: RunHandle, _ progress: ProgressReporter?) -> ExitStatus? {
    var stop: ExitStatus?
    var outputWaits = false
    var drawing: ContinuousClock.Instant?
    let deadline = options.timeout.map { ContinuousClock.now + $0 }
    while true {
      if let due = drawing, due <= .now { drawing = progress?.draw().map { .now + .milliseconds(Int64($0)) } }
      switch wake.next(within: patience(stop, outputWaits, deadline, drawing)) {
      case .finished: return stop
      case .output: outputWaits = true
      case .progress: drawing = drawing ?? .now + Self.drawingDelay
      case .interrupt: stop = interrupt(handle, .interrupted, again: stop != nil)
      case .terminate: stop = interrupt(handle, .terminated, again: stop != nil)
      case .notice, .resized, .suspend, .input: continue
      case nil where outputWaits:
        output.flush()
        outputWaits = false
      case nil where drawing.map({ $0 <= .now }) ?? false: continue
      case nil:
        if stop != nil { return stop }
        if let deadline, deadline + .milliseconds(Self.stopDelay) <= .now {
          console.complain(Report(code: "limit", message: "the script ran longer than its --timeout and does not end"))
          return .timeout
        }
      }
    }
  }

  /// Milliseconds until there is something to do even if nothing happens; nil for none.
  private func patience(
    _ stop: ExitStatus?, _ outputWaits: Bool, _ deadline: ContinuousClock.Instant?, _ drawing: ContinuousClock.Instant?
  ) -> Int32? {
    if outputWaits { return Self.outputDelay }
    if stop != nil { return Self.stopDelay }
    let moments = [deadline.map { $0 + .milliseconds(Self.stopDelay) }, drawing].compactMap { $0 }
    guard let next = moments.min() else { return nil }
    let (seconds, attoseconds) = (next - .now).components
    return max(0, Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1))
  }

  /// Asks a run to end; the second time the process ends at once.
  private func interrupt(_ handle: RunHandle, _ status: ExitStatus, again: Bool) -> ExitStatus {
    guard !again else {
      output.flush()
      _exit(status.rawValue)
    }
    handle.interrupt()
    return status
  }

  // MARK: Ending

  private func fail(_ error: ScriptError, _ handle: RunHandle?) -> ExitStatus {
    output.flush()
    // What ended is the output, and that is said once.
    if output.failure != nil { return .scriptError }
    if handle?.run.isOutOfTime == true {
      console.complain(Report(error, hint: "--timeout gives it more time"))
      return .timeout
    }
    console.complain(Report(error, hint: account.hint(for: error.kind)))
    return ExitStatus(error.kind)
  }
}

/// How a run ended, on its way from the script's thread.
private final class OutcomeBox: Sendable {
  let value = Mutex<Program.Outcome?>(nil)
}
