import ArgumentParser
import Rep

/// The flags of every command that runs scripts. They may stand before the script or after it, among its own.
struct RunFlags: ParsableArguments {
  @Flag(help: "Run against a simulator in this process: no token, no network, no cost.")
  var local = false

  @Flag(help: "Print the script's last value as JSON; what it prints goes to standard error.")
  var json = false

  @Option(help: ArgumentHelp("Stop after this long: 30s, 5m, 1h30m.", valueName: "time"))
  var timeout: TimeSpan?

  @Flag(help: "Only results and errors: no log lines, no notes.")
  var quiet = false

  @Option(
    name: .customLong("base-url"),
    help: ArgumentHelp("The API's address, with or without /v1. (default: $REPLICATE_BASE_URL)", valueName: "url"))
  var baseURL: String?

  @Flag(name: .customLong("no-preflight"), help: "Do not check inputs against the model's schema before paying.")
  var skipsPreflight = false

  @Option(
    name: .customLong("on-interrupt"),
    help: "What Ctrl-C does to predictions that run: cancel or leave.")
  var onInterrupt = InterruptChoice.cancel

  @OptionGroup(title: "Journal, cache and budget") var journal: JournalFlags

  enum InterruptChoice: String, ExpressibleByArgument, CaseIterable {
    case cancel, leave
  }

  /// The flags by name and whether a value follows; a test holds them against the declarations above.
  static let takesValue = ownFlags.merging(JournalFlags.takesValue) { own, _ in own }

  private static let ownFlags: [String: Bool] = [
    "--local": false, "--json": false, "--timeout": true, "--quiet": false, "--base-url": true,
    "--no-preflight": false, "--on-interrupt": true,
  ]

  /// Whether a word is one of these flags, alone or with `=value`.
  static func isFlag(_ word: String) -> Bool { takesValue[name(of: word)] != nil }

  /// The part of a word before its `=`.
  static func name(of word: String) -> String {
    String(word.prefix { $0 != "=" })
  }

  /// What the flags say.
  var options: RunOptions {
    var options = RunOptions()
    options.isLocal = local
    options.printsJSON = json
    options.timeout = timeout?.duration
    options.isQuiet = quiet
    options.baseURL = baseURL
    options.checksInputs = !skipsPreflight
    options.leavesRuns = onInterrupt == .leave
    options.journal = journal.options
    return options
  }

  /// Reads flags that were picked out of a command line. None cost nothing: the argument parser is not even asked.
  /// - Throws: ``UsageError``
  static func options(_ words: [String]) throws(UsageError) -> RunOptions {
    guard !words.isEmpty else { return RunOptions() }
    do {
      return try RunFlags.parse(JournalFlags.completed(words)).options
    } catch {
      throw UsageError(RunFlags.message(for: error), hint: "--help lists the flags")
    }
  }
}

/// A length of time as a script writes it.
struct TimeSpan: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    guard let duration = ParamReader.duration(argument) else { return nil }
    self.duration = duration
  }

  var seconds: Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
