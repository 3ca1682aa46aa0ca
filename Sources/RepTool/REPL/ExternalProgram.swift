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
      _ = input.withUTF8 { StandardDescriptors.write(UnsafeRawBufferPointer($0), to: ends[1]) }
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
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var defaults = sigset_t()
    sigfillset(&defaults)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    if reading >= 0 { posix_spawn_file_actions_adddup2(&actions, reading, 0) }
    if isQuiet {
      for descriptor in Int32(1)...2 {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
      }
    }
    var arguments = (["/bin/sh", "-c", script, "sh"] + words).map { strdup($0) } + [nil]
    defer { for text in arguments { free(text) } }
    #if canImport(Glibc)
      let variables = environ
    #else
      let variables = _NSGetEnviron().pointee
    #endif
    var identifier: pid_t = 0
    guard posix_spawn(&identifier, "/bin/sh", &actions, &attributes, &arguments, variables) == 0 else { return nil }
    return identifier
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
    let folder = Environment.text("TMPDIR") ?? "/tmp"
    // The ending lets the editor know the language.
    var template = Array("\(folder)/rep-XXXXXX.rep".utf8CString)
    let descriptor = mkstemps(&template, 4)
    guard descriptor >= 0 else {
      Console.standard.complain(UsageError("cannot make a file to edit: \(SystemError(code: errno).text)"))
      return nil
    }
    let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    defer { unlink(path) }
    var content = text + "\n"
    _ = content.withUTF8 { StandardDescriptors.write(UnsafeRawBufferPointer($0), to: descriptor) }
    close(descriptor)
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
