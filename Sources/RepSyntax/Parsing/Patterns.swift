/// The patterns of `match` (R22).
extension Descent {
  /// A pattern with its alternatives.
  mutating func pattern() -> Pattern {
    let outer = beginTree()
    defer {
      leave()
      endTree(outer)
    }
    guard enter() else { return Pattern(.invalid, token.span) }
    let first = singlePattern()
    guard token.kind == .bar, !breaksLine, !isRecovering else { return first }
    var alternatives = [first]
    while !isRecovering, !breaksLine, accept(.bar) { alternatives.append(singlePattern()) }
    grow()
    return Pattern(.alternatives(alternatives), span(from: first.span.start))
  }

  private mutating func singlePattern() -> Pattern {
    let start = Int(token.start)
    switch token.kind {
    case .name:
      let name = takeName()
      refuseComputedPattern(name)
      return Pattern(name.text == "_" ? .wildcard : .bind(name.text), name.span)
    case .null, .true, .false, .string, .stringStart, .number, .minus: return literalPattern()
    case .leftBracket: return listPattern()
    case .leftBrace: return objectPattern()
    default:
      expected("a pattern", wantsWord: true, hint: "patterns are literals, names, `_`, `[…]`, `{…}`, ranges")
      return Pattern(.invalid, Span(start, start))
    }
  }

  private mutating func refuseComputedPattern(_ name: Name) {
    switch token.kind {
    case .dot where Int(token.end) < bytes.count, .leftParen, .leftBracket:
      guard !token.hasBlankBefore else { return }
      fail(
        "computed-pattern", "a pattern computes nothing", at: name.span,
        hint: "compare in a guard: `x if x == \(name.text)… => …`")
    default: return
    }
  }

  private mutating func literalPattern() -> Pattern {
    let first = patternLiteral()
    guard token.kind == .closedRange || token.kind == .halfOpenRange else {
      return Pattern(.literal(first), first.span)
    }
    let isClosed = advance().kind == .closedRange
    let last = patternLiteral()
    return Pattern(.range(first, last, isClosed: isClosed), span(from: first.span.start))
  }

  private mutating func patternLiteral() -> Expression {
    let start = Int(token.start)
    switch token.kind {
    case .number: return number(from: start, isNegative: false)
    case .minus:
      advance()
      guard token.kind == .number else {
        expected("a number")
        return Expression(.invalid, span(from: start))
      }
      return number(from: start, isNegative: true)
    case .string, .stringStart:
      let literal = stringLiteral()
      if literal.plainText == nil {
        complain(
          "computed-pattern", "a string in a pattern has no `\\( )`", at: literal.span,
          hint: "compare in a guard: `x if x == \"…\" => …`")
      }
      return Expression(.string(literal), literal.span)
    case .true, .false, .null: return primary()
    default:
      expected("a literal", hint: "the ends of a range in a pattern are literals")
      return Expression(.invalid, Span(start, start))
    }
  }

  /// `[a, b]`, `[a, ...rest]`
  private mutating func listPattern() -> Pattern {
    let outer = context
    context = .brackets
    defer { context = outer }
    let start = Int(token.start)
    let opening = openBracket()
    var items: [Pattern] = []
    var rest: Pattern.Rest?
    while token.kind != .rightBracket, token.kind != .end {
      let before = index
      if let rest {
        complain("rest-not-last", "`...` ends a list pattern", at: rest.span, hint: "move it to the end")
      }
      if token.kind == .spread {
        let restStart = Int(advance().start)
        let name = token.kind == .name ? takeName() : nil
        rest = Pattern.Rest(name: name, span: span(from: restStart))
      } else {
        items.append(pattern())
      }
      if isRecovering { recoverInList(opening: opening) }
      guard accept(.comma) else { break }
      if index == before { break }
    }
    expectClosing(.rightBracket, opening: opening, "`,` or `]`")
    grow()
    return Pattern(.list(items, rest: rest), span(from: start))
  }

  /// `{key: pattern, name}`
  private mutating func objectPattern() -> Pattern {
    let outer = context
    context = .brackets
    defer { context = outer }
    let start = Int(token.start)
    let opening = openBracket()
    var entries: [Pattern.ObjectEntry] = []
    while token.kind != .rightBrace, token.kind != .end {
      let before = index
      if let entry = patternEntry() { entries.append(entry) }
      if isRecovering { recoverInList(opening: opening) }
      guard accept(.comma) else { break }
      if index == before { break }
    }
    expectClosing(.rightBrace, opening: opening, "`,` or `}`")
    grow()
    return Pattern(.object(entries), span(from: start))
  }

  private mutating func patternEntry() -> Pattern.ObjectEntry? {
    let keyToken = token
    let key: Name
    switch token.kind {
    case .string, .stringStart:
      let literal = stringLiteral()
      guard let text = literal.plainText else {
        fail("computed-pattern", "a key in a pattern has no `\\( )`", at: literal.span, hint: "read the key in a guard")
        return nil
      }
      key = Name(text, literal.span)
    case .spread:
      fail(
        "rest-in-object-pattern", "an object pattern matches with more keys anyway", at: token.span,
        hint: "leave the `...` out; `without` gives the other keys")
      return nil
    default:
      guard token.kind.isWord else {
        expected("a key")
        return nil
      }
      key = takeName()
    }
    guard accept(.colon) else {
      if keyToken.kind == .name { return Pattern.ObjectEntry(key: key, pattern: nil) }
      if keyToken.kind.isReservedWord, token.kind == .comma || token.kind == .rightBrace {
        fail(
          "reserved-word", "`\(key.text)` is a reserved word and cannot be bound", at: key.span,
          hint: "give it a name: `\(key.text): name`")
      } else {
        expected("`:` and a pattern", code: "missing-colon")
      }
      return nil
    }
    if token.kind == .comma || token.kind == .rightBrace {
      fail(
        "missing-pattern", "the key `\(key.text)` has no pattern", at: key.span,
        hint: "in patterns the short form is `{\(key.text)}`")
      return nil
    }
    return Pattern.ObjectEntry(key: key, pattern: pattern())
  }
}
