import RepRuntime
import RepValue

/// Reads comma-separated values as RFC 4180 has them: quoted fields, doubled quotes, line breaks in quotes; LF, CRLF
/// and CR end lines, and the separator may be another byte.
struct CSVReader {
  private let text: StringStorage
  private let separator: UInt8
  private var offset = 0

  init(_ text: StringStorage, separator: UInt8) {
    self.text = text
    self.separator = separator
  }

  /// The rows as objects by the names of the first row. A row of fewer fields has fewer keys, an empty line none.
  /// - Throws: kind `syntax` with the line for a quote that does not close and for a row of too many fields.
  static func objects(
    _ text: StringStorage, separator: UInt8, _ work: (Int) throws(ScriptError) -> Void
  ) throws(ScriptError) -> ListStorage {
    var reader = CSVReader(text, separator: separator)
    let rows = ListStorage(minimumCapacity: 0)
    var line = 1
    guard let header = try reader.row(&line).map(names) else { return rows }
    var seen: Set<String> = []
    for name in header where !seen.insert(name.text).inserted {
      throw ScriptError(
        .syntax, "the first line names `\(name.text)` twice", hint: "each column needs a name of its own")
    }
    while true {
      let start = line
      let before = reader.offset
      guard let fields = try reader.row(&line) else { return rows }
      try work(reader.offset - before)
      if fields.count == 1, fields[0].isEmpty { continue }
      guard fields.count <= header.count else {
        throw ScriptError(
          .syntax, "line \(start) has \(fields.count) fields, the first line names \(header.count)",
          hint: "quote fields that hold the separator")
      }
      let object = ObjectStorage(minimumCapacity: fields.count)
      for (index, field) in fields.enumerated() { object.set(header[index], .string(field)) }
      rows.append(.object(object))
    }
  }

  /// The names of the columns; one that is empty is called by its number.
  private static func names(_ fields: [StringStorage]) -> [StringStorage] {
    fields.enumerated().map { $1.isEmpty ? StringStorage.make("column_\($0 + 1)") : $1 }
  }

  private mutating func row(_ line: inout Int) throws(ScriptError) -> [StringStorage]? {
    guard offset < text.count else { return nil }
    var fields: [StringStorage] = []
    while true {
      fields.append(try field(&line))
      guard offset < text.count else { return fields }
      let byte = text.bytes[offset]
      guard byte == separator || byte == 0x0A || byte == 0x0D else {
        throw ScriptError(
          .syntax, "line \(line) goes on after a closing quote", hint: "a quote within a quoted field is written twice")
      }
      offset += 1
      if byte == separator { continue }
      if byte == 0x0D, offset < text.count, text.bytes[offset] == 0x0A { offset += 1 }
      line += 1
      return fields
    }
  }

  private mutating func field(_ line: inout Int) throws(ScriptError) -> StringStorage {
    guard offset < text.count, text.bytes[offset] == UInt8(ascii: "\"") else {
      let start = offset
      while offset < text.count {
        let byte = text.bytes[offset]
        if byte == separator || byte == 0x0A || byte == 0x0D { break }
        offset += 1
      }
      return StringStorage.make(text.bytes + start, count: offset - start)
    }
    let opened = line
    offset += 1
    var buffer = TextBuffer()
    while offset < text.count {
      let byte = text.bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") {
        guard offset < text.count, text.bytes[offset] == UInt8(ascii: "\"") else { return buffer.makeString() }
        offset += 1
      }
      if byte == 0x0A || (byte == 0x0D && !(offset < text.count && text.bytes[offset] == 0x0A)) { line += 1 }
      buffer.append(byte)
    }
    throw ScriptError(.syntax, "the quote that opens on line \(opened) does not close")
  }
}
