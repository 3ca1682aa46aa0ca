import RepValue

/// Methods that give another string, or a truth about one.
enum StringMethods {
  private static let fill = Builtin.Parameter.optional(
    "fill", .string, summary: "what to fill with; a space by default")

  static let all: [Builtin] = [
    Builtin(
      method: "upper", of: .string, summary: "The text in upper case.",
      examples: [#""straße".upper() => "STRASSE""#], body: upper),
    Builtin(
      method: "lower", of: .string, summary: "The text in lower case.", examples: [#""Ada".lower() => "ada""#],
      body: lower),
    Builtin(
      method: "trim", of: .string, summary: "The text without blanks and line breaks at both ends.",
      examples: [#"" a b\n".trim() => "a b""#], body: trim),
    Builtin(
      method: "replace", of: .string,
      [.init("old", .string, summary: "what to look for"), .init("new", .string, summary: "what to put in its place")],
      summary: "The text with every occurrence of a part replaced.",
      examples: [#""a-b-c".replace("-", "+") => "a+b+c""#], body: replace),
    Builtin(
      method: "repeat", of: .string, [.init("count", .int)], summary: "The text so many times after itself.",
      examples: [#""ab".repeat(3) => "ababab""#], body: repeated),
    Builtin(
      method: "contains", of: .string, [.init("part", .string)], result: .bool,
      summary: "Whether a part occurs in the text.",
      examples: [#""haystack".contains("st") => true"#], body: contains),
    Builtin(
      method: "starts_with", of: .string, [.init("part", .string)], result: .bool,
      summary: "Whether the text starts with a part.",
      examples: [#""main.rep".starts_with("main") => true"#], body: startsWith),
    Builtin(
      method: "ends_with", of: .string, [.init("part", .string)], result: .bool,
      summary: "Whether the text ends with a part.",
      examples: [#""main.rep".ends_with(".rep") => true"#], body: endsWith),
    Builtin(
      method: "pad_left", of: .string, [.init("width", .int, summary: "characters to reach"), fill],
      summary: "The text filled up on its left side.", examples: [#""7".pad_left(3, "0") => "007""#], body: padLeft),
    Builtin(
      method: "pad_right", of: .string, [.init("width", .int, summary: "characters to reach"), fill],
      summary: "The text filled up on its right side.", examples: [#""ab".pad_right(4) => "ab  ""#], body: padRight),
  ]

  @Sendable private static func upper(_ arguments: Arguments) throws(ScriptError) -> Value {
    try mapCase(arguments, ascii: { $0 &- 97 < 26 ? $0 &- 32 : $0 }, other: { $0.properties.uppercaseMapping })
  }

  @Sendable private static func lower(_ arguments: Arguments) throws(ScriptError) -> Value {
    try mapCase(arguments, ascii: { $0 &- 65 < 26 ? $0 &+ 32 : $0 }, other: { $0.properties.lowercaseMapping })
  }

  @inline(__always)
  private static func mapCase(
    _ arguments: Arguments, ascii: (UInt8) -> UInt8, other: (Unicode.Scalar) -> String
  ) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    if text.isASCII {
      let count = text.count
      try arguments.work(count)
      try arguments.claim(bytes: count)
      let mapped = StringStorage.allocate(capacity: count)
      let (source, target) = (text.bytes, mapped.bytes)
      for index in 0..<count { target[index] = ascii(source[index]) }
      mapped.setCount(count)
      return .string(mapped)
    }
    var buffer = TextBuffer(minimumCapacity: text.count)
    var offset = 0
    while offset < text.count {
      try arguments.work(1)
      let byte = text.bytes[offset]
      if byte < 0x80 {
        buffer.append(ascii(byte))
        offset += 1
        continue
      }
      let (value, length) = UTF8Text.decode(text.bytes + offset)
      offset += length
      if let scalar = Unicode.Scalar(value) { buffer.append(other(scalar)) }
    }
    return .string(try arguments.string(of: buffer))
  }

  @Sendable private static func trim(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    try arguments.work(text.count)
    try arguments.claim(bytes: text.count)
    return .string(text.trimmed)
  }

  @Sendable private static func replace(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let old = try arguments.string(1)
    let new = try arguments.string(2)
    guard old.count > 0 else { throw ScriptError(.argument, "`replace` cannot look for an empty text") }
    guard var hit = StringSearch.find(old, in: text, from: 0) else {
      try arguments.work(text.count)
      return .string(text)
    }
    try arguments.claim(bytes: text.count)
    var buffer = TextBuffer(minimumCapacity: text.count)
    var offset = 0
    while true {
      try arguments.work(hit - offset + new.count + 1)
      buffer.append(text.bytes + offset, count: hit - offset)
      buffer.append(new)
      offset = hit + old.count
      guard let next = StringSearch.find(old, in: text, from: offset) else { break }
      hit = next
    }
    buffer.append(text.bytes + offset, count: text.count - offset)
    return .string(try arguments.string(of: buffer))
  }

  @Sendable private static func repeated(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let count = try arguments.int(1)
    guard count >= 0 else { throw ScriptError(.argument, "`count` of `repeat` is not negative, got \(count)") }
    return .string(try repeated(text, count, arguments))
  }

  /// The longest text that `repeat` and padding make: beyond it a script means something else.
  private static let longestRepetition = 1 << 30

  private static func repeated(
    _ text: StringStorage, _ count: Int, _ arguments: Arguments
  ) throws(ScriptError) -> StringStorage {
    let (length, isOverflow) = text.count.multipliedReportingOverflow(by: count)
    guard !isOverflow, length <= longestRepetition else {
      throw ScriptError(.argument, "the text would be longer than 1 GB")
    }
    let result = StringStorage.allocate(capacity: length)
    var offset = 0
    while offset < length {
      try arguments.work(text.count)
      (result.bytes + offset).update(from: text.bytes, count: text.count)
      offset += text.count
    }
    result.setCount(length)
    return result
  }

  @Sendable private static func contains(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    try arguments.work(text.count)
    return .bool(StringSearch.find(try arguments.string(1), in: text, from: 0) != nil)
  }

  @Sendable private static func startsWith(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let part = try arguments.string(1)
    return .bool(text.has(part, atByte: 0))
  }

  @Sendable private static func endsWith(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let part = try arguments.string(1)
    return .bool(text.has(part, atByte: text.count - part.count))
  }

  @Sendable private static func padLeft(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    return .string(try joined(try padding(arguments), text))
  }

  @Sendable private static func padRight(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    return .string(try joined(text, try padding(arguments)))
  }

  private static func joined(_ first: StringStorage, _ second: StringStorage) throws(ScriptError) -> StringStorage {
    try claim(first.count + second.count)
    let joined = StringStorage.allocate(capacity: first.count + second.count)
    joined.bytes.update(from: first.bytes, count: first.count)
    (joined.bytes + first.count).update(from: second.bytes, count: second.count)
    joined.setCount(first.count + second.count)
    return joined
  }

  private static func padding(_ arguments: Arguments) throws(ScriptError) -> StringStorage {
    let missing = try arguments.int(1) - (try arguments.string(0)).scalarCount
    guard missing > 0 else { return .empty }
    let fill = arguments.has(2) ? try arguments.string(2) : StringStorage.make(" ")
    let width = fill.scalarCount
    guard width > 0 else { throw ScriptError(.argument, "`fill` cannot be an empty text") }
    let whole = try repeated(fill, (missing + width - 1) / width, arguments)
    try arguments.claim(bytes: whole.count)
    return whole.slice(fromScalar: 0, to: missing)
  }
}

extension StringStorage {
  /// The text without white space (Unicode's property) at both ends.
  var trimmed: StringStorage {
    var start = 0
    while start < count {
      let (scalar, length) = UTF8Text.decode(bytes + start)
      guard Self.isBlank(scalar) else { break }
      start += length
    }
    var end = count
    while end > start {
      var first = end - 1
      while bytes[first] & 0xC0 == 0x80 { first -= 1 }
      guard Self.isBlank(UTF8Text.decode(bytes + first).scalar) else { break }
      end = first
    }
    return slice(fromByte: start, to: end)
  }

  /// Whether a scalar is white space.
  static func isBlank(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar == 0x20 || scalar &- 9 < 5 }
    return Unicode.Scalar(scalar)?.properties.isWhitespace ?? false
  }
}
