import RepValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Replicate's own description of its API, as far as answers are checked against it.
struct OpenAPIDescription {
  let document: Value

  /// The description beside the package; nil where it is absent.
  static func load(_ file: String = #filePath) -> OpenAPIDescription? {
    let root = file.split(separator: "/").dropLast(4).joined(separator: "/")
    guard let bytes = read("/\(root)/../shared/data/replicate-openapi.json"), let value = try? JSON.parse(bytes) else {
      print("replicate-openapi.json is absent: answers are not checked against it")
      return nil
    }
    return OpenAPIDescription(document: value)
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
    return bytes
  }

  var operations: [(id: String, method: String, path: String, value: Value)] {
    (document["paths"].pairs ?? []).flatMap { path, methods in
      (methods.pairs ?? []).map { ($0.value["operationId"].string ?? "", $0.key.uppercased(), path, $0.value) }
    }
  }

  /// What is wrong with an answer to an operation; empty where nothing is.
  func problems(operation id: String, status: Int, body: Value) -> [String] {
    guard let operation = operations.first(where: { $0.id == id }) else { return ["no operation \(id)"] }
    let response = operation.value["responses"]["\(status)"]
    guard !response.isNull else { return ["\(id) does not answer \(status)"] }
    let schema = response["content"]["application/json"]["schema"]
    return schema.isNull ? [] : problems(body, schema, id)
  }

  private func problems(_ value: Value, _ schema: Value, _ place: String) -> [String] {
    if let reference = schema["$ref"].string {
      let target = reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] }
      return problems(value, target, place)
    }
    if let alternatives = schema["oneOf"].array {
      let fits = alternatives.contains { problems(value, $0, place).isEmpty }
      return fits ? [] : ["\(place): fits no alternative"]
    }
    if value.isNull { return schema["nullable"].bool == true || schema["type"].isNull ? [] : ["\(place): is null"] }
    var found: [String] = []
    if let type = schema["type"].string, !has(value, type) { return ["\(place): is no \(type)"] }
    if let values = schema["enum"].array, !values.contains(value) { found.append("\(place): is not in the enum") }
    for key in schema["required"].array ?? [] where !value.contains(key: key.text) {
      found.append("\(place): lacks \(key)")
    }
    for (key, property) in schema["properties"].pairs ?? [] where value.contains(key: key) {
      found += problems(value[key], property, "\(place).\(key)")
    }
    if !schema["items"].isNull {
      for (index, item) in (value.array ?? []).enumerated() {
        found += problems(item, schema["items"], "\(place)[\(index)]")
      }
    }
    return found
  }

  private func has(_ value: Value, _ type: String) -> Bool {
    switch type {
    case "string": value.string != nil
    case "integer": value.int != nil
    case "number": value.double != nil
    case "boolean": value.bool != nil
    case "array": value.array != nil
    case "object": value.pairs != nil
    default: false
    }
  }
}
