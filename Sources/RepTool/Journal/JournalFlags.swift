import ArgumentParser
import Rep

/// The flags of every command that runs scripts which say how runs are written down, resumed and limited.
struct JournalFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Write runs down here. (default: .rep/journal.db beside the script)", valueName: "file"))
  var journal: String?

  @Flag(name: .customLong("no-journal"), help: "Write nothing down: a run that is killed cannot be resumed.")
  var isOff = false

  @Flag(help: "Do everything anew instead of going on with an unfinished run.")
  var new = false

  @Option(help: ArgumentHelp("Go on with this run; `rep runs` lists them.", valueName: "run"))
  var resume: Int?

  @Option(help: ArgumentHelp("How long a create without an answer may take to be listed. (default: 2m)", valueName: "time"))
  var settle: TimeSpan?

  @Option(help: "What to do with a create that was never listed: resend, or ask.")
  var lost = LostChoice.resend

  @Flag(help: "Buy again what was paid for and whose output is lost.")
  var repay = false

  @Option(help: ArgumentHelp("Take results of earlier runs: --cache, or --cache=7d for those of a week.", valueName: "time"))
  var cache: TimeSpan?

  @Option(help: ArgumentHelp("Bytes of outputs that are kept for a resumed run: 500MB, 2GB.", valueName: "size"))
  var keep: ByteCount?

  @Option(name: .customLong("max-predictions"), help: ArgumentHelp("Create this many at most.", valueName: "count"))
  var maxPredictions: Int?

  @Option(
    name: .customLong("max-predict-seconds"),
    help: ArgumentHelp("Create nothing more once models have run this long.", valueName: "time"))
  var maxPredictSeconds: TimeSpan?

  @Option(
    name: .customLong("max-estimate"),
    help: ArgumentHelp("Create nothing more once the estimate by your own prices comes to this.", valueName: "amount"))
  var maxEstimate: Double?

  @Option(help: ArgumentHelp("Your prices per model, as JSON. (default: prices.json beside the script)", valueName: "file"))
  var prices: String?

  @Flag(name: .customLong("dry-run"), help: "Run with made-up answers, and list what would be created. Sends no create.")
  var isDryRun = false

  @Option(help: ArgumentHelp("Run from a recording of `rep runs export`, without a network.", valueName: "file"))
  var replay: String?

  enum LostChoice: String, ExpressibleByArgument, CaseIterable {
    case resend, ask
  }

  /// The flags by name and whether a value follows.
  static let takesValue: [String: Bool] = [
    "--journal": true, "--no-journal": false, "--new": false, "--resume": true, "--settle": true, "--lost": true,
    "--repay": false, "--cache": false, "--keep": true, "--max-predictions": true, "--max-predict-seconds": true,
    "--max-estimate": true, "--prices": true, "--dry-run": false, "--replay": true,
  ]

  /// `--cache` alone means results of any age.
  static func completed(_ words: [String]) -> [String] {
    words.map { $0 == "--cache" ? "--cache=\(Int(anyAgeDays))d" : $0 }
  }

  private static let anyAgeDays = 36_500.0

  func validate() throws {
    if new, resume != nil { throw ValidationError("--new and --resume contradict each other") }
    if isOff, resume != nil { throw ValidationError("--no-journal and --resume contradict each other") }
    if isOff, cache != nil { throw ValidationError("--cache needs a journal") }
    if isDryRun, replay != nil { throw ValidationError("--dry-run and --replay contradict each other") }
    if let count = maxPredictions, count < 0 { throw ValidationError("--max-predictions is not negative") }
    if let amount = maxEstimate, amount < 0 { throw ValidationError("--max-estimate is not negative") }
  }

  /// What the flags say.
  var options: JournalOptions {
    var options = JournalOptions()
    options.isOn = !isOff
    options.file = journal
    if new { options.resumption = .never }
    if let resume { options.resumption = .run(resume) }
    options.settle = settle?.seconds
    options.asksForLost = lost == .ask
    options.settings.repays = repay
    options.settings.cacheSeconds = cache?.seconds
    // A time that was said holds for every model.
    if let cache, cache.seconds < Self.anyAgeDays * 86_400 { options.settings.hiddenCacheSeconds = cache.seconds }
    if let keep { options.settings.keptBytes = keep.bytes }
    options.settings.budget.predictions = maxPredictions
    options.settings.budget.predictSeconds = maxPredictSeconds?.seconds
    options.settings.budget.estimate = maxEstimate
    options.pricesFile = prices
    options.isDryRun = isDryRun
    options.recording = replay
    return options
  }
}

/// A number of bytes as people write it: `500MB`, `2GB`, `1048576`.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let units: [(suffix: String, bytes: Double)] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("KB", 1e3), ("B", 1), ("", 1)]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let number = Double(argument.dropLast(unit.suffix.count)), number >= 0, number * unit.bytes < 1e18
    else { return nil }
    bytes = Int(number * unit.bytes)
  }

  /// Bytes for people.
  static func text(_ bytes: Int) -> String {
    let units: [(String, Double)] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]
    for (name, size) in units where Double(bytes) >= size {
      return "\((Double(bytes) / size * 10).rounded() / 10) \(name)"
    }
    return "\(bytes) B"
  }
}
