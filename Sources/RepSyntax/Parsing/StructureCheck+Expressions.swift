/// The walk through expressions.
extension StructureCheck {
  mutating func visit(_ expression: Expression) {
    switch expression.kind {
    case .null, .bool, .number, .name, .invalid: break
    case .string(let literal): visit(literal)
    case .list(let elements):
      for element in elements {
        switch element {
        case .value(let value), .spread(let value): visit(value)
        }
      }
    case .object(let entries): visit(entries)
    case .listComprehension(let head, let condition, let value):
      visitComprehension(head, condition, [value])
    case .objectComprehension(let head, let condition, let key, let value):
      visitComprehension(head, condition, [key, value])
    case .function(let literal): visit(literal)
    case .group(let inner), .unary(_, let inner), .await(let inner), .attempt(let inner), .throwing(let inner),
      .member(let inner, _, _):
      visit(inner)
    case .binary(_, let left, let right, _), .range(let left, let right, _), .index(let left, let right, _),
      .pipe(let left, let right):
      visit(left)
      visit(right)
    case .call(let call): visit(call)
    case .attemptBlock(let body, let clause):
      visit(body)
      if let clause { visit(clause.body) }
    case .conditional(let clauses, let otherwise):
      for clause in clauses {
        checkCondition(clause.condition, of: "if")
        visit(clause.condition)
        visit(clause.body)
      }
      if let otherwise { visit(otherwise) }
    case .match(let subject, let arms):
      visit(subject)
      visit(arms)
    case .parallel(let parallel): visit(parallel)
    case .within(let limit, let body):
      visit(limit)
      visit(body)
    case .returning(let value):
      if let value { visit(value) }
      checkReturn(expression.span, isBare: value == nil)
    case .breaking: checkBreak(expression.span)
    case .continuing: checkContinue(expression.span)
    case .assignment(let place, _, let value):
      visit(place)
      visit(value)
    }
  }

  private mutating func visit(_ literal: StringLiteral) {
    for case .interpolation(let value) in literal.segments { visit(value) }
  }

  private mutating func visit(_ entries: [Entry]) {
    for entry in entries {
      switch entry {
      case .spread(let value): visit(value)
      case .pair(let key, let value):
        if case .string(let literal) = key { visit(literal) }
        if let value { visit(value) }
      }
    }
  }

  private mutating func visit(_ call: Call) {
    visit(call.callee)
    for argument in call.arguments { visit(argument.value) }
    if let input = call.input { visit(input.entries) }
  }

  mutating func visit(_ literal: FunctionLiteral) {
    for parameter in literal.parameters {
      if let value = parameter.defaultValue { within(.functionBody) { $0.visit(value) } }
    }
    within(.functionBody) { $0.visit(literal.body) }
  }

  private mutating func visit(_ body: Body) {
    switch body {
    case .block(let block): visit(block)
    case .expression(let expression): visitStatementExpression(expression)
    }
  }

  private mutating func visitComprehension(_ head: ForHead, _ condition: Expression?, _ values: [Expression]) {
    // What is walked is evaluated outside, once.
    visit(head.sequence)
    let place = "a comprehension"
    within(Surroundings(loop: .sealed(place), function: .sealed(place))) { check in
      if let condition {
        check.checkCondition(condition, of: "if")
        check.visit(condition)
      }
      for value in values { check.visit(value) }
    }
  }

  private mutating func visit(_ parallel: ParallelExpression) {
    for option in parallel.options { visit(option.value) }
    let body = Surroundings(loop: .parallelBody, function: .sealed("a `parallel` body"))
    switch parallel.bodies {
    case .each(let head, let block):
      visit(head.sequence)
      within(body) { $0.visit(block) }
    case .list(let values):
      within(body) { check in for value in values { check.visit(value) } }
    case .object(let entries):
      for entry in entries {
        // The parent makes the keys; only the values are bodies.
        if case .string(let literal) = entry.key { visit(literal) }
        if let value = entry.value { within(body) { $0.visit(value) } }
      }
    }
  }

  // MARK: Arms

  private mutating func visit(_ arms: [MatchArm]) {
    var catchAll: Pattern?
    for arm in arms {
      if let catchAll {
        report(
          "unreachable-arm", "no value reaches this arm", at: arm.pattern.span,
          hint: bindingHint(catchAll), notes: [Diagnostic.Note("this arm takes every value", catchAll.span)])
      } else if arm.condition == nil, isCatchAll(arm.pattern) {
        catchAll = arm.pattern
      }
      checkAlternatives(arm.pattern)
      if let condition = arm.condition {
        checkCondition(condition, of: "if")
        visit(condition)
      }
      visit(arm.body)
    }
  }

  private func bindingHint(_ pattern: Pattern) -> String {
    guard case .bind(let name) = pattern.kind else { return "move the `_` arm to the end" }
    return "a bare name binds; to compare with `\(name)` write a guard: `x if x == \(name) => …`"
  }

  private func isCatchAll(_ pattern: Pattern) -> Bool {
    switch pattern.kind {
    case .wildcard, .bind: true
    case .alternatives(let patterns): patterns.contains(where: isCatchAll)
    default: false
    }
  }

  /// Alternatives bind nothing, at any depth (R22).
  private mutating func checkAlternatives(_ pattern: Pattern, insideAlternative: Bool = false) {
    switch pattern.kind {
    case .bind(let name) where insideAlternative: refuseBinding(name, pattern.span)
    case .wildcard, .bind, .literal, .range, .invalid: break
    case .alternatives(let patterns):
      for inner in patterns { checkAlternatives(inner, insideAlternative: true) }
    case .list(let patterns, let rest):
      for inner in patterns { checkAlternatives(inner, insideAlternative: insideAlternative) }
      if insideAlternative, let name = rest?.name { refuseBinding(name.text, name.span) }
    case .object(let entries):
      for entry in entries {
        if let inner = entry.pattern {
          checkAlternatives(inner, insideAlternative: insideAlternative)
        } else if insideAlternative {
          refuseBinding(entry.key.text, entry.key.span)
        }
      }
    }
  }

  private mutating func refuseBinding(_ name: String, _ span: Span) {
    report(
      "binding-in-alternative", "an alternative binds nothing, but `\(name)` would", at: span,
      hint: "write one arm for each, or `_` for what does not matter")
  }

  // MARK: Jumps

  private mutating func checkReturn(_ span: Span, isBare: Bool) {
    switch surroundings.function {
    case .function: break
    case .none:
      report(
        "return-outside-function", "`return` stands in no function", at: span,
        hint: "a script ends with its last statement; its value is that of the last expression", mayGrow: isBare)
    case .sealed(let place):
      report(
        "jump-out", "`return` cannot leave \(place)", at: span,
        hint: "the value of a body is its last expression; return after it", mayGrow: isBare)
    }
  }

  private mutating func checkBreak(_ span: Span) {
    switch surroundings.loop {
    case .loop: break
    case .none:
      report(
        "break-outside-loop", "`break` stands in no loop", at: span, hint: "it leaves a `for` or `while`",
        mayGrow: true)
    case .parallelBody:
      report(
        "jump-out", "`break` cannot leave a `parallel` body", at: span,
        hint: "`continue` ends this body; `on_error` says what an error does to the others", mayGrow: true)
    case .sealed(let place):
      report(
        "jump-out", "`break` cannot leave \(place)", at: span, hint: "use a `for` loop, or `take(n)`", mayGrow: true)
    }
  }

  private mutating func checkContinue(_ span: Span) {
    switch surroundings.loop {
    case .loop, .parallelBody: break
    case .none:
      report(
        "continue-outside-loop", "`continue` stands in no loop", at: span,
        hint: "it goes on with the next round of a `for` or `while`", mayGrow: true)
    case .sealed(let place):
      report("jump-out", "`continue` cannot leave \(place)", at: span, hint: "leave items out with `if`", mayGrow: true)
    }
  }
}
