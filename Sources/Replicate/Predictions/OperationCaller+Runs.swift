import RepValue

extension OperationCaller {
  /// Stops a run on the server and gives its record; one that is over already is left as it is.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func cancel(_ run: RunRecord) async throws -> RunRecord {
    if run.isTerminal { return run }
    let value =
      switch run.kind {
      case .prediction: try await call(.predictionsCancel, ["prediction_id": Value(run.id)])
      case .training: try await call(.trainingsCancel, ["training_id": Value(run.id)])
      }
    return RunRecord(value, kind: run.kind) ?? run
  }

  /// The record of a run as the server has it now.
  func state(of run: RunRecord) async throws -> Value {
    switch run.kind {
    case .prediction: try await call(.predictionsGet, ["prediction_id": Value(run.id)])
    case .training: try await call(.trainingsGet, ["training_id": Value(run.id)])
    }
  }
}
