import RepValue
@testable import Replicate

/// Replicate's OpenAPI description, as far as requests are concerned: says what a request violates.
struct Contract: Sendable {
  static let replicate = SharedData.openAPI.map(Contract.init)

  /// Query items that the API hands out in its own `next` links without declaring them.
  private static let undeclaredItems: Set<String> = ["cursor"]

  private struct Route: Sendable {
    let method: String
    let segments: [Substring]
    let operation: Value
  }

  private let document: Value
  private let routes: [Route]

  init(_ document: Value) {
    self.document = document
    routes = (document["paths"].pairs ?? []).flatMap { path, methods in
      (methods.pairs ?? []).map { method, operation in
        Route(method: method.uppercased(), segments: path.split(separator: "/"), operation: operation)
      }
    }
  }

  /// The operation id that a request is for, or nil.
  func operationID(of request: ReceivedRequest) -> String? { route(of: request)?.operation["operationId"].string }

  func violations(of request: ReceivedRequest) -> [String] {
    guard let route = route(of: request) else { return ["no such operation: \(request.method) \(request.path)"] }
    var violations: [String] = []
    let declared = (route.operation["parameters"].array ?? []).map(resolve)
    checkQuery(request, declared, &violations)
    checkHeaders(request, declared, route, &violations)
    checkBody(request, route.operation["requestBody"], &violations)
    return violations
  }

  private func route(of request: ReceivedRequest) -> Route? {
    let segments = request.path.dropFirst("/v1".count).split(separator: "/", omittingEmptySubsequences: true)
    return routes.first { route in
      route.method == request.method && route.segments.count == segments.count
        && zip(route.segments, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
  }

  private func checkQuery(_ request: ReceivedRequest, _ declared: [Value], _ violations: inout [String]) {
    let address = WebAddress("http://host" + request.target)
    let items = address?.queryItems ?? []
    let known = declared.filter { $0["in"].string == "query" }
    for item in items where !Self.undeclaredItems.contains(item.name) {
      guard let parameter = known.first(where: { $0["name"].string == item.name }) else {
        violations.append("undeclared query item \(item.name)")
        continue
      }
      let type = parameter["schema"]["type"].string
      let value: Value = type == "integer" ? Int(item.value).map { .int($0) } ?? Value(item.value) : Value(item.value)
      check(value, parameter["schema"], "query \(item.name)", &violations)
    }
    for parameter in known where parameter["required"].bool == true {
      let name = parameter["name"].string ?? ""
      if !items.contains(where: { $0.name == name }) { violations.append("query item \(name) is missing") }
    }
  }

  private func checkHeaders(
    _ request: ReceivedRequest, _ declared: [Value], _ route: Route, _ violations: inout [String]
  ) {
    let known = declared.filter { $0["in"].string == "header" }
    for name in ["Prefer", "Cancel-After"] {
      guard let value = request.header(name) else { continue }
      guard let parameter = known.first(where: { $0["name"].string == name }) else {
        violations.append("undeclared header \(name)")
        continue
      }
      check(Value(value), parameter["schema"], "header \(name)", &violations)
      if name == "Prefer", value.firstMatch(of: /^wait(=([1-9]|[1-5][0-9]|60))?$/) == nil {
        violations.append("header Prefer is \(value)")
      }
    }
    let isSigned = route.operation["operationId"].string == "files.download"
    if !isSigned, request.header("authorization")?.hasPrefix("Bearer ") != true { violations.append("no token") }
    if isSigned, request.header("authorization") != nil { violations.append("a token with a signed link") }
  }

  private func checkBody(_ request: ReceivedRequest, _ declared: Value, _ violations: inout [String]) {
    let content = declared["content"]
    guard !content.isNull else {
      if !request.body.isEmpty { violations.append("a body where none is declared") }
      return
    }
    let type = ContentType.of(header: request.header("content-type")) ?? "none"
    guard content.contains(key: type) else {
      violations.append("the body's type \(type) is not declared")
      return
    }
    let schema = resolve(content[type]["schema"])
    switch type {
    case "application/json":
      guard let body = try? JSON.parse(request.body) else {
        violations.append("the body is not JSON")
        return
      }
      check(body, schema, "body", &violations)
    case "multipart/form-data":
      checkParts(request, schema, &violations)
    default:
      if request.body.isEmpty, declared["required"].bool == true { violations.append("the body is missing") }
    }
  }

  private func checkParts(_ request: ReceivedRequest, _ schema: Value, _ violations: inout [String]) {
    let parts = MultipartReader.parts(of: request)
    if parts == nil { violations.append("the multipart body cannot be read") }
    let names = (parts ?? []).map(\.name)
    for name in names where !schema["properties"].contains(key: name) { violations.append("undeclared part \(name)") }
    if !names.contains("content") { violations.append("part content is missing") }
  }

  private func resolve(_ value: Value) -> Value {
    guard let reference = value["$ref"].string else { return value }
    return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] }
  }

  private func check(_ value: Value, _ schema: Value, _ place: String, _ violations: inout [String]) {
    let schema = resolve(schema)
    if let type = schema["type"].string, !Self.has(value, type) {
      violations.append("\(place) is no \(type)")
      return
    }
    if let allowed = schema["enum"].array, !allowed.contains(value) { violations.append("\(place) is not allowed") }
    if let minimum = schema["minimum"].double, let number = value.double, number < minimum {
      violations.append("\(place) is below \(minimum)")
    }
    if let maximum = schema["maximum"].double, let number = value.double, number > maximum {
      violations.append("\(place) is above \(maximum)")
    }
    if schema["format"].string == "date-time", Timestamp.seconds(iso8601: value.string ?? "") == nil {
      violations.append("\(place) is no time")
    }
    for (index, item) in (value.array ?? []).enumerated() {
      check(item, schema["items"], "\(place)[\(index)]", &violations)
    }
    guard let pairs = value.pairs else { return }
    for name in (schema["required"].array ?? []).compactMap(\.string) where !value.contains(key: name) {
      violations.append("\(place).\(name) is missing")
    }
    for (key, item) in pairs {
      if schema["properties"].contains(key: key) {
        check(item, schema["properties"][key], "\(place).\(key)", &violations)
      } else if schema["additionalProperties"].bool == false {
        violations.append("\(place).\(key) is not declared")
      }
    }
  }

  private static func has(_ value: Value, _ type: String) -> Bool {
    switch type {
    case "string": value.string != nil
    case "integer": value.int != nil
    case "number": value.double != nil
    case "boolean": value.bool != nil
    case "array": value.array != nil
    case "object": value.pairs != nil
    default: true
    }
  }
}
