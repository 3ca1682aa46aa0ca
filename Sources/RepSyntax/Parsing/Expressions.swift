/// Operators: precedence climbing over ``InfixRule``, and what may stand before an operand.
extension Descent {
  /// An expression up to what cannot belong to it.
  mutating func expression() -> Expression {
    climb(context.contains(.argument) ? .coalesce : .pipe)
  }

  /// An expression or an assignment: a statement, or what follows `=>` (R10).
  mutating func expressionOrAssignment() -> Expression {
    let outer = beginTree()
    defer { endTree(outer) }
    let place = expression()
    guard token.kind.isAssignment, !isRecovering, !breaksLine, let oper = AssignmentOperator(rawValue: text(token))
    else { return place }
    advance()
    grow()
    let value = expression()
    checkPlace(place)
    return Expression(.assignment(place, oper, value), place.span.union(value.span))
  }

  /// An expression whose operators bind at least as tightly as `minimum`.
  mutating func climb(_ minimum: Precedence) -> Expression {
    let outer = beginTree()
    defer {
      leave()
      endTree(outer)
    }
    guard enter() else { return Expression(.invalid, token.span) }
    let outerContext = context
    defer { context = outerContext }
    var left = operand(minimum)
    var closedLevel: Precedence?
    while !isRecovering, let rule = InfixRule.rule(for: token.kind), rule.precedence >= minimum, !breaksLine {
      if rule.precedence == .comparison, endsComparison() { break }
      if rule.grouping == .none, closedLevel == rule.precedence { refuseChain(rule) }
      let oper = takeOperator(rule)
      context = rule.precedence == .pipe ? context.stage : context.operand
      let right = climb(rule.grouping == .right ? rule.precedence : rule.precedence.tighter)
      grow()
      left = combine(left, rule, oper, right)
      closedLevel = rule.precedence
    }
    return left
  }

  private func combine(_ left: Expression, _ rule: InfixRule, _ oper: Span, _ right: Expression) -> Expression {
    let span = left.span.union(right.span)
    switch rule.meaning {
    case .binary(let meaning): return Expression(.binary(meaning, left, right, oper), span)
    case .range(let isClosed): return Expression(.range(left, right, isClosed: isClosed), span)
    case .pipe: return Expression(.pipe(left, right), span)
    }
  }

  /// Consumes an operator; `not in` is two tokens.
  private mutating func takeOperator(_ rule: InfixRule) -> Span {
    let start = Int(token.start)
    if advance().kind == .not { accept(.in) ? () : expected("`in`") }
    return span(from: start)
  }

  /// True where a token that looks like a comparison is something else: the `>` of an input block, the `<` of one,
  /// a `not` without `in`.
  private mutating func endsComparison() -> Bool {
    switch token.kind {
    case .not:
      return peek().kind != .in && !isCutIn(peek())
    case .greater, .less, .lessOrEqual, .greaterOrEqual:
      if token.kind == .less, startsInput { return true }
      guard context.contains(.input) else {
        if token.kind == .less, peek().kind == .greater, peek().start == token.end { refuseDiamond() }
        return false
      }
      if token.kind == .greater { return true }
      complain(
        "comparison-in-input", "`\(text(token))` compares here, inside an input block", at: token.span,
        hint: "put the comparison in parentheses: `<key: (a \(text(token)) b)>`", comesFromEnd: isCutInput)
      return false
    default:
      return false
    }
  }

  /// True when the text ends in the middle of an `in`.
  private func isCutIn(_ token: Token) -> Bool {
    token.kind == .end || (token.kind == .name && Int(token.end) == bytes.count && text(token) == "i")
  }

  /// True when the text ends before the `:` that would make this `<` an input block.
  private var isCutInput: Bool {
    let last = max(index + 1, Int(peek().partner))
    return token.kind == .less && tokens[min(last + 1, tokens.count - 1)].kind == .end
  }

  private mutating func refuseDiamond() {
    complain(
      "foreign-operator", "`<>` is no operator of Rep", at: Span(Int(token.start), Int(peek().end)),
      hint: "write `a != b`")
    advance()
  }

  private mutating func refuseChain(_ rule: InfixRule) {
    let isRange = rule.precedence == .range
    complain(
      isRange ? "chained-range" : "chained-comparison", isRange ? "ranges do not chain" : "comparisons do not chain",
      at: token.span, hint: isRange ? "put one of them in parentheses" : "write `a < b and b < c`")
  }

  // MARK: Before an operand

  // One function a form: this one is on the stack at every level of nesting, so its frame must stay small.
  private mutating func operand(_ minimum: Precedence) -> Expression {
    switch token.kind {
    case .minus: return negation()
    case .await: return awaited()
    case .not: return negatedCondition(minimum)
    case .try: return attempt()
    case .throw: return thrown()
    case .return: return returned()
    case .break, .continue: return jump()
    case .name where startsLambda, .leftParen where startsLambda: return lambda()
    default: return postfix()
    }
  }

  private mutating func awaited() -> Expression {
    let start = Int(advance().start)
    let operand = climb(.unary)
    grow()
    return Expression(.await(operand), span(from: start))
  }

  private mutating func negatedCondition(_ minimum: Precedence) -> Expression {
    if minimum > .not { refuseTightNot() }
    let start = Int(advance().start)
    let operand = climb(.not)
    grow()
    return Expression(.unary(.not, operand), span(from: start))
  }

  private mutating func refuseTightNot() {
    complain(
      "not-needs-brackets", "`not` binds more loosely than the operator before it", at: token.span,
      hint: "put it in parentheses: `(not x)`")
  }

  private mutating func thrown() -> Expression {
    let start = Int(advance().start)
    context = context.stage
    let value = expression()
    grow()
    return Expression(.throwing(value), span(from: start))
  }

  private mutating func returned() -> Expression {
    let start = Int(advance().start)
    guard !token.hasNewlineBefore, startsExpression else {
      checkReturn(span(from: start), isBare: true)
      return Expression(.returning(nil), span(from: start))
    }
    context = context.stage
    let value = expression()
    grow()
    checkReturn(span(from: start), isBare: false)
    return Expression(.returning(value), span(from: start))
  }

  private mutating func jump() -> Expression {
    let word = advance()
    if word.kind == .break {
      checkBreak(word.span)
      return Expression(.breaking, word.span)
    }
    checkContinue(word.span)
    return Expression(.continuing, word.span)
  }

  /// `-`: part of a number literal right after it, except as the left operand of `**` (R11).
  private mutating func negation() -> Expression {
    let start = Int(advance().start)
    if token.kind == .number, !token.hasBlankBefore, !isPowerNext {
      return postfix(of: number(from: start, isNegative: true))
    }
    context = context.operand
    let operand = climb(.unary)
    grow()
    return Expression(.unary(.negate, operand), span(from: start))
  }

  private var isPowerNext: Bool {
    let next = peek()
    return next.kind == .power && !(next.hasNewlineBefore && context.contains(.newlinesEnd))
  }

  /// True when an expression can begin with the next token.
  var startsExpression: Bool {
    switch token.kind {
    case .name, .number, .string, .stringStart, .leftParen, .leftBracket, .minus, .await, .not, .try, .throw, .return,
      .break, .continue, .fn, .if, .match, .parallel, .within, .true, .false, .null:
      true
    case .leftBrace: !context.contains(.head)
    default: false
    }
  }
}
