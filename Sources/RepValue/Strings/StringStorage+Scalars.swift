/// Positions in strings count Unicode scalars. For ASCII they are byte offsets; other texts are walked (rule R27).
extension StringStorage {
  /// The number of scalars.
  public var scalarCount: Int { isASCII ? count : UTF8Text.scalarCount(bytes, count: count) }

  /// The byte offset of the scalar at `index`; the byte count where the text has no more than `index` scalars.
  public func byteOffset(ofScalar index: Int) -> Int {
    if isASCII { return min(index, count) }
    var offset = 0
    var remaining = index
    let bytes = bytes
    while remaining > 0, offset < count {
      offset &+= UTF8Text.length(ofSequence: bytes[offset])
      remaining &-= 1
    }
    return offset
  }

  /// The number of scalars before a byte offset.
  public func scalarIndex(ofByte offset: Int) -> Int {
    isASCII ? offset : UTF8Text.scalarCount(bytes, count: offset)
  }

  /// The scalar at `index` as a string; nil where the text has no such scalar. Negative indices count from the end.
  public func scalar(at index: Int) -> StringStorage? {
    var index = index
    if index < 0 {
      index += scalarCount
      if index < 0 { return nil }
    }
    let offset = byteOffset(ofScalar: index)
    guard offset < count else { return nil }
    return scalar(atByte: offset)
  }

  /// The scalar that starts at a byte offset as a string. ASCII ones are made once and shared.
  public func scalar(atByte offset: Int) -> StringStorage {
    let first = bytes[offset]
    if first < 0x80 { return StringStorage.asciiScalars[Int(first)] }
    return .make(bytes + offset, count: UTF8Text.length(ofSequence: first))
  }

  /// The scalars from `start` up to `end`, which must not lie before `start`; both are clipped to the text.
  public func slice(fromScalar start: Int, to end: Int) -> StringStorage {
    let from = byteOffset(ofScalar: max(0, start))
    let to: Int
    if isASCII {
      to = min(max(end, from), count)
    } else {
      var offset = from
      var remaining = end - max(0, start)
      while remaining > 0, offset < count {
        offset &+= UTF8Text.length(ofSequence: bytes[offset])
        remaining &-= 1
      }
      to = offset
    }
    return slice(fromByte: from, to: to)
  }

  /// The bytes from `start` up to `end`, both at scalar borders.
  public func slice(fromByte start: Int, to end: Int) -> StringStorage {
    if start == 0 && end == count { return self }
    if start >= end { return .empty }
    return isASCII ? .make(ascii: bytes + start, count: end - start) : .make(bytes + start, count: end - start)
  }

  nonisolated(unsafe) private static let asciiScalars: [StringStorage] = (0..<128).map { byte in
    let string = allocate(capacity: 1)
    string.bytes[0] = UInt8(byte)
    string.setCount(1)
    return string
  }
}
