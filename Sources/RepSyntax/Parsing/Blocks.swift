/// Blocks, and the expressions that have them: `if`, `match`, `try`, `parallel`, `within`.
extension Descent {
  /// `{ statements }`; `what` says after what it stands.
  mutating func block(after what: String) -> Block {
    guard token.kind == .leftBrace, !breaksLine else {
      refuseMissingBlock(what)
      return Block(statements: [], span: Span(Int(token.start), Int(token.start)))
    }
    let outer = (context, beginTree())
    context = .statement
    defer {
      context = outer.0
      endTree(outer.1)
    }
    let start = Int(token.start)
    let opening = openBracket()
    let statements = self.statements(opening: opening)
    expectClosing(.rightBrace, opening: opening, "`}`")
    grow()
    return Block(statements: statements, span: span(from: start))
  }

  private mutating func refuseMissingBlock(_ what: String) {
    if token.kind == .leftBrace {
      fail(
        "block-on-new-line", "the `{` after \(what) stands on the same line", at: token.span,
        hint: "move it to the end of the line before")
    } else if token.kind.isAssignment {
      refuseAssignment()
    } else {
      expected("the `{` after \(what)", onLine: true, code: "missing-block")
    }
  }

  /// The condition or sequence before a body in braces.
  mutating func head() -> Expression {
    within(context.headOfBody) { $0.expression() }
  }

  // MARK: Conditions

  mutating func conditional() -> Expression {
    let outer = beginTree()
    defer { endTree(outer) }
    let start = Int(token.start)
    advance()
    var clauses = [clause()]
    var otherwise: Block?
    while !isRecovering, accept(.else) {
      // A chain is flat in the tree, but later stages may nest it.
      grow()
      if accept(.if) {
        clauses.append(clause())
      } else {
        otherwise = block(after: "`else`")
        break
      }
    }
    grow()
    return Expression(.conditional(clauses, otherwise: otherwise), span(from: start))
  }

  private mutating func clause() -> ConditionalClause {
    let condition = head()
    checkCondition(condition, of: "if")
    return ConditionalClause(condition: condition, body: block(after: "the condition of `if`"))
  }

  // MARK: Errors and time

  /// `try { … } catch e { … }`, or `try` with everything to its right.
  mutating func attempt() -> Expression {
    let start = Int(token.start)
    advance()
    guard token.kind == .leftBrace else {
      let value = expression()
      grow()
      return Expression(.attempt(value), span(from: start))
    }
    let body = block(after: "`try`")
    var clause: CatchClause?
    if !isRecovering, accept(.catch) {
      var name: Name?
      if token.kind != .leftBrace { name = declaredName("a name for the error, or `{`") }
      clause = CatchClause(name: name, body: block(after: "`catch`"))
    }
    grow()
    return Expression(.attemptBlock(body, clause), span(from: start))
  }

  mutating func timeLimit() -> Expression {
    let start = Int(token.start)
    advance()
    let limit = head()
    let body = block(after: "the time of `within`")
    grow()
    return Expression(.within(limit, body), span(from: start))
  }

  // MARK: Parallel bodies

  mutating func parallel() -> Expression {
    let start = Int(token.start)
    advance()
    let options = token.kind == .leftParen ? argumentsInParentheses() : []
    for option in options where option.label == nil {
      complain(
        "parallel-option", "an option of `parallel` has a name", at: option.value.span,
        hint: "write `parallel(limit: 8) for …` or `parallel(on_error: \"collect\") for …`")
    }
    let bodies = parallelBodies()
    grow()
    return Expression(.parallel(ParallelExpression(options: options, bodies: bodies)), span(from: start))
  }

  private mutating func parallelBodies() -> ParallelExpression.Bodies {
    switch token.kind {
    case .for:
      advance()
      let head = within(context.headOfBody) { $0.forHead() }
      return .each(head, enclosed(in: .parallelBody) { $0.block(after: "the head of `parallel for`") })
    case .leftBracket:
      guard case .list(let elements) = checkedLiteral(enclosed(in: .parallelBody) { $0.list() }).kind else { return .list([]) }
      return .list(elements.compactMap { if case .value(let value) = $0 { value } else { nil } })
    case .leftBrace:
      guard case .object(let entries) = checkedLiteral(object(values: .parallelBody)).kind else { return .object([]) }
      return .object(entries.compactMap { if case .pair(let key, let value) = $0 { (key, value) } else { nil } })
    default:
      expected(
        "`for`, `[` or `{`", hint: "write `parallel for x in xs { … }`, `parallel [a(), b()]` or `parallel {x: a()}`")
      return .list([])
    }
  }

  /// Each body must stand in the text: no spreads, no comprehension (R33).
  private mutating func checkedLiteral(_ literal: Expression) -> Expression {
    let way = "walk the items with `parallel for x in xs { … }`"
    switch literal.kind {
    case .listComprehension, .objectComprehension:
      complain("parallel-comprehension", "`parallel` takes no comprehension", at: literal.span, hint: way)
    case .list(let elements):
      for case .spread(let value) in elements {
        complain("parallel-spread", "a literal of `parallel` has no `...`", at: value.span, hint: way)
      }
    case .object(let entries):
      for case .spread(let value) in entries {
        complain("parallel-spread", "a literal of `parallel` has no `...`", at: value.span, hint: way)
      }
    default: break
    }
    return literal
  }

  // MARK: Matching

  mutating func match() -> Expression {
    let outer = beginTree()
    defer { endTree(outer) }
    let start = Int(token.start)
    advance()
    let subject = head()
    guard token.kind == .leftBrace, !breaksLine else {
      refuseMissingBlock("the value of `match`")
      return Expression(.invalid, span(from: start))
    }
    let outerContext = context
    context = .statement
    defer { context = outerContext }
    let opening = openBracket()
    var arms: [MatchArm] = []
    while token.kind != .rightBrace, token.kind != .end {
      if accept(.semicolon) { continue }
      let before = index
      arms.append(arm())
      endArm(opening: opening)
      if index == before { break }
    }
    expectClosing(.rightBrace, opening: opening, "`}`")
    grow()
    checkArms(arms)
    return Expression(.match(subject, arms), span(from: start))
  }

  private mutating func arm() -> MatchArm {
    let pattern = pattern()
    var condition: Expression?
    if !breaksLine, accept(.if) {
      let asked = within(context.operand.union(.guardOfArm)) { $0.expression() }
      checkCondition(asked, of: "if")
      condition = asked
    }
    if breaksLine || !accept(.arrow) {
      switch token.kind {
      case .comma:
        fail(
          "comma-in-pattern", "alternatives are separated by `|`", at: token.span, hint: "write `\"a\" | \"b\" => …`")
      case .colon:
        fail("missing-arrow", "`:` stands where `=>` should be", at: token.span, hint: "write `pattern => value`")
      default: expected("`=>`", onLine: true, code: "missing-arrow")
      }
      return MatchArm(pattern: pattern, condition: condition, body: .expression(Expression(.invalid, pattern.span)))
    }
    return MatchArm(pattern: pattern, condition: condition, body: body())
  }

  private mutating func endArm(opening: Int) {
    if !isRecovering {
      if token.kind == .semicolon || token.kind == .rightBrace || token.hasNewlineBefore || token.kind == .end {
        return
      }
      if token.kind == .comma {
        fail("comma-after-arm", "arms end with their line or `;`, not with a comma", at: token.span, hint: "remove it")
      } else {
        refuseAfterStatement()
      }
    }
    if token.kind == .comma { advance() }
    recoverStatement(opening: opening)
  }
}
