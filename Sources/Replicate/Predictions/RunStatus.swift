/// The state of a prediction or training, as its record's `status` says it.
public enum RunStatus: Sendable, Hashable {
  /// Accepted, and not yet on a machine.
  case starting
  /// The model runs.
  case processing
  /// It is over, and its output is complete.
  case succeeded
  /// It is over: the model failed.
  case failed
  /// It is over: somebody stopped it.
  case canceled
  /// The run's deadline passed before it started; it is not billed.
  case aborted
  /// A status that the API did not have when this was written.
  case unknown(String)

  /// The status that a record's text names.
  public init(_ text: String) {
    self =
      switch text {
      case "starting": .starting
      case "processing": .processing
      case "succeeded": .succeeded
      case "failed": .failed
      case "canceled": .canceled
      case "aborted": .aborted
      default: .unknown(text)
      }
  }

  /// The text as the record has it.
  public var text: String {
    switch self {
    case .starting: "starting"
    case .processing: "processing"
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .canceled: "canceled"
    case .aborted: "aborted"
    case .unknown(let text): text
    }
  }

  /// Whether a run in this state never changes again. An unknown state counts as unfinished; its record tells by
  /// `completed_at`. See ``RunRecord/isTerminal``.
  public var isTerminal: Bool {
    switch self {
    case .succeeded, .failed, .canceled, .aborted: true
    case .starting, .processing, .unknown: false
    }
  }
}
