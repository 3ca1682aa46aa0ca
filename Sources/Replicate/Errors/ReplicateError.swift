/// Why a call, a run, an upload or a download failed: data with a stable ``kind``, worded for people in ``message``.
public struct ReplicateError: Error, Sendable, Equatable {
  /// What went wrong, as scripts match on it.
  public var kind: Kind
  /// One sentence that stands alone, without the hint.
  public var message: String
  /// The way out, or nil where there is none to name.
  public var hint: String?
  /// The operation's id, such as `models.get`.
  public var operation: String?
  /// The action's name, such as `REPLICATE_MODELS_GET`.
  public var action: String?
  /// The HTTP status of the answer.
  public var status: Int?
  /// `title` of a problem body (RFC 9457).
  public var title: String?
  /// `detail` of a problem body.
  public var detail: String?
  /// The inputs and parameters that the server or the check before sending refused.
  public var fields: [InvalidField]
  /// Seconds that the server asked to wait before the next call.
  public var retryAfter: Double?
  /// The request may have reached the server although no answer came back: a create may be running, and billed.
  /// Such a call is never sent again by this module.
  public var isUnanswered: Bool
  /// The id of the prediction or training that this is about.
  public var runID: String?
  /// The last lines of the failed run's log.
  public var logTail: String?

  /// An error; ``of(_:)`` names the operation.
  public init(
    _ kind: Kind, _ message: String, hint: String? = nil, status: Int? = nil, title: String? = nil,
    detail: String? = nil, fields: [InvalidField] = [], retryAfter: Double? = nil, isUnanswered: Bool = false,
    runID: String? = nil, logTail: String? = nil
  ) {
    (self.kind, self.message, self.hint) = (kind, message, hint)
    (self.status, self.title, self.detail, self.fields) = (status, title, detail, fields)
    (self.retryAfter, self.isUnanswered, self.runID, self.logTail) = (retryAfter, isUnanswered, runID, logTail)
  }

  /// The same error, said to be of a call of `operation` unless it already names one.
  public func of(_ operation: Operation) -> ReplicateError {
    guard self.operation == nil else { return self }
    var error = self
    error.operation = operation.id
    error.action = operation.action
    return error
  }
}

extension ReplicateError {
  /// The kinds of failure, as the language names them.
  public enum Kind: String, Sendable, CaseIterable {
    /// No token, or one that the API does not accept (401, 403).
    case auth
    /// Not enough credit (402).
    case credit
    /// The API refuses the request as it is (other 4xx).
    case validation
    /// The thing asked for does not exist, or not for this account (404).
    case notFound = "not_found"
    /// Too many calls (429), and waiting as asked would take too long.
    case throttled
    /// The prediction or training ended as `failed`.
    case modelFailed = "model_failed"
    /// The prediction or training ended as `canceled`.
    case canceled
    /// The run's deadline passed before it started.
    case aborted
    /// The time that the caller gave is up.
    case timeout
    /// The connection failed, or no answer came in time.
    case network
    /// The server failed (5xx), or answered with something that cannot be understood.
    case server
    /// The call was wrong before anything was sent.
    case argument
    /// A local file could not be read or written.
    case io
    /// The host of this module does not allow it.
    case permission
    /// The run's output has been deleted on the server.
    case outputGone = "output_gone"
    /// Nobody can tell whether a call that may cost money was accepted; it needs a decision.
    case unresolved
  }

  /// One entry of a 422's `invalid_fields`.
  public struct InvalidField: Sendable, Equatable {
    /// Such as `required`, `enum`, `number_lte`, `additional_property_not_allowed`.
    public var type: String
    /// The place, such as `input.num_inference_steps`.
    public var field: String
    /// What is wrong with it, in the server's words.
    public var description: String

    /// One refused input.
    public init(type: String, field: String, description: String) {
      (self.type, self.field, self.description) = (type, field, description)
    }
  }
}

extension ReplicateError: CustomStringConvertible {
  /// The kind, the message and the hint, one line.
  public var description: String { kind.rawValue + ": " + message + (hint.map { " (\($0))" } ?? "") }
}
