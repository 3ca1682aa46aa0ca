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
    var buffer = TextBuffer(minimumCapacity: (text.count + 2) / 3 * 4)
    let letters = alphabet.utf8Start
    var offset = 0
    while offset < text.count {
      try arguments.work(4)
      let available = min(3, text.count - offset)
      var bits: UInt32 = 0
      for index in 0..<3 { bits = bits << 8 | (index < available ? UInt32(text.bytes[offset + index]) : 0) }
      for index in 0..<4 {
        let isPadding = index > available
        buffer.append(isPadding ? UInt8(ascii: "=") : letters[Int(bits >> UInt32(18 - index * 6) & 63)])
      }
      offset += 3
    }
    return .string(buffer.makeString())
  }

  @Sendable private static func decode(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    var buffer = TextBuffer(minimumCapacity: text.count / 4 * 3 + 3)
    var bits: UInt32 = 0
    var letters = 0
    var padding = 0
    for offset in 0..<text.count {
      try arguments.work(1)
      let byte = text.bytes[offset]
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
    guard let decoded = buffer.withBytes({ StringStorage.make(validating: $0) }) else {
      throw ScriptError(.argument, "the decoded bytes are not UTF-8 text")
    }
    return .string(decoded)
  }

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
