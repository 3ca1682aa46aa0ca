import RepREPL

/// Lines as the terminal itself lets them be edited: for `TERM=dumb`, and where GNU Readline is not installed.
final class PlainEditor: LineEditor {
  private let wake: WakePipe
  private let history: HistoryFile?
  /// What to show before the next line, from ``REPL/takeNotices()``.
  var notices: () -> [String] = { [] }

  init(_ wake: WakePipe, history: HistoryFile?) { (self.wake, self.history) = (wake, history) }

  func readLine(prompt: String, after earlier: String) -> LineResult {
    _ = Console.standard.print(prompt, terminator: "")
    let answer = TypedLine.read(wake) {
      let lines = notices()
      guard !lines.isEmpty else { return }
      _ = Console.standard.print("\n" + lines.joined(separator: "\n"))
      _ = Console.standard.print(prompt, terminator: "")
    }
    switch answer {
    case .line(let line): return .line(line)
    case .interrupted:
      _ = Console.standard.print("")
      return .interrupted
    case .end:
      _ = Console.standard.print("")
      return .end
    case .terminated: ReplCommand.terminate()
    }
  }

  func remember(_ entry: String) { history?.append(entry) }

  func edit(_ text: String) -> String? { ExternalEditor.edit(text) }
}
