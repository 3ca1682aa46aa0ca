import RepSyntax

extension Compiler {
  /// A statement that is not the last of its block and does nothing; a prediction that is nobody's value (R13).
  /// - Parameter isDropped: whether nobody gets the statement's value.
  func checkEffect(_ statement: Statement, isLast: Bool, isDropped: Bool) {
    guard case .expression(let expression) = statement.kind else { return }
    if isDropped, startsUnawaitedPrediction(expression) {
      warn("unawaited-prediction", "nobody awaits this prediction", at: expression.span,
        hint: "write `await` before it, or keep it: `let p = …`")
    }
    guard !isLast, !hasEffect(expression) else { return }
    let name = path(expression)
    let isBuiltin = name.map { builtins.functionValue($0) != nil && variable(atRootOf: expression) == nil } ?? false
    let hint: String
    if let name, isBuiltin {
      hint = "to call it, write `\(name)()`"
    } else if case .binary(.equal, _, _, _) = expression.kind {
      hint = "to assign, write `=`"
    } else {
      hint = "print it, bind it with `let`, or remove it"
    }
    report("no-effect", "this statement does nothing", at: expression.span, hint: hint)
  }

  private func startsUnawaitedPrediction(_ expression: Expression) -> Bool {
    guard case .call(let call) = expression.kind, variable(atRootOf: call.callee) == nil,
      let path = path(call.callee), let builtin = builtins.functionValue(path)
    else { return false }
    return builtin.builtin.effects.contains(.startsPrediction)
  }

  private func hasEffect(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .null, .bool, .number, .string, .name, .function, .list, .object, .range, .member, .index, .unary: return false
    case .group(let inner): return hasEffect(inner)
    case .binary(let operation, _, let right, _):
      // `x ?? throw …` and `ok or fail()` are there for their right side.
      switch operation {
      case .and, .or, .coalesce: return hasEffect(right)
      default: return false
      }
    default: return true
    }
  }

  /// The result of a built-in that gives none must not be used (R13).
  func checkResult(of expression: Expression) {
    switch expression.kind {
    case .group(let inner): checkResult(of: inner)
    case .pipe(_, let stage): checkResult(ofStage: stage)
    case .call(let call): checkResult(ofCallee: call.callee, at: expression.span)
    default: break
    }
  }

  private func checkResult(ofStage stage: Expression) {
    if case .call(let call) = stage.kind { checkResult(ofCallee: call.callee, at: stage.span) } else {
      checkResult(ofCallee: stage, at: stage.span)
    }
  }

  private func checkResult(ofCallee callee: Expression, at span: Span) {
    guard variable(atRootOf: callee) == nil, let path = path(callee),
      let builtin = builtins.functionValue(path)?.builtin, case .nothing = builtin.result
    else { return }
    report("no-result", "`\(path)` gives no value", at: span, hint: "call it as a statement of its own")
  }
}
