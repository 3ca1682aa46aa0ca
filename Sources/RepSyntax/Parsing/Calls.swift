/// Calls in parentheses and in the command form (R2–R5).
extension Descent {
  /// `f(a, ...b, key: c, seed:)`
  mutating func call(_ callee: Expression) -> Expression {
    let arguments = argumentsInParentheses()
    return Expression(
      .call(Call(callee: callee, arguments: arguments, form: .parenthesized)), span(from: callee.span.start))
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
        refusePositionalAfterNamed(argument, arguments, isCut: isCutLabel(from: before))
        arguments.append(argument)
      }
      if token.kind.isAssignment, !isRecovering { refuseEqualsForLabel(arguments.last) }
      if isRecovering { recoverInList(opening: opening) }
      guard accept(.comma) else { break }
      if index == before { break }
    }
    expectClosing(.rightParen, opening: opening, "`,` or `)`", hint: hintForCommandInBrackets)
    return arguments
  }

  /// One argument; nil for a label without the value that it needs.
  private mutating func argument(mayShorten: Bool) -> Call.Argument? {
    if token.kind == .spread {
      advance()
      return Call.Argument(value: expression(), isSpread: true)
    }
    guard token.kind.isWord, peek().kind == .colon else { return Call.Argument(value: expression()) }
    return labeledArgument(mayShorten: mayShorten)
  }

  private mutating func labeledArgument(mayShorten: Bool) -> Call.Argument? {
    let label = advance()
    advance()
    if mayShorten, token.kind == .comma || token.kind == .rightParen { return shorthand(label) }
    if !mayShorten, !startsOperand {
      refuseMissingValue(label)
      return nil
    }
    return Call.Argument(label: name(label), value: expression())
  }

  private mutating func shorthand(_ label: Token) -> Call.Argument {
    refuseReservedShorthand(label)
    let name = name(label)
    return Call.Argument(label: name, value: Expression(.name(name.text), name.span), isShorthand: true)
  }

  private mutating func refuseMissingValue(_ label: Token) {
    if token.kind == .end || token.kind == .invalid { return expected("a value") }
    let word = text(label)
    fail(
      "shorthand-in-command", "`\(word):` has no value here", at: label.span,
      hint: "write `\(word): \(word)`; the short form stands in `( )`, `< >` and `{ }` only")
  }

  /// True when a value can begin, an object in a head included.
  private var startsOperand: Bool { startsExpression || token.kind == .leftBrace }

  mutating func refuseReservedShorthand(_ label: Token) {
    guard label.kind.isReservedWord else { return }
    complain(
      "reserved-word", "`\(text(label))` is a reserved word, so no variable has that name", at: label.span,
      hint: "write the value after `\(text(label)):`")
  }

  private mutating func refusePositionalAfterNamed(
    _ argument: Call.Argument, _ before: [Call.Argument], isCut: Bool
  ) {
    guard argument.label == nil, !argument.isSpread, before.contains(where: { $0.label != nil }) else { return }
    complain(
      "positional-after-named", "a positional argument stands after a named one", at: argument.value.span,
      hint: "put positional arguments first, or give this one its name", comesFromEnd: isCut)
  }

  private mutating func refuseEqualsForLabel(_ argument: Call.Argument?) {
    guard token.kind == .assign, case .name(let name)? = argument?.value.kind else { return refuseAssignment() }
    fail(
      "misplaced-assignment", "`=` does not name an argument", at: token.span,
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
  mutating func command(_ callee: Expression) -> Expression {
    let isWhole = context.contains(.whole)
    let outer = context
    context = context.commandArgument
    var arguments: [Call.Argument] = []
    var input: InputBlock?
    if startsInput {
      refuseMissingBlank()
      input = inputBlock()
    } else if let argument = commandArgument(isWhole: isWhole) {
      arguments.append(argument)
    }
    grow()
    moreArguments(&arguments, &input, isWhole: isWhole)
    context = outer
    let call = Call(callee: callee, arguments: arguments, input: input, form: .command)
    return Expression(.call(call), span(from: callee.span.start))
  }

  /// What follows the first argument: an input block, and after commas further arguments.
  private mutating func moreArguments(
    _ arguments: inout [Call.Argument], _ input: inout InputBlock?, isWhole: Bool
  ) {
    while !isRecovering {
      if startsInput, !breaksLine {
        guard input == nil, arguments.last?.label == nil, !token.hasNewlineBefore else {
          return misplacedInput(afterOption: arguments.last?.label != nil)
        }
        input = inputBlock()
        if isRecovering { return }
      }
      guard isWhole, accept(.comma) else { return }
      if startsInput {
        misplacedInput(afterComma: true)
        if input == nil { input = inputBlock() }
        continue
      }
      let start = index
      guard let argument = commandArgument(isWhole: isWhole) else { return }
      refuseLatePositional(argument, arguments, input, isCut: isCutLabel(from: start))
      arguments.append(argument)
    }
  }

  private mutating func commandArgument(isWhole: Bool) -> Call.Argument? {
    if isWhole || token.kind == .spread { return argument(mayShorten: false) }
    return Call.Argument(value: expression())
  }

  private mutating func refuseLatePositional(
    _ argument: Call.Argument, _ before: [Call.Argument], _ input: InputBlock?, isCut: Bool
  ) {
    guard argument.label == nil, !argument.isSpread, input != nil else {
      return refusePositionalAfterNamed(argument, before, isCut: isCut)
    }
    complain(
      "positional-after-input", "a positional argument stands after the input block", at: argument.value.span,
      hint: "write positional arguments first, then `< … >`, then `name: value`", comesFromEnd: isCut)
  }

  private mutating func refuseMissingBlank() {
    guard token.kind == .less, !token.hasBlankBefore else { return }
    complain("input-needs-blank", "an input block stands after a blank", at: token.span, hint: "write `f <key: value>`")
  }
}
