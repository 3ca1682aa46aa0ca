/// The two checksums of a PNG file: CRC-32 over each chunk (PNG specification, annex D) and Adler-32 over the
/// uncompressed data of a zlib stream (RFC 1950, section 9).
package enum Checksum {
  package static func crc32(_ bytes: some Sequence<UInt8>, continuing previous: UInt32 = 0) -> UInt32 {
    var crc = ~previous
    for byte in bytes {
      crc = crcTable[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8)
    }
    return ~crc
  }

  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { bytes in
      var a: UInt32 = 1
      var b: UInt32 = 0
      var index = 0
      while index < bytes.count {
        // 5552 is the most bytes whose sums cannot exceed 32 bits before they are reduced.
        let end = min(index + 5552, bytes.count)
        while index < end {
          a &+= UInt32(bytes[index])
          b &+= a
          index += 1
        }
        a %= 65521
        b %= 65521
      }
      return b << 16 | a
    }
  }

  private static let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in
      crc & 1 == 1 ? 0xedb8_8320 ^ (crc >> 1) : crc >> 1
    }
  }
}
