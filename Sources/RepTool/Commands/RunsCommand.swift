import ArgumentParser
import Rep
import RepJournal
import RepRuntime
import RepSyntax
import RepValue
import Replicate

/// `rep runs`
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the runs of the journal, and look at or end one.",
    discussion: """
      rep runs                       the runs of the scripts in this folder, the newest first
      rep runs show 3                one of them: its calls as a table
      rep runs resolve 3 --resend    decides what became of creates without an answer
      rep runs cancel 3              stops on the server what is still running, and gives the run up
      rep runs --prompt              what was started at the prompt, session by session
      rep runs export 3 > run.json   one file that `rep run --replay run.json` runs from, without a network
      """,
    subcommands: [List.self, Show.self, Cancel.self, Resolve.self, Export.self], defaultSubcommand: List.self)

  /// Where the journal is that a command looks at.
  struct Place: ParsableArguments {
    @Option(help: ArgumentHelp("The journal. (default: .rep/journal.db in this folder)", valueName: "file"))
    var journal: String?

    @Flag(name: .customLong("prompt"), help: "The journal of the prompt, whatever the folder.")
    var isPrompt = false

    /// Opens the journal.
    /// - Throws: `JournalError`, ``UsageError`` where there is none.
    func open() throws -> SQLiteJournal {
      let file = journal ?? (isPrompt ? PromptJournal.file : nil) ?? JournalPlace.file(forScript: nil)
      guard SQLiteJournal.exists(at: file) else {
        throw UsageError("there is no journal \(file)", hint: "`rep run` makes one at the first create of a script")
      }
      return try SQLiteJournal(path: file)
    }
  }

  /// One run of a journal.
  struct Choice: ParsableArguments {
    @OptionGroup var place: Place

    @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
    var number: Int

    /// Opens the journal and reads the run.
    /// - Throws: `JournalError`, ``UsageError``.
    func read() throws -> (journal: SQLiteJournal, run: RecordedRun) {
      let journal = try place.open()
      return (journal, try journal.load(number))
    }

    /// Reads the run as ``read()`` does and takes it for this process, so that nobody goes on with it meanwhile.
    /// - Throws: `JournalError`, ``UsageError``.
    func take() throws -> (journal: SQLiteJournal, run: RecordedRun) {
      let journal = try place.open()
      guard try journal.hold(number) else {
        let owner = try journal.load(number).header.owner
        throw JournalError("run \(number) is running (\(owner))", hint: "stop it with Ctrl-C or kill")
      }
      return (journal, try journal.load(number))
    }
  }

  /// How runs are shown.
  struct Form: ParsableArguments {
    @Flag(help: "As JSON.")
    var json = false

    @Option(
      help: ArgumentHelp(
        "Your prices per model, for the estimate. (default: prices.json in this folder)", valueName: "file"))
    var prices: String?

    /// The user's prices.
    /// - Throws: ``UsageError``.
    func priceList() throws -> PriceList { try PriceList(named: prices, beside: nil) }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the runs.")

    @OptionGroup var place: Place
    @OptionGroup var form: Form

    func run() throws {
      try Console.standard.reporting {
        let journal = try place.open()
        let prices = try form.priceList()
        let summaries = try journal.runs(matching: RunFilter()).map { header in
          try RunSummary(header, journal, prices)
        }
        if form.json { return Console.standard.print(try JSON.text(Value(summaries.map(\.json)), indentation: 2)) }
        guard !summaries.isEmpty else { return Console.standard.print("no runs") }
        return Console.standard.print(TextTable.columns([RunSummary.columns] + summaries.map(\.cells)))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one run.")

    @OptionGroup var choice: Choice
    @OptionGroup var form: Form

    func run() throws {
      try Console.standard.reporting {
        let (journal, run) = try choice.read()
        let summary = try RunSummary(run.header, journal, try form.priceList())
        if form.json {
          var value = summary.json
          value["calls"] = Value(run.calls.map(\.json))
          return Console.standard.print(try JSON.text(value, indentation: 2))
        }
        return Console.standard.print(summary.page(run))
      }
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write one run, with its outputs, as JSON that needs nothing else.")

    @OptionGroup var choice: Choice

    func run() throws {
      try Console.standard.reporting {
        let (journal, run) = try choice.read()
        let json = try RunRecording.json(of: run, in: journal)
        return Console.standard.print(try JSON.text(json, indentation: 1))
      }
    }
  }
}

extension Console {
  /// Does what a command does and says what went wrong.
  /// - Throws: the exit status, where it is not success.
  func reporting(_ body: () throws -> ExitStatus) throws {
    let status: ExitStatus
    do {
      status = try body()
    } catch let error as JournalError {
      complain(Report(code: "io", message: error.message, hint: error.hint))
      throw ExitStatus.scriptError.thrown
    } catch let error as ReplicateError {
      complain(error)
      throw ExitStatus(error).thrown
    }
    guard status == .success else { throw status.thrown }
  }
}
