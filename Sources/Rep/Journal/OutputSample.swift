import RepValue
import Replicate

/// Made-up outputs of the shape that a model's schema describes (`components.schemas.Output`, OpenAPI 3.0 as Cog writes
/// it).
struct OutputSample: Sendable {
  private let schema: Value
  private let definitions: Value
  /// Schemas may be written in a circle.
  private static let depthLimit = 8

  init(schema: Value, definitions: Value) { (self.schema, self.definitions) = (schema, definitions) }

  /// The output of what a reference runs; of unknown shape where its schema cannot be had.
  /// - Throws: what the client throws.
  static func of(_ reference: ModelReference, _ client: ReplicateClient) async throws -> OutputSample {
    let openAPI: Value
    switch reference {
    case .model(let owner, let name):
      let model = try await client.call(.modelsGet, ["model_owner": Value(owner), "model_name": Value(name)])
      openAPI = model["latest_version"]["openapi_schema"]
    case .version(let owner, let name, let version):
      openAPI = try await client.call(
        .modelsVersionsGet,
        ["model_owner": Value(owner), "model_name": Value(name), "version_id": Value(version)])["openapi_schema"]
    case .deployment(let owner, let name):
      let release = try await client.call(
        .deploymentsGet, ["deployment_owner": Value(owner), "deployment_name": Value(name)])["current_release"]
      guard let model = release["model"].string, let version = release["version"].string,
        case .model(let owner, let name)? = try? ModelReference(model)
      else { return OutputSample(schema: .null, definitions: .null) }
      return try await of(.version(owner: owner, name: name, version: version), client)
    case .versionID: return OutputSample(schema: .null, definitions: .null)
    }
    let definitions = openAPI["components"]["schemas"]
    return OutputSample(schema: definitions["Output"], definitions: definitions)
  }

  /// An output; `number` tells those of different predictions apart.
  func value(_ number: Int) -> Value { sample(schema, number, depth: 0) }

  private func sample(_ schema: Value, _ number: Int, depth: Int) -> Value {
    guard depth < Self.depthLimit else { return .null }
    if let path = schema["$ref"].string, let name = path.split(separator: "/").last {
      return sample(definitions[String(name)], number, depth: depth + 1)
    }
    for key in ["allOf", "anyOf", "oneOf"] {
      if let first = schema[key].array?.first { return sample(first, number, depth: depth + 1) }
    }
    if let first = schema["enum"].array?.first { return first }
    switch schema["type"].string {
    case "string":
      return schema["format"].string == "uri"
        ? Value("https://replicate.delivery/dry-run/\(number)/output") : Value("dry run \(number)")
    case "integer": return .int(schema["minimum"].int ?? 0)
    case "number": return .float(schema["minimum"].double ?? 0)
    case "boolean": return .bool(false)
    case "array": return [sample(schema["items"], number, depth: depth + 1)]
    case "object":
      var object: Value = [:]
      for (key, property) in schema["properties"].pairs ?? [] {
        object[key] = sample(property, number, depth: depth + 1)
      }
      return object
    default: return .null
    }
  }
}
