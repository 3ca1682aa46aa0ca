import RepValue

/// `base64.encode` and `base64.decode` (RFC 4648).
enum Base64Builtins {
  static let all: [Builtin] = [
    Builtin(
      "base64.encode", [.init("text", .string)], summary: "The UTF-8 bytes of a text in Base64.",
      examples: [#"base64.encode("Grüße") => "R3LDvMOfZQ==""#], body: encode),
    Builtin(
      "base64.decode", [.init("text", .string)],
      summary: "The text whose UTF-8 bytes stand in Base64; also in the alphabet for URLs, and without padding.",
      examples: [#"base64.decode("R3LDvMOfZQ") => "Grüße""#], body: decode),
  ]

  private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  @Sendable private static func encode(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let (bytes, count) = (text.bytes, text.count)
    let encoded = StringStorage.allocate(capacity: (count + 2) / 3 * 4)
    var output = encoded.bytes
    let letters = alphabet.utf8Start
    let whole = count / 3 * 3
    var offset = 0
    while offset < whole {
      // In pieces, so that a limit is met in time.
      let end = min(whole, offset + 3_072)
      try arguments.work((end - offset) / 3 * 4)
      while offset < end {
        let bits = Int(bytes[offset]) << 16 | Int(bytes[offset &+ 1]) << 8 | Int(bytes[offset &+ 2])
        output[0] = letters[bits >> 18]
        output[1] = letters[bits >> 12 & 63]
        output[2] = letters[bits >> 6 & 63]
        output[3] = letters[bits & 63]
        output += 4
        offset &+= 3
      }
    }
    if whole < count {
      let bits = Int(bytes[whole]) << 16 | (whole + 1 < count ? Int(bytes[whole + 1]) << 8 : 0)
      output[0] = letters[bits >> 18]
      output[1] = letters[bits >> 12 & 63]
      output[2] = whole + 1 < count ? letters[bits >> 6 & 63] : UInt8(ascii: "=")
      output[3] = UInt8(ascii: "=")
    }
    encoded.setCount((count + 2) / 3 * 4)
    return .string(encoded)
  }

  @Sendable private static func decode(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    var buffer = TextBuffer(minimumCapacity: text.count / 4 * 3 + 3)
    var bits: UInt32 = 0
    var letters = 0
    var padding = 0
    let (bytes, count) = (text.bytes, text.count)
    let sixes = Self.sixes
    var offset = 0
    while offset < count {
      if letters & 3 == 0, padding == 0 {
        // Four letters in a row, which nearly all are; the loop below takes what comes between.
        let end = min(count, offset + 4_096)
        let start = offset
        while offset &+ 4 <= end {
          let (a, b) = (sixes[Int(bytes[offset])], sixes[Int(bytes[offset &+ 1])])
          let (c, d) = (sixes[Int(bytes[offset &+ 2])], sixes[Int(bytes[offset &+ 3])])
          if (a | b | c | d) > 63 { break }
          let bits = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
          buffer.append(UInt8(truncatingIfNeeded: bits >> 16))
          buffer.append(UInt8(truncatingIfNeeded: bits >> 8))
          buffer.append(UInt8(truncatingIfNeeded: bits))
          offset &+= 4
        }
        letters += offset - start
        try arguments.work(offset - start)
        if offset == end { continue }
      }
      try arguments.work(1)
      let byte = bytes[offset]
      defer { offset += 1 }
      if StringStorage.isBlank(UInt32(byte)) && byte < 0x80 { continue }
      if byte == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard let six = value(of: byte), padding == 0 else {
        throw ScriptError(.argument, "the text is not Base64: an unexpected character at byte \(offset)")
      }
      bits = bits << 6 | six
      letters += 1
      guard letters % 4 == 0 else { continue }
      for shift in [16, 8, 0] { buffer.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
      bits = 0
    }
    let rest = letters % 4
    guard rest != 1, padding == 0 || rest + padding == 4 else {
      throw ScriptError(.argument, "the text is not Base64: its end is missing")
    }
    if rest == 3 { buffer.append(UInt8(truncatingIfNeeded: bits >> 10)) }
    if rest == 3 { buffer.append(UInt8(truncatingIfNeeded: bits >> 2)) }
    if rest == 2 { buffer.append(UInt8(truncatingIfNeeded: bits >> 4)) }
    try arguments.claim(bytes: buffer.count)
    guard let decoded = buffer.withBytes({ StringStorage.make(validating: $0) }) else {
      throw ScriptError(.argument, "the decoded bytes are not UTF-8 text")
    }
    return .string(decoded)
  }

  /// The value of each byte as a letter; above 63 for what is none.
  private static let sixes: [UInt8] = (0...255).map { value(of: $0).map { UInt8($0) } ?? 0xFF }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - 65)
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - 71)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte + 4)
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
