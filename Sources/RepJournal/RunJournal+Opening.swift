import Rep
import RepValue

extension RunJournal {
  /// The file of the journal that belongs to a folder, `.rep/journal.db`: the `rep` command keeps it there too.
  public static func file(inFolder folder: String) -> String { folder + "/.rep/journal.db" }

  /// The journal for a run that is about to start: that of the run with which the script goes on, else a new one. The
  /// file is made with the first create.
  ///
  ///     let journal = try await RunJournal.opening(RunJournal.file(inFolder: "."), for: script, path: "nightly.rep")
  ///     let result = try await script.run(gate: journal)
  ///
  /// - Parameters:
  ///   - file: the journal's file, on a local disk.
  ///   - script: the script that is about to run.
  ///   - path: what the script is called from run to run; see `RunIdentity.path`.
  ///   - params: the inputs of the run.
  ///   - resumption: which run is gone on with: the newest of the script and its inputs that did not end well, if
  ///     nothing else is said.
  ///   - settings: how the run treats its journal.
  /// - Throws: `JournalError`, or what the client throws when it is asked for the account.
  public static func opening(
    _ file: String, for script: Script, path: String, params: [String: Value] = [:],
    resumption: Resumption = .newest, settings: Settings = Settings()
  ) async throws -> RunJournal {
    switch resumption {
    case .never: break
    case .newest, .run:
      if SQLiteJournal.exists(at: file) {
        let resumed = try await resuming(
          resumption, in: SQLiteJournal(path: file), script: script, path: path, params: params, settings: settings)
        if let resumed { return resumed }
      } else if case .run(let id) = resumption {
        throw JournalError("there is no journal \(file), and so no run \(id)")
      }
    }
    return RunJournal(
      for: script, path: path, params: params, storage: .later { try SQLiteJournal(path: file) }, settings: settings)
  }
}
