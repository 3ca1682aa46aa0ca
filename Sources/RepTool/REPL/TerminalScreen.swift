import Rep
import RepREPL
import RepRuntime
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The terminal that `rep` runs on.
final class TerminalScreen: Terminal {
  let usesColor: Bool
  let pictures: PictureProtocol?
  let output: any OutputSink
  let log: any OutputSink
  private let buffer: BufferedOutput
  private let wake: WakePipe
  /// Whether what the input has written last leaves the cursor within a line.
  private let isWithinLine = SharedFlag()
  /// Output waits this long at most for more of it, in milliseconds.
  private static let outputDelay: Int32 = 20
  /// What is over sooner than this is not worth drawing.
  private static let drawingDelay: Duration = .milliseconds(200)
  /// An input that was stopped gets this long before the user is told, in milliseconds.
  private static let stopDelay: Int32 = 2_000

  init(_ wake: WakePipe) {
    self.wake = wake
    let isTerminal = isatty(1) == 1 && Environment.text("TERM").map { $0 != "dumb" } ?? false
    usesColor = isTerminal && !Environment.isSet("NO_COLOR")
    pictures = usesColor ? PictureProtocol.detect { Environment.text($0) } : nil
    buffer = BufferedOutput { wake.send(.output) }
    output = LineEndings(buffer, isWithinLine)
    log = LineEndings(ErrorOutput(output: buffer), isWithinLine)
  }

  var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  func write(_ text: String) {
    buffer.flush()
    let status = Console.standard.print(text, terminator: "")
    // Nobody reads any more: there is no session without its results.
    if status != .success { exit(status.rawValue) }
  }

  func writeError(_ text: String) {
    buffer.flush()
    Console.standard.write(error: text)
  }

  // MARK: Waiting

  func wait(for handle: RunHandle, events: RunEvents) -> Bool {
    let progress = ProgressReporter { [wake] in wake.send(.progress) }
    events.observe { progress.note($0) }
    handle.onFinish { [wake] _ in wake.send(.finished) }
    if TerminalState.readsKeys { TerminalState.readKeys() }
    var isInterrupted = false
    defer {
      buffer.flush()
      progress.end()
      // The prompt stands at the start of a line; Ctrl-C shows as `^C` within one.
      if isWithinLine.value.withLock({ $0 }) || isInterrupted { write("\n") }
      isWithinLine.value.withLock { $0 = false }
    }
    var outputWaits = false
    var drawing: ContinuousClock.Instant?
    while true {
      if let due = drawing, due <= .now { drawing = progress.draw().map { .now + .milliseconds(Int64($0)) } }
      switch wake.next(within: patience(isInterrupted, outputWaits, drawing)) {
      case .finished: return isInterrupted
      case .output: outputWaits = true
      case .progress: drawing = drawing ?? .now + Self.drawingDelay
      case .interrupt:
        if TerminalState.readsKeys { write("^C") }
        isInterrupted = true
        handle.interrupt()
      case .suspend: TerminalState.suspend()
      case .terminate:
        handle.interrupt()
        ReplCommand.terminate()
      case nil where outputWaits:
        buffer.flush()
        outputWaits = false
      case nil where drawing == nil && isInterrupted: Console.standard.note("stopping …")
      default: continue
      }
    }
  }

  private func patience(_ isInterrupted: Bool, _ outputWaits: Bool, _ drawing: ContinuousClock.Instant?) -> Int32? {
    if outputWaits { return Self.outputDelay }
    guard let drawing else { return isInterrupted ? Self.stopDelay : nil }
    let (seconds, attoseconds) = (drawing - .now).components
    return max(0, Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1))
  }

  // MARK: The user

  func ask(_ question: String) -> String? {
    write(question)
    switch TypedLine.read(wake) {
    case .line(let line): return line
    case .interrupted:
      write("\n")
      return ""
    case .end:
      write("\n")
      return nil
    case .terminated: ReplCommand.terminate()
    }
  }

  func page(_ text: String) {
    let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
    let mayPage = isatty(0) == 1 && isatty(1) == 1 && Environment.text("TERM") != "dumb"
    guard mayPage, lines >= size.rows else { return write(text) }
    if Environment.text("LESS") == nil { setenv("LESS", "FRX", 1) }
    guard let pager = Environment.text("PAGER") ?? (ExternalProgram.exists("less") ? "less" : nil),
      ExternalProgram.run(pager, input: text) != nil
    else { return write(text) }
  }

  func open(_ path: String) -> String? {
    #if canImport(Darwin)
      let opener = "open"
    #else
      let opener = "xdg-open"
    #endif
    guard ExternalProgram.exists(opener) else { return "there is no `\(opener)` on this system" }
    guard ExternalProgram.run(opener, [path], isQuiet: true) == 0 else { return "`\(opener)` cannot open \(path)" }
    return nil
  }
}

/// A flag that several threads see.
private final class SharedFlag: Sendable {
  let value = Mutex(false)
}

/// Notes whether what is written ends its line.
private struct LineEndings: OutputSink {
  private let sink: any OutputSink
  private let isWithinLine: SharedFlag

  init(_ sink: any OutputSink, _ isWithinLine: SharedFlag) { (self.sink, self.isWithinLine) = (sink, isWithinLine) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ScriptError) {
    if let last = bytes.last { isWithinLine.value.withLock { $0 = last != UInt8(ascii: "\n") } }
    try sink.write(bytes)
  }
}
