/// Strings and their interpolations. Escapes are only skipped here; ``StringDecoder`` reads them.
extension Lexer {
  mutating func lexRawString() {
    let start = position
    position += 1
    var sawControl = false
    while position < bytes.count {
      if let group = group(at: position), group.textLength > 0 {
        position += group.textLength
        continue
      }
      let byte = bytes[position]
      if byte == UInt8(ascii: "'") {
        position += 1
        emit(.string, from: start)
        return
      }
      if byte < 0x20, byte != 0x09 {
        if byte == 0x0A || byte == 0x0D { break }
        refuseControlCharacter(&sawControl)
      }
      position += 1
    }
    refuseUnterminated(from: start, quote: "'")
    emit(.string, from: start, .unterminated)
  }

  mutating func lexQuotedString() {
    let start = position
    let isMultiline = byte(start + 1) == UInt8(ascii: "\"") && byte(start + 2) == UInt8(ascii: "\"")
    position += isMultiline ? 3 : 1
    if isMultiline, forbidsNewlines {
      problem(
        "newline-in-interpolation", "a `\"\"\"` string cannot stand inside a `\"…\"` string", from: start,
        hint: "bind it to a name before")
    }
    lexText(OpenString(isMultiline: isMultiline, start: start, startToken: -1))
  }

  /// Reads text up to the closing quotes or the next interpolation.
  private mutating func lexText(_ string: OpenString) {
    var extra: Token.Flags = []
    var sawControl = false
    while position < bytes.count {
      if let group = group(at: position), group.textLength > 0 {
        position += group.textLength
        continue
      }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        if string.isMultiline {
          guard self.byte(position + 1) == byte, self.byte(position + 2) == byte else {
            position += 1
            continue
          }
        }
        finish(string, quotes: string.isMultiline ? 3 : 1, extra)
        return
      case UInt8(ascii: "\\"):
        extra.insert(.needsDecoding)
        if self.byte(position + 1) == UInt8(ascii: "(") {
          openInterpolation(of: string)
          return
        }
        position += 1
        // A line break after the backslash still ends a one-line string.
        if position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
      case 0x0A, 0x0D:
        guard string.isMultiline else {
          refuseUnterminated(from: string.start, quote: "\"")
          finish(string, quotes: 0, extra.union(.unterminated))
          return
        }
        position += 1
      case 0..<0x20:
        if byte != 0x09 { refuseControlCharacter(&sawControl) }
        position += 1
      default:
        position += 1
      }
    }
    refuseUnterminated(from: string.start, quote: string.isMultiline ? "\"\"\"" : "\"")
    finish(string, quotes: 0, extra.union(.unterminated))
  }

  private mutating func finish(_ string: OpenString, quotes: Int, _ extra: Token.Flags) {
    let start = position
    position += quotes
    guard string.startToken >= 0 else {
      emit(.string, from: string.start, extra)
      return
    }
    flags = []
    output.tokens[string.startToken].partner = Int32(truncatingIfNeeded: output.tokens.count)
    if extra.contains(.unterminated) { output.tokens[string.startToken].flags.insert(.unterminated) }
    emit(.stringEnd, from: start, extra)
    output.tokens[output.tokens.count - 1].partner = Int32(truncatingIfNeeded: string.startToken)
  }

  private mutating func openInterpolation(of string: OpenString) {
    var string = string
    let start = position
    if string.startToken < 0 {
      string.startToken = output.tokens.count
      position = string.start + (string.isMultiline ? 3 : 1)
      emit(.stringStart, from: string.start)
      flags = []
    }
    position = start + 2
    open.append(
      OpenBracket(
        kind: .interpolationStart, token: output.tokens.count, string: string, outerCounts: counts,
        outerForbidsNewlines: forbidsNewlines))
    counts = BracketCounts()
    openInterpolations += 1
    forbidsNewlines = forbidsNewlines || !string.isMultiline
    emit(.interpolationStart, from: start)
  }

  /// Ends the innermost interpolation at a `)` that closes nothing else, and goes on with the text of its string.
  mutating func closeInterpolation(at start: Int) -> Bool {
    guard let string = popInterpolation(endingAt: start) else { return false }
    flags = []
    lexText(string)
    return true
  }

  /// Ends the innermost interpolation and its string where nothing closes them.
  mutating func abandonInterpolation() {
    guard let string = popInterpolation(endingAt: position) else { return }
    finish(string, quotes: 0, .unterminated)
  }

  private mutating func popInterpolation(endingAt start: Int) -> OpenString? {
    guard openInterpolations > 0,
      let depth = open.lastIndex(where: { $0.kind == .interpolationStart }), let string = open[depth].string
    else { return nil }
    openInterpolations -= 1
    let bracket = open[depth]
    open.removeSubrange(depth...)
    counts = bracket.outerCounts
    forbidsNewlines = bracket.outerForbidsNewlines
    output.tokens[bracket.token].partner = Int32(truncatingIfNeeded: output.tokens.count)
    emit(.interpolationEnd, from: start)
    output.tokens[output.tokens.count - 1].partner = Int32(truncatingIfNeeded: bracket.token)
    return string
  }

  private mutating func refuseUnterminated(from start: Int, quote: String) {
    problem(
      "unterminated-string", "this string is not closed", from: start, atEnd: position >= bytes.count,
      hint: quote == "\""
        ? "close it with `\"` on the same line, or use `\"\"\"` for several lines"
        : "close it with `\(quote)`")
  }

  private mutating func refuseControlCharacter(_ seen: inout Bool) {
    guard !seen else { return }
    seen = true
    problem(
      "control-character", "a control character stands in this string", from: position, to: position + 1,
      hint: "write it as an escape such as `\\u\(hexadecimal(UInt32(bytes[position]), digits: 4))`")
  }
}

/// A number in hexadecimal capitals with leading zeros.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
