/// Ints as decimal text.
@usableFromInline
enum IntFormat {
  /// No int needs more bytes.
  @usableFromInline static let maxLength = 20

  /// Writes an int at `output`, which must have room for `maxLength` bytes; gives the address after it.
  @inlinable
  static func write(_ int: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    var cursor = output
    var rest = int.magnitude
    if int < 0 {
      cursor[0] = UInt8(ascii: "-")
      cursor += 1
    }
    var digits = 1
    var bound = rest
    while bound >= 10 {
      bound /= 10
      digits &+= 1
    }
    let end = cursor + digits
    cursor = end
    repeat {
      let quotient = rest / 10
      cursor -= 1
      cursor[0] = UInt8(truncatingIfNeeded: 48 &+ (rest &- quotient &* 10))
      rest = quotient
    } while rest != 0
    return end
  }
}
