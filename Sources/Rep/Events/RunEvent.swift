import Replicate

/// What happens in a run while it happens: for a progress view, a log, a host's own display.
///
/// A prediction or training gives one `created`, any number of `changed`, and one `finished`, in this order; one that
/// the script only waits for gives no `created`. What a script leaves running gives no `finished`.
public enum RunEvent: Sendable {
  /// A create is on its way; the server may hold its answer back until the prediction is over.
  case sending(CreateNotice)
  /// The create is answered, or has failed. What it has created follows as `created`.
  case answered(CreateNotice)
  /// The server has accepted a prediction or training, which may be over already. `thread` is the logical thread that
  /// asked for it; see `Effect/thread`.
  case created(RunRecord, thread: String)
  /// Status or log of a prediction or training that is not over has changed since the last look.
  case changed(RunRecord)
  /// A prediction or training is over, however it ended.
  case finished(RunRecord)
  /// Seconds that a call waits for a rate limit before it is sent.
  case waiting(WaitNotice)
  /// A call failed and is sent again after a pause.
  case retrying(RetryNotice)
  /// What becomes of a create that got no answer.
  case lookup(LookupNotice)
  /// Files that `save` has written, by their paths, in the order of the value.
  case saved([String])
}

/// A request that creates a prediction or training.
public struct CreateNotice: Sendable {
  /// Tells the creates of a process apart.
  public let number: Int
  /// What is created, for people: `a prediction of owner/name`.
  public let what: String
  /// The logical thread that asks for it.
  public let thread: String

  /// A request that creates a prediction or training.
  public init(number: Int, what: String, thread: String) {
    (self.number, self.what, self.thread) = (number, what, thread)
  }
}

extension RunRecord {
  /// Seconds that the model ran, as the server bills them; nil where the record does not say.
  public var predictSeconds: Double? { value["metrics"]["predict_time"].double }

  /// What is run, as short as the record allows: `owner/name`, else the first digits of the version.
  public var shortModel: String {
    if let model = value["model"].string, !model.isEmpty { return model }
    guard let version = value["version"].string else { return kind == .training ? "training" : "prediction" }
    return ModelReference.isVersionID(version) ? String(version.prefix(12)) : version
  }
}
