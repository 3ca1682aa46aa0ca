import Rep
import RepJournal
import RepRuntime
import RepSyntax
import RepValue
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Decides whether and where a run is written down, and which run it goes on with.
enum Journaling {
  /// The journal for a run that is about to start; nil where none is kept.
  /// - Parameter path: the script's path; nil for standard input and texts.
  /// - Throws: ``JournalError``, ``UsageError``, `ReplicateError`.
  static func journal(
    for script: Script, path: String?, params: [String: Value], _ options: RunOptions, _ output: BufferedOutput
  ) throws -> RunJournal? {
    let wishes = options.journal
    var settings = wishes.settings
    settings.arguments = options.arguments
    settings.budget.prices = try prices(options, path)
    if isatty(0) == 1, isatty(2) == 1 {
      let ask: @Sendable (String) -> String? = { question in
        output.flush()
        return LiveScreen.standard.suspended { Question.ask(question) }
      }
      // Who names a run wants what it makes.
      if case .newest = wishes.resumption {
        settings.confirm = { ask($0 + " [y/N]")?.lowercased().hasPrefix("y") ?? false }
      }
      settings.decide = { await UndecidedQuestion.put($0, ask) }
    }
    // What comes from standard input has no name: only the same text goes on with it.
    let identity = path.map(JournalPlace.real) ?? "<stdin> \(RunIdentity.digest(of: script).prefix(16))"
    if let file = wishes.recording {
      return try replaying(file, script, identity, params, settings)
    }
    // A simulator in the process forgets everything with it: only who names a file wants it written down.
    guard wishes.isOn, !options.isLocal || wishes.file != nil, script.program.effects.contains(.startsPrediction)
    else {
      guard !settings.budget.isOpen else { return nil }
      return RunJournal(
        for: script, path: identity, params: params, storage: .nowhere, settings: settings)
    }
    let file = wishes.file ?? JournalPlace.file(forScript: path)
    let resumption = wishes.resumption
    let chosen = settings
    let journal = try blocking {
      try await RunJournal.opening(
        file, for: script, path: identity, params: params, resumption: resumption, settings: chosen)
    }
    if !options.isQuiet { tell(journal) }
    return journal
  }

  private static func replaying(
    _ file: String, _ script: Script, _ identity: String, _ params: [String: Value], _ settings: RunJournal.Settings
  ) throws -> RunJournal {
    let text = try ScriptFile.read(file)
    do {
      let recording = try RunRecording(json: try JSON.parse(text.bytes))
      return RunJournal(
        for: script, path: identity, params: params, storage: .recording(recording.files), resuming: recording.run,
        settings: settings)
    } catch let error as JSONError {
      throw UsageError("\(file) is no recording: \(error)")
    }
  }

  /// One line: money is involved, and a stranger must know why little happens.
  private static func tell(_ journal: RunJournal) {
    guard let (header, known, isChanged) = journal.resumption else { return }
    let what = known == 1 ? "1 prediction is known" : "\(known) predictions are known"
    let change = isChanged ? "; the script has changed since" : ""
    Console.standard.note(
      "going on with run \(header.id) of \(RunTimes.text(header.started)): \(what)\(change) (--new starts over)")
  }

  /// The user's prices: from the file named, else from `prices.json` beside the script or in the user's configuration.
  /// - Throws: ``UsageError``.
  static func prices(_ options: RunOptions, _ path: String?) throws(UsageError) -> PriceList {
    try PriceList(
      named: options.journal.pricesFile, beside: path.flatMap { path in path.lastIndex(of: "/").map { String(path[...$0]) } })
  }
}
