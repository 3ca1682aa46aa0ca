/// Eight bytes of a text that are looked at together.
struct ByteGroup {
  private let word: UInt64
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// The eight bytes from an offset on; nil where there are fewer.
  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    guard offset &+ 8 <= bytes.count else { return nil }
    word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Whether a byte below 0x20 is among them.
  @inline(__always)
  var hasControlCharacter: Bool { (word &- 0x20 &* Self.ones) & ~word & Self.tops != 0 }

  /// The number of bytes at the beginning that are no control characters.
  @inline(__always)
  var lineLength: Int { ((word &- 0x20 &* Self.ones) & ~word & Self.tops).trailingZeroBitCount >> 3 }

  /// Whether all are below 0x80.
  @inline(__always)
  var isASCII: Bool { word & Self.tops == 0 }

  /// The number of letters, digits and `_` of ASCII at the beginning.
  @inline(__always)
  var wordLength: Int {
    let low = word & ~Self.tops
    let letter = low | 0x20 &* Self.ones
    let isLetter = Self.within(letter, 0x61, 0x7A)
    let isDigit = Self.within(low, 0x30, 0x39)
    let score = low ^ (0x5F &* Self.ones)
    let isScore = ~(score &+ 0x7F &* Self.ones)
    let isWord = (isLetter | isDigit | isScore) & ~word & Self.tops
    return (~isWord & Self.tops).trailingZeroBitCount >> 3
  }

  /// The top bit of each byte, all below 0x80, that is in a range.
  @inline(__always)
  private static func within(_ bytes: UInt64, _ first: UInt64, _ last: UInt64) -> UInt64 {
    (bytes &+ (0x80 &- first) &* ones) & ~(bytes &+ (0x7F &- last) &* ones)
  }

  /// The number of bytes at the beginning that a string goes on with: neither `"`, `'`, `\\` nor control characters.
  @inline(__always)
  var textLength: Int {
    let isControl = (word &- 0x20 &* Self.ones) & ~word
    let ends = isControl | Self.zeros(word ^ (0x22 &* Self.ones)) | Self.zeros(word ^ (0x27 &* Self.ones))
      | Self.zeros(word ^ (0x5C &* Self.ones))
    return (ends & Self.tops).trailingZeroBitCount >> 3
  }

  /// The top bit of the first byte that is zero; of later ones perhaps as well.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
}
