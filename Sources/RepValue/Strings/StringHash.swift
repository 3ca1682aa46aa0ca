/// The hash of object keys: folded multiplication under a 128-bit key that each process draws at random, so that nobody
/// can prepare keys that collide. Objects keep the order of insertion, so the key shows in no output.
public enum StringHash {
  private struct Key {
    let start: UInt64
    let factor: UInt64
  }

  private static let key: Key = {
    var random = SystemRandomNumberGenerator()
    return Key(start: random.next(), factor: random.next() | 1)
  }()

  /// The hash of a text's UTF-8; never 0.
  public static func hash(_ text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { bytes in bytes.baseAddress.map { hash($0, count: bytes.count) } ?? 1 }
  }

  /// The hash of `count` bytes; never 0, which stands for "not computed".
  static func hash(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt32 {
    let key = key
    let raw = UnsafeRawPointer(bytes)
    var state = key.start ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset &+ 8 <= count {
      state = fold(state ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self), key.factor)
      offset &+= 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while offset < count {
      tail |= UInt64(bytes[offset]) &<< shift
      shift &+= 8
      offset &+= 1
    }
    state = fold(state ^ tail, key.factor)
    state = fold(state ^ key.start, 0xe703_7ed1_a0b4_28db)
    let hash = UInt32(truncatingIfNeeded: state)
    return hash == 0 ? 1 : hash
  }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
