import RepValue

/// One thing that is wrong with a request's body, with the type and words of the service's schema checker.
struct InvalidField: Sendable, Equatable {
  let type: String
  let field: String
  let description: String

  var json: Value {
    ["type": Value(type), "field": Value(field), "description": Value(description)]
  }
}

/// Checks a model's input against its fields.
struct InputCheck {
  let fields: [InputField]
  /// The service has been known to drop unknown keys without a word; false says so of them.
  var acceptsUnknownKeys = true

  /// Everything that is wrong with `input`; empty where nothing is.
  func problems(of input: Value) -> [InvalidField] {
    guard let pairs = input.pairs else {
      return [InvalidField(type: "invalid_type", field: "input", description: Self.wrongType("object", input))]
    }
    var problems = fields.filter { $0.isRequired && !input.contains(key: $0.name) }.map {
      InvalidField(type: "required", field: "input", description: "\($0.name) is required")
    }
    for (key, value) in pairs {
      if let field = fields.first(where: { $0.name == key }) {
        if let problem = problem(of: value, for: field) { problems.append(problem) }
      } else if !acceptsUnknownKeys {
        problems.append(
          InvalidField(
            type: "additional_property_not_allowed", field: "input",
            description: "Additional property \(key) is not allowed"))
      }
    }
    return problems
  }

  /// `input` with the defaults of what was left out, and without nulls that stand for "left out".
  func completed(_ input: Value) -> Value {
    var result = input
    for field in fields {
      if result[field.name].isNull, let value = field.defaultValue { result[field.name] = value }
    }
    return result
  }

  /// `input` as the service shows it again: secrets blanked out.
  /// - Parameter mark: what a secret shows as; nil leaves it out.
  func redacted(_ input: Value, mark: String?) -> Value {
    var result = input
    for field in fields where field.isSecret && input.contains(key: field.name) {
      if let mark { result[field.name] = Value(mark) } else { result.removeValue(forKey: field.name) }
    }
    return result
  }

  private func problem(of value: Value, for field: InputField) -> InvalidField? {
    let place = "input.\(field.name)"
    func wrong(_ expected: String) -> InvalidField {
      InvalidField(type: "invalid_type", field: place, description: Self.wrongType(expected, value))
    }
    if value.isNull {
      return field.isRequired || field.defaultValue != nil ? wrong(expectedType(of: field)) : nil
    }
    switch field.kind {
    case .any: return nil
    case .boolean: return value.bool == nil ? wrong("boolean") : nil
    case .string, .secret: return value.string == nil ? wrong("string") : nil
    case .file:
      guard let text = value.string else { return wrong("string") }
      return Self.isURL(text)
        ? nil : InvalidField(type: "format", field: place, description: "Does not match format 'uri'")
    case .files, .strings:
      guard let items = value.array else { return wrong("array") }
      for (index, item) in items.enumerated() {
        guard let text = item.string else {
          return InvalidField(
            type: "invalid_type", field: "\(place).\(index)", description: Self.wrongType("string", item))
        }
        if case .files = field.kind, !Self.isURL(text) {
          return InvalidField(type: "format", field: "\(place).\(index)", description: "Does not match format 'uri'")
        }
      }
      return nil
    case .choice(let values):
      guard !values.contains(where: { Self.isSame($0, value) }) else { return nil }
      let list = values.map { $0.string.map { "\"\($0)\"" } ?? "\($0.int ?? 0)" }.joined(separator: ", ")
      return InvalidField(
        type: "enum", field: place, description: "\(place) must be one of the following: \(list)")
    case .integer:
      guard let number = value.double, value.int != nil || number == number.rounded() else { return wrong("integer") }
      return rangeProblem(number, field, place)
    case .number:
      guard let number = value.double else { return wrong("number") }
      return rangeProblem(number, field, place)
    }
  }

  private func rangeProblem(_ number: Double, _ field: InputField, _ place: String) -> InvalidField? {
    if let minimum = field.minimum, number < minimum {
      return InvalidField(
        type: "number_gte", field: place, description: "Must be greater than or equal to \(Self.text(minimum))")
    }
    if let maximum = field.maximum, number > maximum {
      return InvalidField(
        type: "number_lte", field: place, description: "Must be less than or equal to \(Self.text(maximum))")
    }
    return nil
  }

  private func expectedType(of field: InputField) -> String {
    switch field.kind {
    case .integer: "integer"
    case .number: "number"
    case .boolean: "boolean"
    case .files, .strings: "array"
    default: "string"
    }
  }

  static func wrongType(_ expected: String, _ value: Value) -> String {
    "Invalid type. Expected: \(expected), given: \(jsonType(of: value))"
  }

  private static func jsonType(of value: Value) -> String {
    if value.isNull { return "null" }
    if value.bool != nil { return "boolean" }
    if value.string != nil { return "string" }
    if value.int != nil { return "integer" }
    if value.array != nil { return "array" }
    return value.pairs != nil ? "object" : "number"
  }

  private static func isURL(_ text: String) -> Bool {
    ["http://", "https://", "data:"].contains { text.lowercased().hasPrefix($0) }
  }

  private static func isSame(_ a: Value, _ b: Value) -> Bool {
    if let text = a.string { return text == b.string }
    return a.double != nil && a.double == b.double
  }

  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
