import RepSyntax
import RepValue

/// The arguments of a call as the compiler sees them: those written, with the value of a pipe first and an input block
/// as the argument `input`.
struct WrittenArguments {
  struct Argument {
    let label: Name?
    let isSpread: Bool
    let span: Span
    /// The expression; nil for an input block.
    let value: Expression?
    let make: () -> Node
    /// The value where it needs no run.
    let constant: () -> Value?
  }
  var list: [Argument] = []

  var hasSpread: Bool { list.contains(where: \.isSpread) }
  var isPositional: Bool { !list.contains { $0.isSpread || $0.label != nil } }
}

extension Compiler {
  /// The most arguments of one call: their slots lie in a reserved part of the value stack.
  private static let maximumArguments = 250

  func call(_ call: Call, piped: Expression? = nil, isAwaited: Bool = false, span: Span) -> Node {
    let arguments = written(call, piped: piped)
    if arguments.list.count > Self.maximumArguments {
      report("too-many-arguments", "a call takes at most \(Self.maximumArguments) arguments", at: span,
        hint: "pass a list")
      return NullNode()
    }
    return withValueContext { callee(call.callee, arguments, isStage: piped != nil, isAwaited: isAwaited, span: span) }
  }

  private func written(_ call: Call, piped: Expression?) -> WrittenArguments {
    var result = WrittenArguments()
    func add(_ value: Expression, label: Name?, isSpread: Bool) {
      result.list.append(
        WrittenArguments.Argument(
          label: label, isSpread: isSpread, span: value.span, value: value,
          make: { [self] in
            checkResult(of: value)
            return compile(value)
          }, constant: { Self.constant(value) }))
    }
    if let piped { add(piped, label: nil, isSpread: false) }
    for argument in call.arguments { add(argument.value, label: argument.label, isSpread: argument.isSpread) }
    if let input = call.input {
      result.list.append(
        WrittenArguments.Argument(
          label: Name("input", input.span), isSpread: false, span: input.span, value: nil,
          make: { [self] in object(input.entries, span: input.span) },
          constant: { Self.constant(Expression(.object(input.entries), input.span)) }))
    }
    return result
  }

  private func callee(
    _ callee: Expression, _ arguments: WrittenArguments, isStage: Bool, isAwaited: Bool, span: Span
  ) -> Node {
    switch callee.kind {
    case .name(let name):
      if let variable = variable(at: callee.span) {
        if variable.isStaticFunction, let scope = variable.function {
          return staticCall(scope, arguments, at: callee.span, span)
        }
        return dynamicCall(self.name(name, callee.span), arguments, isAwaited: isAwaited, callee, span)
      }
      if name == "assert" { return assertion(arguments, span: span) }
      if let builtin = use(name) {
        return builtinCall(builtin, arguments, isAwaited: isAwaited, callee: callee.span, span)
      }
      if builtins.constant(named: name) != nil {
        return dynamicCall(self.name(name, callee.span), arguments, isAwaited: isAwaited, callee, span)
      }
      if isStage, builtins.methods(name) != nil, let receiver = arguments.list.first?.value {
        var rest = arguments
        rest.list.removeFirst()
        return methodCall(receiver, Name(name, callee.span), rest, isOptional: false, span: callee.span)
      }
      return NullNode()
    case .member(let base, let name, let isOptional):
      if let member = memberVariable(base, name) {
        if member.isStaticFunction, let scope = member.function {
          return staticCall(scope, arguments, at: name.span, span)
        }
        return dynamicCall(
          GlobalNode(member.slot, name: member.name, span: name.span), arguments, isAwaited: isAwaited, callee, span)
      }
      if variable(atRootOf: callee) == nil, let path = path(callee) {
        if let builtin = use(path) {
          return builtinCall(builtin, arguments, isAwaited: isAwaited, callee: callee.span, span)
        }
        if let root = path.split(separator: ".").first, builtins.isGroup(String(root)),
          builtins.functionValue(String(root)) == nil, !builtins.isInsideConstant(path) {
          unknownBuiltin(path, at: callee.span)
          return NullNode()
        }
      }
      return methodCall(base, name, arguments, isOptional: isOptional, span: name.span)
    default:
      return dynamicCall(compile(callee), arguments, isAwaited: isAwaited, callee, span)
    }
  }

  // MARK: Functions of the script

  private func staticCall(_ scope: FunctionScope, _ arguments: WrittenArguments, at callee: Span, _ span: Span) -> Node {
    guard !arguments.hasSpread else {
      guard makesCode else { return inspect(arguments.list) }
      let code = code(of: scope)
      return withWindow(arguments.list.count) { window in
        DynamicCallNode(
          StaticFunctionNode(code, store), dynamic(arguments), window: window, isAwaited: false, span: span)
      }
    }
    let names = scope.parameterNames
    let function = scope.name.map { "`\($0)`" } ?? "the function"
    let fixed = scope.hasRest ? names.count - 1 : names.count
    var bound = [WrittenArguments.Argument?](repeating: nil, count: names.count)
    var rest: [WrittenArguments.Argument] = []
    var position = 0
    for argument in arguments.list {
      var index = position
      if let label = argument.label {
        guard let named = names.firstIndex(of: label.text), !(scope.hasRest && named == fixed) else {
          let near = Suggestion.nearest(to: label.text, among: names)
          report("unknown-parameter", "\(function) has no parameter `\(label.text)`", at: label.span,
            hint: near.map { "did you mean `\($0)`?" }
              ?? (names.isEmpty ? "it takes none" : "it takes \(names.joined(separator: ", "))"))
          continue
        }
        index = named
      } else {
        position += 1
        if index >= fixed {
          if scope.hasRest {
            rest.append(argument)
          } else {
            report("too-many-arguments",
              "\(function) takes \(CallArguments.counted(fixed)), this is number \(index + 1)", at: argument.span)
          }
          continue
        }
      }
      if bound[index] != nil {
        report("duplicate-argument", "`\(names[index])` of \(function) is given twice", at: argument.span)
      }
      bound[index] = argument
    }
    for index in 0..<fixed where bound[index] == nil && !scope.hasDefault[index] {
      report("missing-argument", "\(function) needs the argument `\(names[index])`", at: callee)
    }
    guard makesCode else { return inspect(bound.compactMap { $0 } + rest) }
    return withWindow(names.count) { window in
      var nodes = bound.map { $0?.make() ?? UnsetNode() }
      if scope.hasRest { nodes[fixed] = ListNode(rest.map { $0.make() }) }
      let code = code(of: scope)
      if specializes, nodes.count == 1 { return StaticCall1Node(code, nodes[0], window: window, span: span) }
      return StaticCallNode(code, nodes, window: window, span: span)
    }
  }

  private func dynamicCall(
    _ function: Node, _ arguments: WrittenArguments, isAwaited: Bool, _ callee: Expression, _ span: Span
  ) -> Node {
    guard makesCode else { return inspect(arguments.list) }
    return withWindow(arguments.list.count) { window in
      if arguments.isPositional {
        if specializes, let local = function as? LocalNode, !mayChangeDuringCall(callee) {
          return SlotCallNode(
            local.slot, arguments.list.map { $0.make() }, window: window, span: span, calleeText: text(callee),
            hint: hidingHint(callee))
        }
        return CallNode(
          function, arguments.list.map { $0.make() }, window: window, span: span, calleeText: text(callee),
            hint: hidingHint(callee))
      }
      return DynamicCallNode(function, dynamic(arguments), window: window, isAwaited: isAwaited, span: span)
    }
  }

  /// What to say of a variable that is called as if it were the built-in that it hides.
  private func hidingHint(_ callee: Expression) -> String? {
    guard case .name(let name) = callee.kind, let variable = variable(at: callee.span),
      builtins.functionValue(name) != nil
    else { return nil }
    let line = source.location(at: variable.span.start).line
    return "the variable of line \(line) hides the built-in `\(name)`: give it another name"
  }

  /// A function could replace the top-level variable that holds it while it runs; nothing else keeps it alive then.
  private func mayChangeDuringCall(_ callee: Expression) -> Bool {
    guard let variable = variable(at: callee.span) else { return true }
    return variable.isGlobal && variable.isReassigned
  }

  func dynamic(_ arguments: WrittenArguments) -> [DynamicArgument] {
    arguments.list.map { argument in
      if argument.isSpread { return .spread(argument.make(), argument.span) }
      if let label = argument.label { return .named(label.text, argument.make()) }
      return .positional(argument.make())
    }
  }

  // MARK: Methods

  private func methodCall(
    _ base: Expression, _ name: Name, _ arguments: WrittenArguments, isOptional: Bool, span: Span
  ) -> Node {
    checkResult(of: base)
    let methods = builtins.methods(name.text) ?? MethodSet()
    if methods.mutatesReceiver { return mutatingCall(base, name, methods, arguments, span: span) }
    let slots = max(arguments.list.count + 1, methods.parameterCount)
    let receiver = receiver(base)
    guard makesCode else { return inspect(arguments.list) }
    return withWindow(slots) { window in
      if arguments.isPositional {
        return MethodCallNode(
          receiver, name: key(name.text), methods: methods, arguments.list.map { $0.make() }, window: window,
          isOptional: isOptional, span: span)
      }
      return DynamicMethodCallNode(
        receiver, name: key(name.text), methods: methods, dynamic(arguments), window: window, isOptional: isOptional,
        span: span)
    }
  }

  private func mutatingCall(
    _ base: Expression, _ name: Name, _ methods: MethodSet, _ arguments: WrittenArguments, span: Span
  ) -> Node {
    guard let variable = variable(atRootOf: base) else {
      report("change-of-temporary", "`\(name.text)` changes its receiver, which must be a `var`", at: base.span,
        hint: "bind it first: `var items = …`")
      return NullNode()
    }
    guard variable.isMutable else {
      report("change-of-constant", "`\(name.text)` changes `\(variable.name)`, which is not a `var`", at: base.span,
        hint: variable.kind == .constant
          ? "write `var \(variable.name) = …` where it is defined" : "copy it into a `var` first",
        notes: [Diagnostic.Note("defined here", variable.span)])
      return NullNode()
    }
    guard makesCode else {
      inspectPlace(base)
      return inspect(arguments.list)
    }
    guard let place = place(base) else { return NullNode() }
    return withWindow(arguments.list.count + 4) { window in
      let values = dynamic(arguments)
      let node = MutatingCallNode(
        place, name: key(name.text), methods: methods, values, window: window, span: span)
      guard specializes, name.text == "push", values.count == 1, case .positional(let value) = values[0],
        place.steps.isEmpty, case .local(let slot) = place.home
      else { return node }
      return PushNode(slot, value, slow: node)
    }
  }

  // MARK: Pipes and await

  func pipe(_ value: Expression, _ stage: Expression, span: Span) -> Node {
    checkResult(of: value)
    switch stage.kind {
    case .call(let call): return self.call(call, piped: value, span: span)
    case .name, .member, .group, .function, .index:
      return call(Call(callee: stage, arguments: [], form: .parenthesized), piped: value, span: span)
    default:
      report("invalid-stage", "a stage of `|>` is a function or a call", at: stage.span,
        hint: "bind the value first: `let x = …`")
      return NullNode()
    }
  }

  func awaiting(_ operand: Expression, span: Span) -> Node {
    guard let builtin = use("await") else {
      report("no-api", "this host has no API to wait for", at: span)
      return NullNode()
    }
    checkResult(of: operand)
    return withValueContext {
      withWindow(builtin.parameters.count) { window in
        var value: Node?
        // A create that is awaited at once may hold its request open.
        if case .call(let inner) = operand.kind, !hasOptionalLink(operand) {
          value = call(inner, isAwaited: true, span: operand.span)
        }
        let node = value ?? compile(operand)
        let missing: [Node] = builtin.parameters.dropFirst().map { _ in UnsetNode() }
        return BuiltinCallNode(
          builtin, [node] + missing, order: Array(0..<builtin.parameters.count), window: window, isAwaited: false,
          span: span)
      }
    }
  }
}

extension Array where Element == Int {
  var isSorted: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}
