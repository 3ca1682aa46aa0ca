import Rep
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines at the bottom of a terminal that are redrawn in place, below whatever else is written.
///
/// All that the process writes to the terminal goes through ``write(_:to:)``: the lines are taken away, the text is
/// written where they stood, and they come back with the next drawing. A text that does not end its line keeps them
/// away, so that what follows continues it.
final class LiveScreen: Sendable {
  private struct State {
    /// The widths of the lines that stand there now, in columns.
    var widths: [Int] = []
    /// Something else left the cursor within a line.
    var isWithinLine = false
    var isSuspended = false
  }

  /// The one of this process; it draws nothing unless standard error is a terminal that can move its cursor.
  static let standard = LiveScreen(descriptor: 2)

  private let descriptor: Int32
  /// Whether lines can be redrawn at all.
  let isLive: Bool
  private let sharesTerminal: [Bool]
  private let state = Mutex(State())

  init(descriptor: Int32) {
    self.descriptor = descriptor
    isLive = isatty(descriptor) == 1 && Environment.text("TERM").map { $0 != "dumb" } ?? false
    sharesTerminal = (Int32(0)...2).map { isatty($0) == 1 }
  }

  /// Columns and lines of the terminal, asked each time: it may be resized at any moment.
  var size: (columns: Int, lines: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Puts these lines at the bottom, in the place of those that stood there.
  func show(_ lines: [String], widths: [Int]) {
    guard isLive else { return }
    let columns = size.columns
    state.withLock { state in
      guard !state.isWithinLine, !state.isSuspended else { return }
      guard !lines.isEmpty || !state.widths.isEmpty else { return }
      // Line by line, because a screen that is erased at once flickers, and some terminals keep each copy of it.
      var text = Self.returning(state.widths, columns)
      for line in lines { text += line + "\u{1B}[K\r\n" }
      text += "\u{1B}[J"
      state.widths = widths
      write(text)
    }
  }

  /// Takes the lines away.
  func clear() { show([], widths: []) }

  /// Writes text to standard output or standard error, above the lines.
  /// - Returns: 0, or the `errno` of what went wrong.
  func write(_ bytes: UnsafeRawBufferPointer, to other: Int32) -> Int32 {
    guard isLive, sharesTerminal[Int(other)], let last = bytes.last else {
      return Platform.write(bytes, to: other)
    }
    return state.withLock { state in
      if !state.widths.isEmpty { write(Self.returning(state.widths, size.columns) + "\u{1B}[J") }
      state.widths = []
      state.isWithinLine = last != UInt8(ascii: "\n")
      return Platform.write(bytes, to: other)
    }
  }

  /// Keeps the lines away while a person types.
  func suspended<Result>(_ body: () -> Result) -> Result {
    clear()
    state.withLock { $0.isSuspended = true }
    defer {
      // What was typed ends with a line break on the screen.
      state.withLock { state in
        state.isSuspended = false
        state.isWithinLine = false
      }
    }
    return body()
  }

  /// Moves to the start of the first of the lines. A terminal that became narrower has folded them.
  private static func returning(_ widths: [Int], _ columns: Int) -> String {
    guard !widths.isEmpty else { return "" }
    let rows = widths.reduce(0) { $0 + max(1, ($1 + columns - 1) / max(1, columns)) }
    return "\r\u{1B}[\(rows)A"
  }

  private func write(_ text: String) {
    var text = text
    _ = text.withUTF8 { Platform.write(UnsafeRawBufferPointer($0), to: descriptor) }
  }
}
