import ArgumentParser
import Dispatch
import Rep
import RepREPL
import RepRuntime
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `rep repl`, and `rep` on a terminal.
struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Open a prompt: type Rep, see results. The same as rep without arguments.",
    discussion: """
      TAB completes, :help explains, Ctrl-D leaves. Inputs are kept in $XDG_STATE_HOME/rep/history (mode 0600), without \
      those that start with a space or hold a token. GNU Readline edits the line: ~/.inputrc applies, with `$if rep`.
      """)

  @OptionGroup var connection: ConnectionFlags

  @Flag(name: .customLong("no-journal"), help: "Write nothing down: what a killed session has started is not told of.")
  var isUnwritten = false

  func run() throws {
    var options = connection.options
    options.journal.isOn = !isUnwritten
    throw Self.start(options).thrown
  }

  /// Opens a prompt; without a terminal standard input is a script.
  static func start(_ options: RunOptions) -> ExitStatus {
    guard isatty(0) == 1 else { return RunCommand.start(options.isLocal ? ["--local", "-"] : ["-"]) }
    do {
      try open(options)
      return .success
    } catch {
      return Launcher.end(with: error)
    }
  }

  private static func open(_ options: RunOptions) throws {
    guard let wake = WakePipe() else { throw UsageError("too many open files to open a prompt") }
    TerminalState.keep(endingBy: [SIGQUIT])
    wake.receiveSignals()
    wake.receiveTerminalSignals()
    let screen = TerminalScreen(wake)
    let file = UserFolders.state.map { HistoryFile(path: $0 + "/rep/history") }
    let entries = file?.load() ?? []
    var accounts: [Account] = []
    var settings = REPL.Settings(
      makeSession: { isLocal in
        var options = options
        options.isLocal = isLocal || options.isLocal
        let account = try Account(options)
        accounts.append(account)
        // A simulator in the process forgets everything with it.
        let isWritten = options.journal.isOn && !options.isLocal
        return Session(account.engine, journal: isWritten ? PromptJournal.journal(for: account.engine) : nil)
      },
      hint: { kind in accounts.last?.hint(for: kind) }, history: entries)
    settings.wake = { wake.send(.notice) }
    settings.prices = {
      do throws(UsageError) { return try PriceList(named: nil, beside: nil) } catch {
        Console.standard.complain(error)
        return PriceList()
      }
    }

    let isPlain = isatty(1) == 0 || Environment.text("TERM").map { $0 == "dumb" } ?? true
    let library = isPlain ? nil : ReadlineLibrary()
    if library != nil { TerminalState.readKeys() }
    let repl: REPL
    if let library {
      let editor = ReadlineEditor(library, wake, history: file, entries: entries, usesColor: screen.usesColor)
      repl = try REPL(editor: editor, terminal: screen, settings: settings)
      editor.notices = { [unowned repl] in repl.takeNotices() }
      editor.complete = { [unowned repl] in repl.complete($0, isRepeated: $1) }
    } else {
      let editor = PlainEditor(wake, history: file)
      repl = try REPL(editor: editor, terminal: screen, settings: settings)
      editor.notices = { [unowned repl] in repl.takeNotices() }
    }
    greet(screen, isLocal: options.isLocal)
    if options.journal.isOn, !options.isLocal {
      let tell = repl.teller
      // The prompt does not wait for a file.
      DispatchQueue.global().async { PromptJournal.leftovers().map(tell) }
    }
    repl.run()
  }

  private static func greet(_ screen: TerminalScreen, isLocal: Bool) {
    var lines = ["rep \(ClientConfiguration.version)  :help explains, TAB completes, Ctrl-D leaves"]
    if isLocal {
      lines.append("This session talks to a simulator: no token, no network, no cost.")
    } else if !TokenStore.hasToken {
      lines += [
        "No API token yet: make one at https://replicate.com/account/api-tokens,",
        "then leave and type `rep login`.",
        "Without one, `:local` goes on with a simulator: no token, no network, no cost.",
      ]
    }
    screen.write(lines.joined(separator: "\n") + "\n")
  }

  /// SIGTERM, or the terminal has gone: the exit restores what was kept of it.
  static func terminate() -> Never { endProcess(.terminated) }
}

/// Ends the process, with all that `atexit` has to do; inside a command `exit` means something else.
private func endProcess(_ status: ExitStatus) -> Never { exit(status.rawValue) }
