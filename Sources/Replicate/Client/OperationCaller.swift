import RepValue

/// Whoever performs operations: the client itself, or a host that records, limits or replays the calls that the verbs
/// above the client make.
public protocol OperationCaller: Sendable {
  /// Performs one operation and gives its answer: the JSON body, a text for a text body, `null` for none, a data URL
  /// for a file.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  func call(_ operation: Operation, _ arguments: Arguments) async throws -> Value
}
