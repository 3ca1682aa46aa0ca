/// What stands on a terminal: text that wraps at its width, and is folded anew when the width changes, as on the terminals
/// of today. Knows what Readline uses of ECMA-48.
struct TerminalScreen {
  private struct Row {
    var cells: [Unicode.Scalar] = []
    /// Whether the text goes on in the next row because there was no more room.
    var isWrapped = false
  }
  private var rows = [Row()]
  private var row = 0
  private var column = 0
  private var columns: Int
  private let height: Int

  init(columns: Int, height: Int) { (self.columns, self.height) = (columns, height) }

  /// The rows, those that were scrolled away included, without blanks at their ends.
  var lines: [String] {
    rows.map { row in
      var text = String(String.UnicodeScalarView(row.cells))
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  mutating func write(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    var at = 0
    while at < scalars.count {
      let scalar = scalars[at]
      at += 1
      switch scalar {
      case "\r": column = 0
      case "\n": down()
      case "\u{8}": column = max(0, min(column, columns - 1) - 1)
      case "\u{7}": break
      case "\u{1B}" where at < scalars.count && scalars[at] == "[":
        at += 1
        var number = ""
        while at < scalars.count, !("@"..."~").contains(scalars[at]) {
          number.unicodeScalars.append(scalars[at])
          at += 1
        }
        if at < scalars.count { control(scalars[at], Int(number)) }
        at += 1
      case "\u{1B}": at += 1
      default: put(scalar)
      }
    }
  }

  /// Folds everything anew; the cursor stays at its character.
  mutating func resize(columns newColumns: Int) {
    var folded: [Row] = []
    var (newRow, newColumn) = (0, 0)
    var start = 0
    while start < rows.count {
      var (cells, end, cursor) = ([Unicode.Scalar](), start, -1)
      while true {
        if end == row { cursor = cells.count + column }
        cells += rows[end].cells
        guard rows[end].isWrapped, end + 1 < rows.count else { break }
        end += 1
      }
      if cursor >= 0 { (newRow, newColumn) = (folded.count + cursor / newColumns, cursor % newColumns) }
      repeat {
        folded.append(Row(cells: Array(cells.prefix(newColumns)), isWrapped: cells.count > newColumns))
        cells.removeFirst(min(newColumns, cells.count))
      } while !cells.isEmpty
      start = end + 1
    }
    while folded.count <= newRow { folded.append(Row()) }
    (rows, row, column, columns) = (folded, newRow, newColumn, newColumns)
  }

  private mutating func down() {
    row += 1
    if row == rows.count { rows.append(Row()) }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    // The last column keeps the cursor until something follows.
    if column >= columns {
      rows[row].isWrapped = true
      down()
      column = 0
    }
    while rows[row].cells.count <= column { rows[row].cells.append(" ") }
    rows[row].cells[column] = scalar
    column += 1
  }

  private mutating func control(_ final: Unicode.Scalar, _ number: Int?) {
    let count = max(1, number ?? 1)
    switch final {
    case "A": row = max(row - count, rows.count - height, 0)
    case "B": for _ in 0..<count { row = min(row + 1, rows.count - 1) }
    case "C": column = min(column + count, columns - 1)
    case "D": column = max(0, column - count)
    case "K":
      rows[row].cells = Array(rows[row].cells.prefix(column))
      rows[row].isWrapped = false
    case "J":
      rows[row].cells = Array(rows[row].cells.prefix(column))
      rows[row].isWrapped = false
      rows.removeLast(rows.count - row - 1)
    case "P":
      let end = min(column + count, rows[row].cells.count)
      if column < end { rows[row].cells.removeSubrange(column..<end) }
    case "@": rows[row].cells.insert(contentsOf: Array(repeating: " ", count: count), at: min(column, rows[row].cells.count))
    default: break
    }
  }
}
