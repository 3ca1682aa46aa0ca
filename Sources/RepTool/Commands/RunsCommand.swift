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
      rep runs export 3 > run.json   one file that `rep run --replay run.json` runs from, without a network
      """,
    subcommands: [List.self, Show.self, Cancel.self, Resolve.self, Export.self], defaultSubcommand: List.self)

  /// Where the journal is that a command looks at.
  struct Place: ParsableArguments {
    @Option(help: ArgumentHelp("The journal. (default: .rep/journal.db in this folder)", valueName: "file"))
    var journal: String?

    /// Opens the journal.
    /// - Throws: `JournalError`, ``UsageError`` where there is none.
    func open() throws -> SQLiteJournal {
      let file = journal ?? JournalPlace.file(forScript: nil)
      guard SQLiteJournal.exists(at: file) else {
        throw UsageError("there is no journal \(file)", hint: "`rep run` makes one at the first create of a script")
      }
      return try SQLiteJournal(path: file)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the runs.")

    @OptionGroup var place: Place

    @Flag(help: "As JSON.")
    var json = false

    @Option(help: ArgumentHelp("Your prices per model, for the estimate.", valueName: "file"))
    var prices: String?

    func run() throws {
      try Console.standard.reporting {
        let journal = try place.open()
        let prices = try PriceList.read(prices)
        let summaries = try journal.runs(matching: RunFilter()).map { header in
          try RunSummary(header, journal, prices)
        }
        if json { return Console.standard.print(try JSON.text(Value(summaries.map(\.json)), indentation: 2)) }
        guard !summaries.isEmpty else { return Console.standard.print("no runs") }
        return Console.standard.print(TextTable.columns([RunSummary.columns] + summaries.map(\.cells)))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one run.")

    @OptionGroup var place: Place

    @Flag(help: "As JSON.")
    var json = false

    @Option(help: ArgumentHelp("Your prices per model, for the estimate.", valueName: "file"))
    var prices: String?

    @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
    var number: Int

    func run() throws {
      try Console.standard.reporting {
        let journal = try place.open()
        let recorded = try journal.load(number)
        let summary = try RunSummary(recorded.header, journal, try PriceList.read(prices))
        if json {
          var value = summary.json
          value["calls"] = Value(recorded.calls.map(\.json))
          return Console.standard.print(try JSON.text(value, indentation: 2))
        }
        return Console.standard.print(summary.page(recorded))
      }
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write one run, with its outputs, as JSON that needs nothing else.")

    @OptionGroup var place: Place

    @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
    var number: Int

    func run() throws {
      try Console.standard.reporting {
        let journal = try place.open()
        let json = try RunRecording.json(of: try journal.load(number), in: journal)
        return Console.standard.print(try JSON.text(json, indentation: 1))
      }
    }
  }
}

extension PriceList {
  /// The prices in a file; none where none is named.
  /// - Throws: ``UsageError``.
  static func read(_ file: String?) throws(UsageError) -> PriceList {
    guard let file else { return PriceList() }
    let text = try ScriptFile.read(file)
    do {
      return try PriceList(json: try JSON.parse(text.bytes))
    } catch let error as JournalError {
      throw UsageError("\(file): \(error.message)", hint: error.hint)
    } catch {
      throw UsageError("\(file): \(error)")
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
