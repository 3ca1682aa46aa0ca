import RepSyntax

/// Rows of texts as aligned columns.
enum TextTable {
  /// Columns with two blanks between them; the last one is not padded.
  static func columns(_ rows: [[String]], indentation: Int = 0) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    let margin = String(repeating: " ", count: indentation)
    return rows.map { row in
      var line = margin
      for (column, cell) in row.enumerated() {
        line += cell
        guard column < row.count - 1 else { continue }
        line += String(repeating: " ", count: widths[column] - cell.count + 2)
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// Names with explanations, as a help text lists them.
  static func definitions(_ rows: [[String]]) -> String { columns(rows, indentation: 2) }
}

/// Breaks help texts into lines.
enum Text {
  private static let width = 90

  /// A heading with words behind it; further lines begin below the first word.
  static func wrapped(_ heading: String, _ words: [String]) -> String {
    var lines = [heading]
    let margin = String(repeating: " ", count: min(heading.count, 30) + 1)
    for word in words {
      let line = lines[lines.count - 1]
      if line.count + 1 + word.count > width, line.contains(where: { $0 != " " }), lines.count > 1 || line != heading {
        lines.append(margin + word)
      } else {
        lines[lines.count - 1] = line + (line.last == " " ? "" : " ") + word
      }
    }
    return lines.joined(separator: "\n")
  }
}
