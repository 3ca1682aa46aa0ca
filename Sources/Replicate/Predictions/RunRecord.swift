import RepValue

/// A prediction or a training, as the API's JSON describes it.
public struct RunRecord: Sendable {
  /// What is run, which decides where its state is read.
  public enum Kind: Sendable {
    /// At `/predictions/ID`.
    case prediction
    /// At `/trainings/ID`.
    case training
  }

  /// The whole record, unknown fields included.
  public let value: Value
  /// The id of the prediction or training.
  public let id: String
  /// Where it stands.
  public let status: RunStatus
  /// What is run.
  public let kind: Kind
  /// Whether only the status is from the end of a stream: what came of the run and what it took are not known yet.
  package var isPartial = false

  /// Reads a record. Nil where `value` is not an object with the strings `id`, `status` and `urls.get`.
  ///
  /// - Parameters:
  ///   - value: the record as the API gives it.
  ///   - kind: what it is, where the caller knows; else the path of `urls.get` tells.
  public init?(_ value: Value, kind: Kind? = nil) {
    guard let id = value["id"].string, let status = value["status"].string, let link = value["urls"]["get"].string,
      !id.isEmpty
    else { return nil }
    (self.value, self.id, self.status) = (value, id, RunStatus(status))
    self.kind = kind ?? (link.firstRange(ofASCII: "/trainings/") == nil ? .prediction : .training)
  }

  /// Whether the run is over.
  public var isTerminal: Bool {
    if case .unknown = status { return value["completed_at"].string != nil }
    return status.isTerminal
  }

  /// When the run was created, in seconds since 1970, or nil.
  public var createdAt: Double? { value["created_at"].string.flatMap { Timestamp.seconds(iso8601: $0) } }

  /// Seconds after its end for which the service keeps input, output, logs and files of a prediction that was made by the
  /// API (replicate.com/docs/topics/predictions/data-retention).
  public static let retention = 3600.0

  /// Until when the service keeps what belongs to the run, in seconds since 1970; nil before its end.
  public var keptUntil: Double? {
    value["completed_at"].string.flatMap { Timestamp.seconds(iso8601: $0) }.map { $0 + Self.retention }
  }

  /// The address that streams the output, where the model can.
  public var streamAddress: WebAddress? { value["urls"]["stream"].string.flatMap { WebAddress($0) } }

  /// The output of a run that is over.
  ///
  /// - Throws: ``ReplicateError`` of kind `modelFailed`, `canceled`, `aborted` or `outputGone`.
  public func output() throws(ReplicateError) -> Value {
    switch status {
    case .succeeded:
      let output = value["output"]
      if output.isNull, value["data_removed"].bool == true {
        throw ReplicateError(
          .outputGone, "the output of \(noun) \(id) has been deleted on the server", hint: ErrorHints.outputGone,
          runID: id)
      }
      return output
    case .canceled: throw error(.canceled, "was canceled")
    case .aborted: throw error(.aborted, "was aborted: its deadline passed before it started")
    case .failed: throw failure()
    case .unknown(let text):
      // A way to succeed that this module does not know shows by its output.
      if value["error"].isNull, !value["output"].isNull { return value["output"] }
      throw error(.modelFailed, "ended as \(text)")
    case .starting, .processing:
      throw ReplicateError(.argument, "\(noun) \(id) is not over yet", runID: id)
    }
  }

  private var noun: String { kind == .training ? "training" : "prediction" }

  private func failure() -> ReplicateError {
    let text = value["error"].string.flatMap { $0.isEmpty ? nil : $0 } ?? "the model gave no reason"
    var failure = error(.modelFailed, "failed: " + text)
    failure.detail = text
    if text.firstRange(ofASCII: "imed out") != nil { failure.hint = ErrorHints.runTooLong }
    return failure
  }

  private func error(_ kind: ReplicateError.Kind, _ what: String) -> ReplicateError {
    ReplicateError(kind, "\(noun) \(id) \(what)", runID: id, logTail: logTail())
  }

  /// The last lines of the log, or nil without one. A progress bar that redraws its line counts as one line.
  func logTail(lines: Int = 5, longest: Int = 2000) -> String? {
    guard let logs = value["logs"].string else { return nil }
    let redrawn = logs.utf8.split(separator: UInt8(ascii: "\n")).compactMap { $0.split(separator: 0x0D).last }
    let tail = redrawn.suffix(lines).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    return tail.isEmpty ? nil : String(tail.suffix(longest))
  }
}
