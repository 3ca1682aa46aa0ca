import RepSyntax

/// Texts in lines that fit the screen.
enum TextWrap {
  /// The lines of a text, broken between words; a word that is longer than a line stands alone.
  /// - Parameter indent: blanks before each line but the first.
  static func lines(_ text: String, width: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var (line, room, gap) = ("", width, "")
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let length = DisplayWidth.of(String(word))
      if !line.isEmpty, gap.utf8.count + length > room {
        lines.append(line)
        (line, room, gap) = ("", width - indent, "")
      }
      if word.isEmpty {
        // Columns within a text are set apart by two blanks.
        if !line.isEmpty { gap += " " }
        continue
      }
      line += gap + word
      room -= gap.utf8.count + length
      gap = " "
    }
    lines.append(line)
    let margin = String(repeating: " ", count: indent)
    return lines.enumerated().map { $0 == 0 ? $1 : margin + $1 }
  }
}
