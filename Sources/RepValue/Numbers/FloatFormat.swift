/// Doubles as text: the fewest digits that read back as the same double, with `.0` where there is no fraction and an
/// exponent below 1e-4 and from 1e16 (rule R17): `1.0`, `0.0001`, `1e-5`, `1.5e300`, `1e16`.
public enum FloatFormat {
  /// No double needs more bytes.
  public static let maxLength = 32

  /// Writes a finite double at `output`, which must have room for `maxLength` bytes; gives the length.
  public static func write(_ double: Double, to output: UnsafeMutablePointer<UInt8>) -> Int {
    var cursor = output
    if double.sign == .minus {
      cursor[0] = UInt8(ascii: "-")
      cursor += 1
    }
    if double == 0 {
      cursor[0] = UInt8(ascii: "0")
      cursor[1] = UInt8(ascii: ".")
      cursor[2] = UInt8(ascii: "0")
      return cursor - output + 3
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maxLength) { digits in
      guard let digits = digits.baseAddress else { return 0 }
      let (count, exponent) = shortestDigits(double.magnitude, digits)
      cursor = layOut(digits, count: count, exponent: exponent, to: cursor)
      return cursor - output
    }
  }

  /// The shortest digits of a positive double: `0.d1d2d3… × 10^exponent`.
  private static func shortestDigits(
    _ double: Double, _ digits: UnsafeMutablePointer<UInt8>
  ) -> (count: Int, exponent: Int) {
    // The standard library finds the digits; only its layout differs from ours.
    var count = 0
    var exponent = 0
    var pointSeen = false
    var text = double.description
    text.withUTF8 { bytes in
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: ".") {
          pointSeen = true
        } else if byte == UInt8(ascii: "e") {
          var value = 0
          let isNegative = bytes[index] == UInt8(ascii: "-")
          index += 1
          while index < bytes.count {
            value = value * 10 + Int(bytes[index] - 48)
            index += 1
          }
          exponent += isNegative ? -value : value
        } else if byte == UInt8(ascii: "0") && count == 0 {
          if pointSeen { exponent -= 1 }
        } else {
          digits[count] = byte
          count += 1
          if !pointSeen { exponent += 1 }
        }
      }
    }
    while count > 1, digits[count - 1] == UInt8(ascii: "0") { count -= 1 }
    return (count, exponent)
  }

  private static func layOut(
    _ digits: UnsafeMutablePointer<UInt8>, count: Int, exponent: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var cursor = output
    func put(_ byte: UInt8) {
      cursor[0] = byte
      cursor += 1
    }
    func put(from start: Int, to end: Int) {
      for index in start..<end { put(digits[index]) }
    }
    if exponent > 16 || exponent < -3 {
      put(digits[0])
      if count > 1 {
        put(UInt8(ascii: "."))
        put(from: 1, to: count)
      }
      put(UInt8(ascii: "e"))
      return IntFormat.write(exponent - 1, to: cursor)
    }
    if exponent <= 0 {
      put(UInt8(ascii: "0"))
      put(UInt8(ascii: "."))
      for _ in exponent..<0 { put(UInt8(ascii: "0")) }
      put(from: 0, to: count)
    } else if count > exponent {
      put(from: 0, to: exponent)
      put(UInt8(ascii: "."))
      put(from: exponent, to: count)
    } else {
      put(from: 0, to: count)
      for _ in count..<exponent { put(UInt8(ascii: "0")) }
      put(UInt8(ascii: "."))
      put(UInt8(ascii: "0"))
    }
    return cursor
  }
}
