import RepSyntax

/// Colours the line that is being typed.
public enum LinePainter {
  /// Longer lines, in UTF-8 bytes, are left as they are: they are read anew at every key.
  static let longestLine = 4_096

  /// The line with the escape sequences of its colours; nil where nothing of it has one.
  /// - Parameter earlier: the lines of an unfinished input before it, which may have left a string open.
  public static func painted(_ line: String, after earlier: String = "") -> String? {
    guard line.utf8.count <= longestLine, earlier.utf8.count <= longestLine, !line.isEmpty else { return nil }
    let text = earlier.isEmpty ? line : earlier + "\n" + line
    let start = text.utf8.count - line.utf8.count
    let bytes = Array(text.utf8)
    let palette = Palette(isColored: true)
    var result = ""
    var position = start
    for highlight in SyntaxHighlight.all(in: text) where highlight.span.end > position {
      let from = max(highlight.span.start, position)
      result += String(decoding: bytes[position..<from], as: UTF8.self)
      result += palette.paint(String(decoding: bytes[from..<highlight.span.end], as: UTF8.self), role(highlight.role))
      position = highlight.span.end
    }
    guard position > start else { return nil }
    return result + String(decoding: bytes[position...], as: UTF8.self)
  }

  private static func role(_ role: SyntaxHighlight.Role) -> Palette.Role {
    switch role {
    case .keyword, .constant: .word
    case .number: .number
    case .string: .string
    case .comment: .faint
    }
  }
}
