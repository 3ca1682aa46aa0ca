import RepSyntax

extension ScopeAnalysis {
  mutating func walk(_ expression: Expression) {
    switch expression.kind {
    case .null, .bool, .number, .breaking, .continuing, .invalid: break
    case .string(let literal): walk(literal)
    case .name(let name): use(name, at: expression.span)
    case .list(let elements):
      for element in elements {
        switch element {
        case .value(let value), .spread(let value): walk(value)
        }
      }
    case .object(let entries): walk(entries)
    case .listComprehension(let head, let condition, let value):
      walk(head.sequence)
      scoped { analysis in
        analysis.declare(head)
        if let condition { analysis.walk(condition) }
        analysis.walk(value)
      }
    case .objectComprehension(let head, let condition, let key, let value):
      walk(head.sequence)
      scoped { analysis in
        analysis.declare(head)
        if let condition { analysis.walk(condition) }
        analysis.walk(key)
        analysis.walk(value)
      }
    case .function(let literal):
      let scope = newFunction(at: literal.span.start)
      walkFunction(literal, scope)
    case .group(let inner), .unary(_, let inner), .await(let inner), .attempt(let inner), .throwing(let inner):
      walk(inner)
    case .returning(let inner): if let inner { walk(inner) }
    case .binary(_, let left, let right, _), .range(let left, let right, _):
      walk(left)
      walk(right)
    case .member(let base, _, _): walk(base)
    case .index(let base, let index, _):
      walk(base)
      walk(index)
    case .call(let call): walk(call)
    case .pipe(let value, let stage):
      walk(value)
      walkStage(stage)
    case .attemptBlock(let block, let clause):
      inBlock(block.statements)
      if let clause {
        inBlock(clause.body.statements) { if let name = clause.name { $0.declare(name, .pattern) } }
      }
    case .conditional(let clauses, let otherwise):
      for clause in clauses {
        walk(clause.condition)
        inBlock(clause.body.statements)
      }
      if let otherwise { inBlock(otherwise.statements) }
    case .match(let subject, let arms):
      walk(subject)
      for arm in arms {
        scoped { analysis in
          analysis.walk(arm.pattern)
          if let condition = arm.condition { analysis.walk(condition) }
          analysis.walk(arm.body)
        }
      }
    case .parallel(let parallel): walk(parallel)
    case .within(let duration, let block):
      walk(duration)
      inBlock(block.statements)
    case .assignment(let place, _, let value):
      walk(value)
      walk(place)
      if let root = Self.root(of: place) { assign(root, place) }
    }
  }

  /// The name whose variable an assignment changes.
  static func root(of place: Expression) -> Expression? {
    switch place.kind {
    case .name: place
    case .member(let base, _, _), .index(let base, _, _): root(of: base)
    default: nil
    }
  }

  private mutating func assign(_ root: Expression, _ place: Expression) {
    guard case .name(let name) = root.kind else { return }
    guard let variable = variables[root.span.start] else {
      if builtins.contains(name) {
        diagnostics.append(
          Diagnostic("assign-to-builtin", "`\(name)` is a built-in and cannot be assigned to", at: root.span,
            hint: "bind a variable of that name first: `var \(name) = …`"))
      }
      return
    }
    variable.isReassigned = true
    guard !variable.isMutable else { return }
    let hint: String
    switch variable.kind {
    case .constant: hint = "write `var \(name) = …` where it is defined"
    case .param, .parameter: hint = "copy it first: `var copy = \(name)`"
    default: hint = "copy it into a `var` first"
    }
    diagnostics.append(
      Diagnostic(
        "assign-to-constant", "`\(name)` cannot be changed: it is not a `var`", at: place.span, hint: hint,
        notes: [Diagnostic.Note("defined here", variable.span)]))
  }

  mutating func walk(_ literal: StringLiteral) {
    for case .interpolation(let expression) in literal.segments { walk(expression) }
  }

  mutating func walk(_ entries: [Entry]) {
    for entry in entries {
      switch entry {
      case .spread(let value): walk(value)
      case .pair(let key, let value):
        if case .string(let literal) = key { walk(literal) }
        if let value {
          walk(value)
        } else if case .name(let name) = key {
          use(name.text, at: name.span)
        }
      }
    }
  }

  mutating func walk(_ call: Call) {
    // A method of a `var` may change it in place, so the variable counts as reassigned.
    if case .member(let base, let name, _) = call.callee.kind,
      let methods = builtins.methods(name.text), methods.mutatesReceiver, let root = Self.root(of: base) {
      walk(call.callee)
      variables[root.span.start]?.isReassigned = true
    } else {
      walk(call.callee)
    }
    walkArguments(of: call)
  }

  private mutating func walkArguments(of call: Call) {
    for argument in call.arguments { walk(argument.value) }
    if let input = call.input { walk(input.entries) }
  }

  private mutating func walkStage(_ stage: Expression) {
    switch stage.kind {
    case .name(let name): use(name, at: stage.span, isPipeStage: true)
    case .call(let call):
      if case .name(let name) = call.callee.kind {
        use(name, at: call.callee.span, isPipeStage: true)
      } else {
        walk(call.callee)
      }
      walkArguments(of: call)
    default: walk(stage)
    }
  }

  mutating func walk(_ parallel: ParallelExpression) {
    for option in parallel.options { walk(option.value) }
    switch parallel.bodies {
    case .each(let head, let block):
      walk(head.sequence)
      let scope = newFunction(at: block.span.start, isParallelBody: true)
      enter(scope) { analysis in
        analysis.inBlock(block.statements) { analysis in
          analysis.declare(head)
          scope.allocateSlot()
        }
      }
    case .list(let bodies):
      for body in bodies { walkBody(body) }
    case .object(let entries):
      for (key, value) in entries {
        if case .string(let literal) = key { walk(literal) }
        if let value {
          walkBody(value)
        } else if case .name(let name) = key {
          use(name.text, at: name.span)
        }
      }
    }
  }

  private mutating func walkBody(_ body: Expression) {
    let scope = newFunction(at: body.span.start, isParallelBody: true)
    scope.allocateSlot()
    enter(scope) { $0.scoped { $0.walk(body) } }
  }

  mutating func walk(_ pattern: Pattern) {
    switch pattern.kind {
    case .wildcard, .literal, .range, .invalid: break
    case .bind(let name): declare(Name(name, pattern.span), .pattern)
    case .list(let patterns, let rest):
      for inner in patterns { walk(inner) }
      if let name = rest?.name { declare(name, .pattern) }
    case .object(let entries):
      for entry in entries {
        if let inner = entry.pattern { walk(inner) } else { declare(entry.key, .pattern) }
      }
    case .alternatives(let patterns):
      for inner in patterns { walk(inner) }
    }
  }
}
