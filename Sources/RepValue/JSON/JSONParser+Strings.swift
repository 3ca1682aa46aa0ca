extension JSONParser {
  /// Reads a string whose opening quote was read.
  @inline(__always)
  mutating func string() throws(Failure) -> StringStorage {
    let start = offset
    var end = start
    // Every byte is collected: one high bit tells that the text is not ASCII.
    var seen: UInt64 = 0
    while true {
      let limit = scanLimit
      scan(&end, limit, &seen)
      if end < limit { break }
      guard end < count else { throw unclosed() }
      try callTick(at: end)
    }
    guard bytes[end] == UInt8(ascii: "\"") else { return try escapedString(start, end) }
    offset = end &+ 1
    if seen & ByteMask.high == 0 { return .make(ascii: bytes + start, count: end - start) }
    if let invalid = UTF8Text.firstInvalid(bytes + start, count: end - start) {
      throw .refused(.invalidUTF8, offset: start + invalid)
    }
    return .make(bytes + start, count: end - start)
  }

  /// Moves to the next quote, backslash or control character before `limit`.
  @inline(__always)
  private func scan(_ position: inout Int, _ limit: Int, _ seen: inout UInt64) {
    while position &+ 8 <= limit {
      let word = UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self)
      let marks = ByteMask.equal(word, 0x22) | ByteMask.equal(word, 0x5C) | ByteMask.control(word)
      if marks != 0 {
        let length = marks.trailingZeroBitCount >> 3
        seen |= word & ((1 &<< UInt64(length &* 8)) &- 1)
        position &+= length
        return
      }
      seen |= word
      position &+= 8
    }
    while position < limit {
      let byte = bytes[position]
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { return }
      seen |= UInt64(byte)
      position &+= 1
    }
  }

  private func unclosed() -> Failure {
    .refused(.unexpectedEnd(expected: "the closing quote of a string"), offset: count)
  }

  /// Reads the rest of a string that holds an escape, or something forbidden, at `first`.
  @inline(never)
  private mutating func escapedString(_ start: Int, _ first: Int) throws(Failure) -> StringStorage {
    unescaped.truncate(to: 0)
    unescaped.append(bytes + start, count: first - start)
    var position = first
    while true {
      guard position < count else { throw unclosed() }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        offset = position &+ 1
        // The text between the escapes is checked in the source, so that the place of an error is right.
        if let invalid = UTF8Text.firstInvalid(bytes + start, count: position - start) {
          throw .refused(.invalidUTF8, offset: start + invalid)
        }
        return unescaped.makeString()
      case UInt8(ascii: "\\"):
        position = try escape(position)
      case 0..<0x20:
        throw .refused(.controlCharacter, offset: position)
      default:
        var end = position
        var seen: UInt64 = 0
        // At least the one byte at `position`, which is known to be plain text.
        scan(&end, max(scanLimit, position &+ 1), &seen)
        unescaped.append(bytes + position, count: end - position)
        position = end
      }
      try callTick(at: position)
    }
  }

  /// Decodes the escape at `position`; gives the offset after it.
  private mutating func escape(_ position: Int) throws(Failure) -> Int {
    guard position + 1 < count else { throw .refused(.unexpectedEnd(expected: "an escape"), offset: count) }
    switch bytes[position + 1] {
    case UInt8(ascii: "\""): unescaped.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): unescaped.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): unescaped.append(UInt8(ascii: "/"))
    case UInt8(ascii: "n"): unescaped.append(UInt8(0x0A))
    case UInt8(ascii: "t"): unescaped.append(UInt8(0x09))
    case UInt8(ascii: "r"): unescaped.append(UInt8(0x0D))
    case UInt8(ascii: "b"): unescaped.append(UInt8(0x08))
    case UInt8(ascii: "f"): unescaped.append(UInt8(0x0C))
    case UInt8(ascii: "u"): return try unicodeEscape(position)
    default: throw .refused(.unknownEscape, offset: position)
    }
    return position + 2
  }

  /// Decodes `\uXXXX`, or two of them that are a surrogate pair. A surrogate alone becomes U+FFFD.
  private mutating func unicodeEscape(_ position: Int) throws(Failure) -> Int {
    guard position + 6 <= count else {
      throw .refused(.unexpectedEnd(expected: "four hexadecimal digits"), offset: count)
    }
    guard let unit = fourHexDigits(position + 2) else { throw .refused(.unknownEscape, offset: position) }
    if unit < 0xD800 || unit >= 0xE000 {
      unescaped.append(scalar: unit)
      return position + 6
    }
    if unit < 0xDC00, position + 12 <= count, bytes[position + 6] == UInt8(ascii: "\\"),
      bytes[position + 7] == UInt8(ascii: "u"), let low = fourHexDigits(position + 8), low >= 0xDC00, low < 0xE000
    {
      unescaped.append(scalar: 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      return position + 12
    }
    unescaped.append(scalar: 0xFFFD)
    return position + 6
  }

  private func fourHexDigits(_ position: Int) -> UInt32? {
    var unit: UInt32 = 0
    for index in position..<position + 4 {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - 48)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - 87)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - 55)
      default: return nil
      }
    }
    return unit
  }
}
