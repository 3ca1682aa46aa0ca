/// An exact decimal number, to compare what neither 64 bits nor a double can hold.
public struct Decimal: Sendable {
  /// Whether the number is below zero.
  public let isNegative: Bool
  /// The significant digits, 0…9 each, without leading or trailing zeros; none for zero.
  let digits: [UInt8]
  /// The power of ten of the point before the first digit: `0.digits × 10^exponent`.
  let exponent: Int

  init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    let first = digits.firstIndex { $0 != 0 } ?? digits.count
    let last = digits.lastIndex { $0 != 0 } ?? first - 1
    self.digits = first <= last ? Array(digits[first...last]) : []
    self.exponent = self.digits.isEmpty ? 0 : exponent - first
    self.isNegative = isNegative && !self.digits.isEmpty
  }

  /// The number of a JSON number's text.
  init(_ bytes: UnsafePointer<UInt8>, count: Int) {
    var digits: [UInt8] = []
    digits.reserveCapacity(count)
    var intDigits = 0
    var pointSeen = false
    var exponent = 0
    var offset = bytes[0] == UInt8(ascii: "-") ? 1 : 0
    while offset < count {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: ".") {
        pointSeen = true
      } else if byte | 0x20 == UInt8(ascii: "e") {
        let isNegative = bytes[offset] == UInt8(ascii: "-")
        for index in offset..<count where bytes[index] &- 48 < 10 {
          exponent = min(exponent * 10 + Int(bytes[index] - 48), 1 << 50)
        }
        if isNegative { exponent = -exponent }
        break
      } else {
        digits.append(byte - 48)
        if !pointSeen { intDigits += 1 }
      }
    }
    self.init(isNegative: bytes[0] == UInt8(ascii: "-"), digits: digits, exponent: intDigits + exponent)
  }

  /// The exact number of a 64-bit int.
  init(_ int: Int) {
    let digits = String(int.magnitude).utf8.map { $0 - 48 }
    self.init(isNegative: int < 0, digits: digits, exponent: digits.count)
  }

  /// The exact number of a finite double: at most 767 digits.
  init(_ double: Double) {
    guard double != 0 else {
      self.init(isNegative: false, digits: [], exponent: 0)
      return
    }
    let significand = double.significandBitPattern
    let isNormal = double.exponentBitPattern != 0
    let mantissa = isNormal ? significand | 1 << 52 : significand
    let power = (isNormal ? Int(double.exponentBitPattern) : 1) - 1075
    var digits = String(mantissa).utf8.map { $0 - 48 }
    // mantissa × 2^power; for a negative power the same as mantissa × 5^-power × 10^power.
    for _ in 0..<abs(power) { Self.multiply(&digits, by: power > 0 ? 2 : 5) }
    self.init(isNegative: double < 0, digits: digits, exponent: digits.count + min(power, 0))
  }

  private static func multiply(_ digits: inout [UInt8], by factor: UInt8) {
    var carry: UInt8 = 0
    for index in digits.indices.reversed() {
      let product = digits[index] * factor + carry
      digits[index] = product % 10
      carry = product / 10
    }
    if carry > 0 { digits.insert(carry, at: 0) }
  }

  /// Negative, zero or positive as this number is less than, equal to or greater than `other`.
  func compare(to other: Decimal) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let order = compareMagnitude(to: other)
    return isNegative ? -order : order
  }

  private func compareMagnitude(to other: Decimal) -> Int {
    if digits.isEmpty || other.digits.isEmpty { return digits.count - other.digits.count }
    if exponent != other.exponent { return exponent < other.exponent ? -1 : 1 }
    for (left, right) in zip(digits, other.digits) where left != right { return left < right ? -1 : 1 }
    return digits.count - other.digits.count
  }
}
