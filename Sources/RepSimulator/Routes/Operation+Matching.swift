extension Operation {
  /// The operation for a method and a path below the origin, with the path's parameters.
  static func match(method: String, path: String) -> (operation: Operation, parameters: [String: String])? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard parts.first == "v1" else { return nil }
    let segments = parts.dropFirst()
    for template in templates[Shape(method: method, count: segments.count)] ?? [] {
      var parameters: [String: String] = [:]
      let fits = zip(template.segments, segments).allSatisfy { expected, actual in
        guard expected.hasPrefix("{") else { return expected == actual }
        parameters[String(expected.dropFirst().dropLast())] = PercentEncoding.decode(actual)
        return true
      }
      if fits { return (template.operation, parameters) }
    }
    return nil
  }

  private struct Shape: Hashable {
    let method: String
    let count: Int
  }

  private static let templates: [Shape: [(operation: Operation, segments: [Substring])]] = {
    var templates: [Shape: [(operation: Operation, segments: [Substring])]] = [:]
    for operation in allCases {
      let segments = operation.route.path.split(separator: "/")
      templates[Shape(method: operation.route.method, count: segments.count), default: []].append((operation, segments))
    }
    return templates
  }()
}
