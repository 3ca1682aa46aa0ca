/// Decimal text to the nearest double.
enum FloatParser {
  /// Powers of ten that a double holds exactly.
  static let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// The nearest double of a scanned number; infinite or zero where it is out of range.
  static func parse(_ number: NumberScanner, _ bytes: UnsafePointer<UInt8>) -> Double? {
    parse(bytes, count: number.length)
  }

  /// The nearest double of a decimal text, correctly rounded and independent of the locale.
  static func parse(_ bytes: UnsafePointer<UInt8>, count: Int) -> Double? {
    Double(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
  }
}
