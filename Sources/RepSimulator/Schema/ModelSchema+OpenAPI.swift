import RepValue

/// Writes a model's interface as cog does: an OpenAPI document whose `components.schemas` has `Input` and `Output`.
extension ModelSchema {
  var openAPI: Value {
    var schemas: Value = ["Input": Self.objectSchema("Input", input), "Output": outputSchema]
    Self.addChoices(of: input, to: &schemas)
    if let training {
      schemas["TrainingInput"] = Self.objectSchema("TrainingInput", training)
      schemas["TrainingOutput"] = [
        "type": "object", "title": "TrainingOutput",
        "properties": [
          "version": ["type": "string", "title": "Version"],
          "weights": ["type": "string", "title": "Weights", "format": "uri"],
        ],
      ]
      Self.addChoices(of: training, to: &schemas)
    }
    return [
      "openapi": "3.0.2",
      "info": ["title": "Cog", "version": "0.1.0"],
      "paths": [
        "/predictions": [
          "post": [
            "summary": "Predict",
            "operationId": "predict_predictions_post",
            "requestBody": [
              "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Input"]]]
            ],
            "responses": ["200": ["description": "Successful Response"]],
          ]
        ]
      ],
      "components": ["schemas": schemas],
    ]
  }

  private var outputSchema: Value {
    switch output {
    case .text: ["type": "string", "title": "Output"]
    case .file: ["type": "string", "title": "Output", "format": "uri"]
    case .any: ["title": "Output"]
    case .files:
      ["type": "array", "title": "Output", "items": ["type": "string", "format": "uri"]]
    case .tokens:
      [
        "type": "array", "title": "Output", "items": ["type": "string"],
        "x-cog-array-type": "iterator", "x-cog-array-display": "concatenate",
      ]
    }
  }

  private static func objectSchema(_ title: String, _ fields: [InputField]) -> Value {
    var properties: Value = [:]
    for (order, field) in fields.enumerated() { properties[field.name] = property(field, order: order) }
    var schema: Value = ["type": "object", "title": Value(title)]
    let required = fields.filter(\.isRequired).map { Value($0.name) }
    if !required.isEmpty { schema["required"] = Value(required) }
    schema["properties"] = properties
    return schema
  }

  private static func property(_ field: InputField, order: Int) -> Value {
    var property: Value = [:]
    switch field.kind {
    case .string: property["type"] = "string"
    case .integer: property["type"] = "integer"
    case .number: property["type"] = "number"
    case .boolean: property["type"] = "boolean"
    case .any: break
    case .file:
      property["type"] = "string"
      property["format"] = "uri"
    case .files:
      property["type"] = "array"
      property["items"] = ["type": "string", "format": "uri"]
    case .strings:
      property["type"] = "array"
      property["items"] = ["type": "string"]
    case .secret:
      property["type"] = "string"
      property["format"] = "password"
      property["writeOnly"] = true
      property["x-cog-secret"] = true
    case .choice:
      property["allOf"] = [["$ref": Value("#/components/schemas/\(field.name)")]]
    }
    if case .choice = field.kind {} else { property["title"] = Value(field.title) }
    if let minimum = field.minimum { property["minimum"] = number(minimum) }
    if let maximum = field.maximum { property["maximum"] = number(maximum) }
    if let value = field.defaultValue { property["default"] = value }
    if !field.isRequired && field.defaultValue == nil { property["nullable"] = true }
    property["x-order"] = .int(order)
    property["description"] = Value(field.help)
    return property
  }

  private static func addChoices(of fields: [InputField], to schemas: inout Value) {
    for field in fields {
      guard case .choice(let values) = field.kind else { continue }
      let isText = values.allSatisfy { $0.string != nil }
      schemas[field.name] = [
        "enum": Value(values), "type": isText ? "string" : "integer", "title": Value(field.name),
        "description": "An enumeration.",
      ]
    }
  }

  /// A limit as JSON writes it: whole where it is whole.
  private static func number(_ value: Double) -> Value {
    Int(exactly: value).map { .int($0) } ?? .float(value)
  }
}
