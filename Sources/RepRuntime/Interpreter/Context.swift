import CRepSupport
import RepSyntax
import RepValue

/// A window of the value stack: slot 0 is the first parameter of the running function.
public typealias Frame = UnsafeMutablePointer<Value>

/// What every node gets as its second argument: one pointer, so that it stays in a register.
public typealias ContextPointer = UnsafeMutablePointer<Context>

/// The state of one script thread that hot nodes touch.
public struct Context: ~Copyable {
  /// Steps until the next look at limits, deadlines and cancellation. First, so that its address is that of the context.
  var fuel: Int
  /// The lowest native stack address that a call may reach.
  var stackLimit: UInt
  /// How many more functions may be entered inside each other.
  var callsLeft: Int
  /// The end of the value stack, less room for one native's arguments.
  var frameLimit: Frame
  /// The variables at top level of all modules of the program.
  var globals: Frame
  /// Where templates are rendered.
  var scratch: TextBuffer
  /// Native work that does not make a whole step yet, in units.
  var pendingWork: Int
  /// The shared variables of the run.
  unowned(unsafe) let cells: CellRegistry
  /// The thread, which the run keeps alive.
  unowned(unsafe) let thread: ScriptThread

  /// The run that this thread belongs to.
  public var run: ScriptRun { thread.run }

  /// The logical name of the thread; see ``EffectPlace/thread``.
  public var threadName: String { thread.logicalName }

  /// The innermost scope that the thread runs in: what is begun inside is stopped with it.
  public var scope: CancelScope { thread.scope }

  /// Whether something smaller than the whole run may stop what happens here: a `within`, a `parallel`.
  public var isCancellable: Bool { thread.scope !== thread.run.scope }
}

extension UnsafeMutablePointer where Pointee == Context {
  /// Accounts for native work; see ``Arguments/work(_:)``.
  /// - Throws: the limit or cancellation.
  public func work(_ units: Int) throws(ScriptError) { try nativeWork(units, self) }
}

/// Counts one step; about every 10,000 of them look at limits, deadlines and cancellation.
@inline(__always)
func step(_ context: ContextPointer) throws(ScriptError) {
  context.pointee.fuel &-= 1
  if context.pointee.fuel < 0 { try context.pointee.thread.refuel() }
}

/// Counts one step at a place, which a limit or a stop is then reported at.
@inline(__always)
func step(_ context: ContextPointer, at span: Span) throws(ScriptError) {
  context.pointee.fuel &-= 1
  if context.pointee.fuel < 0 { try refuel(context, at: span) }
}

@inline(never)
private func refuel(_ context: ContextPointer, at span: Span) throws(ScriptError) {
  do throws(ScriptError) { try context.pointee.thread.refuel() } catch { throw error.at(span) }
}

/// Counts native work, of which 1,024 units make a step.
@inline(__always)
func nativeWork(_ units: Int, _ context: ContextPointer) throws(ScriptError) {
  context.pointee.pendingWork &+= units
  if context.pointee.pendingWork >= 1_024 { try settleWork(context) }
}

@inline(never)
private func settleWork(_ context: ContextPointer) throws(ScriptError) {
  let steps = context.pointee.pendingWork >> 10
  context.pointee.pendingWork &= 1_023
  context.pointee.fuel -= steps
  // The next look comes after ten million units otherwise: up to 40 ms of work.
  if context.pointee.run.scope.isInterrupted { context.pointee.fuel = min(context.pointee.fuel, -1) }
  if context.pointee.fuel < 0 { try context.pointee.thread.refuel() }
}

/// Whether the native stack is nearly used up.
@inline(__always)
func isStackExhausted(_ context: ContextPointer) -> Bool {
  rep_frame_address() < context.pointee.stackLimit
}
