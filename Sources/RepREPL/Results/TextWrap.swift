import Rep
import RepSyntax

/// Texts in lines that fit the screen.
enum TextWrap {
  /// The lines of a text, broken between words; a word that is longer than a line stands alone.
  /// - Parameter indent: blanks before each line but the first.
  static func lines(_ text: String, width: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > width {
        lines.append(line)
        (line, isEmpty) = (String(repeating: " ", count: indent), true)
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }
}
