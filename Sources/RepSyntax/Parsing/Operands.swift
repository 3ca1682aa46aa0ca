/// Operands and what follows them: members, indices, calls.
extension Descent {
  mutating func postfix() -> Expression {
    let isName = token.kind == .name
    return postfix(of: primary(), mayCommand: isName)
  }

  /// Reads `.name`, `[index]`, `(arguments)` and, after a name or dotted path, a command's arguments (R2).
  mutating func postfix(of operand: Expression, mayCommand: Bool = false) -> Expression {
    var result = operand
    var isPath = mayCommand
    while !isRecovering {
      switch token.kind {
      case .dot, .optionalDot:
        isPath = isPath && token.kind == .dot
        result = member(of: result)
      case .leftBracket where !token.hasBlankBefore, .optionalBracket where !token.hasBlankBefore:
        isPath = false
        result = index(of: result)
      case .leftParen where !token.hasBlankBefore:
        isPath = false
        result = call(result)
        if startsInput, !context.contains(.argument) { refuseInputAfterCall() }
      default:
        return isPath && startsArgument ? command(result) : result
      }
      grow()
    }
    return result
  }

  private mutating func member(of receiver: Expression) -> Expression {
    let isOptional = advance().kind == .optionalDot
    guard token.kind.isWord else {
      expected("the name of a member", wantsWord: true)
      return Expression(.invalid, span(from: receiver.span.start))
    }
    let name = takeName()
    return Expression(.member(receiver, name, isOptional: isOptional), span(from: receiver.span.start))
  }

  private mutating func index(of receiver: Expression) -> Expression {
    let isOptional = token.kind == .optionalBracket
    let opening = openBracket()
    let outer = context
    context = .brackets
    let index = expression()
    context = outer
    expectClosing(.rightBracket, opening: opening, "`]`", hint: "an index is one expression; a slice is `xs[1..3]`")
    return Expression(.index(receiver, index, isOptional: isOptional), span(from: receiver.span.start))
  }

  mutating func primary() -> Expression {
    let token = self.token
    switch token.kind {
    case .name:
      advance()
      return Expression(.name(text(token)), token.span)
    case .number: return number(from: Int(token.start), isNegative: false)
    case .string, .stringStart:
      let literal = stringLiteral()
      return Expression(.string(literal), literal.span)
    case .true, .false:
      advance()
      return Expression(.bool(token.kind == .true), token.span)
    case .null:
      advance()
      return Expression(.null, token.span)
    case .leftParen: return group()
    case .leftBracket: return list()
    case .leftBrace: return object()
    case .if: return conditional()
    case .match: return match()
    case .parallel: return parallel()
    case .within: return timeLimit()
    case .fn: return functionExpression()
    default:
      refuseOperand()
      return Expression(.invalid, Span(Int(token.start), Int(token.start)))
    }
  }

  private mutating func group() -> Expression {
    let start = Int(token.start)
    if looksLikeParameters { return lambda() }
    let opening = openBracket()
    let outer = context
    context = .brackets
    let inner = expression()
    context = outer
    if token.kind.isAssignment { refuseAssignment() }
    expectClosing(.rightParen, opening: opening, "`)`", hint: hintForCommandInBrackets)
    grow()
    return Expression(.group(inner), span(from: start))
  }

  mutating func refuseAssignment() {
    fail(
      "misplaced-assignment", "an assignment is a statement, and has no value", at: token.span,
      hint: token.kind == .assign ? "compare with `==`" : "write it on a line of its own", comesFromEnd: isCut())
  }

  /// Reads the number token that is next; `start` is that of a `-` before it.
  mutating func number(from start: Int, isNegative: Bool) -> Expression {
    let token = advance()
    let place = Span(start, Int(token.end))
    do {
      let literal = try NumberReader.read(bytes[Int(token.start)..<Int(token.end)], isNegative: isNegative)
      return Expression(.number(literal), place)
    } catch {
      complain(
        error.code, error.message, at: place, hint: error.hint,
        comesFromEnd: error.isPrefix && isCutNumber(token))
      return Expression(.invalid, place)
    }
  }

  /// True after `--`, which is two signs.
  private var isDecrement: Bool {
    index > 1 && tokens[index - 1].kind == .minus && tokens[index - 2].kind == .minus
      && tokens[index - 2].end == tokens[index - 1].start
  }

  /// True when the text ends inside a number, or between its `.` and the digits after it.
  private func isCutNumber(_ number: Token) -> Bool {
    Int(number.end) == bytes.count || (token.kind == .dot && Int(token.end) == bytes.count)
  }

  private mutating func refuseOperand() {
    switch token.kind {
    case .for, .while:
      fail(
        "statement-as-value", "`\(text(token))` is a statement and has no value", at: token.span,
        hint: "collect values with `[for x in xs: …]` or `parallel for x in xs { … }`")
    case .let, .var:
      fail(
        "statement-as-value", "`\(text(token))` is a statement and has no value", at: token.span,
        hint: "write it on a line of its own, or put a block in braces after `=>`")
    case .less where startsInput: misplacedInput()
    case .spread:
      expected("an expression", hint: "`...` spreads in lists, objects, inputs and calls only")
    default:
      expected("an expression", wantsWord: true, hint: isDecrement ? "write `x -= 1`" : nil)
    }
  }
}
