extension TextBuffer {
  /// Appends a JSON string with its quotes (RFC 8259, section 7).
  package mutating func append(json string: StringStorage) { append(jsonString: string.bytes, count: string.count) }

  /// Appends a JSON string with its quotes; only what must be escaped is.
  mutating func append(jsonString source: UnsafePointer<UInt8>, count length: Int) {
    append(UInt8(ascii: "\""))
    var offset = 0
    repeat {
      // In pieces, because an escape takes six bytes and nobody wants to reserve six times a long text.
      let end = min(length, offset &+ 4096)
      reserve((end &- offset) &* 6 &+ 1)
      count = Self.escape(source + offset, count: end &- offset, to: bytes + count) - bytes
      offset = end
    } while offset < length
    append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private static func escape(
    _ source: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    if count < 8 { return escapeShort(source, count: count, to: output) }
    let text = UnsafeRawPointer(source)
    var cursor = output
    var offset = 0
    while offset &+ 8 <= count {
      let word = text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if ByteMask.needsEscape(word) {
        cursor = escapeBytes(source + offset, count: 8, to: cursor)
      } else {
        UnsafeMutableRawPointer(cursor).storeBytes(of: word, as: UInt64.self)
        cursor += 8
      }
      offset &+= 8
    }
    guard offset < count else { return cursor }
    // The last word begins before the rest: what of it stands there already is the same.
    let left = count &- offset
    let word = text.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    if ByteMask.needsEscape(word) { return escapeBytes(source + offset, count: left, to: cursor) }
    UnsafeMutableRawPointer(cursor - (8 &- left)).storeBytes(of: word, as: UInt64.self)
    return cursor + left
  }

  /// Less than eight bytes: most keys of objects.
  @inline(__always)
  private static func escapeShort(
    _ source: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    guard count >= 4 else { return escapeBytes(source, count: count, to: output) }
    // Two halves that overlap.
    let (text, target) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(output))
    let first = text.loadUnaligned(as: UInt32.self)
    let last = text.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    if ByteMask.needsEscape(UInt64(first) | UInt64(last) << 32) { return escapeBytes(source, count: count, to: output) }
    target.storeBytes(of: first, as: UInt32.self)
    target.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
    return output + count
  }

  @inline(__always)
  private static func escapeBytes(
    _ source: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var cursor = output
    for offset in 0..<count {
      let byte = source[offset]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        cursor[0] = UInt8(ascii: "\\")
        cursor[1] = byte
        cursor += 2
      } else if byte >= 0x20 {
        cursor[0] = byte
        cursor += 1
      } else {
        cursor = escapeControl(byte, to: cursor)
      }
    }
    return cursor
  }

  @inline(never)
  private static func escapeControl(
    _ byte: UInt8, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    output[0] = UInt8(ascii: "\\")
    let short: UInt8? =
      switch byte {
      case 0x0A: UInt8(ascii: "n")
      case 0x09: UInt8(ascii: "t")
      case 0x0D: UInt8(ascii: "r")
      case 0x08: UInt8(ascii: "b")
      case 0x0C: UInt8(ascii: "f")
      default: nil
      }
    if let short {
      output[1] = short
      return output + 2
    }
    let digit = byte & 15
    output[1] = UInt8(ascii: "u")
    output[2] = UInt8(ascii: "0")
    output[3] = UInt8(ascii: "0")
    output[4] = UInt8(ascii: "0") + byte >> 4
    output[5] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
    return output + 6
  }
}
