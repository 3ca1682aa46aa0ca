extension TreePrinter {
  /// `f(a, b)` or `f a, b`, as it was written.
  mutating func call(_ call: Call, _ span: Span) -> Layout {
    switch call.form {
    case .parenthesized: parenthesized(call, span)
    case .command: command(call)
    }
  }

  private mutating func parenthesized(_ call: Call, _ span: Span) -> Layout {
    let afterCallee = call.callee.span.end
    let callee = expression(call.callee)
    return callee + arguments(call.arguments, after: afterCallee, to: span.end)
  }

  /// `(a, b: c)`. The last argument may break where the others do not: `xs.each(x => { … })`.
  private mutating func arguments(_ arguments: [Call.Argument], after callee: Int, to end: Int) -> Layout {
    let isBroken = arguments.first.map { startsLine($0.start, after: callee) } ?? false
    let isHugged = arguments.count == 1 && arguments[0].canBeHugged && !comments.hasComment(before: arguments[0].start)
    let inside = sequence(arguments, separatedBy: .comma, from: { $0.start }, to: end) { $0.argument($1) }
    if arguments.isEmpty, !inside.opening.forcesBreak, !inside.content.forcesBreak { return .text("()") }
    if isHugged { return "(" + inside.content + ")" }
    let edge = Layout.line(flat: "")
    return .group("(" + inside.opening + .nest(edge + inside.content) + edge + ")", isBroken: isBroken)
  }

  /// `f a, b <c: d>, e: g`; lines break after commas, where a newline ends nothing (R1).
  private mutating func command(_ call: Call) -> Layout {
    let callee = expression(call.callee)
    let isBefore: (Call.Argument) -> Bool = { argument in
      guard let input = call.input else { return true }
      return input.span.count > 0 ? argument.value.span.start < input.span.start : argument.label == nil
    }
    let before = call.arguments.filter(isBefore)
    var items: [Layout] = []
    for argument in before { append(argument, to: &items) }
    if let input = call.input {
      let block = self.input(input)
      if let last = items.popLast() { items.append(last + " " + block) } else { items.append(block) }
    }
    for argument in call.arguments where !isBefore(argument) { append(argument, to: &items) }
    return callee + " " + .fill(items)
  }

  /// Puts an argument after those of a command; the comma and the comments before it end the one it follows.
  private mutating func append(_ argument: Call.Argument, to items: inout [Layout]) {
    if let last = items.popLast() { items.append(last + "," + comments(before: argument.start)) }
    items.append(self.argument(argument))
  }

  /// `value`, `...value`, `label: value`, `label:`
  mutating func argument(_ argument: Call.Argument) -> Layout {
    if argument.isSpread { return "..." + expression(argument.value) }
    guard let label = argument.label else { return expression(argument.value) }
    let name = self.name(label)
    return argument.isShorthand ? name + ":" : name + ": " + continued(argument.value)
  }

  /// `parallel(limit: 8) for …`, `parallel […]`, `parallel {…}`
  mutating func parallel(_ parallel: ParallelExpression, _ span: Span) -> Layout {
    var layout = Layout.text("parallel")
    if !parallel.options.isEmpty {
      layout = layout + arguments(parallel.options, after: span.start, to: parallel.bodies.start)
    }
    switch parallel.bodies {
    case .each(let head, let body):
      let head = forHead(head)
      return layout + " " + head + " " + block(body)
    case .list(let values):
      let isBroken = values.first.map { $0.span.count > 0 && comments.isFirstOnLine($0.span.start) } ?? false
      return layout + " "
        + .group(
          bracketed("[", values, "]", separatedBy: .trailingComma, from: { $0.span.start }, to: span.end) {
            $0.expression($1)
          }, isBroken: isBroken)
    case .object(let pairs):
      let isBroken = pairs.first.map { $0.key.span.count > 0 && comments.isFirstOnLine($0.key.span.start) } ?? false
      return layout + " "
        + .group(
          bracketed("{", pairs, "}", separatedBy: .trailingComma, from: { $0.key.span.start }, to: span.end) {
            $0.pair($1.key, $1.value)
          }, isBroken: isBroken)
    }
  }
}

extension Call.Argument {
  fileprivate var start: Int { label?.span.start ?? value.span.start }

  /// Whether its brackets may stand right inside those of the call.
  fileprivate var canBeHugged: Bool {
    guard label == nil, !isSpread else { return false }
    switch value.kind {
    case .list, .object, .listComprehension, .objectComprehension: return true
    case .function(let literal):
      if case .block = literal.body { return true }
      return false
    default: return false
    }
  }
}

extension ParallelExpression.Bodies {
  fileprivate var start: Int {
    switch self {
    case .each(let head, _): head.first.span.start
    case .list(let values): values.first?.span.start ?? 0
    case .object(let pairs): pairs.first?.key.span.start ?? 0
    }
  }
}
