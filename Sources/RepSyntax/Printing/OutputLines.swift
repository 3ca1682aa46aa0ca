/// The lines that a printer has written, with the comments at their ends still apart.
struct OutputLines {
  /// Comments of neighbouring lines stand in one column unless the longest line is so much longer than the shortest.
  private static let longestAlignment = 30

  private var text = ""
  /// The last lines, as long as each has a comment.
  private var commented: [(code: String, comment: String)] = []
  private var code = ""
  private var comment: String?
  /// Blanks up to this many bytes belong to a string and stay.
  private var kept = 0

  /// True while nothing stands in the line that is being written.
  var isAtStartOfLine: Bool { comment == nil && !code.utf8.contains { $0 != 0x20 } }

  /// The blanks at the start of the line that is being written.
  var indentation: Int { code.utf8.prefix { $0 == 0x20 }.count }

  /// The columns of what stands in the line that is being written.
  var lastLineWidth: Int { DisplayWidth.of(code) }

  /// Goes on with the line.
  mutating func append(_ text: String) {
    code += text
  }

  /// Goes on with text whose blanks and line breaks stay as they are.
  mutating func appendVerbatim(_ text: String) {
    var rest = text.utf8[...]
    while let end = rest.firstIndex(of: 0x0A) {
      code += String(Substring(rest[..<end]))
      finishLine()
      rest = rest[rest.index(after: end)...]
    }
    code += String(Substring(rest))
    kept = code.utf8.count
  }

  /// Puts a comment at the end of the line.
  mutating func comment(_ text: String) {
    comment = text
  }

  /// Ends the line; blanks at its end are dropped.
  mutating func endLine() {
    while code.utf8.count > kept, code.utf8.last == 0x20 { code.removeLast() }
    finishLine()
    kept = 0
  }

  private mutating func finishLine() {
    if let comment {
      commented.append((code, comment))
    } else {
      if !commented.isEmpty { alignComments() }
      text += code
      text += "\n"
    }
    code.removeAll(keepingCapacity: true)
    comment = nil
  }

  private mutating func alignComments() {
    let widths = commented.map { DisplayWidth.of($0.code) }
    let widest = widths.max() ?? 0
    let isAligned = widest - (widths.min() ?? 0) <= Self.longestAlignment
    for (line, width) in zip(commented, widths) {
      let gap = String(repeating: " ", count: (isAligned ? widest - width : 0) + 2)
      text += line.code + gap + line.comment + "\n"
    }
    commented = []
  }

  /// All lines, each ended by a line feed.
  mutating func finish() -> String {
    if !code.isEmpty || comment != nil { endLine() }
    if !commented.isEmpty { alignComments() }
    return text
  }
}
