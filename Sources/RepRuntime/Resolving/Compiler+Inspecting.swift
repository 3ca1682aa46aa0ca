import RepSyntax

/// Looking for mistakes without making code: the same walk, in the same order, that asks the same questions.
///
/// Every function here gives ``nothing``, so that it can stand where a node is expected.
extension Compiler {
  /// Statements of a block.
  /// - Parameter dropsLast: whether nobody gets the value of the last one either.
  func inspect(_ statements: [Statement], dropsLast: Bool) -> Node {
    _ = prologue(statements)
    for (index, statement) in statements.enumerated() {
      let isLast = index == statements.count - 1
      checkEffect(statement, isLast: isLast, isDropped: !isLast || dropsLast)
      inspect(statement, isDropped: !isLast || dropsLast)
    }
    return nothing
  }

  private func inspect(_ statement: Statement, isDropped: Bool) {
    switch statement.kind {
    case .binding(let binding):
      checkResult(of: binding.value)
      _ = inspect(binding.value)
    case .param(let param): if let value = param.defaultValue { _ = inspect(value) }
    case .expression(let expression): _ = isDropped ? inspectDropped(expression) : inspect(expression)
    case .whileLoop(let condition, let body):
      _ = inspect(condition)
      _ = inspect(body.statements, dropsLast: true)
    case .forLoop(let head, let body):
      _ = inspect(head.sequence)
      _ = inspect(body.statements, dropsLast: true)
    // The prologue of the block has seen functions, and tests are compiled apart.
    case .function, .importModule, .test, .invalid: break
    }
  }

  /// The arguments of a call that has been checked.
  func inspect(_ arguments: [WrittenArguments.Argument]) -> Node {
    for argument in arguments { _ = argument.make() }
    return nothing
  }

  /// The indices of a place that is changed.
  func inspectPlace(_ place: Expression) {
    switch place.kind {
    case .member(let base, _, _): inspectPlace(base)
    case .index(let base, let index, _):
      inspectPlace(base)
      _ = inspect(index)
    default: break
    }
  }

  func inspect(_ expression: Expression) -> Node {
    switch expression.kind {
    case .null, .bool, .number, .breaking, .continuing, .invalid: break
    case .string(let literal): inspect(literal)
    case .name(let name):
      if variable(at: expression.span) == nil || variable(at: expression.span)?.module != nil {
        _ = self.name(name, expression.span)
      }
    case .list(let elements):
      for element in elements {
        switch element {
        case .value(let value): inspectUsed(value)
        case .spread(let value): _ = inspect(value)
        }
      }
    case .unary(_, let operand): inspectUsed(operand)
    case .group(let inner), .throwing(let inner), .attempt(let inner): _ = inspect(inner)
    case .returning(let inner): if let inner { _ = inspect(inner) }
    case .binary(_, let left, let right, _):
      inspectUsed(left)
      inspectUsed(right)
    case .range(let lower, let upper, _):
      _ = inspect(lower)
      _ = inspect(upper)
    case .member(let base, _, _) where isMemberOfValue(expression): inspectUsed(base)
    case .index(let base, let index, _):
      inspectUsed(base)
      _ = inspect(index)
    case .listComprehension(let head, let condition, let value):
      _ = inspect(head.sequence)
      if let condition { _ = inspect(condition) }
      _ = inspect(value)
    case .conditional(let clauses, let otherwise): inspect(clauses, otherwise, dropsLast: false)
    case .assignment(let place, _, let value):
      checkResult(of: value)
      inspectPlace(place)
      _ = inspect(value)
    default: _ = node(expression)
    }
    return nothing
  }

  /// An expression whose value nobody gets: nor that of a block inside.
  func inspectDropped(_ expression: Expression) -> Node {
    switch expression.kind {
    case .group(let inner): return inspectDropped(inner)
    case .conditional(let clauses, let otherwise): inspect(clauses, otherwise, dropsLast: true)
    case .match(let subject, let arms):
      return match(subject, arms, span: expression.span) { body in
        switch body {
        case .block(let block): inspect(block.statements, dropsLast: true)
        case .expression(let inner): inspectDropped(inner)
        }
      }
    case .attemptBlock(let body, let clause?):
      _ = inspect(body.statements, dropsLast: true)
      _ = declareCaught(clause)
      return inspect(clause.body.statements, dropsLast: true)
    default: return inspect(expression)
    }
    return nothing
  }

  private func inspect(_ clauses: [ConditionalClause], _ otherwise: Block?, dropsLast: Bool) {
    for clause in clauses {
      _ = inspect(clause.condition)
      _ = inspect(clause.body.statements, dropsLast: dropsLast)
    }
    if let otherwise { _ = inspect(otherwise.statements, dropsLast: dropsLast) }
  }

  /// An expression whose value is needed.
  private func inspectUsed(_ expression: Expression) {
    checkResult(of: expression)
    _ = inspect(expression)
  }

  func inspect(_ literal: StringLiteral) {
    for case .interpolation(let inner) in literal.segments { inspectUsed(inner) }
  }

  /// Whether a chain of members begins with a value: not with a module or the name of a built-in.
  private func isMemberOfValue(_ expression: Expression) -> Bool {
    guard let root = ScopeAnalysis.root(of: expression) else { return true }
    return variable(at: root.span).map { $0.module == nil } ?? false
  }
}
