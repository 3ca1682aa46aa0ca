import CRepSupport
import Rep
import RepREPL
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Programs of the user's choice that the prompt starts: an editor, a pager, a viewer.
enum ExternalProgram {
  /// Runs a shell command with further words, and waits for its end.
  /// - Parameters:
  ///   - input: what it reads instead of the terminal.
  ///   - isQuiet: nothing that it writes shows, and it does not get the terminal.
  /// - Returns: its status; nil when it cannot be started.
  static func run(_ command: String, _ words: [String] = [], input: String? = nil, isQuiet: Bool = false) -> Int32? {
    if isQuiet { return start(command, words, input, isQuiet: true) }
    return TerminalState.lend { Signals.left { start(command, words, input, isQuiet: false) } }
  }

  private static func start(_ command: String, _ words: [String], _ input: String?, isQuiet: Bool) -> Int32? {
    var ends: [Int32] = [-1, -1]
    if input != nil {
      guard pipe(&ends) == 0 else { return nil }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    guard let identifier = spawn(command + " \"$@\"", words, reading: ends[0], isQuiet: isQuiet) else {
      for end in ends where end >= 0 { close(end) }
      return nil
    }
    if var input {
      close(ends[0])
      // A pager that is left early reads no more; the write then fails, which is all there is to it.
      _ = input.withUTF8 { Platform.write(UnsafeRawBufferPointer($0), to: ends[1]) }
      close(ends[1])
    }
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Whether the shell finds a program.
  static func exists(_ name: String) -> Bool {
    run("command -v", [name], isQuiet: true) == 0
  }

  private static func spawn(_ script: String, _ words: [String], reading: Int32, isQuiet: Bool) -> pid_t? {
    let nowhere = isQuiet ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1
    defer { if nowhere >= 0 { close(nowhere) } }
    var arguments = (["/bin/sh", "-c", script, "sh"] + words).map { strdup($0) } + [nil]
    defer { for text in arguments { free(text) } }
    #if canImport(Glibc)
      let variables = environ
    #else
      let variables = _NSGetEnviron().pointee
    #endif
    var identifier: pid_t = 0
    let code = rep_spawn(&identifier, "/bin/sh", &arguments, variables, [reading, nowhere, nowhere], 0)
    return code == 0 ? identifier : nil
  }
}

/// What the keys of the terminal do while another program has it.
private enum Signals {
  /// Ctrl-C is the program's alone; Ctrl-Z stops both, so that the shell gets the terminal.
  static func left<Result>(_ body: () -> Result) -> Result {
    let signals = [(SIGINT, SIG_IGN), (SIGQUIT, SIG_IGN), (SIGTSTP, SIG_DFL)]
    let before = signals.map { number, handler -> sigaction in
      var earlier = sigaction()
      sigaction(number, nil, &earlier)
      signal(number, handler)
      return earlier
    }
    defer {
      for (entry, earlier) in zip(signals, before) {
        var earlier = earlier
        sigaction(entry.0, &earlier, nil)
      }
    }
    return body()
  }
}

/// Lets the user change a text in `$VISUAL` or `$EDITOR`, else `vi`.
enum ExternalEditor {
  /// The changed text; nil when it could not be edited, which has been said.
  static func edit(_ text: String) -> String? {
    let editor = Environment.text("VISUAL") ?? Environment.text("EDITOR") ?? "vi"
    // The ending lets the editor know the language.
    let folder = TemporaryFolder("rep-edit")
    defer { withExtendedLifetime(folder) {} }
    guard let path = folder.path.map({ $0 + "input.rep" }), PrivateFile.write(path, Array((text + "\n").utf8)) else {
      Console.standard.complain(UsageError("cannot make a file to edit: \(SystemError(code: errno).text)"))
      return nil
    }
    guard ExternalProgram.run(editor, [path]) == 0 else {
      Console.standard.complain(UsageError("the editor `\(editor)` failed", hint: "set EDITOR to another one"))
      return nil
    }
    guard let source = try? ScriptFile.read(path) else { return nil }
    var edited = String(decoding: source.bytes, as: UTF8.self)
    while edited.last?.isNewline == true { edited.removeLast() }
    return edited
  }
}
