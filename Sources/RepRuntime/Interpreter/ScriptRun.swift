import RepSyntax
import RepValue
import Synchronization

/// One run of a program: what its threads share.
public final class ScriptRun: @unchecked Sendable {
  /// What the script may use up.
  public let limits: Limits
  /// Where `print` writes.
  public let output: any OutputSink
  /// Where `log` writes.
  public let log: any OutputSink
  /// The way out for effects.
  public let gate: any EffectGate
  /// The logical thread of its main body; see ``EffectPlace``. Runs that one journal holds have different ones.
  let thread: String
  /// Whether the gate lets everything through unseen.
  let isGateOpen: Bool
  /// Where it gets its threads from.
  public let threads: ThreadPool
  /// What the host keeps for this run, where its built-ins find it.
  public let hostState: (any AnyObject & Sendable)?
  /// Whether what the variables hold at the end is released.
  let releasesValues: Bool
  /// The scope of the whole run: stopping it stops the run wherever it is.
  public let scope: CancelScope

  /// The top-level variables of all modules; also the bottom of the main thread's value stack.
  private(set) var globals: Frame
  let baton = Baton()
  /// Counts the memory; nil where it has no limit.
  let meter: MemoryMeter?
  /// The shared variables; a session keeps them from input to input.
  var cells = CellRegistry()
  /// Who goes on when, for a run that repeats another.
  public let order = DeliveryOrder()
  private var stepsLeft: Int
  private let parked = Mutex<[(thread: ScriptThread, signal: Signal)]>([])
  private let outputLeft: Mutex<Int>

  /// Prepares a run; nothing happens yet.
  /// - Parameters:
  ///   - limits: what the script may use up.
  ///   - output: where `print` writes.
  ///   - log: where `log` writes.
  ///   - gate: the way out for effects.
  ///   - thread: the logical thread of its main body.
  ///   - parent: what the run is part of: it hears of the work that the run leaves open.
  ///   - meter: counts the memory together with that of other runs; nil for a meter of the run's own.
  ///   - hostState: what the host keeps for this run.
  ///   - releasesValues: false where the process ends with the run: taking apart what its variables hold at the end
  ///     would be time for nothing.
  ///   - threads: where it gets its threads from.
  public init(
    limits: Limits = Limits(), output: any OutputSink = DiscardedOutput(), log: any OutputSink = DiscardedOutput(),
    gate: any EffectGate = OpenGate(), thread: String = "0", parent: CancelScope? = nil, meter: MemoryMeter? = nil,
    hostState: (any AnyObject & Sendable)? = nil, releasesValues: Bool = true, threads: ThreadPool = .shared
  ) {
    self.limits = limits
    self.output = output
    self.log = log
    self.gate = gate
    self.thread = thread
    isGateOpen = gate is OpenGate
    self.threads = threads
    self.hostState = hostState
    self.releasesValues = releasesValues
    self.meter = meter ?? limits.memory.flatMap { MemoryMeter(limit: $0) }
    stepsLeft = limits.steps
    outputLeft = Mutex(limits.outputBytes)
    let deadline = limits.duration.map { duration in
      let (seconds, attoseconds) = duration.components
      return monotonicNanoseconds() + UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds / 1_000_000_000))
    }
    scope = CancelScope(parent: parent, deadline: deadline)
    globals = Frame(bitPattern: 16).unsafelyUnwrapped
  }

  /// Whether all that it needs was there when it was made: there are fewer meters than a process can have runs.
  var isReady: Bool { limits.memory == nil || meter != nil }

  func useGlobals(_ frame: Frame) { globals = frame }

  /// Stops the run from any thread: every body ends at its next step or at once where it waits.
  public func interrupt() {
    scope.stop(.interrupted)
    wakeAll()
    threads.withdraw(ObjectIdentifier(self))?.refused()
  }

  /// Why the run is to end; nil while nothing stops it.
  var stopError: ScriptError? {
    scope.stopped().map { stopError($0.scope, $0.reason) }
  }

  /// Only the thread that holds the baton counts steps.
  func takeSteps(_ wanted: Int) -> Int {
    let taken = min(wanted, stepsLeft)
    stepsLeft -= taken
    return taken
  }

  /// - Parameter signal: signaled when it may be worth looking whether the scope was stopped.
  func beginParking(_ thread: ScriptThread, _ signal: Signal) {
    parked.withLock { parked in
      thread.parkedIndex = parked.count
      parked.append((thread, signal))
    }
  }

  func endParking(_ thread: ScriptThread) {
    parked.withLock { parked in
      let last = parked.removeLast()
      guard last.thread !== thread else { return }
      parked[thread.parkedIndex] = last
      last.thread.parkedIndex = thread.parkedIndex
    }
  }

  /// Lets every waiting thread look whether its scope was stopped.
  func wakeAll() {
    for (_, signal) in parked.withLock({ $0 }) { signal.signal() }
  }

  /// What a stopped scope throws inside; `within` and `parallel` turn theirs into an error that can be caught.
  func stopError(_ stopped: CancelScope, _ reason: CancelScope.Reason) -> ScriptError {
    if stopped === scope {
      switch reason {
      case .deadline:
        let seconds = limits.duration.map { "\($0)" } ?? "its time"
        return ScriptError(
          stoppedBy: stopped, kind: .limit, message: "the script ran longer than \(seconds)", limit: .duration)
      default: return ScriptError(stoppedBy: stopped, kind: .interrupted, message: "the script was stopped")
      }
    }
    return ScriptError(stoppedBy: stopped, kind: .timeout, message: "the time is up")
  }

  /// Whether the run ended because its whole time was used up.
  public var isOutOfTime: Bool {
    if case .deadline? = scope.stopped()?.reason { return true }
    return false
  }

  /// Writes output, within its limit.
  /// - Throws: kind `limit` when the script has written more than it may; what the sink throws.
  public func write(_ bytes: UnsafeRawBufferPointer, to sink: any OutputSink) throws(ScriptError) {
    let isWithin = outputLeft.withLock { left in
      guard left != .max else { return true }
      left -= bytes.count
      return left >= 0
    }
    guard isWithin else {
      throw ScriptError(.outputBytes, "the script wrote more than \(limits.outputBytes) bytes")
    }
    try sink.write(bytes)
  }
}
