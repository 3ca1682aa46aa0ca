/// Where the lines of a session come from: GNU Readline on a terminal, plain lines elsewhere, a list of lines in tests.
public protocol LineEditor {
  /// Reads one line, without its line break, showing `prompt` first.
  ///
  /// - Returns: The line; `nil` at the end of the input (Ctrl-D on an empty line).
  mutating func readLine(prompt: String) -> String?
}
