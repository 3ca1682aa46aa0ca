import RepSyntax
import RepValue

/// `fn` and lambdas that carry something: a new closure each time.
final class ClosureNode: Node {
  let code: CodePointer
  let captures: [CaptureSource]
  unowned let program: CodeStore

  /// Where a captured value comes from when the closure is made.
  enum CaptureSource {
    /// A slot of the frame: the value, or the cell that it holds.
    case slot(Int)
    /// A capture of the closure that is running.
    case captured(environment: Int, index: Int)
    /// The running closure itself.
    case itself(environment: Int)
    /// The new closure itself: its slot 0 knows.
    case newClosure
  }

  init(_ code: CodePointer, captures: [CaptureSource], program: CodeStore) {
    self.code = code
    self.captures = captures
    self.program = program
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    var values: [Value] = []
    values.reserveCapacity(captures.count)
    for source in captures {
      switch source {
      case .slot(let slot): values.append(frame[slot])
      case .captured(let environment, let index):
        values.append(RepRuntime.captures(frame, environment)[index &+ 1])
      case .itself(let environment): values.append(Closure.itself(RepRuntime.captures(frame, environment)))
      case .newClosure: values.append(.null)
      }
    }
    return .function(Closure(code: code, captures: values, program: program))
  }
}

/// A call of a function known before the run, with an argument for each parameter.
final class StaticCallNode: Node {
  let code: CodePointer
  let arguments: NodeList
  /// Where the callee's frame begins in the caller's.
  let window: Int
  let span: Span

  init(_ code: CodePointer, _ arguments: [Node], window: Int, span: Span) {
    self.code = code
    self.arguments = NodeList(arguments)
    self.window = window
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let callee = frame + window
    try arguments.evalAll(into: callee, frame, context)
    (callee + arguments.count).initialize(to: .null)
    do throws(ScriptError) { try step(context) } catch {
      callee.deinitialize(count: arguments.count + 1)
      throw error.at(span)
    }
    do throws(ScriptError) {
      return try run(code, callee, context)
    } catch {
      throw error.called(at: span)
    }
  }
}

/// A call of any value, with positional arguments only.
final class CallNode: Node {
  let callee: Node
  let arguments: NodeList
  let window: Int
  let span: Span
  /// The callee as written, for the message when it is no function.
  let calleeText: String
  /// What is said then of a variable that hides a built-in (R14).
  let hint: String?

  init(_ callee: Node, _ arguments: [Node], window: Int, span: Span, calleeText: String, hint: String?) {
    self.callee = callee
    self.arguments = NodeList(arguments)
    self.window = window
    self.span = span
    self.calleeText = calleeText
    self.hint = hint
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let function = try callee.eval(frame, context)
    guard case .function = function else { throw notAFunction(function) }
    let target = frame + window
    try arguments.evalAll(into: target, frame, context)
    do throws(ScriptError) {
      return try invoke(function, target, arguments.count, context)
    } catch {
      throw error.called(at: span)
    }
  }

  @inline(never)
  private func notAFunction(_ value: Value) -> ScriptError {
    ScriptError(.type, "`\(calleeText)` is \(Members.withArticle(value.typeName)), not a function", hint: hint).at(span)
  }
}

/// An argument of a call whose binding is decided at run time.
enum DynamicArgument {
  case positional(Node)
  case named(String, Node)
  case spread(Node, Span)
}

extension CallArguments {
  /// Evaluates arguments in the order written.
  init(_ arguments: [DynamicArgument], _ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    for argument in arguments {
      switch argument {
      case .positional(let node): positional.append(try node.eval(frame, context))
      case .named(let name, let node): named.append((name, try node.eval(frame, context)))
      case .spread(let node, let span):
        let value = try node.eval(frame, context)
        if case .object(let object) = value {
          object.forEach { named.append(($0.text, $1)) }
        } else {
          let list = ListStorage(minimumCapacity: 0)
          try RepRuntime.spread(value, into: list, span, context)
          for index in 0..<list.count { positional.append(list.elements[index]) }
        }
      }
    }
  }
}

/// A call with names or spreads, of a value that is known only at run time.
final class DynamicCallNode: Node {
  let callee: Node
  let arguments: [DynamicArgument]
  let window: Int
  let isAwaited: Bool
  let span: Span

  init(_ callee: Node, _ arguments: [DynamicArgument], window: Int, isAwaited: Bool, span: Span) {
    self.callee = callee
    self.arguments = arguments
    self.window = window
    self.isAwaited = isAwaited
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let function = try callee.eval(frame, context)
    let bound = try CallArguments(arguments, frame, context)
    do throws(ScriptError) {
      return try bound.call(function, frame + window, context, isAwaited: isAwaited)
    } catch {
      throw error.called(at: span)
    }
  }
}

/// A call of a built-in whose arguments were bound to its parameters before the run.
final class BuiltinCallNode: Node {
  let function: BuiltinFunction
  /// In the order of the parameters; what was not given is an ``UnsetNode``.
  let arguments: NodeList
  /// The positions of the arguments in the order in which they were written.
  let order: [Int]
  let isInOrder: Bool
  let window: Int
  let isAwaited: Bool
  let span: Span

  init(_ function: BuiltinFunction, _ arguments: [Node], order: [Int], window: Int, isAwaited: Bool, span: Span) {
    self.function = function
    self.arguments = NodeList(arguments)
    self.order = order
    isInOrder = order == Array(0..<arguments.count)
    self.window = window
    self.isAwaited = isAwaited
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let target = frame + window
    if isInOrder {
      try arguments.evalAll(into: target, frame, context)
    } else {
      try evalInWrittenOrder(target, frame, context)
    }
    return try call(target, context)
  }

  /// Calls the built-in with arguments that stand in its frame already.
  @inline(__always)
  func call(_ target: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      return try callBuiltin(function, target, context, isAwaited: isAwaited)
    } catch {
      throw error.at(span)
    }
  }

  private func evalInWrittenOrder(
    _ target: Frame, _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) {
    (target).initialize(repeating: .unset, count: arguments.count)
    do throws(ScriptError) {
      for position in order {
        // The frames of calls inside an argument begin above all of these slots.
        target[position] = try arguments.eval(position, frame, context)
      }
    } catch {
      target.deinitialize(count: arguments.count)
      throw error
    }
  }
}

/// A call of a built-in with spreads, bound at run time.
final class DynamicBuiltinCallNode: Node {
  let function: BuiltinFunction
  let arguments: [DynamicArgument]
  let window: Int
  let isAwaited: Bool
  let span: Span

  init(_ function: BuiltinFunction, _ arguments: [DynamicArgument], window: Int, isAwaited: Bool, span: Span) {
    self.function = function
    self.arguments = arguments
    self.window = window
    self.isAwaited = isAwaited
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let bound = try CallArguments(arguments, frame, context)
    do throws(ScriptError) {
      return try bound.call(function, frame + window, context, isAwaited: isAwaited)
    } catch {
      throw error.at(span)
    }
  }
}
