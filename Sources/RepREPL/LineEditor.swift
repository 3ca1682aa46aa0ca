/// Where the lines of a session come from: GNU Readline on a terminal, plain lines elsewhere, a list of lines in tests.
public protocol LineEditor: AnyObject {
  /// Reads one line, without its line break, showing `prompt` first. A pasted script may arrive as one line with line
  /// breaks inside.
  ///
  /// - Parameters:
  ///   - prompt: what stands before the line, without colour.
  ///   - earlier: the lines of an unfinished input, for completion; empty at its first line.
  func readLine(prompt: String, after earlier: String) -> LineResult

  /// Puts an input where the user finds it again with the arrow keys.
  func remember(_ entry: String)

  /// Lets the user change a text in an editor of their own (`$VISUAL`, `$EDITOR`).
  /// - Returns: the changed text; nil when there is no editor or it failed, which has been said.
  func edit(_ text: String) -> String?
}

/// What a user did at the prompt.
public enum LineResult: Equatable, Sendable {
  /// Ended a line with Return.
  case line(String)
  /// Pressed Ctrl-C.
  case interrupted
  /// Pressed Ctrl-D on an empty line, or the input has ended.
  case end
}
