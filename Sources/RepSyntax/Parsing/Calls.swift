/// Calls in parentheses and in the command form (R2–R5).
extension Descent {
  /// `f(a, ...b, key: c, seed:)`
  mutating func call(_ callee: Expression, from start: Int) -> Expression {
    let arguments = argumentsInParentheses()
    return Expression(.call(Call(callee: callee, arguments: arguments, form: .parenthesized)), span(from: start))
  }

  /// `( … )` with arguments, from its `(` on.
  mutating func argumentsInParentheses() -> [Call.Argument] {
    let outer = context
    context = .brackets
    defer { context = outer }
    var arguments: [Call.Argument] = []
    let opening = openBracket()
    while token.kind != .rightParen, token.kind != .end {
      let before = index
      if let argument = argument(mayShorten: true) {
        refusePositionalAfterNamed(argument, arguments)
        arguments.append(argument)
      }
      if token.kind.isAssignment, !isRecovering { refuseEqualsForLabel(arguments.last) }
      if isRecovering { recoverInList(opening: opening) }
      guard accept(.comma) else { break }
      if index == before { break }
    }
    expectClosing(.rightParen, opening: opening, "`,` or `)`")
    return arguments
  }

  /// One argument; nil for a label without the value that it needs.
  private mutating func argument(mayShorten: Bool) -> Call.Argument? {
    if accept(.spread) { return Call.Argument(value: expression(), isSpread: true) }
    guard token.kind.isWord, peek().kind == .colon else { return Call.Argument(value: expression()) }
    let labelToken = advance()
    let label = name(labelToken)
    advance()
    if token.kind == .comma || token.kind == .rightParen {
      if mayShorten {
        refuseReservedShorthand(labelToken)
        return Call.Argument(label: label, value: Expression(.name(label.text), label.span), isShorthand: true)
      }
    }
    if !mayShorten, !startsOperand {
      if token.kind == .end || token.kind == .invalid {
        expected("a value")
      } else {
        fail("shorthand-in-command", "`\(label.text):` has no value here", at: label.span,
             hint: "write `\(label.text): \(label.text)`; the short form stands in `( )`, `< >` and `{ }` only")
      }
      return nil
    }
    return Call.Argument(label: label, value: expression())
  }

  /// True when a value can begin, an object in a head included.
  private var startsOperand: Bool { startsExpression || token.kind == .leftBrace }

  mutating func refuseReservedShorthand(_ label: Token) {
    guard label.kind.isReservedWord else { return }
    complain("reserved-word", "`\(text(label))` is a reserved word, so no variable has that name", at: label.span,
             hint: "write the value after `\(text(label)):`")
  }

  private mutating func refusePositionalAfterNamed(_ argument: Call.Argument, _ before: [Call.Argument]) {
    guard argument.label == nil, !argument.isSpread, before.contains(where: { $0.label != nil }) else { return }
    complain("positional-after-named", "a positional argument stands after a named one", at: argument.value.span,
             hint: "put positional arguments first, or give this one its name")
  }

  private mutating func refuseEqualsForLabel(_ argument: Call.Argument?) {
    guard token.kind == .assign, case .name(let name)? = argument?.value.kind else { return refuseAssignmentInBrackets() }
    fail("misplaced-assignment", "`=` does not name an argument", at: token.span,
         hint: "write `\(name): …` to name it, or `==` to compare", comesFromEnd: isCut())
  }

  // MARK: Commands

  /// True when the next token starts the argument of a command call (R2).
  var startsArgument: Bool {
    guard !token.hasNewlineBefore, token.hasBlankBefore else {
      return token.kind == .less && !token.hasNewlineBefore && takesInputFirst
    }
    switch token.kind {
    case .name, .number, .string, .stringStart, .true, .false, .null, .await, .try, .parallel, .spread, .leftParen,
      .leftBracket:
      return true
    case .leftBrace: return !context.contains(.head)
    case .less: return takesInputFirst
    default:
      return token.kind.isReservedWord && peek().kind == .colon && context.contains(.whole)
    }
  }

  /// A name takes an input block at once, except in a command's argument (R5).
  private var takesInputFirst: Bool { startsInput && !context.contains(.argument) }

  /// `f a, b <input>, key: c`: the arguments of a call without parentheses.
  mutating func command(_ callee: Expression, from start: Int) -> Expression {
    let isWhole = context.contains(.whole)
    let outer = context
    context = context.commandArgument
    defer { context = outer }
    var arguments: [Call.Argument] = []
    var input: InputBlock?
    refuseMissingBlank()
    if startsInput {
      input = inputBlock()
    } else if let argument = commandArgument(isWhole: isWhole) {
      arguments.append(argument)
    }
    grow()
    while !isRecovering {
      if startsInput, !breaksLine {
        if token.hasNewlineBefore {
          misplacedInput()
          break
        }
        guard input == nil, arguments.last?.label == nil else {
          misplacedInput(afterOption: input == nil)
          break
        }
        input = inputBlock()
      }
      guard isWhole, token.kind == .comma else { break }
      advance()
      if startsInput {
        misplacedInput(afterComma: true)
        if input == nil { input = inputBlock() }
        continue
      }
      guard let argument = commandArgument(isWhole: isWhole) else { break }
      refuseLatePositional(argument, arguments, input)
      arguments.append(argument)
    }
    let call = Call(callee: callee, arguments: arguments, input: input, form: .command)
    return Expression(.call(call), span(from: start))
  }

  private mutating func commandArgument(isWhole: Bool) -> Call.Argument? {
    if isWhole || token.kind == .spread { return argument(mayShorten: false) }
    return Call.Argument(value: expression())
  }

  private mutating func refuseLatePositional(
    _ argument: Call.Argument, _ before: [Call.Argument], _ input: InputBlock?
  ) {
    guard argument.label == nil, !argument.isSpread, input != nil else {
      return refusePositionalAfterNamed(argument, before)
    }
    complain("positional-after-input", "a positional argument stands after the input block", at: argument.value.span,
             hint: "write positional arguments first, then `< … >`, then `name: value`")
  }

  private mutating func refuseMissingBlank() {
    guard token.kind == .less, !token.hasBlankBefore else { return }
    complain("input-needs-blank", "an input block stands after a blank", at: token.span, hint: "write `f <key: value>`")
  }
}
