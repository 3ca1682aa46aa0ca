import RepSyntax
import RepValue
import Synchronization

/// `within 5m { … }`: stops what runs inside when the time is up, and throws kind `timeout` itself (R31, R32).
final class WithinNode: Node {
  let duration: Node
  let body: Node
  let span: Span

  init(_ duration: Node, _ body: Node, span: Span) {
    self.duration = duration
    self.body = body
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let time = try duration.eval(frame, context)
    let seconds: Double
    switch try Operators.number(time) {
    case .int(let int) where int >= 0: seconds = Double(int)
    case .float(let double) where double >= 0: seconds = double
    default:
      throw ScriptError(
        .type, "`within` takes a duration, got \(Operators.text(time))", hint: "write `within 30s { … }`").at(span)
    }
    let thread = context.pointee.thread
    let outer = thread.scope
    let deadline = monotonicNanoseconds() + UInt64(min(seconds, 1e9) * 1e9)
    let scope = CancelScope(parent: outer, deadline: deadline)
    thread.scope = scope
    do throws(ScriptError) {
      let value = try body.eval(frame, context)
      thread.scope = outer
      return value
    } catch {
      thread.scope = outer
      guard error.scope === scope else { throw error }
      scope.stopOpenWork()
      throw ScriptError(
        .timeout, "the time of `within` is up after \(Operators.text(time)) seconds",
        hint: "what still ran inside was canceled").at(span)
    }
  }
}

/// `parallel` in its three forms: a list of bodies that run at the same time, one at any instant.
final class ParallelNode: Node {
  /// What runs.
  enum Bodies {
    /// One function, called with each item (and its index or key).
    case each(sequence: Node, body: Node, takesKey: Bool, span: Span)
    /// Functions without parameters.
    case list([Node])
    /// Functions without parameters, by key.
    case object([(key: Node, body: Node)])
  }

  let bodies: Bodies
  let limit: Node
  let onError: Node
  let window: Int
  let span: Span

  init(_ bodies: Bodies, limit: Node, onError: Node, window: Int, span: Span) {
    self.bodies = bodies
    self.limit = limit
    self.onError = onError
    self.window = window
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try run(frame, context, keepsResults: true)
  }

  /// A statement: what the bodies give is not kept, however many they are.
  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    _ = try run(frame, context, keepsResults: false)
    return .normal
  }

  private func run(
    _ frame: Frame, _ context: ContextPointer, keepsResults: Bool
  ) throws(ScriptError) -> Value {
    let thread = context.pointee.thread
    let options = try readOptions(frame, context)
    thread.parallelCount += 1
    let name = "\(thread.logicalName)/\(thread.parallelCount - 1)"
    let source: ParallelSource
    var keys: [StringStorage]?
    switch bodies {
    case .each(let sequence, let body, let takesKey, let sequenceSpan):
      let value = try sequence.eval(frame, context)
      let function = try body.eval(frame, context)
      source = try ParallelSource(walking: value, function, takesKey: takesKey, sequenceSpan)
    case .list(let functions):
      var values: [Value] = []
      for function in functions { values.append(try function.eval(frame, context)) }
      source = ParallelSource(calling: values, names: nil)
    case .object(let entries):
      var values: [Value] = []
      var names: [StringStorage] = []
      for (key, body) in entries {
        guard case .string(let name) = try key.eval(frame, context) else { continue }
        names.append(name)
        values.append(try body.eval(frame, context))
      }
      keys = names
      source = ParallelSource(calling: values, names: names.map(\.text))
    }
    let group = ParallelGroup(
      name: name, source: source, limit: options.limit, onError: options.onError, keepsResults: keepsResults,
      parent: thread, span: span)
    let results = try group.run(frame + window, context)
    guard let keys, keepsResults else { return .list(results) }
    let object = ObjectStorage(minimumCapacity: keys.count)
    for (index, key) in keys.enumerated() { object.set(key, results.elements[index]) }
    return .object(object)
  }

  private func readOptions(
    _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) -> (limit: Int, onError: ParallelGroup.ErrorPolicy) {
    var count = context.pointee.run.limits.bodies
    let given = try limit.eval(frame, context)
    if case .int(let int) = given, int > 0 {
      count = min(int, 1_024)
    } else if case .unset = given {
    } else {
      throw ScriptError(
        .argument, "`limit` of `parallel` is a positive int, got \(Operators.text(given))").at(span)
    }
    let policy = try onError.eval(frame, context)
    if case .unset = policy { return (count, .finish) }
    if case .string(let text) = policy, let known = ParallelGroup.ErrorPolicy(rawValue: text.text) {
      return (count, known)
    }
    throw ScriptError(
      .argument, "`on_error` of `parallel` is \"finish\", \"cancel\" or \"collect\", got \(Operators.text(policy))"
    ).at(span)
  }
}

/// A body of `parallel {key:}` that is just a variable: nothing to run.
final class ValueBodyNode: Node {
  let value: Node
  init(_ value: Node) { self.value = value }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try value.eval(frame, context)
    return .function(
      BuiltinFunction(Builtin("value", summary: "Gives a value.") { (_: Arguments) throws(ScriptError) in value }))
  }
}
