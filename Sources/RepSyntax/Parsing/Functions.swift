/// Functions: `fn name(…) { … }`, `x => …`, `(a, b = 1, ...rest) => …`.
extension Descent {
  // MARK: Bodies

  /// What follows `=>`: a block, an object or one simple statement (R8, R10).
  mutating func body() -> Body {
    guard token.kind == .leftBrace else { return .expression(expressionOrAssignment()) }
    if opensObject(peek(), at: index + 1) { return .expression(expressionOrAssignment()) }
    if context.contains(.head) { refuseLambdaInHead() }
    return .block(block(after: "`=>`"))
  }

  private mutating func refuseLambdaInHead() {
    complain(
      "lambda-in-head", "a function with a block needs parentheses in a head", at: token.span,
      hint: "write `(x => { … })`, or bind it with `let` before")
  }

  /// True when the token after a `{` makes it an object: `}`, `...`, or a name or string and `:`.
  private func opensObject(_ token: Token, at index: Int) -> Bool {
    switch token.kind {
    case .rightBrace, .spread: return true
    case .string: return tokens[min(index + 1, tokens.count - 1)].kind == .colon
    case .stringStart:
      return token.partner >= 0 && tokens[min(Int(token.partner) + 1, tokens.count - 1)].kind == .colon
    default: return token.kind.isWord && tokens[min(index + 1, tokens.count - 1)].kind == .colon
    }
  }

  // MARK: Lambdas

  /// True at `x =>` and `( … ) =>`; in a guard `=>` ends the guard (R6).
  var startsLambda: Bool {
    guard !context.contains(.guardOfArm) else { return false }
    if token.kind == .name { return isArrow(peek()) }
    guard token.kind == .leftParen, token.partner >= 0 else { return false }
    return isArrow(tokens[Int(token.partner) + 1])
  }

  private func isArrow(_ token: Token) -> Bool {
    token.kind == .arrow && !(token.hasNewlineBefore && context.contains(.newlinesEnd))
  }

  /// True at a `(` that the end of the text cuts off from its `=>`, when only parameters can have been meant.
  var looksLikeParameters: Bool {
    let opener = token
    if opener.partner >= 0 {
      let next = tokens[Int(opener.partner) + 1]
      let isLast = next.kind == .end && !next.hasNewlineBefore
      let isCutArrow = next.kind == .assign && Int(next.end) == bytes.count
      guard isLast || isCutArrow else { return false }
    }
    switch peek().kind {
    case .rightParen: return true
    case .name: return peek(2).kind == .comma || peek(2).kind == .assign
    case .spread: return true
    default: return false
    }
  }

  mutating func lambda() -> Expression {
    let outer = (beginTree(), surroundings)
    surroundings = .functionBody
    defer {
      endTree(outer.0)
      surroundings = outer.1
    }
    let start = Int(token.start)
    let parameters: [FunctionLiteral.Parameter]
    if token.kind == .name {
      parameters = [FunctionLiteral.Parameter(name: takeName())]
    } else {
      parameters = self.parameters()
    }
    if !accept(.arrow) {
      // Only a cut `=` or the end of the text can stand here; see ``looksLikeParameters``.
      expected("`=>`", hint: "parentheses that are no parameters hold one expression; `==` compares")
      return Expression(.invalid, span(from: start))
    }
    let outerContext = context
    context = context.operand
    let body = body()
    context = outerContext
    grow()
    let place = span(from: start)
    return Expression(.function(FunctionLiteral(parameters: parameters, body: body, span: place)), place)
  }

  /// `fn(a) { … }` as a value.
  mutating func functionExpression() -> Expression {
    let start = Int(token.start)
    advance()
    if token.kind == .name {
      complain(
        "named-function-value", "a function used as a value has no name", at: token.span,
        hint: "write `fn name(…) { … }` as a statement, or leave the name out")
      advance()
    }
    let literal = functionLiteral(from: start)
    return Expression(.function(literal), literal.span)
  }

  /// The parameters and the block of a `fn`.
  mutating func functionLiteral(from start: Int) -> FunctionLiteral {
    let outer = (beginTree(), surroundings)
    surroundings = .functionBody
    defer {
      endTree(outer.0)
      surroundings = outer.1
    }
    var parameters: [FunctionLiteral.Parameter] = []
    if token.kind == .leftParen, !breaksLine {
      parameters = self.parameters()
    } else {
      expected("`(` and the parameters", onLine: true, hint: "write `fn name(a, b) { … }`")
    }
    if token.kind == .arrow, !isRecovering {
      fail(
        "arrow-after-fn", "a `fn` has a block, not `=>`", at: token.span,
        hint: "write `fn name(a) { … }` or `let name = a => …`")
    }
    let body = block(after: "the parameters")
    grow()
    return FunctionLiteral(parameters: parameters, body: .block(body), span: span(from: start))
  }

  /// `(a, b = 1, ...rest)`
  private mutating func parameters() -> [FunctionLiteral.Parameter] {
    let outer = context
    context = .brackets
    defer { context = outer }
    var parameters: [FunctionLiteral.Parameter] = []
    let opening = openBracket()
    while token.kind != .rightParen, token.kind != .end {
      let before = index
      if let parameter = parameter() {
        if let last = parameters.last, last.isRest {
          complain(
            "rest-not-last", "`...\(last.name.text)` takes all that is left, so it is the last parameter",
            at: last.name.span, hint: "move it to the end")
        }
        parameters.append(parameter)
      }
      if isRecovering { recoverInList(opening: opening) }
      guard accept(.comma) else { break }
      if index == before { break }
    }
    expectClosing(.rightParen, opening: opening, "`,` or `)`")
    return parameters
  }

  private mutating func parameter() -> FunctionLiteral.Parameter? {
    let isRest = accept(.spread)
    guard let name = declaredName("the name of a parameter") else { return nil }
    guard token.kind != .colon else {
      fail(
        "parameter-type", "parameters have no types", at: token.span,
        hint: "write `\(name.text)` or `\(name.text) = default`")
      return nil
    }
    guard accept(.assign) else { return FunctionLiteral.Parameter(name: name, isRest: isRest) }
    let value = expression()
    if isRest {
      complain(
        "rest-default", "a rest parameter has no default", at: value.span, hint: "it is an empty list without arguments"
      )
    }
    return FunctionLiteral.Parameter(name: name, defaultValue: value, isRest: isRest)
  }

  // MARK: Names

  /// A name that is declared here; nil after a problem. Reserved words are refused with the way out (R14).
  mutating func declaredName(_ what: String) -> Name? {
    if token.kind == .name { return takeName() }
    if token.kind.isReservedWord {
      let word = text(token)
      fail(
        "reserved-word", "`\(word)` is a reserved word", at: token.span,
        hint: "choose another name, such as `\(word)_`; as a key or after `.` it is fine",
        comesFromEnd: isCut(wantsWord: true))
      return nil
    }
    expected(what)
    return nil
  }
}
