/// What to say about a token that does not fit, and where to go on.
extension Descent {
  /// Words that may follow a complete operand; a text cut inside one of them is only incomplete.
  private static let wordsAfterOperand = ["in", "not", "and", "or", "if", "as", "for", "else", "catch"]

  /// Reports that something else was expected. With ``wantsWord`` a reserved word that the end of the text cuts off
  /// may still become a name; with ``onLine`` it must stand on this line, so a line break before the end is final.
  mutating func expected(
    _ what: String, wantsWord: Bool = false, onLine: Bool = false, code: String = "unexpected-token",
    hint: String? = nil, notes: [Diagnostic.Note] = []
  ) {
    if token.kind == .invalid || token.flags.contains(.unterminated) {
      // The lexer has said what is wrong.
      isRecovering = true
      return
    }
    if token.kind == .foreign {
      let (message, remedy) = ForeignSyntax.describe(operator: text(token))
      fail("foreign-operator", message, at: token.span, hint: remedy, comesFromEnd: isCut(wantsWord: wantsWord))
      return
    }
    if onLine, breaksLine {
      return fail(code, "the line ends where \(what) should be", at: Span(previousEnd, previousEnd), hint: hint)
    }
    fail(
      code, "\(describeToken()) where \(what) should be", at: token.span, hint: hint, notes: notes,
      comesFromEnd: isCut(wantsWord: wantsWord))
  }

  /// True when more text could turn the next token into another one, or when there is none.
  func isCut(wantsWord: Bool = false) -> Bool {
    // The lexer closes interpolations that the end of the text leaves open.
    if Int(token.start) == bytes.count { return true }
    guard Int(token.end) == bytes.count else { return false }
    switch token.kind {
    case .name:
      let text = text(token)
      return Self.wordsAfterOperand.contains { $0.hasPrefix(text) }
    case .dot, .closedRange, .assign, .bar: return true
    case .foreign:
      return token.span.count == 1 && [UInt8(ascii: "!"), UInt8(ascii: "?")].contains(bytes[Int(token.start)])
    default:
      // After a name a reserved word may be the label of an option.
      return token.kind.isReservedWord && (wantsWord || index > 0 && tokens[index - 1].kind.isWord)
    }
  }

  /// The next token in words.
  func describeToken() -> String {
    switch token.kind {
    case .end: return "the text ends"
    case .name: return "the name `\(shortText(token))`"
    case .number: return "the number `\(shortText(token))`"
    case .string, .stringStart: return "a string"
    case .interpolationEnd: return "the `)` of `\\( )`"
    default: return token.kind.isReservedWord ? "the word `\(text(token))`" : "`\(shortText(token))`"
    }
  }

  private func shortText(_ token: Token) -> String {
    let end = min(Int(token.end), Int(token.start) + 40)
    let text = String(decoding: bytes[Int(token.start)..<end], as: UTF8.self)
    return end < Int(token.end) ? text + "…" : text
  }

  /// Consumes a token of a kind that stands on this line (R1), or reports that it is missing.
  @discardableResult
  mutating func expect(
    _ kind: TokenKind, _ what: String, code: String = "unexpected-token", hint: String? = nil
  ) -> Bool {
    if !breaksLine, accept(kind) { return true }
    expected(what, onLine: true, code: code, hint: hint)
    return false
  }

  /// True when a lone word was read last and the text ends there: it may still become a label.
  func isCutLabel(from start: Int) -> Bool {
    token.kind == .end && index == start + 1 && tokens[start].kind.isWord
  }

  /// Consumes the bracket that closes the one at `opening`, or reports that it is missing; either way parsing goes
  /// on behind it where it exists.
  mutating func expectClosing(_ kind: TokenKind, opening: Int, _ what: String, hint: String? = nil) {
    closeBracket()
    if token.kind == kind {
      advance()
      return
    }
    let opener = tokens[opening]
    if opener.partner < 0 {
      let note = Diagnostic.Note("opened here", opener.span)
      if token.kind == .end {
        fail(
          "unclosed-bracket", "`\(text(opener))` is never closed", at: token.span, hint: hint, notes: [note],
          comesFromEnd: true)
      } else if token.hasNewlineBefore {
        fail(
          "unclosed-bracket", "`\(text(opener))` is never closed", at: opener.span, hint: hint,
          notes: [Diagnostic.Note("\(what) should stand before this", token.span)])
      } else {
        expected(what, hint: hint)
      }
      return
    }
    expected(what, hint: hint)
    if Int(opener.partner) >= index {
      skip(to: Int(opener.partner))
      advance()
      isRecovering = false
    }
  }

  /// The way out where a command call in brackets seems to want more arguments (R4).
  var hintForCommandInBrackets: String? {
    guard token.kind == .comma || token.kind == .colon else { return nil }
    return "a call without parentheses takes one argument here; write `f(a, key: b)`"
  }

  /// Goes on at the next `,` or at the closing bracket of a list that was opened at `opening`.
  mutating func recoverInList(opening: Int) {
    guard isRecovering else { return }
    let partner = Int(tokens[opening].partner)
    while token.kind != .end {
      switch token.kind {
      case .comma:
        isRecovering = false
        return
      case .rightParen, .rightBracket, .rightBrace, .interpolationEnd:
        if partner < 0 { return }
        if index >= partner {
          isRecovering = false
          return
        }
        advance()
      case .let, .var, .while:
        if partner < 0, token.hasNewlineBefore { return }
        advance()
      default:
        skipOne()
      }
    }
  }

  /// Skips a token, or a bracket with all that it holds.
  mutating func skipOne() {
    if Int(token.partner) > index { skip(to: Int(token.partner)) }
    advance()
  }

  /// Goes on at the next statement: after a `;`, at a new line, or at the bracket that closes the block.
  mutating func recoverStatement(opening: Int?) {
    guard isRecovering else { return }
    let start = index
    let partner = opening.map { Int(tokens[$0].partner) } ?? -1
    while token.kind != .end {
      if token.kind == .semicolon || index == partner { break }
      if index > start, token.hasNewlineBefore, !closesBracket(token.kind), token.kind != .else, token.kind != .catch {
        break
      }
      // A block that is never closed ends where an outer one does.
      if token.kind == .rightBrace, opening != nil, partner < 0 { break }
      skipOne()
    }
    if token.kind != .end { isRecovering = false }
  }

  private func closesBracket(_ kind: TokenKind) -> Bool {
    kind == .rightParen || kind == .rightBracket || kind == .greater || kind == .interpolationEnd
  }
}
