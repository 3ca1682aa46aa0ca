import RepRuntime
import RepValue

/// Writes comma-separated values as RFC 4180 has them, with LF at the end of lines: fields are quoted where they must be.
struct CSVWriter: ~Copyable {
  let separator: UInt8
  private(set) var buffer = TextBuffer()

  init(separator: UInt8) {
    self.separator = separator
  }

  /// Writes objects below a line of all their keys, in the order in which these come up; a row without one of them gets
  /// an empty field. Lists are written as they are.
  /// - Throws: kind `type` with the index of a row that is no object, or no list, as the first one is.
  mutating func write(
    _ rows: ListStorage, _ work: (Int) throws(ScriptError) -> Void
  ) throws(ScriptError) {
    guard rows.count > 0 else { return }
    guard case .object = rows.elements[0] else {
      for index in 0..<rows.count {
        guard case .list(let row) = rows.elements[index] else { throw Self.mismatch(rows, at: index) }
        try line((0..<row.count).lazy.map { row.elements[$0] }, work)
      }
      return
    }
    let columns = ObjectStorage(minimumCapacity: 0)
    for index in 0..<rows.count {
      guard case .object(let row) = rows.elements[index] else { throw Self.mismatch(rows, at: index) }
      for entry in 0..<row.count { columns.set(row.entries[entry].key, .null) }
      try work(row.count)
    }
    let names = (0..<columns.count).map { columns.entries[$0].key }
    try line(names.lazy.map { Value.string($0) }, work)
    for index in 0..<rows.count {
      guard case .object(let row) = rows.elements[index] else { continue }
      try line(names.lazy.map { row.value(for: $0) ?? .null }, work)
    }
  }

  /// Whether a byte may stand in quoted fields only, whatever the separator is.
  static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
  }

  private mutating func line(
    _ values: some Collection<Value>, _ work: (Int) throws(ScriptError) -> Void
  ) throws(ScriptError) {
    let start = buffer.count
    for (index, value) in values.enumerated() {
      if index > 0 { buffer.append(separator) }
      append(value)
    }
    // An empty line is no row for those who read it.
    if buffer.count == start { buffer.append("\"\"") }
    buffer.append(UInt8(ascii: "\n"))
    try work(buffer.count - start)
  }

  private mutating func append(_ value: Value) {
    if case .null = value { return }
    let text = value.textStorage
    let bytes = UnsafeBufferPointer(start: text.bytes, count: text.count)
    guard bytes.contains(where: { $0 == separator || Self.needsQuotes($0) }) else { return buffer.append(text) }
    buffer.append(UInt8(ascii: "\""))
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { buffer.append(byte) }
      buffer.append(byte)
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private static func mismatch(_ rows: ListStorage, at index: Int) -> ScriptError {
    ScriptError(
      .type, "`rows` of `write_csv` are all objects or all lists; row \(index) is \(rows.elements[index].typeName)",
      hint: "make each row an object: {name: value}")
  }
}
