/// A JSON number (RFC 8259, section 6) as scanned.
@usableFromInline
struct NumberScanner {
  /// Its length in bytes.
  var length = 0
  var isNegative = false
  /// The first 19 significant digits as one number.
  var mantissa: UInt64 = 0
  /// All digits before the exponent, leading zeros not counted.
  var digitCount = 0
  /// The power of ten by which the digits, read as an int, are multiplied; saturated far outside of any double.
  var exponent = 0
  /// Digits after the point.
  var fractionDigits = 0
  var hasPoint = false
  var hasExponent = false
  /// The last digit before the exponent.
  var lastDigit: UInt8 = 0

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt8? {
    let digit = byte &- 48
    return digit < 10 ? digit : nil
  }

  /// Scans the longest number at `bytes`; nil where there is none.
  static func scan(_ bytes: UnsafePointer<UInt8>, count: Int) -> NumberScanner? {
    var number = NumberScanner()
    var offset = 0
    if count > 0, bytes[0] == UInt8(ascii: "-") {
      number.isNegative = true
      offset = 1
    }
    let intStart = offset
    while offset < count, let digit = digit(bytes[offset]) {
      number.take(digit)
      offset &+= 1
    }
    if offset == intStart || offset > intStart + 1 && bytes[intStart] == UInt8(ascii: "0") { return nil }
    if offset < count, bytes[offset] == UInt8(ascii: ".") {
      let fractionStart = offset + 1
      var end = fractionStart
      while end < count, let digit = digit(bytes[end]) {
        number.take(digit)
        end &+= 1
      }
      if end == fractionStart { return nil }
      number.hasPoint = true
      number.fractionDigits = end - fractionStart
      number.exponent = -number.fractionDigits
      offset = end
    }
    if offset < count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      guard let end = number.takeExponent(bytes, count: count, from: offset + 1) else { return nil }
      offset = end
    }
    number.length = offset
    return number
  }

  @inline(__always)
  private mutating func take(_ digit: UInt8) {
    if digitCount < 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
    if digit != 0 || digitCount > 0 { digitCount &+= 1 }
    lastDigit = digit
  }

  private mutating func takeExponent(_ bytes: UnsafePointer<UInt8>, count: Int, from start: Int) -> Int? {
    var offset = start
    var isNegative = false
    if offset < count, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+") {
      isNegative = bytes[offset] == UInt8(ascii: "-")
      offset += 1
    }
    let digitsStart = offset
    var magnitude = 0
    while offset < count, let digit = Self.digit(bytes[offset]) {
      // Saturated so high that no length of digits can bring it back near the range of a double.
      magnitude = min(magnitude &* 10 &+ Int(digit), 1 << 50)
      offset &+= 1
    }
    if offset == digitsStart { return nil }
    hasExponent = true
    exponent += isNegative ? -magnitude : magnitude
    return offset
  }

  /// The value of the scanned text at `bytes`.
  func value(_ bytes: UnsafePointer<UInt8>) -> Value {
    if !hasPoint && !hasExponent { return intValue(bytes) }
    guard let double = double(bytes) else {
      return keep(bytes, .wideFloat(Decimal(bytes, count: length)))
    }
    return isCanonical(double, bytes) ? .float(double) : keep(bytes, .float(double))
  }

  private func intValue(_ bytes: UnsafePointer<UInt8>) -> Value {
    if digitCount <= 18 || digitCount == 19 && mantissa <= UInt64(Int.max) {
      let int = Int(mantissa)
      return isNegative && int == 0 ? keep(bytes, .int(0)) : .int(isNegative ? -int : int)
    }
    if digitCount == 19 && isNegative && mantissa == Int.min.magnitude { return .int(.min) }
    return keep(bytes, .wideInt(Decimal(bytes, count: length)))
  }

  /// The double of a float form; nil where it overflows or where a number that is not zero becomes zero.
  @inline(__always)
  func double(_ bytes: UnsafePointer<UInt8>) -> Double? {
    if digitCount <= 19, mantissa < 1 &<< 53, exponent >= -22, exponent <= 22 {
      // Clinger's fast path: both factors are exact, so the one rounding is the right one.
      let power = FloatParser.exactPowersOfTen[abs(exponent)]
      let magnitude = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
      return isNegative ? -magnitude : magnitude
    }
    if mantissa == 0 && digitCount == 0 { return isNegative ? -0.0 : 0 }
    guard let double = FloatParser.parse(self, bytes), double.isFinite, double != 0 else { return nil }
    return double
  }

  /// Whether writing the double gives the text again.
  private func isCanonical(_ double: Double, _ bytes: UnsafePointer<UInt8>) -> Bool {
    // Up to 15 digits survive the way through a double, so a plain text of them is the shortest if it does not end in a
    // needless zero.
    if !hasExponent && digitCount <= 15 && digitCount > 0 && (lastDigit != 0 || fractionDigits == 1)
      && digitCount - fractionDigits > -4
    {
      return true
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: FloatFormat.maxLength) { buffer in
      guard let base = buffer.baseAddress else { return false }
      let written = FloatFormat.write(double, to: base)
      guard written == length else { return false }
      for index in 0..<written where base[index] != bytes[index] { return false }
      return true
    }
  }

  private func keep(_ bytes: UnsafePointer<UInt8>, _ meaning: NumberStorage.Meaning) -> Value {
    .number(NumberStorage(text: .make(ascii: bytes, count: length), meaning: meaning))
  }
}
