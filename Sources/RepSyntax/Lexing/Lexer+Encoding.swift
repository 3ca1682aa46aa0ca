/// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
extension Lexer {
  /// Reports every run of bytes that is not UTF-8. ASCII is skipped eight bytes at a time.
  mutating func checkEncoding() {
    var offset = 0
    let count = bytes.count
    let raw = UnsafeRawBufferPointer(bytes)
    while offset < count {
      if let group = ByteGroup(raw, at: offset), group.isASCII {
        offset += 8
        continue
      }
      if bytes[offset] < 0x80 {
        offset += 1
      } else if let (_, length) = scalar(at: offset) {
        offset += length
      } else {
        let start = offset
        offset += 1
        while offset < count, bytes[offset] >= 0x80, scalar(at: offset) == nil { offset += 1 }
        problem(
          "invalid-utf8", "these bytes are not UTF-8", from: start, to: offset,
          atEnd: offset == count && isPrefixOfScalar(start), hint: "save the file as UTF-8")
        if output.problems.count >= Self.problemLimit { return }
      }
    }
  }

  /// The scalar that starts at an offset and its length in bytes; nil where the bytes are not UTF-8.
  func scalar(at offset: Int) -> (Unicode.Scalar, Int)? {
    let first = UInt32(bytes[offset])
    func tail(_ index: Int) -> UInt32? {
      let byte = self.byte(offset + index)
      return byte & 0xC0 == 0x80 ? UInt32(byte & 0x3F) : nil
    }
    switch first {
    case 0..<0x80:
      return (Unicode.Scalar(UInt8(first)), 1)
    case 0xC2...0xDF:
      guard let second = tail(1), let scalar = Unicode.Scalar((first & 0x1F) << 6 | second) else { return nil }
      return (scalar, 2)
    case 0xE0...0xEF:
      guard let second = tail(1), let third = tail(2) else { return nil }
      let value = (first & 0x0F) << 12 | second << 6 | third
      guard value >= 0x800, let scalar = Unicode.Scalar(value) else { return nil }
      return (scalar, 3)
    case 0xF0...0xF4:
      guard let second = tail(1), let third = tail(2), let fourth = tail(3) else { return nil }
      let value = (first & 0x07) << 18 | second << 12 | third << 6 | fourth
      guard value >= 0x10000, let scalar = Unicode.Scalar(value) else { return nil }
      return (scalar, 4)
    default:
      return nil
    }
  }

  /// True when the bytes from an offset to the end are the beginning of a scalar that was cut.
  private func isPrefixOfScalar(_ start: Int) -> Bool {
    let first = bytes[start]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, bytes.count - start < length else { return false }
    for offset in (start + 1)..<max(bytes.count, start + 1) where bytes[offset] & 0xC0 != 0x80 { return false }
    return true
  }
}
