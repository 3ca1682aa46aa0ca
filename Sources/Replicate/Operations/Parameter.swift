/// One parameter of an ``Operation``: what a caller writes, and where it goes in the HTTP request.
public struct Parameter: Sendable, Equatable {
  /// The name that callers use, as the action lists it, such as `model_owner` or `wait_for`.
  public let name: String
  /// The name in the request: a path placeholder, a query item, a header, a body key or a multipart part.
  public let wireName: String
  /// The JSON type that the action lists.
  public let type: ParameterType
  /// Whether every call must give it.
  public let isRequired: Bool
  /// The only texts allowed, or nil where any value of the type will do.
  public let allowedValues: [String]?
  /// Whole numbers allowed, ends included, or nil where the API names no bounds.
  public let range: ClosedRange<Int>?
  /// Where the value goes in the request.
  public let place: ParameterPlace
  /// A reading beyond the JSON type, such as a duration or a moment.
  public let format: ParameterFormat
  /// One line of help.
  public let summary: String
  /// The only texts that the items of a list may be, or nil.
  public private(set) var allowedItems: [String]?
}

/// The JSON types of parameters, spelt as JSON Schema spells them.
public enum ParameterType: String, Sendable, CaseIterable {
  /// A text.
  case string
  /// A whole number.
  case integer
  /// `true` or `false`.
  case boolean
  /// A list.
  case array
  /// An object.
  case object
}

/// The part of an HTTP request that carries a parameter.
public enum ParameterPlace: String, Sendable, CaseIterable {
  /// A placeholder of the path.
  case path
  /// An item of the query.
  case query
  /// A header.
  case header
  /// A key of the JSON body.
  case body
  /// A part of a `multipart/form-data` body.
  case part
  /// The whole body as plain text, as HTTP's `QUERY` method has it.
  case queryBody
}

/// How a parameter's value is written beyond what its JSON type says.
public enum ParameterFormat: Sendable, Equatable {
  /// As it is.
  case plain
  /// Whole seconds, sent as `Prefer: wait=n`.
  case wait
  /// Seconds, or a text such as `1h30m`; sent as a duration text. See ``DurationText``.
  case duration
  /// An ISO 8601 text, or seconds since 1970; sent as ISO 8601.
  case time
  /// The bytes of a file.
  case file
}

extension Parameter {
  static func path(_ name: String, as wireName: String? = nil, _ summary: String) -> Parameter {
    Parameter(
      name: name, wireName: wireName ?? name, type: .string, isRequired: true, allowedValues: nil, range: nil,
      place: .path, format: .plain, summary: summary)
  }

  static func query(
    _ name: String, type: ParameterType = .string, required: Bool = false, oneOf values: [String]? = nil,
    in range: ClosedRange<Int>? = nil, format: ParameterFormat = .plain, _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, wireName: name, type: type, isRequired: required, allowedValues: values, range: range,
      place: .query, format: format, summary: summary)
  }

  static func body(
    _ name: String, type: ParameterType = .string, required: Bool = false, oneOf values: [String]? = nil,
    in range: ClosedRange<Int>? = nil, _ summary: String
  ) -> Parameter {
    Parameter(
      name: name, wireName: name, type: type, isRequired: required, allowedValues: values, range: range,
      place: .body, format: .plain, summary: summary)
  }

  /// `cursor` stands in no list operation of the OpenAPI description; the API hands it out in `next` and takes it back.
  static let cursor = query("cursor", "where to go on, from an earlier page's next link")

  static let modelOwner = path("model_owner", "user or organization that owns the model")
  static let modelName = path("model_name", "the model's name")
  static let versionID = path("version_id", "the version: 64 hexadecimal digits")
  static let deploymentOwner = path("deployment_owner", "user or organization that owns the deployment")
  static let deploymentName = path("deployment_name", "the deployment's name")
  static let predictionID = path("prediction_id", "the prediction's id")
  static let trainingID = path("training_id", "the training's id")
  static let fileID = path("file_id", "the file's id")

  static let input = body("input", type: .object, required: true, "the model's inputs")
  static let webhook = body("webhook", "HTTPS address that receives the events of the run")
  static let webhookEvents = {
    var parameter = body(
      "webhook_events_filter", type: .array, "which events the webhook receives: start, output, logs, completed")
    parameter.allowedItems = ["start", "output", "logs", "completed"]
    return parameter
  }()

  static let waitFor = Parameter(
    name: "wait_for", wireName: "Prefer", type: .integer, isRequired: false, allowedValues: nil, range: 1...60,
    place: .header, format: .wait, summary: "seconds to hold the request open for the output, 1 to 60")
  static let cancelAfter = Parameter(
    name: "cancel_after", wireName: "Cancel-After", type: .string, isRequired: false, allowedValues: nil, range: nil,
    place: .header, format: .duration, summary: "cancel the run after this long, 5 seconds or more")
}
