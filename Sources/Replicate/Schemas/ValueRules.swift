import RepValue

/// What one JSON schema asks of a value.
final class ValueRules: Sendable {
  let type: InputType
  let isNullable: Bool
  let allowedValues: [Value]?
  let minimum: Double?
  let maximum: Double?
  let isMinimumExcluded: Bool
  let isMaximumExcluded: Bool
  /// Characters of a text or items of a list, at least and at most.
  let shortest: Int?
  let longest: Int?
  let format: String?
  /// The rules for a list's items.
  let items: ValueRules?

  /// Lists of lists are read this deep.
  private static let depthLimit = 8

  init(_ schema: Value, in definitions: Value, depth: Int) {
    var schema = SchemaReference.resolve(schema, in: definitions)
    // `anyOf: [{type}, {type: "null"}]` is how newer generators write an optional value. Other choices are left alone.
    let choices = schema["anyOf"].array ?? schema["oneOf"].array ?? []
    let real = choices.filter { $0["type"].string != "null" }
    isNullable = schema["nullable"].bool == true || real.count < choices.count
    if real.count == 1 { schema = SchemaReference.resolve(real[0], in: definitions) }

    type = schema["type"].string.flatMap(InputType.init) ?? .any
    allowedValues = schema["enum"].array
    // OpenAPI 3.0 has a flag for an open end, 3.1 a number of its own.
    minimum = schema["minimum"].double ?? schema["exclusiveMinimum"].double
    maximum = schema["maximum"].double ?? schema["exclusiveMaximum"].double
    isMinimumExcluded = schema["exclusiveMinimum"].bool == true || schema["exclusiveMinimum"].double != nil
    isMaximumExcluded = schema["exclusiveMaximum"].bool == true || schema["exclusiveMaximum"].double != nil
    shortest = schema[type == .array ? "minItems" : "minLength"].int
    longest = schema[type == .array ? "maxItems" : "maxLength"].int
    format = schema["format"].string
    let hasItems = schema["items"].count > 0 && depth < Self.depthLimit
    items = hasItems ? ValueRules(schema["items"], in: definitions, depth: depth + 1) : nil
  }
}
