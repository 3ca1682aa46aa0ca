/// Decodes the text of a string: escapes, and the indentation of `"""` strings (R18).
struct StringDecoder {
  /// What is wrong with a piece of text, with its place.
  struct Failure {
    var code: String
    var message: String
    var span: Span
    var hint: String
    /// True when the text was cut, so that more of it could make it right.
    var isPrefix = false
  }

  let bytes: [UInt8]
  /// The blanks before the closing `"""`; nil in one-line strings.
  let indentation: Range<Int>?
  private(set) var failures: [Failure] = []
  /// Output is bounded by the source, but a problem on every line need not be told.
  private static let failureLimit = 20

  init(bytes: [UInt8], indentation: Range<Int>? = nil) {
    self.bytes = bytes
    self.indentation = indentation
  }

  /// The text of `range`, a piece between quotes and interpolations.
  /// - Parameters:
  ///   - startsLine: the piece is the first after `"""` and its line break.
  ///   - endsString: the piece runs up to the closing line of a `"""` string; its last line break is dropped.
  mutating func decode(_ range: Range<Int>, startsLine: Bool, endsString: Bool) -> String {
    if indentation == nil, !bytes[range].contains(UInt8(ascii: "\\")) {
      return String(decoding: bytes[range], as: UTF8.self)
    }
    var output: [UInt8] = []
    output.reserveCapacity(range.count)
    var offset = range.lowerBound
    if startsLine, indentation != nil { offset = skipIndentation(offset, range, endsString) }
    while offset < range.upperBound {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\\") {
        offset = decodeEscape(at: offset, end: range.upperBound, into: &output)
      } else if byte == 0x0A || byte == 0x0D, indentation != nil {
        offset += byte == 0x0D && offset + 1 < range.upperBound && bytes[offset + 1] == 0x0A ? 2 : 1
        if endsString, isClosingLine(offset, range) { break }
        output.append(0x0A)
        offset = skipIndentation(offset, range, endsString)
      } else {
        output.append(byte)
        offset += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// True when nothing but the indentation of the closing quotes is left.
  private func isClosingLine(_ offset: Int, _ range: Range<Int>) -> Bool {
    offset == indentation?.lowerBound && indentation?.upperBound == range.upperBound
  }

  private mutating func skipIndentation(_ start: Int, _ range: Range<Int>, _ endsString: Bool) -> Int {
    guard let indentation else { return start }
    var offset = start
    for expected in indentation {
      guard offset < range.upperBound, bytes[offset] == bytes[expected] else {
        // A line of blanks alone may be shorter.
        var end = offset
        while end < range.upperBound, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
        if end < range.upperBound, bytes[end] == 0x0A || bytes[end] == 0x0D { return end }
        fail(
          "string-indentation", "this line is indented less than the closing quotes", Span(start, max(end, start + 1)),
          "indent it with the same blanks as the line of the closing `\"\"\"`")
        return end
      }
      offset += 1
    }
    return offset
  }

  private mutating func fail(
    _ code: String, _ message: String, _ span: Span, _ hint: String, isPrefix: Bool = false
  ) {
    guard failures.count < Self.failureLimit else { return }
    failures.append(Failure(code: code, message: message, span: span, hint: hint, isPrefix: isPrefix))
  }

  // MARK: Escapes

  private mutating func decodeEscape(at start: Int, end: Int, into output: inout [UInt8]) -> Int {
    guard start + 1 < end else {
      fail(
        "invalid-escape", "this escape is cut short", Span(start, end), "write `\\\\` for a backslash", isPrefix: true)
      return end
    }
    switch bytes[start + 1] {
    case UInt8(ascii: "\""): output.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): output.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): output.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): output.append(0x08)
    case UInt8(ascii: "f"): output.append(0x0C)
    case UInt8(ascii: "n"): output.append(0x0A)
    case UInt8(ascii: "r"): output.append(0x0D)
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "u"): return decodeUnicodeEscape(at: start, end: end, into: &output)
    default:
      var length = 2
      while start + length < end, bytes[start + length] & 0xC0 == 0x80 { length += 1 }
      fail(
        "invalid-escape", "there is no such escape", Span(start, start + length),
        "the escapes are `\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX` and `\\(…)`; write `\\\\` for a backslash")
      return start + length
    }
    return start + 2
  }

  /// `\uXXXX`, two of them for a surrogate pair; a lone surrogate becomes U+FFFD.
  private mutating func decodeUnicodeEscape(at start: Int, end: Int, into output: inout [UInt8]) -> Int {
    guard let unit = hexUnit(at: start + 2, end: end) else {
      var stop = start + 2
      while stop < min(start + 6, end), hexValue(bytes[stop]) != nil { stop += 1 }
      fail(
        "invalid-escape", "`\\u` takes four hexadecimal digits", Span(start, stop), "write `\\u00e9`",
        isPrefix: stop == end)
      return stop
    }
    var scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
    var next = start + 6
    if unit & 0xFC00 == 0xD800, next + 1 < end, bytes[next] == UInt8(ascii: "\\"), bytes[next + 1] == UInt8(ascii: "u"),
      let low = hexUnit(at: next + 2, end: end), low & 0xFC00 == 0xDC00
    {
      scalar = Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF) ?? "\u{FFFD}"
      next += 6
    }
    if let encoded = UTF8.encode(scalar) { output.append(contentsOf: encoded) }
    return next
  }

  private func hexUnit(at start: Int, end: Int) -> UInt32? {
    guard start + 4 <= end else { return nil }
    var value: UInt32 = 0
    for offset in start..<(start + 4) {
      guard let digit = hexValue(bytes[offset]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  private func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
