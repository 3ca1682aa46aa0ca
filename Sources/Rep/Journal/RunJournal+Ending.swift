import RepRuntime
import RepValue

extension RunJournal {
  /// Whether anything of the run is written down, so that it can be resumed.
  public var isOpen: Bool { run != nil }

  /// The run that is repeated and how many of its predictions are known; nil for a new run.
  public var resumption: (header: RunHeader, known: Int, isChanged: Bool)? {
    resumed.map { run in (run.header, run.calls.count { $0.prediction != nil }, isChanged) }
  }

  /// Creates of which nobody knows whether they were accepted.
  public var unresolvedCalls: Int {
    state.withLock { state in
      state.calls.values.count { $0.call.state.isUndecided }
    }
  }

  /// Writes down how the run ended. A process that is killed before leaves a run that can be resumed just as well.
  /// - Parameters:
  ///   - outcome: what the script gave; nil where it was stopped from outside.
  ///   - canceled: predictions that were canceled because of the end: a resumed run makes them anew.
  /// - Throws: ``JournalError``.
  public func finish(_ outcome: Program.Outcome?, canceled: [String] = []) async throws {
    let (journal, run, failures) = state.withLock { ($0.journal, $0.run, $0.failures) }
    guard let journal, let run else { return }
    var ending: RunEnding
    switch outcome {
    case .success?:
      ending = RunEnding(.succeeded)
      outputs?.close()
    case .failure(let error)?:
      ending = RunEnding(.failed, message: secrets.mask(error.message))
      note(error, failures, in: &ending)
      await outputs?.finish()
    case nil:
      ending = RunEnding(.interrupted)
      await outputs?.finish()
    }
    ending.retriedPredictions += canceled
    try await journal.end(run, ending)
    if ending.state == .succeeded, settings.cacheSeconds == nil { try journal.dropOutputs(of: run) }
  }

  /// The effect and the prediction whose error ended the run get a new attempt, or a corrected script could never pass
  /// them. What is paid and lost does not: buying it again takes a word of its own.
  private func note(
    _ error: ScriptError, _ failures: [(error: ScriptError, place: EffectPlace)], in ending: inout RunEnding
  ) {
    guard error.kind != .outputGone, error.kind != .unresolved else { return }
    ending.retried = failures.filter { $0.error === error }.map(\.place)
    guard let id = error.details?.value(for: "id")?.string else { return }
    ending.retriedPredictions.append(id)
  }
}
