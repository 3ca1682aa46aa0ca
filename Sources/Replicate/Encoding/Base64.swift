/// Base64 with padding and the standard alphabet (RFC 4648 section 4).
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let invalid: UInt8 = 0xFF
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: invalid, count: 256)
    for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
    return table
  }()

  static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group: UInt32 = 0
    var filled = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      filled += 1
      if filled == 3 {
        for shift in [18, 12, 6, 0] as [UInt32] { text.append(alphabet[Int(group >> shift & 63)]) }
        group = 0
        filled = 0
      }
    }
    if filled == 1 {
      text += [alphabet[Int(group >> 2)], alphabet[Int(group << 4 & 63)], UInt8(ascii: "="), UInt8(ascii: "=")]
    } else if filled == 2 {
      text += [alphabet[Int(group >> 10)], alphabet[Int(group >> 4 & 63)], alphabet[Int(group << 2 & 63)]]
      text.append(UInt8(ascii: "="))
    }
    return text
  }

  /// The bytes that `text` stands for, or nil where it is not base64. White space is skipped and the final padding
  /// may be missing, as data URLs found in the wild have it.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var group: UInt32 = 0
    var filled = 0
    var padding = 0
    for letter in text {
      if letter == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      if letter == 0x20 || letter == 0x0A || letter == 0x0D || letter == 0x09 { continue }
      let value = values[Int(letter)]
      guard value != invalid, padding == 0 else { return nil }
      group = group << 6 | UInt32(value)
      filled += 1
      if filled == 4 {
        bytes += [UInt8(truncatingIfNeeded: group >> 16), UInt8(truncatingIfNeeded: group >> 8)]
        bytes.append(UInt8(truncatingIfNeeded: group))
        group = 0
        filled = 0
      }
    }
    switch filled {
    case 0: return padding == 0 ? bytes : nil
    case 2 where padding == 0 || padding == 2:
      bytes.append(UInt8(truncatingIfNeeded: group >> 4))
      return bytes
    case 3 where padding <= 1:
      bytes += [UInt8(truncatingIfNeeded: group >> 10), UInt8(truncatingIfNeeded: group >> 2)]
      return bytes
    default: return nil
    }
  }
}
