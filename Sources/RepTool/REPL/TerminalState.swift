#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Signal handlers can hold nothing of their own. Written once, before the handlers are installed.
nonisolated(unsafe) private var keptSettings = termios()
nonisolated(unsafe) private var isKept = false

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

  /// Turns the echo of what is typed off or on.
  static func setEcho(_ isOn: Bool) {
    var settings = termios()
    guard tcgetattr(0, &settings) == 0 else { return }
    if isOn {
      settings.c_lflag |= tcflag_t(ECHO)
    } else {
      settings.c_lflag &= ~tcflag_t(ECHO)
    }
    _ = tcsetattr(0, TCSAFLUSH, &settings)
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
