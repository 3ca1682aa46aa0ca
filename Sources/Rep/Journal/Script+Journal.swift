import RepRuntime
import RepValue

extension Script {
  /// Runs the script with a journal, and writes down how it ended: what failed or was stopped can be gone on with.
  ///
  /// Cancelling the task stops the run, wherever it is; what it left running is canceled, and made anew by a later run.
  /// - Parameters:
  ///   - journal: of this run, made with the same script and params; see `RunJournal.opening` of the module `RepJournal`.
  ///   - params: the inputs by name.
  ///   - output: where `print` writes; nowhere by default.
  ///   - log: where `log` writes; nowhere by default.
  ///   - events: what tells of predictions, waits and files while the run goes on; nil for ``events``.
  /// - Throws: `ScriptError`; ``JournalError`` where the end of a run that gave its value could not be written down.
  public func run(
    journal: RunJournal, params: [String: Value] = [:], output: any OutputSink = DiscardedOutput(),
    log: any OutputSink = DiscardedOutput(), events: RunEvents? = nil
  ) async throws -> Value {
    let handle = try start(params: params, output: output, log: log, gate: journal, events: events)
    let outcome = await withTaskCancellationHandler {
      await handle.outcome()
    } onCancel: {
      handle.interrupt()
    }
    guard case .failure(let error) = outcome else {
      try await journal.finish(outcome)
      return try outcome.get()
    }
    let canceled = await handle.cancelOpenWork().compactMap { if case .canceled(let id) = $0 { id } else { nil } }
    // The script's own error says more than that its end is not written down: such a run can be gone on with as well.
    try? await journal.finish(error.kind == .interrupted ? nil : outcome, canceled: canceled)
    throw error
  }
}
