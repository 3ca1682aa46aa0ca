/// The text of one script or module, with its name and its lines. Offsets are UTF-8 bytes.
public final class Source: Sendable {
  /// What diagnostics call it: a path, `<stdin>`, `<eval>`.
  public let name: String
  /// The text as it was read; it may hold invalid UTF-8, which the lexer reports.
  public let bytes: [UInt8]
  /// The offset at which each line starts. LF, CRLF and CR end lines.
  public let lineStarts: [Int]

  /// A place as people count it: both from 1, columns in Unicode scalars.
  public struct Location: Hashable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in Unicode scalars.
    public let column: Int
  }

  /// Takes the bytes of a script.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    lineStarts = bytes.withUnsafeBytes(Self.lineStarts)
  }

  private static func lineStarts(_ bytes: UnsafeRawBufferPointer) -> [Int] {
    var starts = [0]
    starts.reserveCapacity(bytes.count / 32)
    var offset = 0
    while offset < bytes.count {
      // Eight bytes at a time where none of them is a control character.
      if let group = ByteGroup(bytes, at: offset), !group.hasControlCharacter {
        offset += 8
        continue
      }
      let byte = bytes[offset]
      offset += 1
      if byte == 0x0A {
        starts.append(offset)
      } else if byte == 0x0D {
        if offset < bytes.count, bytes[offset] == 0x0A { offset += 1 }
        starts.append(offset)
      }
    }
    return starts
  }

  /// Takes the text of a script.
  public convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The index into ``lineStarts`` of the line that holds a byte offset.
  public func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// Line and column of a byte offset.
  public func location(at offset: Int) -> Location {
    let offset = min(max(offset, 0), bytes.count)
    let index = lineIndex(at: offset)
    var column = 1
    for byte in bytes[lineStarts[index]..<offset] where byte & 0xC0 != 0x80 { column += 1 }
    return Location(line: index + 1, column: column)
  }

  /// The text of a line without its line break; invalid UTF-8 is repaired.
  public func line(_ index: Int) -> String {
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The text of a span; invalid UTF-8 is repaired.
  public func text(_ span: Span) -> String {
    let start = min(span.start, bytes.count)
    return String(decoding: bytes[start..<min(max(span.end, start), bytes.count)], as: UTF8.self)
  }
}
