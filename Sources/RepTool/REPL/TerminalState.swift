#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Signal handlers can hold nothing of their own. Written once, before the handlers are installed.
nonisolated(unsafe) private var keptSettings = termios()
nonisolated(unsafe) private var isKept = false
// Read and written by the main thread only.
nonisolated(unsafe) private var isReadByKey = false

/// The settings that the terminal had when `rep` began: put back however the process ends.
enum TerminalState {
  /// Signals of a crash: of Swift's traps, of bad memory, of `abort`.
  private static let crashes = [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV, SIGSYS]

  /// Remembers the settings, and puts them back when the process exits or crashes.
  /// - Parameter signals: further signals that end the process.
  static func keep(endingBy signals: [Int32] = []) {
    guard !isKept, tcgetattr(0, &keptSettings) == 0 else { return }
    isKept = true
    atexit { TerminalState.restore() }
    for signal in crashes + signals { install(signal) }
  }

  /// Puts the settings back: no allocation, no lock.
  static func restore() {
    guard isKept else { return }
    _ = tcsetattr(0, TCSADRAIN, &keptSettings)
  }

  /// Whether keys arrive as they are pressed, and do not show by themselves.
  static var readsKeys: Bool { isReadByKey }

  /// From now on keys arrive as they are pressed, between two lines as well. A terminal that went back to whole lines
  /// while an input runs would take what is typed meanwhile for its own: Ctrl-D, Ctrl-U and Ctrl-R would never arrive,
  /// nor what is beyond 4,095 bytes of a paste.
  static func readKeys() {
    isReadByKey = isKept
    // A background process that sets its terminal is stopped.
    guard isKept, tcgetpgrp(0) == getpgrp() else { return }
    var settings = keptSettings
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
    settings.c_iflag &= ~tcflag_t(ICRNL | INLCR)
    withUnsafeMutableBytes(of: &settings.c_cc) { characters in
      characters[Int(VMIN)] = 1
      characters[Int(VTIME)] = 0
    }
    _ = tcsetattr(0, TCSADRAIN, &settings)
  }

  /// Lets somebody else have the terminal as it was.
  static func lend<Result>(_ body: () -> Result) -> Result {
    guard isReadByKey else { return body() }
    restore()
    defer { readKeys() }
    return body()
  }

  /// Ctrl-Z: the shell gets the terminal as it was, and gives it back later.
  static func suspend() {
    lend { _ = raise(SIGSTOP) }
  }

  /// Turns the echo of what is typed off or on. What is typed already stays.
  static func setEcho(_ isOn: Bool) {
    var settings = termios()
    guard tcgetattr(0, &settings) == 0 else { return }
    if isOn {
      settings.c_lflag |= tcflag_t(ECHO)
    } else {
      settings.c_lflag &= ~tcflag_t(ECHO)
    }
    _ = tcsetattr(0, TCSADRAIN, &settings)
  }

  private static func install(_ signal: Int32) {
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = endBySignal
    #else
      action.__sigaction_u.__sa_handler = endBySignal
    #endif
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(signal, &action, nil)
  }
}

/// Runs inside a signal handler: restores the terminal, ends bracketed paste, shows the cursor, and dies as it would have.
private func endBySignal(_ signal: Int32) {
  TerminalState.restore()
  if isKept {
    let text: StaticString = "\u{1B}[?2004l\u{1B}[?25h\n"
    _ = write(1, text.utf8Start, text.utf8CodeUnitCount)
  }
  raise(signal)
}
