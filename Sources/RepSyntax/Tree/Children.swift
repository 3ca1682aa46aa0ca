extension SyntaxTree {
  /// Calls `body` for every expression of the script, outer ones before those inside, in the order of the text.
  public func forEachExpression(_ body: (Expression) -> Void) {
    for statement in statements { statement.forEachExpression(body) }
  }
}

extension Statement {
  /// Calls `body` for every expression in the statement, outer ones before those inside.
  public func forEachExpression(_ body: (Expression) -> Void) {
    switch kind {
    case .binding(let binding): binding.value.forEachExpression(body)
    case .function(_, let function): function.forEachExpression(body)
    case .expression(let expression): expression.forEachExpression(body)
    case .whileLoop(let condition, let block):
      condition.forEachExpression(body)
      block.forEachExpression(body)
    case .forLoop(let head, let block):
      head.sequence.forEachExpression(body)
      block.forEachExpression(body)
    case .param(let param): param.defaultValue?.forEachExpression(body)
    case .importModule(let path, _): path.forEachExpression(body)
    case .test(let name, let block):
      name.forEachExpression(body)
      block.forEachExpression(body)
    case .invalid: break
    }
  }
}

extension Expression {
  /// Calls `body` for this expression and every one inside it, outer ones first, in the order of the text.
  public func forEachExpression(_ body: (Expression) -> Void) {
    body(self)
    switch kind {
    case .null, .bool, .number, .name, .breaking, .continuing, .invalid: break
    case .string(let literal): literal.forEachExpression(body)
    case .list(let elements):
      for element in elements {
        switch element {
        case .value(let value), .spread(let value): value.forEachExpression(body)
        }
      }
    case .object(let entries): entries.forEachExpression(body)
    case .listComprehension(let head, let condition, let value):
      head.sequence.forEachExpression(body)
      condition?.forEachExpression(body)
      value.forEachExpression(body)
    case .objectComprehension(let head, let condition, let key, let value):
      head.sequence.forEachExpression(body)
      condition?.forEachExpression(body)
      key.forEachExpression(body)
      value.forEachExpression(body)
    case .function(let function): function.forEachExpression(body)
    case .group(let inner), .unary(_, let inner), .await(let inner), .attempt(let inner), .throwing(let inner),
      .member(let inner, _, _):
      inner.forEachExpression(body)
    case .returning(let value): value?.forEachExpression(body)
    case .binary(_, let left, let right, _), .range(let left, let right, _), .index(let left, let right, _),
      .pipe(let left, let right), .assignment(let left, _, let right):
      left.forEachExpression(body)
      right.forEachExpression(body)
    case .call(let call):
      call.callee.forEachExpression(body)
      call.arguments.forEachExpression(body)
      call.input?.entries.forEachExpression(body)
    case .attemptBlock(let block, let clause):
      block.forEachExpression(body)
      clause?.body.forEachExpression(body)
    case .conditional(let clauses, let otherwise):
      for clause in clauses {
        clause.condition.forEachExpression(body)
        clause.body.forEachExpression(body)
      }
      otherwise?.forEachExpression(body)
    case .match(let subject, let arms):
      subject.forEachExpression(body)
      for arm in arms {
        arm.condition?.forEachExpression(body)
        arm.body.forEachExpression(body)
      }
    case .parallel(let parallel): parallel.forEachExpression(body)
    case .within(let time, let block):
      time.forEachExpression(body)
      block.forEachExpression(body)
    }
  }
}

extension Block {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    for statement in statements { statement.forEachExpression(body) }
  }
}

extension Body {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    switch self {
    case .block(let block): block.forEachExpression(body)
    case .expression(let expression): expression.forEachExpression(body)
    }
  }
}

extension FunctionLiteral {
  fileprivate func forEachExpression(_ visit: (Expression) -> Void) {
    for parameter in parameters { parameter.defaultValue?.forEachExpression(visit) }
    body.forEachExpression(visit)
  }
}

extension StringLiteral {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    for case .interpolation(let expression) in segments { expression.forEachExpression(body) }
  }
}

extension ParallelExpression {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    options.forEachExpression(body)
    switch bodies {
    case .each(let head, let block):
      head.sequence.forEachExpression(body)
      block.forEachExpression(body)
    case .list(let expressions):
      for expression in expressions { expression.forEachExpression(body) }
    case .object(let entries):
      for entry in entries { entry.value?.forEachExpression(body) }
    }
  }
}

extension [Entry] {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    for entry in self {
      switch entry {
      case .pair(let key, let value):
        if case .string(let literal) = key { literal.forEachExpression(body) }
        value?.forEachExpression(body)
      case .spread(let value): value.forEachExpression(body)
      }
    }
  }
}

extension [Call.Argument] {
  fileprivate func forEachExpression(_ body: (Expression) -> Void) {
    for argument in self where !argument.isShorthand { argument.value.forEachExpression(body) }
  }
}
