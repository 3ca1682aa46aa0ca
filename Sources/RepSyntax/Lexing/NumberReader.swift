/// Reads number literals: decimals, hexadecimals and durations (R16, R17).
enum NumberReader {
  /// Why a literal is refused.
  struct Failure: Error {
    var code: String
    var message: String
    var hint: String
    /// True when more text could still make it right: `0x`, `1e`, `1h30`.
    var isPrefix = false
  }

  /// The value of the text of a number token.
  static func read(_ text: ArraySlice<UInt8>, isNegative: Bool) throws(Failure) -> NumberLiteral {
    if text.count > 1, text.first == UInt8(ascii: "0"), text[text.startIndex + 1] | 0x20 == UInt8(ascii: "x") {
      return try hexadecimal(text.dropFirst(2), isNegative: isNegative)
    }
    if text.count <= 18, text.first != UInt8(ascii: "0") || text.count == 1, let value = plainInteger(text) {
      let json = jsonText(text, isNegative: isNegative)
      return NumberLiteral(value: .int(isNegative ? -value : value), jsonText: json)
    }
    if text.allSatisfy(isDigit), text.first != UInt8(ascii: "0") { return integer(text, isNegative: isNegative) }
    let isDecimal = text.allSatisfy {
      isDigit($0) || $0 | 0x20 == UInt8(ascii: "e") || "_.+-".utf8.contains($0)
    }
    return isDecimal ? try decimal(text, isNegative: isNegative) : try duration(text, isNegative: isNegative)
  }

  /// The value of up to 18 digits; nil where something else stands among them.
  private static func plainInteger(_ text: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in text {
      guard isDigit(byte) else { return nil }
      value = value &* 10 &+ Int(byte &- UInt8(ascii: "0"))
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private static func jsonText(_ digits: some Collection<UInt8>, isNegative: Bool) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    return isNegative ? "-" + text : text
  }

  private static func integer(_ digits: some Collection<UInt8>, isNegative: Bool) -> NumberLiteral {
    let text = jsonText(digits, isNegative: isNegative)
    return NumberLiteral(value: Int(text).map { .int($0) } ?? .outOfRange, jsonText: text)
  }

  // MARK: Decimals

  private static func decimal(_ text: ArraySlice<UInt8>, isNegative: Bool) throws(Failure) -> NumberLiteral {
    try checkUnderscores(text)
    let digits = text.filter { $0 != UInt8(ascii: "_") }
    let whole = digits.prefix(while: isDigit)
    if whole.count > 1, whole.first == UInt8(ascii: "0") {
      throw Failure(
        code: "leading-zero", message: "a number has no leading zeros",
        hint:
          "write `\(String(decoding: whole.drop { $0 == UInt8(ascii: "0") }, as: UTF8.self))`, or a string if the zeros matter"
      )
    }
    if whole.count == digits.count { return integer(digits, isNegative: isNegative) }
    guard let last = digits.last, isDigit(last) else {
      throw Failure(
        code: "invalid-number", message: "this exponent has no digits", hint: "write `1e3` or `1e-3`", isPrefix: true)
    }
    if digits.count(where: { $0 | 0x20 == UInt8(ascii: "e") }) > 1 { throw letterAfterNumber }
    let json = jsonText(digits, isNegative: isNegative)
    guard let value = Double(json) else { throw letterAfterNumber }
    return NumberLiteral(value: value.isFinite ? .float(value) : .outOfRange, jsonText: json)
  }

  /// `_` stands between two digits.
  private static func checkUnderscores(_ text: ArraySlice<UInt8>) throws(Failure) {
    for offset in text.indices where text[offset] == UInt8(ascii: "_") {
      let next = offset + 1
      if offset > text.startIndex, text[offset - 1] != UInt8(ascii: "_"), isHexDigit(text[offset - 1]) {
        if next == text.endIndex { throw underscore(isPrefix: true) }
        if isHexDigit(text[next]) { continue }
      }
      throw underscore(isPrefix: false)
    }
  }

  private static func underscore(isPrefix: Bool) -> Failure {
    Failure(
      code: "invalid-number", message: "`_` stands between two digits of a number", hint: "write `1_000`",
      isPrefix: isPrefix)
  }

  // MARK: Hexadecimals

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  private static func hexadecimal(_ text: ArraySlice<UInt8>, isNegative: Bool) throws(Failure) -> NumberLiteral {
    guard !text.isEmpty else {
      throw Failure(code: "invalid-number", message: "`0x` has no digits", hint: "write `0xff`", isPrefix: true)
    }
    try checkUnderscores(text)
    let digits = text.filter { $0 != UInt8(ascii: "_") }
    guard digits.allSatisfy(isHexDigit) else {
      throw Failure(
        code: "invalid-number", message: "a hexadecimal has the digits `0`–`9` and `a`–`f`", hint: "write `0xff`")
    }
    let literal = (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
    return NumberLiteral(value: Int(literal, radix: 16).map { .int($0) } ?? .outOfRange, jsonText: nil)
  }

  // MARK: Durations

  private static let units: [(name: String, milliseconds: UInt64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
  ]

  private static let letterAfterNumber = Failure(
    code: "letter-after-number", message: "a letter stands right after a number",
    hint: "put a blank or an operator between them; durations are written `500ms`, `30s`, `5m`, `1h30m`, `7d`")

  /// Counts in milliseconds divided by a power of ten, so that `1.1m` is exactly 66 seconds.
  private static func duration(_ text: ArraySlice<UInt8>, isNegative: Bool) throws(Failure) -> NumberLiteral {
    try checkUnderscores(text)
    var rest = text.filter { $0 != UInt8(ascii: "_") }[...]
    var milliseconds: UInt64 = 0
    var scale: UInt64 = 1
    var nextUnit = 0
    while !rest.isEmpty {
      let number = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
      rest = rest.dropFirst(number.count)
      let letters = rest.prefix { !isDigit($0) && $0 != UInt8(ascii: ".") }
      rest = rest.dropFirst(letters.count)
      if letters.isEmpty {
        throw Failure(
          code: "duration-unit", message: "the last part of this duration has no unit",
          hint: "write `1h30m`", isPrefix: true)
      }
      let name = String(decoding: letters, as: UTF8.self)
      guard let unit = units.firstIndex(where: { $0.name == name }) else { throw letterAfterNumber }
      guard unit >= nextUnit else {
        throw Failure(
          code: "duration-order", message: "the units of a duration go from large to small, each once",
          hint: "the order is `d h m s ms`, as in `1h30m`")
      }
      nextUnit = unit + 1
      let parts = number.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      if parts.count == 2, !rest.isEmpty {
        throw Failure(
          code: "duration-fraction", message: "only the last part of a duration has a fraction",
          hint: "write `1h30m` for `1.5h`")
      }
      guard let whole = parts.first.flatMap({ UInt64(String(decoding: $0, as: UTF8.self)) }) else { throw tooLong }
      milliseconds = try sum(milliseconds, try product(whole, units[unit].milliseconds))
      if parts.count == 2 {
        var fraction = Array(parts[1])
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        for digit in fraction {
          scale = try product(scale, 10)
          milliseconds = try sum(
            try product(milliseconds, 10), try product(UInt64(digit - UInt8(ascii: "0")), units[unit].milliseconds))
        }
      }
    }
    return try seconds(milliseconds, dividedBy: try product(scale, 1_000), isNegative: isNegative)
  }

  private static func seconds(
    _ numerator: UInt64, dividedBy denominator: UInt64, isNegative: Bool
  ) throws(Failure) -> NumberLiteral {
    let (whole, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder == 0 {
      guard let value = Int(exactly: whole) else { throw tooLong }
      return NumberLiteral(value: .int(isNegative ? -value : value), jsonText: nil)
    }
    let value = Double(numerator) / Double(denominator)
    return NumberLiteral(value: .float(isNegative ? -value : value), jsonText: nil)
  }

  private static let tooLong = Failure(
    code: "duration-range", message: "this duration is too long or too fine", hint: "use fewer digits")

  private static func product(_ left: UInt64, _ right: UInt64) throws(Failure) -> UInt64 {
    let (value, overflow) = left.multipliedReportingOverflow(by: right)
    if overflow { throw tooLong }
    return value
  }

  private static func sum(_ left: UInt64, _ right: UInt64) throws(Failure) -> UInt64 {
    let (value, overflow) = left.addingReportingOverflow(right)
    if overflow { throw tooLong }
    return value
  }
}
