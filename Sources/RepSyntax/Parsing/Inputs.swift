/// Input blocks: `< key: value, …>` (R5–R7).
extension Descent {
  /// True when the next token is the `<` of an input block and not the operator: a key with its `:`, a `...`
  /// or the closing `>` follows. In the `if` of a comprehension `<` always compares (R6).
  var startsInput: Bool {
    guard token.kind == .less, !context.contains(.comparesOnly) else { return false }
    let next = peek()
    switch next.kind {
    case .spread: return true
    case .greater: return next.start != token.end || !startsOperand(peek(2))
    case .string: return peek(2).kind == .colon
    case .stringStart:
      return next.partner >= 0 && tokens[min(Int(next.partner) + 1, tokens.count - 1)].kind == .colon
    default: return next.kind.isWord && peek(2).kind == .colon
    }
  }

  /// True for what may be the right side of `a <> b`.
  private func startsOperand(_ token: Token) -> Bool {
    guard !token.hasNewlineBefore else { return false }
    switch token.kind {
    case .name, .number, .string, .stringStart, .true, .false, .null, .leftParen, .leftBracket: return true
    default: return false
    }
  }

  /// `< key: value, … >`, from its `<` on.
  mutating func inputBlock() -> InputBlock {
    let outer = context
    let opening = openBracket()
    let start = Int(tokens[opening].start)
    context = .input
    defer { context = outer }
    var entries: [Entry] = []
    while token.kind != .greater, token.kind != .end {
      let before = index
      if let entry = entry(in: .input, values: surroundings) { entries.append(entry) }
      if isRecovering { recoverInInput() }
      guard accept(.comma) else { break }
      if index == before { break }
    }
    closeBracket()
    if token.kind == .greater {
      lastInputClose = advance().span
      refuseAfterInput()
    } else if token.kind == .greaterOrEqual {
      complain(
        "comparison-in-input", "`>=` compares here, inside an input block", at: token.span,
        hint: "put the comparison in parentheses, or a blank after the closing `>`")
      advance()
    } else if token.kind == .end {
      fail(
        "unclosed-bracket", "this input block is never closed", at: token.span, hint: "close it with `>`",
        notes: [Diagnostic.Note("opened here", tokens[opening].span)], comesFromEnd: true)
    } else {
      let note = Diagnostic.Note("the input block opened here", tokens[opening].span)
      expected("`,` or the closing `>`", notes: token.hasNewlineBefore ? [note] : [])
    }
    return InputBlock(entries: entries, span: span(from: start))
  }

  /// Nothing but `,`, an operator or the end may follow the closing `>` (R5, R7).
  private mutating func refuseAfterInput() {
    let goesOn = token.kind == .dot || token.kind == .optionalDot
    guard goesOn || !token.hasNewlineBefore else { return }
    switch token.kind {
    case .dot, .optionalDot, .optionalBracket:
      fail(
        "access-after-input", "nothing may be read from an input block", at: token.span,
        hint: "put the call in parentheses: `(await predict …)\(text(token))…`", comesFromEnd: isCut())
    case .leftBracket, .leftParen, .number, .name, .string, .stringStart, .true, .false, .null:
      if token.kind == .leftBracket, !token.hasBlankBefore {
        fail(
          "access-after-input", "nothing may be read from an input block", at: token.span,
          hint: "put the call in parentheses: `(await predict …)[0]`")
      } else {
        fail(
          "comparison-in-input", "the `>` before \(describeToken()) closes the input block", at: token.span,
          hint: "put a comparison in parentheses: `<key: (a > b)>`", comesFromEnd: isCut())
      }
    default: break
    }
  }

  /// Goes on at the next `,` or `>` of an input block, or where it surely has ended.
  private mutating func recoverInInput() {
    while token.kind != .end {
      switch token.kind {
      case .comma, .greater:
        isRecovering = false
        return
      case .rightParen, .rightBracket, .rightBrace, .interpolationEnd, .semicolon: return
      case .let, .var, .while:
        if token.hasNewlineBefore { return }
        advance()
      default: skipOne()
      }
    }
  }

  // MARK: Blocks in the wrong place

  /// Reports an input block after a call in parentheses and consumes it.
  mutating func refuseInputAfterCall() {
    complain(
      "input-after-call", "an input block does not follow a call in parentheses", at: token.span,
      hint: "write `f a <key: value>`, or pass `input: {key: value}` inside the parentheses")
    _ = inputBlock()
  }

  mutating func misplacedInput(afterComma: Bool = false, afterOption: Bool = false) {
    let place = token.span
    if afterComma {
      complain(
        "input-after-comma", "no comma stands before an input block", at: place,
        hint: "write `predict ref <key: value>, wait_for: 10`")
    } else if afterOption {
      complain(
        "input-after-option", "the input block stands before the named options", at: place,
        hint: "write `predict ref <key: value>, wait_for: 10`")
      _ = inputBlock()
    } else if token.hasNewlineBefore {
      complain(
        "input-on-new-line", "an input block begins on the line of its call", at: place,
        hint: "move `<` to the end of the line before; its entries may go on over many lines")
      _ = inputBlock()
    } else {
      complain(
        "misplaced-input", "nothing here takes an input block", at: place,
        hint: "it follows a call's name and its positional arguments: `predict ref <key: value>`")
      _ = inputBlock()
    }
  }
}
