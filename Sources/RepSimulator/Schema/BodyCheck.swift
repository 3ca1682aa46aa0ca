import RepValue

/// The fields that a request's body may have: what the API's own description says of it.
struct BodyCheck: Sendable {
  enum Kind: Sendable {
    case string, object, boolean, events
    case integer(ClosedRange<Int>)
    case oneOf([String])
  }

  struct Field: Sendable {
    let name: String
    let kind: Kind
    let isRequired: Bool

    init(_ name: String, _ kind: Kind, required: Bool = false) {
      self.name = name
      self.kind = kind
      isRequired = required
    }
  }

  let fields: [Field]
  /// Creates refuse keys that they do not know; other operations ignore them.
  var refusesUnknownKeys = false

  /// - Throws: `APIError` 422 that names every problem.
  func check(_ body: Value) throws(APIError) {
    guard let pairs = body.pairs else {
      throw .invalid([
        InvalidField(type: "invalid_type", field: "(root)", description: InputCheck.wrongType("object", body))
      ])
    }
    var problems = fields.filter { $0.isRequired && !body.contains(key: $0.name) }.map {
      InvalidField(type: "required", field: "(root)", description: "\($0.name) is required")
    }
    for (key, value) in pairs {
      if let field = fields.first(where: { $0.name == key }) {
        if value.isNull && !field.isRequired { continue }
        if let problem = Self.problem(of: value, for: field) { problems.append(problem) }
      } else if refusesUnknownKeys {
        problems.append(
          InvalidField(
            type: "additional_property_not_allowed", field: "(root)",
            description: "Additional property \(key) is not allowed"))
      }
    }
    guard problems.isEmpty else { throw .invalid(problems) }
  }

  private static func problem(of value: Value, for field: Field) -> InvalidField? {
    func wrong(_ expected: String) -> InvalidField {
      InvalidField(type: "invalid_type", field: field.name, description: InputCheck.wrongType(expected, value))
    }
    switch field.kind {
    case .string: return value.string == nil ? wrong("string") : nil
    case .object: return value.pairs == nil ? wrong("object") : nil
    case .boolean: return value.bool == nil ? wrong("boolean") : nil
    case .integer(let range):
      guard let number = value.int else { return wrong("integer") }
      if number < range.lowerBound {
        return InvalidField(
          type: "number_gte", field: field.name, description: "Must be greater than or equal to \(range.lowerBound)")
      }
      if number > range.upperBound {
        return InvalidField(
          type: "number_lte", field: field.name, description: "Must be less than or equal to \(range.upperBound)")
      }
      return nil
    case .oneOf(let values):
      guard let text = value.string else { return wrong("string") }
      return values.contains(text) ? nil : notOneOf(field.name, values)
    case .events:
      guard let items = value.array else { return wrong("array") }
      let known = ["start", "output", "logs", "completed"]
      let unknown = items.firstIndex { item in !(item.string.map(known.contains) ?? false) }
      return unknown.map { notOneOf("\(field.name).\($0)", known) }
    }
  }

  private static func notOneOf(_ place: String, _ values: [String]) -> InvalidField {
    let list = values.map { "\"\($0)\"" }.joined(separator: ", ")
    return InvalidField(type: "enum", field: place, description: "\(place) must be one of the following: \(list)")
  }
}

extension BodyCheck {
  private static let webhookFields = [Field("webhook", .string), Field("webhook_events_filter", .events)]

  /// `schemas_prediction_request`.
  static let prediction = BodyCheck(
    fields: [Field("input", .object, required: true), Field("stream", .boolean)] + webhookFields,
    refusesUnknownKeys: true)

  /// `schemas_version_prediction_request`.
  static let versionPrediction = BodyCheck(
    fields: [Field("version", .string, required: true)] + prediction.fields, refusesUnknownKeys: true)

  /// `schemas_training_request`.
  static let training = BodyCheck(
    fields: [Field("destination", .string, required: true), Field("input", .object, required: true)] + webhookFields)

  static let newModel = BodyCheck(
    fields: [
      Field("owner", .string, required: true), Field("name", .string, required: true),
      Field("visibility", .oneOf(["public", "private"]), required: true), Field("hardware", .string, required: true),
      Field("description", .string), Field("github_url", .string), Field("paper_url", .string),
      Field("license_url", .string), Field("cover_image_url", .string),
    ])

  static let modelUpdate = BodyCheck(
    fields: ["description", "readme", "github_url", "paper_url", "weights_url", "license_url"].map {
      Field($0, .string)
    })

  static let newDeployment = BodyCheck(
    fields: [Field("name", .string, required: true), Field("model", .string, required: true)]
      + deploymentSettings(required: true))

  static let deploymentUpdate = BodyCheck(fields: deploymentSettings(required: false))

  private static func deploymentSettings(required: Bool) -> [Field] {
    [
      Field("version", .string, required: required), Field("hardware", .string, required: required),
      Field("min_instances", .integer(0...5), required: required),
      Field("max_instances", .integer(0...20), required: required),
    ]
  }
}
