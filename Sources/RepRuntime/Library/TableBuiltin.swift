import RepSyntax
import RepValue

/// `table`: a list of objects as aligned columns.
enum TableBuiltin {
  static let all: [Builtin] = [
    Builtin(
      "table",
      [
        .init("rows", .list, summary: "objects, one a row"),
        .optional("columns", .list, isNamedOnly: true, summary: "the keys to show, in order; by default all"),
      ],
      result: .nothing, effects: .output,
      summary: "Prints a list of objects as a table: a column for each key, numbers to the right.",
      examples: [#"table [{model: "flux", seconds: 1.5}, {model: "sdxl", seconds: 12}]"#], body: print),
  ]

  @Sendable private static func print(_ arguments: Arguments) throws(ScriptError) -> Value {
    let rows = try rows(arguments)
    let columns = try columns(arguments, rows)
    guard !columns.isEmpty else { return .null }
    var buffer = TextBuffer(minimumCapacity: 256)
    try TextTable(rows, columns, arguments).write(into: &buffer)
    try arguments.context.pointee.run.write(
      UnsafeRawBufferPointer(start: buffer.bytes, count: buffer.count), to: arguments.context.pointee.run.output)
    return .null
  }

  private static func rows(_ arguments: Arguments) throws(ScriptError) -> [ObjectStorage] {
    let list = try arguments.list(0)
    var rows: [ObjectStorage] = []
    for index in 0..<list.count {
      try arguments.work(1)
      guard case .object(let row) = list.elements[index] else {
        throw ScriptError(
          .type, "`rows` of `table` are objects, got \(list.elements[index].typeName) at index \(index)")
      }
      rows.append(row)
    }
    return rows
  }

  private static func columns(
    _ arguments: Arguments, _ rows: [ObjectStorage]
  ) throws(ScriptError) -> [StringStorage] {
    var columns: [StringStorage] = []
    if arguments.has(1) {
      let given = try arguments.list(1)
      for index in 0..<given.count {
        guard case .string(let key) = given.elements[index] else {
          throw ScriptError(.type, "`columns` of `table` are strings, got \(given.elements[index].typeName)")
        }
        columns.append(key)
      }
      return columns
    }
    let seen = ObjectStorage()
    for row in rows {
      try row.forEach { (key, _) throws(ScriptError) in
        try arguments.work(1)
        guard seen.find(key) < 0 else { return }
        seen.append(uniqueKey: key, .null)
        columns.append(key)
      }
    }
    return columns
  }
}

/// Cells in columns of equal width.
private struct TextTable {
  private struct Cell {
    let text: String
    let width: Int
    let isNumber: Bool
  }

  private var lines: [[Cell]]
  private let widths: [Int]
  private let arguments: Arguments

  init(_ rows: [ObjectStorage], _ columns: [StringStorage], _ arguments: Arguments) throws(ScriptError) {
    self.arguments = arguments
    var lines = [columns.map { Self.cell(.string($0)) }]
    for row in rows {
      try arguments.work(columns.count * 16)
      lines.append(columns.map { Self.cell(row.value(for: $0) ?? .null) })
    }
    self.lines = lines
    widths = columns.indices.map { column in lines.reduce(0) { max($0, $1[column].width) } }
  }

  private static func cell(_ value: Value) -> Cell {
    var isNumber = false
    switch value {
    case .null: return Cell(text: "", width: 0, isNumber: false)
    case .int, .float, .number: isNumber = true
    default: break
    }
    // A cell is one line.
    var text = ""
    for scalar in value.text.unicodeScalars {
      text.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar)
    }
    return Cell(text: text, width: DisplayWidth.of(text), isNumber: isNumber)
  }

  func write(into buffer: inout TextBuffer) throws(ScriptError) {
    for (index, line) in lines.enumerated() {
      try arguments.work(line.count * 16)
      writeLine(line, isHeader: index == 0, into: &buffer)
      if index == 0 {
        writeLine(
          widths.map { Cell(text: String(repeating: "-", count: $0), width: $0, isNumber: false) }, isHeader: true,
          into: &buffer)
      }
    }
  }

  private func writeLine(_ line: [Cell], isHeader: Bool, into buffer: inout TextBuffer) {
    var pending = 0
    for (column, cell) in line.enumerated() {
      let padding = widths[column] - cell.width
      pending += column > 0 ? 2 : 0
      if cell.isNumber { pending += padding }
      if !cell.text.isEmpty {
        // Blanks only before a text, so that no line ends in them.
        for _ in 0..<pending { buffer.append(UInt8(ascii: " ")) }
        pending = 0
        buffer.append(cell.text)
      }
      if !cell.isNumber { pending += padding }
    }
    buffer.append(UInt8(ascii: "\n"))
  }
}
