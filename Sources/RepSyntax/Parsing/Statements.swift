/// Statements, and what separates them.
extension Descent {
  /// The statements of a whole script.
  mutating func script() -> [Statement] {
    var result: [Statement] = []
    while token.kind != .end {
      result += statements(opening: nil)
      guard token.kind != .end else { break }
      // Only a stray closing bracket ends the statements of a script before its end.
      let partner = token.kind == .rightBrace ? "{" : token.kind == .rightBracket ? "[" : "("
      fail(
        "stray-bracket", "this `\(text(token))` closes nothing", at: token.span,
        hint: "remove it, or add the `\(partner)`")
      advance()
      recoverStatement(opening: nil)
    }
    return result
  }

  /// The statements up to the `}` of a block, or to the end of the text.
  mutating func statements(opening: Int?) -> [Statement] {
    var result: [Statement] = []
    while token.kind != .end, token.kind != .rightBrace {
      if accept(.semicolon) { continue }
      if opening == nil, token.kind == .rightParen || token.kind == .rightBracket { return result }
      let before = index
      result.append(statement(isNested: opening != nil))
      if !isRecovering, !endsStatement { refuseAfterStatement() }
      recoverStatement(opening: opening)
      if index == before, !isRecovering { advance() }
    }
    return result
  }

  private var endsStatement: Bool {
    switch token.kind {
    case .semicolon, .rightBrace, .end: true
    default: token.hasNewlineBefore
    }
  }

  // Statements nest in braces only, so ``openBracket()`` bounds their recursion.
  private mutating func statement(isNested: Bool) -> Statement {
    let first = token
    let start = Int(first.start)
    let kind = statementKind()
    let place = span(from: start)
    checkDeclarationPlace(kind, place, isNested: isNested)
    return Statement(kind, place, documentation: documentation(of: kind, first: first, at: place))
  }

  private mutating func statementKind() -> Statement.Kind {
    switch token.kind {
    case .let, .var: return binding()
    case .fn where peek().kind == .name: return functionDeclaration()
    case .fn where peek().kind.isReservedWord: return functionDeclaration()
    case .while:
      advance()
      let condition = head()
      checkCondition(condition, of: "while")
      return .whileLoop(condition, enclosed(in: surroundings.loopBody) { $0.block(after: "the condition of `while`") })
    case .for: return forLoop()
    case .else, .catch:
      fail(
        "stray-\(text(token))", "this `\(text(token))` belongs to nothing", at: token.span,
        hint: token.kind == .else ? "it follows the `}` of an `if`" : "it follows the `}` of a `try`")
      advance()
      return .invalid
    case .name: return contextualStatement()
    default: return .expression(expressionOrAssignment())
    }
  }

  /// A statement that begins with a name: `param`, `import` and `test` count only here (R14).
  private mutating func contextualStatement() -> Statement.Kind {
    if !peek().hasNewlineBefore, token.span.count >= 4 {
      if peek().kind.isString {
        if matches(token, "import") { return importModule() }
        if matches(token, "test"), startsTest { return test() }
      } else if peek().kind == .name, peek().hasBlankBefore, matches(token, "param") {
        return param()
      } else if startsForeignClause {
        fail("foreign-word", "`\(text(token))` is no word of Rep", at: token.span, hint: "write `else if`")
        return .invalid
      }
    }
    return .expression(expressionOrAssignment())
  }

  private var startsForeignClause: Bool {
    guard peek().kind == .name || peek().kind == .leftParen else { return false }
    return matches(token, "elif") || matches(token, "elsif") || matches(token, "elseif")
  }

  /// True when a token has exactly this text.
  func matches(_ token: Token, _ word: StaticString) -> Bool {
    guard token.span.count == word.utf8CodeUnitCount else { return false }
    for offset in 0..<word.utf8CodeUnitCount where bytes[Int(token.start) + offset] != word.utf8Start[offset] {
      return false
    }
    return true
  }

  /// Explains a token that follows a complete statement on its line.
  mutating func refuseAfterStatement() {
    switch token.kind {
    case .comma:
      fail(
        "unexpected-comma", "no list goes on here", at: token.span,
        hint: "only a call that is the whole statement or value takes several arguments; write `f(a, b)` elsewhere")
    case .colon:
      fail(
        "unexpected-colon", "nothing here takes a `:`", at: token.span,
        hint: "named options stand in a call that is the whole statement, or in `f(a, key: b)`")
    case .less where startsInput: misplacedInput()
    case .greater, .greaterOrEqual:
      if let lastInputClose {
        fail(
          "comparison-in-input", "the input block was closed before this `\(text(token))`", at: lastInputClose,
          hint: "put a comparison in parentheses: `<key: (a > b)>`")
      } else {
        expected("the end of the statement")
      }
    case .leftBrace:
      fail(
        "unexpected-block", "nothing here takes a block", at: token.span,
        hint: foreignHintOnLine()
          ?? "a block follows a head (`if` `for` `while` `match` `within`), `else`, `try`, `catch`, `fn(…)`, `=>`")
    case .leftBracket, .leftParen:
      let bracket = text(token)
      fail(
        "blank-before-bracket", "a blank stands before this `\(bracket)`", at: token.span,
        hint: "remove the blank to \(bracket == "[" ? "index" : "call")")
    case .spread:
      expected("the end of the statement", hint: "ranges are written `a..b` (with the end) and `a..<b` (without)")
    case .name, .number, .string, .stringStart:
      expected("the end of the statement", hint: foreignHintOnLine() ?? hintForOperandAfterOperand())
    case .not, .if, .match, .fn, .within, .throw:
      expected("the end of the statement", hint: "as an argument it stands in parentheses: `f (\(text(token)) …)`")
    case .rightParen, .rightBracket:
      fail(
        "stray-bracket", "this `\(text(token))` closes nothing", at: token.span, hint: "remove it, or open it before")
      advance()
    case .else:
      expected("the end of the statement", hint: "`else` follows the `}` of an `if`")
    case .arrow:
      expected("the end of the statement", hint: "the parameters of a function stand in parentheses: `(a, b) => …`")
    default:
      if token.kind.isAssignment { return refuseAssignment() }
      expected("the end of the statement", hint: foreignHintOnLine())
    }
  }

  private func hintForOperandAfterOperand() -> String {
    if token.kind.isString, !token.hasBlankBefore { return "join strings with `+`, or write `\"…\\(value)…\"`" }
    let before = index > 0 ? tokens[index - 1] : token
    if before.kind == .string, bytes[Int(before.start)] == UInt8(ascii: "'") {
      return "a `'…'` string cannot hold `'`; write it in `\"…\"`"
    }
    return "one statement a line, or separate them with `;`"
  }

  /// The way out when the statement begins with a word of another language, such as `def` or `const`.
  private func foreignHintOnLine() -> String? {
    if token.kind == .name, let hint = ForeignSyntax.hint(forName: text(token)) { return hint }
    var first = index
    // Far enough for any head that a person writes by hand.
    for _ in 0..<32 {
      guard first > 0, !tokens[first].hasNewlineBefore, tokens[first - 1].kind != .semicolon else { break }
      first -= 1
    }
    return tokens[first].kind == .name ? ForeignSyntax.hint(forName: text(tokens[first])) : nil
  }
}
