import RepRuntime
import RepValue
import Replicate

extension RunJournal {
  /// Which run a script goes on with.
  public enum Resumption: Sendable {
    /// The newest of this script, account and params, unless it ended well or another process has it.
    case newest
    /// None: everything is done anew.
    case never
    /// This one.
    case run(Int)
  }

  /// Finds the run that a script goes on with, takes it for this process, and prepares to repeat it.
  ///
  /// A run of an older text of the script is not continued but taken over by a new run: its calls that the new text makes
  /// too become the new run's.
  /// - Parameters:
  ///   - choice: which run is meant.
  ///   - journal: where runs are written down.
  ///   - script: the script that is about to run.
  ///   - path: see ``RunIdentity/path``.
  ///   - params: the inputs of the run.
  ///   - settings: how the run treats its journal.
  /// - Returns: nil where there is nothing to go on with.
  /// - Throws: ``JournalError``, or what the client throws when it is asked for the account.
  public static func resuming(
    _ choice: Resumption, in journal: any Journal, script: Script, path: String, params: [String: Value],
    settings: Settings
  ) async throws -> RunJournal? {
    let services = script.engine.services
    let base = services.client.configuration.baseURL.description
    let identity = RunIdentity(script, path: path, params: params)
    let digest = identity.digest(arguments: settings.arguments, key: journal.digestKey)
    guard let header = try candidate(choice, journal, identity, digest, base) else { return nil }
    let account = try await account(services)
    guard header.account == account else {
      guard case .run = choice else { return nil }
      throw JournalError(
        "run \(header.id) belongs to the account \(header.account), not to \(account)",
        hint: "use a token of that account")
    }
    guard try journal.hold(header.id) else {
      guard case .run = choice else { return nil }
      throw JournalError("run \(header.id) is being run by another process (\(header.owner))")
    }
    let own = try journal.load(header.id)
    // It may have ended between the look at it and the hold on it.
    guard own.header.isUnfinished else {
      journal.release(header.id)
      return nil
    }
    let recorded = try withAncestors(own, journal)
    guard header.program != identity.program else {
      return RunJournal(
        for: script, path: path, params: params, storage: .resumed(journal, run: header.id), resuming: recorded,
        settings: settings)
    }
    var successor = identity.header(baseURL: base)
    (successor.account, successor.params, successor.seed) = (account, digest, header.seed)
    successor.parent = header.id
    let run = try journal.begin(successor)
    var ending = header.ending ?? RunEnding(.continued)
    ending.state = .continued
    try await journal.end(header.id, ending)
    return RunJournal(
      for: script, path: path, params: params, storage: .resumed(journal, run: run), resuming: recorded,
      settings: settings)
  }

  private static func candidate(
    _ choice: Resumption, _ journal: any Journal, _ identity: RunIdentity, _ digest: [UInt8], _ base: String
  ) throws -> RunHeader? {
    switch choice {
    case .never: return nil
    case .newest:
      var filter = RunFilter()
      (filter.script, filter.params, filter.baseURL) = (identity.path, digest, base)
      // One that another process has is under way; one that ended well is what the user wanted.
      guard let newest = try journal.runs(matching: filter).first(where: { !journal.isHeld($0.id) }) else { return nil }
      return newest.isUnfinished ? newest : nil
    case .run(let id):
      let header = try journal.load(id).header
      guard header.isUnfinished else {
        throw JournalError("run \(id) \(header.ending?.state == .succeeded ? "ended well" : "was given up")",
          hint: "`rep runs` lists those that can be resumed")
      }
      guard header.baseURL == base else {
        throw JournalError("run \(id) belongs to \(header.baseURL), not to \(base)", hint: "--base-url names it")
      }
      guard header.script == identity.path else {
        throw JournalError("run \(id) is one of \(header.script)", hint: "run that script")
      }
      guard header.params == digest else {
        throw JournalError("run \(id) has other params or arguments", hint: "`rep runs show \(id)` names them")
      }
      return header
    }
  }

  /// What is left of the runs that a run goes on from belongs to it too.
  private static func withAncestors(_ run: RecordedRun, _ journal: any Journal) throws -> RecordedRun {
    var all = run
    var next = run.header.parent
    var seen: Set<Int> = [run.header.id]
    while let id = next, seen.insert(id).inserted {
      let older = try journal.load(id)
      all.effects += older.effects
      all.calls += older.calls
      all.saved.merge(older.saved) { own, _ in own }
      if let ending = older.header.ending {
        var merged = all.header.ending ?? RunEnding(ending.state)
        merged.retriedPredictions += ending.retriedPredictions
        all.header.ending = merged
      }
      next = older.header.parent
    }
    return all
  }
}

extension RunHeader {
  /// Whether the run can be resumed.
  public var isUnfinished: Bool {
    switch ending?.state {
    case nil, .failed, .interrupted: true
    case .succeeded, .continued, .abandoned: false
    }
  }
}
