import Rep
import RepRuntime

/// What a session shows its results on.
public protocol Terminal: AnyObject {
  /// Columns and rows, as they are now.
  var size: (columns: Int, rows: Int) { get }
  /// Whether colours may be written.
  var usesColor: Bool { get }
  /// How pictures are drawn; nil for not at all.
  var pictures: PictureProtocol? { get }

  /// Writes to standard output.
  func write(_ text: String)
  /// Writes what is wrong or what is going on, to standard error.
  func writeError(_ text: String)

  /// Where `print` and `log` of inputs go.
  var output: any OutputSink { get }
  var log: any OutputSink { get }

  /// Waits until an input ends, showing progress meanwhile.
  /// - Parameter events: those of the input.
  /// - Returns: true when the user stopped it with Ctrl-C.
  func wait(for handle: RunHandle, events: RunEvents) -> Bool

  /// Asks a question to be answered by one line; nil where nobody can answer.
  func ask(_ question: String) -> String?

  /// Shows a text of more lines than the screen has.
  func page(_ text: String)

  /// Opens a file or an address with the program that the system has for it.
  /// - Returns: what went wrong, or nil.
  func open(_ path: String) -> String?
}

extension Terminal {
  var palette: Palette { Palette(isColored: usesColor) }

  func line(_ text: String) { write(text + "\n") }
}
