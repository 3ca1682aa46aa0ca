extension TreePrinter {
  /// An expression, with the comments before it.
  mutating func expression(_ expression: Expression) -> Layout {
    let before = comments(before: expression.span.start)
    return before + kind(of: expression)
  }

  private mutating func kind(of expression: Expression) -> Layout {
    switch expression.kind {
    case .null: return .text("null")
    case .bool(let value): return .text(value ? "true" : "false")
    case .number(let literal): return number(literal, expression.span)
    case .string(let literal): return string(literal)
    case .name(let name): return .text(name)
    case .list(let elements): return list(elements, expression.span)
    case .object(let entries): return object(entries, expression.span)
    case .listComprehension(let head, let condition, let value):
      return comprehension("[", head, condition, key: nil, value, "]", expression.span)
    case .objectComprehension(let head, let condition, let key, let value):
      return comprehension("{", head, condition, key: key, value, "}", expression.span)
    case .function(let literal): return function(literal)
    case .group(let inner):
      let inner = self.expression(inner)
      return "(" + inner + comments(before: expression.span.end) + ")"
    case .unary(let op, let operand): return unary(op, operand)
    case .binary(let op, _, _, _): return binary(op, expression)
    case .range(let low, let high, let isClosed):
      let low = self.expression(low)
      return low + (isClosed ? ".." : "..<") + self.expression(high)
    case .member(let base, let name, let isOptional): return member(base, name, isOptional: isOptional)
    case .index(let base, let index, let isOptional):
      let base = self.expression(base)
      let index = self.expression(index)
      return base + (isOptional ? "?[" : "[") + index + comments(before: expression.span.end) + "]"
    case .call(let call): return self.call(call, expression.span)
    case .pipe: return pipe(expression)
    case .await(let value): return "await " + self.expression(value)
    case .attempt(let value): return "try " + self.expression(value)
    case .attemptBlock(let body, let handler): return attempt(body, handler)
    case .conditional(let clauses, let otherwise): return conditional(clauses, otherwise)
    case .match(let subject, let arms): return match(subject, arms, end: expression.span.end)
    case .parallel(let parallel): return self.parallel(parallel, expression.span)
    case .within(let duration, let body):
      let duration = self.expression(duration)
      return "within " + duration + " " + block(body)
    case .throwing(let value): return "throw " + self.expression(value)
    case .returning(let value): return value.map { "return " + self.expression($0) } ?? .text("return")
    case .breaking: return .text("break")
    case .continuing: return .text("continue")
    case .assignment(let place, let op, let value):
      let place = self.expression(place)
      return place + " \(op.rawValue) " + continued(value)
    case .invalid: return .verbatim(source.text(expression.span))
    }
  }

  // MARK: Operators

  private mutating func unary(_ op: UnaryOperator, _ operand: Expression) -> Layout {
    switch op {
    case .not: return "not " + expression(operand)
    case .negate:
      // A minus right before a number is part of the number (R11); here it is not.
      if case .number = operand.kind { return "- " + expression(operand) }
      return "-" + expression(operand)
    }
  }

  /// A chain of operators of one strength, broken after operators: no newline ends a statement there (R1).
  private mutating func binary(_ op: BinaryOperator, _ expression: Expression) -> Layout {
    var operands: [Expression] = []
    var operators: [(op: BinaryOperator, span: Span)] = []
    var rest = expression
    if op.isRightAssociative {
      while case .binary(let next, let left, let right, let span) = rest.kind, next.strength == op.strength {
        operands.append(left)
        operators.append((next, span))
        rest = right
      }
      operands.append(rest)
    } else {
      while case .binary(let next, let left, let right, let span) = rest.kind, next.strength == op.strength {
        operands.append(right)
        operators.append((next, span))
        rest = left
      }
      operands.append(rest)
      operands.reverse()
      operators.reverse()
    }
    let first = self.expression(operands[0])
    var tail: [Layout] = []
    for (operation, operand) in zip(operators, operands.dropFirst()) {
      tail.append(comments(before: operation.span.start))
      tail.append(.text(" \(operation.op.rawValue)"))
      let pending = comments.take(before: operand.span.start)
      tail.append(pending.trailing)
      tail.append(.line(flat: " "))
      tail.append(pending.ownLine)
      tail.append(self.expression(operand))
    }
    return .group(first + .nest(.concat(tail)))
  }

  /// Stages of a pipe, each on a line of its own where one of them was written so.
  private mutating func pipe(_ expression: Expression) -> Layout {
    var stages: [Expression] = []
    var isBroken = false
    var rest = expression
    while case .pipe(let value, let stage) = rest.kind {
      stages.append(stage)
      isBroken = isBroken || comments.hasLineBreak(from: value.span.end, to: stage.span.start)
      rest = value
    }
    let value = self.expression(rest)
    var tail: [Layout] = []
    for stage in stages.reversed() {
      let pending = comments.take(before: stage.span.start)
      tail.append(pending.trailing)
      tail.append(.line(flat: " "))
      tail.append(pending.ownLine)
      tail.append(.text("|> "))
      tail.append(self.expression(stage))
    }
    return .group(value + .nest(.concat(tail)), isBroken: isBroken)
  }

  /// A member, on a line of its own where it was written so.
  private mutating func member(_ base: Expression, _ name: Name, isOptional: Bool) -> Layout {
    let isBroken = comments.hasLineBreak(from: base.span.end, to: name.span.start)
    let base = expression(base)
    let selector = (isOptional ? "?." : ".") + name.text
    guard isBroken else { return base + selector }
    let pending = comments.take(before: name.span.start)
    return base + pending.trailing + .nest(.hardLine + pending.ownLine + selector)
  }

  // MARK: Braces

  private mutating func conditional(_ clauses: [ConditionalClause], _ otherwise: Block?) -> Layout {
    var isBroken = false
    var parts: [Layout] = []
    for (index, clause) in clauses.enumerated() {
      if index > 0 { parts.append(comments(before: clause.condition.span.start) + " else ") }
      let condition = expression(clause.condition)
      parts.append("if " + condition + " " + blockContent(clause.body))
      isBroken = isBroken || self.isBroken(clause.body)
    }
    if let otherwise {
      parts.append(comments(before: otherwise.span.start) + " else " + blockContent(otherwise))
      isBroken = isBroken || self.isBroken(otherwise)
    }
    return .group(.concat(parts), isBroken: isBroken)
  }

  private mutating func attempt(_ body: Block, _ handler: CatchClause?) -> Layout {
    var isBroken = self.isBroken(body)
    var layout = "try " + blockContent(body)
    if let handler {
      let start = handler.name?.span.start ?? handler.body.span.start
      layout = layout + comments(before: start) + " catch "
      if let name = handler.name { layout = layout + name.text + " " }
      layout = layout + blockContent(handler.body)
      isBroken = isBroken || self.isBroken(handler.body)
    }
    return .group(layout, isBroken: isBroken)
  }

  private mutating func function(_ literal: FunctionLiteral) -> Layout {
    let start = literal.span.start
    let text = literal.span.count > 0 ? source.text(Span(start, min(start + 2, literal.span.end))) : ""
    // A block with nothing in it, or that starts like an object, is a block only after `fn(…)` (R8).
    if text == "fn" || (text.isEmpty && literal.body.isBlock) {
      let parameters = self.parameters(literal)
      return "fn" + parameters + " " + body(literal.body)
    }
    let isBare =
      text.isEmpty
      ? literal.parameters.count == 1 && literal.parameters.allSatisfy { !$0.isRest && $0.defaultValue == nil }
      : text.utf8.first != 0x28
    let parameters = isBare ? literal.parameters.first.map { name($0.name) } ?? .text("()") : parameters(literal)
    return parameters + " => " + body(literal.body)
  }
}

extension BinaryOperator {
  /// How tightly an operator binds; equal numbers form one chain (R11).
  fileprivate var strength: Int {
    switch self {
    case .coalesce: 1
    case .or: 2
    case .and: 3
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .notContained: 4
    case .add, .subtract: 5
    case .multiply, .divide, .remainder: 6
    case .power: 7
    }
  }

  fileprivate var isRightAssociative: Bool { self == .coalesce || self == .power }
}

extension Body {
  fileprivate var isBlock: Bool {
    if case .block = self { return true }
    return false
  }
}
