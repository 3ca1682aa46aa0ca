import Rep
import RepRuntime
import RepSyntax
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What `rep` itself says: results to standard output, everything else to standard error.
struct Console: Sendable {
  static let standard = Console()

  /// Whether standard error is a terminal with colours that are wanted.
  let usesColor: Bool
  /// Draws errors: in colour on a terminal, unless `NO_COLOR` is set (no-color.org).
  private let renderer: DiagnosticRenderer

  private init() {
    usesColor = isatty(2) == 1 && !Environment.isSet("NO_COLOR") && Environment.text("TERM") != "dumb"
    renderer = DiagnosticRenderer(usesColor: usesColor, width: Self.width(of: 2))
  }

  /// Prints lines that were asked for.
  /// - Returns: success, or the status for an output that is closed.
  func print(_ text: String, terminator: String = "\n") -> ExitStatus {
    var line = text + terminator
    let code = line.withUTF8 { LiveScreen.standard.write(UnsafeRawBufferPointer($0), to: 1) }
    guard code != 0 else { return .success }
    return outputFailed(SystemError(code: code))
  }

  /// Says why standard output ended; a reader that has gone needs no words.
  func outputFailed(_ failure: SystemError) -> ExitStatus {
    guard failure.code != EPIPE else { return .brokenPipe }
    complain(Report(code: "io", message: "cannot write to standard output: \(failure.text)"))
    return .scriptError
  }

  /// Writes a line about what is going on.
  func note(_ text: String) { write(error: "rep: \(text)\n") }

  /// Writes to standard error as it is.
  func write(error text: String) {
    var text = text
    _ = text.withUTF8 { LiveScreen.standard.write(UnsafeRawBufferPointer($0), to: 2) }
  }

  /// Draws an error.
  func complain(_ report: Report) { write(error: renderer.render(report)) }

  /// Says what is wrong with the command line.
  func complain(_ error: UsageError) {
    complain(Report(code: nil, message: error.message, hint: error.hint))
  }

  /// Says what the API or a file refused.
  func complain(_ error: ReplicateError, hint: String? = nil) {
    complain(Report(code: error.kind.rawValue, message: error.message, hint: hint ?? error.hint))
  }

  /// Draws what the parser says, a blank line between.
  func complain(_ diagnostics: [Diagnostic], in source: Source) {
    write(error: renderer.render(diagnostics, in: source))
  }

  /// Draws what the compiler says, a blank line between.
  func complain(_ messages: [Compilation.Message]) {
    write(error: messages.map { renderer.render($0.diagnostic, in: $0.source) }.joined(separator: "\n"))
  }

  /// The columns that results may take.
  static var outputWidth: Int { width(of: 1) }

  /// The columns of a terminal; the usual width where there is none.
  private static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return min(Int(size.ws_col), 160)
  }
}

/// The process's environment variables.
enum Environment {
  /// A variable that is set and not empty.
  static func text(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Whether a variable is set to anything but the empty text.
  static func isSet(_ name: String) -> Bool { text(name) != nil }
}
