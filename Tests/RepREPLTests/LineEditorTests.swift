import Testing

@testable import RepREPL

/// An editor whose lines are given beforehand.
struct ListedLines: LineEditor {
  var lines: [String]

  mutating func readLine(prompt: String) -> String? {
    lines.isEmpty ? nil : lines.removeFirst()
  }
}

@Test("Lines end with nil")
func listedLines() {
  var editor: any LineEditor = ListedLines(lines: ["1"])
  #expect(editor.readLine(prompt: "> ") == "1")
  #expect(editor.readLine(prompt: "> ") == nil)
}
