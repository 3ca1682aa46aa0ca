/// String literals: the lexer marked the pieces, here they are decoded and their interpolations parsed (R18).
extension Descent {
  /// Reads the string that is next.
  mutating func stringLiteral() -> StringLiteral {
    let opening = token
    let style = style(of: opening)
    if opening.kind == .string {
      advance()
      return plainString(opening, style)
    }
    let outer = beginTree()
    defer { endTree(outer) }
    let closing = tokens[max(Int(opening.partner), 0)]
    var decoder = StringDecoder(bytes: bytes, indentation: indentation(opening, closing, style))
    var segments: [StringLiteral.Segment] = []
    segments.reserveCapacity(4)
    var textStart = textStart(opening, style)
    let textBegin = textStart
    advance()
    while token.kind == .interpolationStart {
      let text = decoder.decode(
        textStart..<max(Int(token.start), textStart), startsLine: textStart == textBegin, endsString: false)
      if !text.isEmpty { segments.append(.text(text)) }
      segments.append(.interpolation(interpolation()))
      textStart = previousEnd
    }
    let end = max(Int(closing.start), textStart)
    let text = decoder.decode(textStart..<end, startsLine: textStart == textBegin, endsString: true)
    if !text.isEmpty { segments.append(.text(text)) }
    report(decoder.failures, isCut: closing.flags.contains(.unterminated) && Int(closing.end) == bytes.count)
    if token.kind == .stringEnd { advance() }
    grow()
    return StringLiteral(style: style, segments: segments, span: span(from: Int(opening.start)))
  }

  private mutating func plainString(_ token: Token, _ style: StringLiteral.Style) -> StringLiteral {
    let isUnterminated = token.flags.contains(.unterminated)
    let quotes = style == .multiline ? 3 : 1
    let end = isUnterminated ? Int(token.end) : Int(token.end) - quotes
    if style != .multiline, !token.flags.contains(.needsDecoding) {
      let text = String(decoding: bytes[(Int(token.start) + 1)..<max(end, Int(token.start) + 1)], as: UTF8.self)
      return StringLiteral(style: style, segments: text.isEmpty ? [] : [.text(text)], span: token.span)
    }
    let start = textStart(token, style)
    let closing = Token(
      start: UInt32(max(end, start)), end: token.end, partner: -1, kind: .stringEnd, flags: token.flags)
    var decoder = StringDecoder(bytes: bytes, indentation: indentation(token, closing, style))
    let text = decoder.decode(start..<max(end, start), startsLine: true, endsString: true)
    report(decoder.failures, isCut: isUnterminated && Int(token.end) == bytes.count)
    return StringLiteral(style: style, segments: text.isEmpty ? [] : [.text(text)], span: token.span)
  }

  private func style(of token: Token) -> StringLiteral.Style {
    let start = Int(token.start)
    if bytes[start] == UInt8(ascii: "'") { return .raw }
    let quote = UInt8(ascii: "\"")
    let isMultiline = start + 2 < bytes.count && bytes[start + 1] == quote && bytes[start + 2] == quote
    return isMultiline ? .multiline : .quoted
  }

  /// Where the text begins: after the quote, or on the line after `"""`.
  private mutating func textStart(_ opening: Token, _ style: StringLiteral.Style) -> Int {
    guard style == .multiline else { return Int(opening.start) + 1 }
    var offset = Int(opening.start) + 3
    while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
    guard offset < bytes.count else { return offset }
    if bytes[offset] == 0x0D, offset + 1 < bytes.count, bytes[offset + 1] == 0x0A { return offset + 2 }
    if bytes[offset] == 0x0A || bytes[offset] == 0x0D { return offset + 1 }
    complain(
      "text-after-quotes", "a line break comes after the opening `\"\"\"`", at: Span(Int(opening.start), offset),
      hint: "begin the text on the next line, or use `\"…\"` for one line")
    return offset
  }

  /// The blanks before the closing `"""`, which are taken off every line.
  private mutating func indentation(
    _ opening: Token, _ closing: Token, _ style: StringLiteral.Style
  ) -> Range<Int>? {
    guard style == .multiline else { return nil }
    let end = Int(closing.start)
    if closing.flags.contains(.unterminated) { return end..<end }
    var start = end
    while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
    if start > 0, bytes[start - 1] == 0x0A || bytes[start - 1] == 0x0D { return start..<end }
    complain(
      "text-before-quotes", "the closing `\"\"\"` stands on a line of its own", at: closing.span,
      hint: "put it on the next line; that line break is not part of the text")
    return end..<end
  }

  private mutating func report(_ failures: [StringDecoder.Failure], isCut: Bool) {
    for failure in failures {
      complain(
        failure.code, failure.message, at: failure.span, hint: failure.hint,
        comesFromEnd: isCut && failure.isPrefix)
    }
  }

  private mutating func interpolation() -> Expression {
    let opening = openBracket()
    let wasRecovering = isRecovering
    let value = within(.brackets) { $0.expression() }
    closeBracket()
    if token.kind != .interpolationEnd {
      expected("the `)` that ends `\\( )`", hint: "`\\( )` holds one expression")
    }
    let partner = Int(tokens[opening].partner)
    if token.kind != .end, partner >= index {
      skip(to: partner)
      advance()
      isRecovering = wasRecovering
    }
    return value
  }
}
