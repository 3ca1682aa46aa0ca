/// Decimal text to the nearest double, correctly rounded and independent of the locale.
enum FloatParser {
  /// Powers of ten that a double holds exactly.
  static let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// The nearest double of a scanned number; infinite or zero where it is out of range.
  static func parse(_ number: NumberScanner, _ bytes: UnsafePointer<UInt8>) -> Double? {
    // With more than 19 digits the mantissa is cut off; the exact way decides.
    if number.digitCount <= 19, number.mantissa != 0,
      let magnitude = eiselLemire(number.mantissa, exponent: number.exponent)
    {
      return number.isNegative ? -magnitude : magnitude
    }
    return parseExactly(bytes, count: number.length)
  }

  /// The nearest double of a decimal text; nil where it is none.
  static func parse(_ bytes: UnsafePointer<UInt8>, count: Int) -> Double? {
    guard let number = NumberScanner.scan(bytes, count: count), number.length == count else {
      return parseExactly(bytes, count: count)
    }
    return parse(number, bytes)
  }

  /// The standard library's way: exact for any number of digits, and slower.
  private static func parseExactly(_ bytes: UnsafePointer<UInt8>, count: Int) -> Double? {
    Double(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
  }

  /// The nearest double of `mantissa × 10^exponent`; nil in the rare cases that 128 bits do not decide, and near the
  /// ends of the range. The algorithm of Eisel and Lemire (see `PowersOfFive`).
  static func eiselLemire(_ mantissa: UInt64, exponent: Int) -> Double? {
    guard exponent >= -300, exponent <= 288 else { return nil }
    let shift = mantissa.leadingZeroBitCount
    let normalised = mantissa &<< UInt64(shift)
    let row = (exponent - PowersOfFive.smallestExponent) * 2
    var (high, low) = normalised.multipliedFullWidth(by: PowersOfFive.words[row])
    if high & 0x1FF == 0x1FF {
      // The bits below those that count are all ones: the next 64 bits of the power may carry into them.
      let second = normalised.multipliedFullWidth(by: PowersOfFive.words[row + 1])
      let sum = low.addingReportingOverflow(second.high)
      low = sum.partialValue
      if sum.overflow { high &+= 1 }
    }
    if low == .max, exponent < -27 || exponent > 55 { return nil }
    let upperBit = Int(high >> 63)
    var significand = high >> UInt64(upperBit + 64 - 52 - 3)
    var power = (217_706 * exponent) >> 16 + 63 + upperBit - shift + 1023
    guard power > 0, power < 2046 else { return nil }
    // Exactly half way between two doubles: to even.
    if low <= 1, exponent >= -4, exponent <= 23, significand & 3 == 1,
      significand << UInt64(upperBit + 64 - 52 - 3) == high
    {
      significand &= ~1
    }
    significand = (significand + significand & 1) >> 1
    if significand >= 1 << 53 {
      significand = 1 << 52
      power += 1
    }
    return Double(sign: .plus, exponentBitPattern: UInt(power), significandBitPattern: significand & ~(1 << 52))
  }
}
