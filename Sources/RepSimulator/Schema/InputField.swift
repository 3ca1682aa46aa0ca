import RepValue

/// One input of a model, as cog describes it.
struct InputField: Sendable {
  enum Kind: Sendable {
    case string, integer, number, boolean
    /// An HTTP or data URL.
    case file
    /// A list of HTTP or data URLs.
    case files
    /// A list of strings.
    case strings
    /// A string that the service never shows again.
    case secret
    /// Anything.
    case any
    /// One of some values; an own schema that the property refers to.
    case choice([Value])
  }

  let name: String
  let kind: Kind
  let help: String
  var defaultValue: Value?
  var isRequired: Bool
  var minimum: Double?
  var maximum: Double?

  /// An input that must be given.
  static func required(_ name: String, _ kind: Kind, _ help: String) -> InputField {
    InputField(name: name, kind: kind, help: help, defaultValue: nil, isRequired: true)
  }

  /// An input that may be left out; without a default the model sees that it is missing.
  static func optional(_ name: String, _ kind: Kind, _ help: String, default value: Value? = nil) -> InputField {
    InputField(name: name, kind: kind, help: help, defaultValue: value, isRequired: false)
  }

  /// The same input with the smallest and largest number that it takes.
  func within(_ range: ClosedRange<Double>) -> InputField {
    var field = self
    field.minimum = range.lowerBound
    field.maximum = range.upperBound
    return field
  }

  var isSecret: Bool {
    if case .secret = kind { true } else { false }
  }

  /// `num_outputs` → `Num Outputs`, as pydantic titles a field.
  var title: String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
  }
}

/// What a model gives.
enum OutputShape: Sendable {
  /// One text.
  case text
  /// Text in pieces, in the order of production; to be shown joined.
  case tokens
  /// One file, by URL.
  case file
  /// A list of files, by URL.
  case files
  /// Any JSON.
  case any

  /// Whether pieces of the output show before the model is done.
  var isProducedInPieces: Bool { self == .tokens || self == .files }
}

/// A model's interface: what stands in a version's `openapi_schema`.
struct ModelSchema: Sendable {
  var input: [InputField]
  var output: OutputShape
  /// The inputs of the model's `train()` function; nil for a model that cannot be trained.
  var training: [InputField]?

  init(input: [InputField], output: OutputShape, training: [InputField]? = nil) {
    self.input = input
    self.output = output
    self.training = training
  }
}
