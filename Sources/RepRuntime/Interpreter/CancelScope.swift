import Synchronization

/// A stretch of a run that can be stopped as a whole: the run itself, a `within`, a `parallel`.
///
/// Scopes form a tree along the calls. Stopping one stops everything that runs inside, and hands back what was
/// started inside and is still open (predictions), so that the host can cancel it (R32).
public final class CancelScope: Sendable {
  /// Why a scope was stopped.
  public enum Reason: UInt8, Sendable {
    /// Its time is up.
    case deadline = 1
    /// Another body of its `parallel` failed.
    case siblingFailed
    /// The host asked for it.
    case interrupted
  }

  let parent: CancelScope?
  /// The end of its time in nanoseconds of the monotonic clock.
  let deadline: UInt64?
  /// Whether it or a scope around it has an end of time.
  private let hasDeadline: Bool
  /// The raw value of the reason; 0 while nothing stops it.
  private let reason = Atomic<UInt8>(0)
  /// Tells the scopes of a process apart.
  let number = nextNumber.wrappingAdd(1, ordering: .relaxed).newValue
  let table: WorkTable
  /// Set once all work inside is being stopped: what begins later is stopped as well.
  let stopsWork = Atomic(false)

  private static let nextNumber = Atomic(0)

  /// A scope around several runs, which nothing stops.
  public convenience init() { self.init(parent: nil) }

  init(parent: CancelScope?, deadline: UInt64? = nil) {
    self.parent = parent
    self.deadline = deadline
    hasDeadline = deadline != nil || parent?.hasDeadline == true
    table = parent?.table ?? WorkTable()
  }

  /// The nearest end of time of this scope and those around it.
  var nearestDeadline: UInt64? {
    var nearest = deadline
    var scope = parent
    while let outer = scope {
      if let other = outer.deadline { nearest = min(nearest ?? other, other) }
      scope = outer.parent
    }
    return nearest
  }

  func stop(_ reason: Reason) {
    _ = self.reason.compareExchange(expected: 0, desired: reason.rawValue, ordering: .sequentiallyConsistent)
  }

  /// Whether the host has stopped this very scope.
  var isInterrupted: Bool { reason.load(ordering: .sequentiallyConsistent) == Reason.interrupted.rawValue }

  /// The outermost scope from here up that is stopped or out of time.
  func stopped() -> (scope: CancelScope, reason: Reason)? {
    // The usual case: asked at every effect.
    if parent == nil, deadline == nil, reason.load(ordering: .sequentiallyConsistent) == 0 { return nil }
    let now = hasDeadline ? monotonicNanoseconds() : 0
    var found: (CancelScope, Reason)?
    var scope: CancelScope? = self
    while let current = scope {
      if let reason = Reason(rawValue: current.reason.load(ordering: .sequentiallyConsistent)) {
        found = (current, reason)
      } else if let deadline = current.deadline, now >= deadline {
        current.stop(.deadline)
        found = (current, .deadline)
      }
      scope = current.parent
    }
    return found
  }
}

extension Context {
  /// How many scopes around this thread's own the one is whose time an error says is up; nil for any other error.
  public func depthOfDeadline(_ error: ScriptError) -> Int? {
    guard error.kind == .timeout, let stopped = error.scope else { return nil }
    var depth = 0
    var scope: CancelScope? = thread.scope
    while let current = scope {
      if current === stopped { return depth }
      scope = current.parent
      depth += 1
    }
    return nil
  }

  /// Says that the time of a scope is up, as it was when the run was recorded; gives the error that ends it.
  public func endTime(ofScopeAt depth: Int) -> ScriptError? {
    var scope: CancelScope? = thread.scope
    for _ in 0..<depth { scope = scope?.parent }
    guard let scope, scope !== thread.run.scope else { return nil }
    scope.stop(.deadline)
    thread.run.wakeAll()
    return thread.run.stopError(scope, .deadline)
  }
}
