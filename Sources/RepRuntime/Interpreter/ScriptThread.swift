import CRepSupport
import RepValue
import Synchronization

/// One thread of a run: the main body, or a body of a `parallel`.
public final class ScriptThread: @unchecked Sendable {
  /// Steps between two looks at limits, deadlines and cancellation: well under a millisecond of work.
  static let stepsBetweenChecks = 10_000

  /// Slots of the value stack of a main body: a quarter of its native stack, touched only as far as calls nest.
  static func frameCount(stackBytes: Int) -> Int { max(64 << 10, stackBytes / 4 / MemoryLayout<Value>.stride) }
  /// Slots of the value stack of a further body of a `parallel`.
  static let helperFrameCount = 64 << 10

  /// The run that this thread belongs to, which outlives it.
  public unowned(unsafe) let run: ScriptRun
  /// Its logical name: `0`, or `T/k.e`; see ``EffectPlace/thread``.
  public internal(set) var logicalName: String
  /// The innermost scope that it runs in.
  public internal(set) var scope: CancelScope
  @exclusivity(unchecked) var effectCount = 0
  var parallelCount = 0
  /// How often it has given the baton away to wait for something.
  var waitCount = 0
  let signal = Signal()
  /// Where it gives way to others.
  let absence: Baton.Absence
  /// Steps that it has got and not told the baton about.
  private var untoldSteps = 0
  /// How often it has looked at its limits in its turn at computing.
  private var checksInTurn = 0
  /// A turn ends after so many looks at the limits where others want one: after a few milliseconds.
  private static let checksPerTurn = 20
  /// Where the run keeps it while it is parked; under the lock of that list.
  var parkedIndex = 0
  let context: ContextPointer
  private let frames: Frame
  /// Whether the value stack belongs to the native thread, which keeps it.
  private let borrowsFrames: Bool
  /// The errors that `catch` clauses gave to the script lately, by the identity of their objects (R30).
  var caught: [(object: ObjectStorage, error: ScriptError)] = []

  /// - Parameter frames: a value stack that outlives it; nil for one of its own.
  init(run: ScriptRun, logicalName: String, scope: CancelScope, frameCount: Int, frames: Frame? = nil) {
    self.run = run
    self.logicalName = logicalName
    self.scope = scope
    absence = Baton.Absence(signal)
    borrowsFrames = frames != nil
    let frames = frames ?? .allocate(capacity: frameCount)
    self.frames = frames
    context = .allocate(capacity: 1)
    context.initialize(
      to: Context(
        fuel: 0, stackLimit: 0, callsLeft: run.limits.callDepth, frameLimit: frames + (frameCount - 1_024), globals: run.globals,
        scratch: TextBuffer(), pendingWork: 0, cells: run.cells, thread: self))
  }

  deinit {
    context.deinitialize(count: 1)
    context.deallocate()
    if !borrowsFrames { frames.deallocate() }
  }

  /// Runs top-level code on a thread of the run's pool, as the main body of a run, as soon as there is one.
  /// - Parameters:
  ///   - finish: called once, on that thread unless the run is stopped before it has got one.
  ///   - refused: called before `finish` where `execute` is not.
  /// - Returns: false when the system gives no thread.
  static func startMain(
    _ run: ScriptRun, _ finish: @escaping @Sendable (Program.Outcome) -> Void,
    refused: @escaping @Sendable () -> Void = {}, _ execute: @escaping @Sendable (ScriptThread) -> Program.Outcome
  ) -> Bool {
    guard run.isReady else { return false }
    let job = ThreadPool.Job(owner: ObjectIdentifier(run), stackBytes: run.limits.stackBytes) { native in
      let thread = ScriptThread(
        run: run, logicalName: run.thread, scope: run.scope, frameCount: frameCount(stackBytes: run.limits.stackBytes),
        frames: native.frames)
      thread.context.pointee.stackLimit = native.stackLimit(of: run.limits.stackBytes)
      thread.context.pointee.globals = thread.base
      run.useGlobals(thread.base)
      run.meter?.begin()
      thread.takeBaton()
      let outcome = execute(thread)
      thread.giveBaton()
      finish(outcome)
      Release.resume()
    } refused: {
      refused()
      finish(.failure(run.stopError ?? .noThread))
    }
    return run.threads.start(job)
  }

  /// The bottom of its value stack.
  var base: Frame { frames }

  /// Takes the next steps from the run's budget, after a look at limits, deadlines and cancellation.
  /// - Throws: the limit or the end of the scope; neither can be caught.
  @inline(never)
  func refuel() throws(ScriptError) {
    let overdrawn = -context.pointee.fuel
    passTurn()
    try checkStopped()
    if let meter = run.meter, meter.pointer.pointee.is_overdrawn { throw meter.error }
    context.pointee.fuel = 0
    let available = run.takeSteps(Self.stepsBetweenChecks + overdrawn) - overdrawn
    if available <= 0 {
      // Still overdrawn, so that the next step throws again.
      context.pointee.fuel = -1
      throw ScriptError(
        .steps, "the script used up its limit of \(run.limits.steps) steps")
    }
    context.pointee.fuel = available - 1
    untoldSteps += available - 1 + overdrawn
  }

  /// The steps it has done since this was asked last.
  func takeSteps() -> Int {
    defer { untoldSteps = context.pointee.fuel }
    return max(0, untoldSteps - context.pointee.fuel)
  }

  /// The script's last step is done: a limit that was met inside of it is still to be thrown.
  func finish() throws(ScriptError) {
    if context.pointee.fuel < 0 || run.meter?.pointer.pointee.is_overdrawn == true { try refuel() }
  }

  /// The limit that was met inside an operation on values, which could not throw it.
  var limitReached: ScriptError? {
    do throws(ScriptError) {
      try finish()
      return nil
    } catch {
      return error
    }
  }

  /// - Throws: the end of the outermost scope that was stopped.
  func checkStopped() throws(ScriptError) {
    if let error = lookForStop() { throw error }
  }

  /// The end of the outermost scope that was stopped.
  private func lookForStop() -> ScriptError? {
    guard let (stopped, reason) = scope.stopped() else { return nil }
    // Whoever stops the whole run waits for its end: what it holds is released after that.
    if run.scope.isInterrupted { Release.postpone() }
    return run.stopError(stopped, reason)
  }

  /// Waits without holding the baton until `isDone` holds; signals wake it to look again.
  /// - Parameter absence: what whoever brings the answer calls.
  /// - Throws: the end of the outermost scope that was stopped meanwhile; the baton is held again either way.
  func park(_ absence: Baton.Absence, until isDone: () -> Bool) throws(ScriptError) {
    run.beginParking(self, signal)
    let steps = takeSteps()
    end()
    run.baton.leave(absence, after: steps)
    var stop: ScriptError?
    while !isDone() {
      stop = lookForStop()
      if stop != nil { break }
      signal.wait(until: scope.nearestDeadline)
    }
    run.baton.comeBack(absence)
    // With the baton, so that those who come back at once do not get in each other's way.
    run.endParking(self)
    begin()
    waitCount &+= 1
    if let stop { throw stop }
  }
}

extension ScriptThread {
  /// Waits for the baton.
  /// - Returns: whether nobody had it.
  @discardableResult
  func takeBaton() -> Bool {
    let wasFree = run.baton.acquire()
    begin()
    return wasFree
  }

  /// Hands the baton on.
  /// - Parameter steps: what it has done since it said so last.
  func giveBaton(after steps: Int = 0) {
    end()
    run.baton.release(after: steps)
  }

  /// Takes a turn at computing, and says that this native thread runs the script from now on: its memory and its work
  /// are counted for it.
  func begin() {
    checksInTurn = 0
    if let waiter = run.threads.turns.take() { wait(for: waiter) }
    rep_current_script().initialize(
      to: rep_running_script(
        meter: run.meter?.pointer, countdown: UnsafeMutableRawPointer(context).assumingMemoryBound(to: Int.self),
        work: Self.countWork, is_stopped: Self.isRunStopped, context: UnsafeMutableRawPointer(context)))
  }

  /// Says that this native thread runs nothing, and gives its turn back.
  func end() {
    rep_current_script().initialize(to: rep_running_script())
    run.threads.turns.give()
  }

  /// Lets others compute who wait for it, once it has had its share.
  private func passTurn() {
    checksInTurn += 1
    guard checksInTurn >= Self.checksPerTurn, run.threads.turns.areWanted else { return }
    checksInTurn = 0
    if let waiter = run.threads.turns.handOn() { wait(for: waiter) }
  }

  private func wait(for waiter: Turns.Waiter) {
    run.beginParking(self, waiter.signal)
    run.threads.turns.wait(waiter, until: scope.nearestDeadline) { isStopped }
    run.endParking(self)
  }

  /// Counts work that values do by themselves, such as comparing. What it throws comes again at the script's next step.
  private static let countWork: @convention(c) (UnsafeMutableRawPointer?, Int) -> Bool = { context, units in
    guard let context = context?.assumingMemoryBound(to: Context.self) else { return false }
    // Once it has to stop, it has to stop everywhere on its way out.
    if context.pointee.fuel < 0 { return true }
    do throws(ScriptError) {
      try nativeWork(units, context)
      return false
    } catch {
      return true
    }
  }

  /// Whether the host has stopped the run.
  private static let isRunStopped: @convention(c) (UnsafeMutableRawPointer?) -> Bool = { context in
    context?.assumingMemoryBound(to: Context.self).pointee.run.scope.isInterrupted ?? false
  }

  /// Lets others have the baton for a while, until somebody calls it, or until a signal.
  /// - Returns: whether nobody had it when this thread took it back.
  func giveWay(for nanoseconds: UInt64) -> Bool {
    // One that came late for an earlier wait.
    signal.clear()
    run.beginParking(self, signal)
    end()
    let end = monotonicNanoseconds() + nanoseconds
    run.baton.leave(absence)
    signal.wait(until: end)
    let wasFree = run.baton.comeBack(absence)
    run.endParking(self)
    begin()
    return wasFree
  }

  /// Whether a scope around it was stopped.
  var isStopped: Bool { scope.stopped() != nil }
}

extension Context {
  /// Waits for a length of time; other bodies of the script run meanwhile. Bodies that only sleep and compute go on in
  /// the same order on every run, however fast the machine is.
  /// - Throws: the end of the scope.
  public func sleep(_ seconds: Double) throws(ScriptError) {
    var length = UInt64(max(0, min(seconds, 1e9)) * 1e9)
    let thread = thread
    if let deadline = thread.scope.nearestDeadline {
      let now = monotonicNanoseconds()
      length = min(length, deadline > now ? deadline - now : 0)
    }
    let wake = Signal()
    thread.run.beginParking(thread, wake)
    thread.end()
    thread.run.baton.sleep(for: length, wake, after: thread.takeSteps()) { thread.isStopped }
    thread.run.endParking(thread)
    thread.begin()
    thread.waitCount &+= 1
    try thread.checkStopped()
  }

  /// Runs an asynchronous operation while the script waits; other bodies of the script run meanwhile.
  /// - Throws: what the operation throws, or the end of the scope, in which case the operation is cancelled.
  public func wait<Result: Sendable>(
    for operation: @escaping @Sendable () async throws(ScriptError) -> Result
  ) throws(ScriptError) -> Result {
    let answer = Answer<Result>()
    let (baton, absence) = (thread.run.baton, Baton.Absence(thread.signal))
    let task = Task.detached {
      do throws(ScriptError) {
        answer.set(.success(try await operation()))
      } catch {
        answer.set(.failure(error))
      }
      baton.call(absence)
    }
    do throws(ScriptError) {
      try thread.park(absence) { answer.isSet }
    } catch {
      task.cancel()
      throw error
    }
    switch answer.take() {
    case .success(let result): return result
    case .failure(let error): throw error
    case nil: throw ScriptError(.interrupted, "the wait ended without an answer", isCatchable: false)
    }
  }
}

/// A place for one answer from another thread.
private final class Answer<Result: Sendable>: Sendable {
  private let value = Mutex<Swift.Result<Result, ScriptError>?>(nil)
  func set(_ result: Swift.Result<Result, ScriptError>) { value.withLock { $0 = result } }
  func take() -> Swift.Result<Result, ScriptError>? { value.withLock { $0 } }
  var isSet: Bool { value.withLock { $0 != nil } }
}
