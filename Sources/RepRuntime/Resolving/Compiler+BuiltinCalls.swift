import RepSyntax
import RepValue

extension Compiler {
  func builtinCall(
    _ function: BuiltinFunction, _ arguments: WrittenArguments, isAwaited: Bool, callee: Span, _ span: Span
  ) -> Node {
    guard let binding = bind(function, arguments, callee: callee) else { return NullNode() }
    guard makesCode else {
      return inspect(arguments.hasSpread ? arguments.list : binding.inOrder.map(\.argument) + binding.rest)
    }
    return withWindow(max(function.parameters.count, arguments.list.count)) { window in
      if arguments.hasSpread {
        return DynamicBuiltinCallNode(
          function, dynamic(arguments), window: window, isAwaited: isAwaited, span: span)
      }
      var nodes: [Node] = function.parameters.map { _ in UnsetNode() }
      var order: [Int] = []
      for (index, argument) in binding.inOrder {
        nodes[index] = argument.make()
        order.append(index)
      }
      if let index = function.parameters.firstIndex(where: \.isRest) {
        nodes[index] = ListNode(binding.rest.map { $0.make() })
        order.append(index)
      }
      let missing = (0..<nodes.count).filter { !order.contains($0) }
      let call = BuiltinCallNode(
        function, nodes, order: (order + missing).isSorted ? Array(0..<nodes.count) : order, window: window,
        isAwaited: isAwaited, span: span)
      return specializes ? Specialize.call(call, nodes) : call
    }
  }

  private struct Binding {
    var inOrder: [(index: Int, argument: WrittenArguments.Argument)] = []
    var rest: [WrittenArguments.Argument] = []
  }

  /// Gives each argument its parameter and finds what is wrong with the call before it runs.
  private func bind(_ function: BuiltinFunction, _ arguments: WrittenArguments, callee: Span) -> Binding? {
    let parameters = function.parameters
    let name = function.builtin.name
    var binding = Binding()
    // The value of each argument, where it is known.
    var given = [Value??](repeating: nil, count: parameters.count)
    var next = 0
    var isBroken = false
    for argument in arguments.list where !argument.isSpread {
      let index: Int
      if let label = argument.label {
        guard let found = parameters.firstIndex(where: { $0.name == label.text && !$0.isRest }) else {
          let near = Suggestion.nearest(to: label.text, among: parameters.map(\.name))
          report("unknown-parameter", "`\(name)` has no parameter `\(label.text)`", at: label.span,
            hint: near.map { "did you mean `\($0)`?" } ?? "`rep actions \(name)` shows its parameters")
          isBroken = true
          continue
        }
        index = found
      } else {
        while next < parameters.count, parameters[next].isNamedOnly { next += 1 }
        guard next < parameters.count else {
          let count = parameters.count { !$0.isNamedOnly }
          report("too-many-arguments", "`\(name)` takes \(CallArguments.counted(count)) without a name", at: argument.span,
            hint: parameters.contains(where: \.isNamedOnly)
              ? "give the others by name: \(parameters.filter(\.isNamedOnly).prefix(4).map { $0.name + ":" }.joined(separator: ", "))"
              : nil)
          isBroken = true
          continue
        }
        if parameters[next].isRest {
          check(argument, argument.constant(), against: parameters[next], of: name)
          binding.rest.append(argument)
          continue
        }
        index = next
        next += 1
      }
      let parameter = parameters[index]
      if given[index] != nil {
        report("duplicate-argument", "`\(parameter.name)` of `\(name)` is given twice", at: argument.span)
        isBroken = true
        continue
      }
      let constant = argument.constant()
      check(argument, constant, against: parameter, of: name)
      given[index] = .some(constant)
      binding.inOrder.append((index, argument))
    }
    if !arguments.hasSpread {
      for (parameter, given) in zip(parameters, given) where parameter.isRequired && given == nil {
        report("missing-argument", "`\(name)` needs the argument `\(parameter.name)`", at: callee,
          hint: parameter.summary.isEmpty ? nil : "\(parameter.name): \(parameter.summary)")
        isBroken = true
      }
    }
    if let check = function.builtin.check {
      let byName = zip(parameters, given).compactMap { parameter, value in value.map { (parameter.name, $0) } }
      let call = StaticCall(given: Dictionary(byName) { first, _ in first }, hasSpread: arguments.hasSpread)
      for problem in check(call) {
        let argument = binding.inOrder.first { parameters[$0.index].name == problem.parameter }?.argument
        report("invalid-argument", problem.message, at: argument?.span ?? callee, hint: problem.hint)
        isBroken = true
      }
    }
    return isBroken ? nil : binding
  }

  private func check(
    _ argument: WrittenArguments.Argument, _ constant: Value?, against parameter: Builtin.Parameter, of name: String
  ) {
    if let constant {
      if !parameter.types.contains(ValueTypes(of: constant)) {
        report("wrong-type",
          "`\(parameter.name)` of `\(name)` takes \(parameter.types.description), got \(constant.typeName)",
          at: argument.span)
      } else if !parameter.allowedValues.isEmpty, case .string(let text) = constant,
        !parameter.allowedValues.contains(text.text) {
        let near = Suggestion.nearest(to: text.text, among: parameter.allowedValues)
        report("wrong-value",
          "`\(parameter.name)` of `\(name)` is one of \(parameter.allowedValues.joined(separator: ", "))",
          at: argument.span, hint: near.map { "did you mean \"\($0)\"?" })
      }
    } else if let value = argument.value, !parameter.types.contains(.bool), givesBool(value) {
      // R3 lets an argument run far: `len xs > 3` is `len(xs > 3)` (R13).
      var hint: String?
      if case .binary(let operation, let left, let right, _) = value.kind {
        hint = "write `\(name)(\(text(left))) \(operation.rawValue) \(text(right))`"
      }
      report("bool-argument",
        "`\(parameter.name)` of `\(name)` takes \(parameter.types.description), and this comparison gives a bool",
        at: argument.span, hint: hint)
    }
  }

  private func givesBool(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .binary(let operation, _, _, _):
      switch operation {
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .notContained: return true
      case .and, .or: return true
      default: return false
      }
    case .unary(.not, _): return true
    case .group(let inner): return givesBool(inner)
    default: return false
    }
  }

  func assertion(_ arguments: WrittenArguments, span: Span) -> Node {
    guard (1...2).contains(arguments.list.count), arguments.isPositional, let condition = arguments.list[0].value else {
      report("wrong-arguments", "`assert` takes a condition and perhaps a message", at: span,
        hint: "assert value == 3, \"why it must be\"")
      return NullNode()
    }
    let message = arguments.list.count > 1 ? arguments.list[1].make() : NullNode()
    var inner = condition
    while case .group(let next) = inner.kind { inner = next }
    if case .binary(let operation, let left, let right, _) = inner.kind, Self.comparisons.contains(operation) {
      return AssertNode(
        NullNode(), message: message, conditionText: text(condition),
        sides: (compile(left), compile(right), operation), span: condition.span)
    }
    return AssertNode(
      compile(condition), message: message, conditionText: text(condition), sides: nil, span: condition.span)
  }

  private static let comparisons: Set<BinaryOperator> = [
    .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .notContained,
  ]
}
