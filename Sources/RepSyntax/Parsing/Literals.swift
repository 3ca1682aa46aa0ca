/// Lists, objects and comprehensions (R8, R21).
extension Descent {
  // MARK: Lists

  /// `[a, ...b]`, `[for x in xs if c: value]`
  mutating func list() -> Expression {
    let outer = (context, beginTree())
    context = .brackets
    defer {
      context = outer.0
      endTree(outer.1)
    }
    let start = Int(token.start)
    let opening = openBracket()
    if token.kind == .for { return listComprehension(opening: opening, from: start) }
    var elements: [Element] = []
    while token.kind != .rightBracket, token.kind != .end {
      let before = index
      if accept(.spread) {
        elements.append(.spread(expression()))
      } else {
        elements.append(.value(expression()))
      }
      if token.kind.isAssignment, !isRecovering { refuseAssignment() }
      if isRecovering { recoverInList(opening: opening) }
      guard accept(.comma) else { break }
      if index == before { break }
    }
    expectClosing(.rightBracket, opening: opening, "`,` or `]`", hint: hintForCommandInBrackets)
    grow()
    return Expression(.list(elements), span(from: start))
  }

  private mutating func listComprehension(opening: Int, from start: Int) -> Expression {
    let outer = surroundings
    defer { surroundings = outer }
    let (head, condition) = comprehensionHead()
    let value = expression()
    refuseSecondClause()
    expectClosing(.rightBracket, opening: opening, "`]`")
    grow()
    return Expression(.listComprehension(head, condition: condition, value: value), span(from: start))
  }

  /// `for x in xs if c:`; from the condition on the comprehension encloses what follows.
  private mutating func comprehensionHead() -> (ForHead, Expression?) {
    advance()
    let head = forHead()
    surroundings = .comprehension
    var condition: Expression?
    if accept(.if) {
      let asked = within(context.union(.comparesOnly)) { $0.expression() }
      checkCondition(asked, of: "if")
      condition = asked
    }
    refuseSecondClause()
    expect(.colon, "`:` and the value")
    return (head, condition)
  }

  private mutating func refuseSecondClause() {
    guard token.kind == .for || token.kind == .if else { return }
    fail(
      "second-clause", "a comprehension has one `for` and at most one `if`", at: token.span,
      hint: token.kind == .if
        ? "join the conditions with `and`; the `if` stands before the `:`"
        : "nest another comprehension and call `.flatten()`")
  }

  // MARK: Objects

  /// Where entries stand.
  enum EntryPlace { case object, input }

  /// `{a: 1, b:, ...c}`, `{for k, v in o: k: v}`; `values` encloses the values only.
  mutating func object(values: Surroundings? = nil) -> Expression {
    let outer = (context, beginTree())
    context = .brackets
    defer {
      context = outer.0
      endTree(outer.1)
    }
    let start = Int(token.start)
    let opening = openBracket()
    if token.kind == .for, peek().kind != .colon { return objectComprehension(opening: opening, from: start) }
    let entries = objectEntries(opening: opening, values: values ?? surroundings)
    grow()
    return Expression(.object(entries), span(from: start))
  }

  /// The entries after `{`, up to and with its `}`.
  private mutating func objectEntries(opening: Int, values: Surroundings) -> [Entry] {
    var entries: [Entry] = []
    while token.kind != .rightBrace, token.kind != .end {
      let before = index
      if let entry = entry(in: .object, values: values) { entries.append(entry) }
      if isRecovering { recoverInList(opening: opening) }
      guard accept(.comma) else { break }
      if index == before { break }
    }
    expectClosing(.rightBrace, opening: opening, "`,` or `}`", hint: hintForCommandInBrackets)
    return entries
  }

  private mutating func objectComprehension(opening: Int, from start: Int) -> Expression {
    let outer = surroundings
    defer { surroundings = outer }
    let (head, condition) = comprehensionHead()
    // A key is no comparison, but `k < a: …` must not begin an input block.
    let key = within(context.union(.comparesOnly)) { $0.expression() }
    expect(.colon, "`:` between key and value", hint: "`{for …: key: value}` builds an object, `[for …: value]` a list")
    let value = expression()
    refuseSecondClause()
    expectClosing(.rightBrace, opening: opening, "`}`")
    grow()
    return Expression(.objectComprehension(head, condition: condition, key: key, value: value), span(from: start))
  }

  /// `key: value`, `key:`, `"key": value`, `...value`; nil after a problem.
  mutating func entry(in place: EntryPlace, values: Surroundings) -> Entry? {
    if accept(.spread) { return .spread(expression()) }
    let keyToken = token
    let key: ObjectKey
    if token.kind.isString {
      key = .string(stringLiteral())
    } else if token.kind.isWord {
      key = .name(takeName())
    } else {
      refuseKey()
      return nil
    }
    guard accept(.colon) else {
      refuseMissingColon(after: keyToken, in: place)
      return nil
    }
    guard token.kind == .comma || token.kind == (place == .object ? .rightBrace : .greater) else {
      return .pair(key, enclosed(in: values) { $0.expression() })
    }
    guard case .name = key else {
      fail(
        "missing-value", "this key has no value", at: keyToken.span,
        hint: "only a plain name may stand alone, as in `{name:}`")
      return .pair(key, Expression(.invalid, keyToken.span))
    }
    refuseReservedShorthand(keyToken)
    return .pair(key, nil)
  }

  private mutating func refuseKey() {
    switch token.kind {
    case .number:
      fail("invalid-key", "a number is no key", at: token.span, hint: "keys are strings: `{\"\(text(token))\": …}`")
    case .leftBracket:
      fail(
        "invalid-key", "a key stands without brackets", at: token.span,
        hint: "a computed key is a string: `{\"\\(key)\": …}`")
    default: expected("a key")
    }
  }

  private mutating func refuseMissingColon(after key: Token, in place: EntryPlace) {
    let word = text(key)
    if token.kind == .assign {
      fail(
        "missing-colon", "`=` stands where `:` should be", at: token.span, hint: "write `\(word): …`",
        comesFromEnd: isCut())
    } else if key.kind.isString {
      expected("`:` and a value", code: "missing-colon")
    } else if token.kind == .comma || token.kind == .rightBrace || (place == .input && token.kind == .greater) {
      fail(
        "missing-colon", "the key `\(word)` has no `:`", at: key.span,
        hint: "write `\(word):` for `\(word): \(word)`")
    } else if place == .object, token.kind != .end, opensStatement(key) {
      fail(
        "bare-block", "a `{` here begins an object, not a block", at: key.span,
        hint: "there is no bare block; use `if`, a function, or write the statements without braces")
    } else {
      expected("`:` and a value", code: "missing-colon")
    }
  }

  /// True when what follows `{` looks like a statement and not like a key.
  private func opensStatement(_ key: Token) -> Bool {
    switch key.kind {
    case .let, .var, .while, .if, .match, .return, .throw, .try, .await, .fn: true
    case .name: token.kind == .leftParen || token.kind == .dot || token.kind.isString
    default: false
    }
  }
}
