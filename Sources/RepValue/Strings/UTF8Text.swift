/// Eight bytes at a time: masks whose high bits mark the bytes that were looked for.
enum ByteMask {
  static let high: UInt64 = 0x8080_8080_8080_8080
  static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Marks at least the first byte that equals `byte` (bytes above a marked one may be marked wrongly).
  @inline(__always)
  static func equal(_ word: UInt64, _ byte: UInt64) -> UInt64 {
    let difference = word ^ (ones &* byte)
    return (difference &- ones) & ~difference & high
  }

  /// Marks at least the first byte below 0x20.
  @inline(__always)
  static func control(_ word: UInt64) -> UInt64 { (word &- 0x2020_2020_2020_2020) & ~word & high }

  /// Whether a byte in a JSON string is not itself (RFC 8259, section 7).
  @inline(__always)
  static func needsEscape(_ word: UInt64) -> Bool { equal(word, 0x22) | equal(word, 0x5C) | control(word) != 0 }
}

/// UTF-8 bytes: validity, lengths, positions.
public enum UTF8Text {
  /// Whether all bytes are below 0x80.
  public static func isASCII(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
    let raw = UnsafeRawPointer(bytes)
    var offset = 0
    while offset &+ 8 <= count {
      if raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & ByteMask.high != 0 { return false }
      offset &+= 8
    }
    while offset < count {
      if bytes[offset] >= 0x80 { return false }
      offset &+= 1
    }
    return true
  }

  /// Whether the bytes are valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629).
  public static func isValid(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
    firstInvalid(bytes, count: count) == nil
  }

  /// The offset of the first byte that starts no valid sequence.
  public static func firstInvalid(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int? {
    let raw = UnsafeRawPointer(bytes)
    var offset = 0
    while offset < count {
      if offset &+ 8 <= count,
        raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & ByteMask.high == 0
      {
        offset &+= 8
        continue
      }
      let length = sequenceLength(bytes + offset, available: count - offset)
      if length == 0 { return offset }
      offset &+= length
    }
    return nil
  }

  /// The length of the valid sequence at `bytes`, 0 where there is none.
  @inline(__always)
  private static func sequenceLength(_ bytes: UnsafePointer<UInt8>, available: Int) -> Int {
    @inline(__always)
    func continues(_ index: Int) -> Bool { bytes[index] & 0xC0 == 0x80 }
    let first = bytes[0]
    switch first {
    case 0..<0x80: return 1
    case 0xC2..<0xE0: return available > 1 && continues(1) ? 2 : 0
    case 0xE0..<0xF0:
      guard available > 2, continues(1), continues(2) else { return 0 }
      if first == 0xE0 && bytes[1] < 0xA0 || first == 0xED && bytes[1] >= 0xA0 { return 0 }
      return 3
    case 0xF0..<0xF5:
      guard available > 3, continues(1), continues(2), continues(3) else { return 0 }
      if first == 0xF0 && bytes[1] < 0x90 || first == 0xF4 && bytes[1] >= 0x90 { return 0 }
      return 4
    default: return 0
    }
  }

  /// The number of scalars in valid UTF-8.
  public static func scalarCount(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
    var scalars = 0
    for index in 0..<count where bytes[index] & 0xC0 != 0x80 { scalars &+= 1 }
    return scalars
  }

  /// The length in bytes of the sequence that `first` starts.
  @inlinable @inline(__always)
  public static func length(ofSequence first: UInt8) -> Int {
    first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  }

  /// The scalar at `bytes`, which must start a valid sequence, and its length in bytes.
  @inlinable @inline(__always)
  public static func decode(_ bytes: UnsafePointer<UInt8>) -> (scalar: UInt32, length: Int) {
    let first = UInt32(bytes[0])
    if first < 0x80 { return (first, 1) }
    let second = UInt32(bytes[1] & 0x3F)
    if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
    let third = UInt32(bytes[2] & 0x3F)
    if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
    return ((first & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[3] & 0x3F), 4)
  }

  /// Writes a scalar at `bytes`, which must have room for four, and gives its length.
  @inlinable @inline(__always)
  public static func encode(_ scalar: UInt32, to bytes: UnsafeMutablePointer<UInt8>) -> Int {
    if scalar < 0x80 {
      bytes[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    }
    let last = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    if scalar < 0x800 {
      bytes[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      bytes[1] = last
      return 2
    }
    let middle = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
    if scalar < 0x10000 {
      bytes[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      bytes[1] = middle
      bytes[2] = last
      return 3
    }
    bytes[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    bytes[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
    bytes[2] = middle
    bytes[3] = last
    return 4
  }
}
