import RepValue

/// The inputs that one version of a model takes, read from its `openapi_schema` (OpenAPI 3.0 as Cog writes it).
///
/// Whatever the schema says beyond what is understood here is left alone: an unknown rule never refuses an input.
public struct InputSchema: Sendable {
  /// The fields in the order in which the model's page shows them.
  public let fields: [InputField]
  /// Whether a key that names no field is certainly not looked at. Old Cog versions ignore such a key, and the run is
  /// billed all the same.
  public let isClosed: Bool

  /// Reads `components.schemas.Input` of an `openapi_schema`. Nil where it has none.
  public init?(openAPI schema: Value) {
    let definitions = schema["components"]["schemas"]
    let input = SchemaReference.resolve(definitions["Input"], in: definitions)
    guard let properties = input["properties"].pairs else { return nil }
    let required = Set((input["required"].array ?? []).compactMap(\.string))
    fields = properties.enumerated()
      .map { index, property in
        let field = InputField(
          name: property.key, property.value, isRequired: required.contains(property.key), definitions: definitions)
        return (order: property.value["x-order"].double ?? Double(index + properties.count), field: field)
      }
      .sorted { $0.order < $1.order }
      .map(\.field)
    // A schema that says so takes further keys; every other one is taken to list them all.
    let further = input["additionalProperties"]
    let takesMore = further.bool == true || further.count > 0
    isClosed = !takesMore
  }

  /// The input of this name, or nil.
  public func field(named name: String) -> InputField? { fields.first { $0.name == name } }

  /// The inputs of predictions and trainings that an `openapi_schema` calls secrets.
  static func secretKeys(openAPI schema: Value) -> Set<String> {
    let definitions = schema["components"]["schemas"]
    let properties = ["Input", "TrainingInput"].flatMap { name in
      SchemaReference.resolve(definitions[name], in: definitions)["properties"].pairs ?? []
    }
    return Set(
      properties.map { InputField(name: $0.key, $0.value, isRequired: false, definitions: definitions) }
        .filter(\.isSecret).map(\.name))
  }
}

/// One input of a model.
public struct InputField: Sendable {
  /// The key of `input`.
  public let name: String
  /// What the field takes.
  public let type: InputType
  /// Whether the model needs it.
  public let isRequired: Bool
  /// `null` may be given.
  public let isNullable: Bool
  /// What the model uses where the input is not given; null where the schema names nothing.
  public let defaultValue: Value
  /// What the model's author says of it.
  public let description: String?
  /// The whole rules for values of the field.
  let rules: ValueRules

  /// The only values allowed, or nil.
  public var allowedValues: [Value]? { rules.allowedValues }
  /// The smallest number allowed, or nil.
  public var minimum: Double? { rules.minimum }
  /// The largest number allowed, or nil.
  public var maximum: Double? { rules.maximum }
  /// The value is an address of a file, or a data URL.
  public var isFile: Bool { rules.format == "uri" || rules.items?.format == "uri" }
  /// The value is a password or a token: it must not be shown.
  public let isSecret: Bool

  init(name: String, _ schema: Value, isRequired: Bool, definitions: Value) {
    let resolved = SchemaReference.resolve(schema, in: definitions)
    (self.name, self.isRequired) = (name, isRequired)
    rules = ValueRules(resolved, in: definitions, depth: 0)
    type = rules.type
    isNullable = rules.isNullable
    defaultValue = schema["default"].isNull ? resolved["default"] : schema["default"]
    description = schema["description"].string ?? resolved["description"].string
    isSecret = rules.format == "password" || resolved["x-cog-secret"].bool == true
  }
}

/// The type of an input, as JSON Schema names it.
public enum InputType: String, Sendable {
  /// A text; a file, where its format says so.
  case string
  /// A whole number.
  case integer
  /// Any number.
  case number
  /// `true` or `false`.
  case boolean
  /// A list.
  case array
  /// An object.
  case object
  /// The schema names none, or one that is not known here.
  case any
}

/// Follows `$ref` and `allOf`.
enum SchemaReference {
  /// Turns followed at most: schemas may be written in a circle.
  private static let limit = 16

  /// `schema` with its references replaced by what they point at. The schema's own keys win over those, so that a
  /// default beside an `allOf` stays.
  static func resolve(_ schema: Value, in definitions: Value, depth: Int = 0) -> Value {
    guard depth < limit else { return schema }
    var targets: [Value] = []
    if let path = schema["$ref"].string, let name = path.split(separator: "/").last {
      targets.append(definitions[PercentEncoding.decode(name)])
    }
    targets += schema["allOf"].array ?? []
    guard !targets.isEmpty else { return schema }
    var merged: Value = [:]
    for target in targets {
      for (key, value) in resolve(target, in: definitions, depth: depth + 1).pairs ?? [] { merged[key] = value }
    }
    for (key, value) in schema.pairs ?? [] where key != "$ref" && key != "allOf" { merged[key] = value }
    return merged
  }
}
