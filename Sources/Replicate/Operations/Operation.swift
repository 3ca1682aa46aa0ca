/// One operation of Replicate's HTTP API, as data: a row of the table in ``Operations``.
///
/// The client builds requests from it, the language makes a built-in of it, and help, checks and documentation read it.
/// Adding an operation is adding a row.
public struct Operation: Sendable, Equatable, Identifiable {
  /// The operation id of Replicate's OpenAPI description, such as `models.get`.
  public let id: String
  /// The action's name, such as `REPLICATE_MODELS_GET`; nil for the six operations that no action covers.
  public let action: String?
  /// The method of the request.
  public let method: HTTPVerb
  /// The path below `/v1`, with `{placeholders}`, such as `/models/{model_owner}/{model_name}`.
  public let pathTemplate: String
  /// What a call may be given, in the order in which positional arguments are taken.
  public let parameters: [Parameter]
  /// What a successful answer holds.
  public let response: ResponseShape
  /// Which of the API's rate limits counts a call.
  public let rateClass: RateClass
  /// What a call may do besides answering.
  public let effects: OperationEffects
  /// One line of help.
  public let summary: String
  /// A call as a Rep script writes it.
  public let example: String

  /// A call may start something that Replicate bills.
  public var costsMoney: Bool { effects.contains(.costsMoney) }
  /// So dear that a call whose fate is unknown is never sent again without the user's word.
  public var isDear: Bool { effects.contains(.dear) }
  /// A call changes something on the server.
  public var isMutating: Bool { effects.contains(.mutating) }
  /// Sending a call twice has the outcome and the price of sending it once, so it may be retried after a lost answer.
  public var isIdempotent: Bool { !effects.contains(.once) }
  /// A call creates a prediction or a training, which then runs on its own.
  public var startsRun: Bool { effects.contains(.startsRun) }

  /// The parameter called `name`, or nil.
  public func parameter(named name: String) -> Parameter? {
    parameters.first { $0.name == name }
  }
}

/// The methods that the API knows. `QUERY` is a safe request with a body (draft-ietf-httpbis-safe-method-w-body).
public enum HTTPVerb: String, Sendable, CaseIterable {
  /// Reads (RFC 9110 section 9.3.1).
  case get = "GET"
  /// Creates, or does (RFC 9110 section 9.3.3).
  case post = "POST"
  /// Changes a part (RFC 5789).
  case patch = "PATCH"
  /// Deletes (RFC 9110 section 9.3.5).
  case delete = "DELETE"
  /// Reads, asked by a body.
  case query = "QUERY"
}

/// What the body of a successful answer holds.
public enum ResponseShape: String, Sendable, CaseIterable {
  /// One JSON value.
  case json
  /// `{next, previous, results}`.
  case page
  /// Plain text.
  case text
  /// Nothing.
  case empty
  /// The bytes of a file.
  case file
}

/// The API's rate limits: each class has a budget of its own.
public enum RateClass: String, Sendable, CaseIterable {
  /// Creating predictions and trainings.
  case create
  /// Reading one prediction by id.
  case poll
  /// Everything else, lists of predictions included.
  case other
  /// Uploads and file records.
  case files
}

/// What a call may do besides answering.
public struct OperationEffects: OptionSet, Sendable {
  /// The bits.
  public let rawValue: UInt8
  /// Effects by their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A call changes something on the server.
  public static let mutating = OperationEffects(rawValue: 1 << 0)
  /// A call may start something that Replicate bills.
  public static let costsMoney = OperationEffects(rawValue: 1 << 1)
  /// A call whose fate is unknown is never sent again without the user's word.
  public static let dear = OperationEffects(rawValue: 1 << 2)
  /// A second sending would do the thing a second time, or be refused because the first one did it.
  public static let once = OperationEffects(rawValue: 1 << 3)
  /// A call creates a prediction or a training, which then runs on its own.
  public static let startsRun = OperationEffects(rawValue: 1 << 4)

  /// Creating a prediction.
  static let prediction: OperationEffects = [.mutating, .costsMoney, .once, .startsRun]
  /// Creating a training.
  static let training: OperationEffects = [.mutating, .costsMoney, .dear, .once, .startsRun]
}

extension Operation {
  /// A row of the table. `action` is the name without its `REPLICATE_` prefix.
  init(
    _ id: String, action: String?, _ method: HTTPVerb, _ pathTemplate: String, _ parameters: [Parameter] = [],
    gives response: ResponseShape, rate rateClass: RateClass = .other, effects: OperationEffects = [],
    _ summary: String, example: String
  ) {
    self.init(
      id: id, action: action.map { "REPLICATE_" + $0 }, method: method, pathTemplate: pathTemplate,
      parameters: parameters, response: response, rateClass: rateClass, effects: effects, summary: summary,
      example: example)
  }
}
