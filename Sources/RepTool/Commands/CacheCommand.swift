import ArgumentParser
import Rep
import RepJournal
import Replicate

/// `rep cache`
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "List or remove stored results, which `rep run --cache` takes instead of paying again.",
    discussion: """
      rep cache ls                        what is stored, by model
      rep cache rm owner/name             forget the results of a model
      rep cache prune --older 30d         forget what is older; --size 1GB keeps the newest copies only
      """,
    subcommands: [List.self, Remove.self, Prune.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List stored results by model.")

    @OptionGroup var place: RunsCommand.Place

    func run() throws {
      try Console.standard.reporting {
        let journal = try place.open()
        let models = try journal.storedResults()
        guard !models.isEmpty else { return Console.standard.print("nothing is stored") }
        let rows = models.map { model in
          [
            model.reference, "\(model.results)", "\(model.files)", ByteCount.text(model.bytes),
            RunTimes.text(model.newest),
          ]
        }
        return Console.standard.print(TextTable.columns([["MODEL", "RESULTS", "FILES", "SIZE", "NEWEST"]] + rows))
      }
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rm", abstract: "Forget the stored results of a model, or all.")

    @OptionGroup var place: RunsCommand.Place

    @Flag(help: "Those of all models.")
    var all = false

    @Argument(help: "The model as the scripts name it: owner/name.")
    var model: String?

    func validate() throws {
      guard all != (model != nil) else { throw ValidationError("name a model, or say --all") }
    }

    func run() throws {
      try Console.standard.reporting {
        let count = try place.open().forgetResults(of: model)
        return Console.standard.print(count == 1 ? "1 result forgotten" : "\(count) results forgotten")
      }
    }
  }

  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Forget old results, old runs and copies that nothing names.",
      discussion: "Runs that can still be resumed are kept, and so are their results.")

    @OptionGroup var place: RunsCommand.Place

    @Option(help: ArgumentHelp("Forget what is older than this. (default: 30d)", valueName: "time"))
    var older: TimeSpan?

    @Option(help: ArgumentHelp("Keep at most this much of copies: 1GB.", valueName: "size"))
    var size: ByteCount?

    func run() throws {
      try Console.standard.reporting {
        let journal = try place.open()
        let age = older?.seconds ?? 30 * 86_400
        let (runs, bytes) = try journal.prune(olderThan: TimeSource.system.now() - age, keeping: size?.bytes)
        let what = runs == 1 ? "1 run" : "\(runs) runs"
        return Console.standard.print("\(what) and \(ByteCount.text(bytes)) of copies forgotten")
      }
    }
  }
}
