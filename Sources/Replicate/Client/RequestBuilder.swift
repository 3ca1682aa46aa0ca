import NIOCore
import NIOHTTP1
import RepValue

/// Makes the HTTP request of one call, from the operation's row alone: what the row does not name is not sent.
struct RequestBuilder: Sendable {
  let base: BaseURL
  let token: APIToken?
  let userAgent: String

  /// Seconds for the head of an answer to a plain request.
  static let usualTimeout: Double = 60
  /// Seconds beyond the wait that a held request was asked for.
  static let holdMargin: Double = 25
  /// Seconds for an upload of the largest file on a slow line.
  static let uploadTimeout: Double = 600

  /// - Throws: ``ReplicateError`` of kind `argument` where the arguments do not fit the row, of kind `auth` without a
  ///   token.
  func request(_ operation: Operation, _ arguments: Arguments) throws(ReplicateError) -> HTTPRequest {
    try check(operation, arguments)
    let given = operation.parameters.compactMap { parameter -> (Parameter, Value)? in
      let value = arguments.values[parameter.name]
      return value.isNull ? nil : (parameter, value)
    }
    var request = HTTPRequest(
      operation.method, address(operation, given, arguments.nextPage), headers: headers(operation),
      timeout: Self.usualTimeout, lane: operation.isIdempotent ? .usual : .create)
    try authorize(&request, operation)
    for (parameter, value) in given where parameter.place == .header {
      addHeader(parameter, value, to: &request)
    }
    try addBody(operation, given, arguments, to: &request)
    return request
  }

  private func check(_ operation: Operation, _ arguments: Arguments) throws(ReplicateError) {
    for (name, _) in arguments.values.pairs ?? [] where operation.parameter(named: name) == nil {
      let names = operation.parameters.map(\.name).joined(separator: ", ")
      throw ReplicateError(
        .argument, "\(operation.id) has no parameter \(name)",
        hint: names.isEmpty ? "it takes no arguments" : "its parameters are \(names)"
      ).of(operation)
    }
    for parameter in operation.parameters {
      let value = arguments.values[parameter.name]
      let isGiven = parameter.format == .file ? arguments.content != nil : !value.isNull
      guard isGiven else {
        if parameter.isRequired {
          throw ReplicateError(
            .argument, "\(operation.id) needs \(parameter.name): \(parameter.summary)",
            hint: "write \(operation.example)"
          ).of(operation)
        }
        continue
      }
      if let problem = parameter.problem(with: value), parameter.format != .file {
        throw ReplicateError(.argument, "\(operation.id): \(parameter.name) \(problem.message)").of(operation)
      }
    }
  }

  private func address(_ operation: Operation, _ given: [(Parameter, Value)], _ nextPage: [QueryItem]) -> WebAddress {
    var path = base.address.path + operation.pathTemplate
    var items: [QueryItem] = []
    for (parameter, value) in given {
      switch parameter.place {
      case .path:
        let segment = PercentEncoding.encode(value.string ?? "")
        path = path.replacing(placeholder: parameter.wireName, with: segment)
      case .query: items.append(QueryItem(name: parameter.wireName, value: queryText(parameter, value)))
      case .header, .body, .part, .queryBody: break
      }
    }
    items.removeAll { item in nextPage.contains { $0.name == item.name } }
    items += nextPage
    let query = items.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
    return base.address.with(path: path, query: query.isEmpty ? nil : query.joined(separator: "&"))
  }

  private func queryText(_ parameter: Parameter, _ value: Value) -> String {
    if parameter.format == .time, let text = parameter.timeText(value) { return text }
    if let number = value.int { return String(number) }
    return value.string ?? (value.bool == true ? "true" : "false")
  }

  private func headers(_ operation: Operation) -> HTTPHeaders {
    let accept =
      switch operation.response {
      case .text: "text/plain, */*;q=0.5"
      case .file: "*/*"
      case .json, .page, .empty: "application/json"
      }
    var headers: HTTPHeaders = ["User-Agent": userAgent, "Accept": accept]
    // A cached answer would show a run that never moves on.
    if !operation.isMutating { headers.add(name: "Cache-Control", value: "no-store") }
    return headers
  }

  private func authorize(_ request: inout HTTPRequest, _ operation: Operation) throws(ReplicateError) {
    // A signed link is a capability of its own.
    guard operation.response != .file else { return }
    guard let token else {
      throw ReplicateError(.auth, "no API token", hint: ErrorHints.getToken).of(operation)
    }
    request.headers.add(name: "Authorization", value: token.authorization)
  }

  private func addHeader(_ parameter: Parameter, _ value: Value, to request: inout HTTPRequest) {
    switch parameter.format {
    case .wait:
      guard let seconds = value.int else { return }
      request.headers.add(name: parameter.wireName, value: "wait=\(seconds)")
      request.timeout = Double(seconds) + Self.holdMargin
      request.lane = .held
    case .duration:
      guard let text = parameter.durationText(value) else { return }
      request.headers.add(name: parameter.wireName, value: text)
    case .plain, .time, .file: break
    }
  }

  private func addBody(
    _ operation: Operation, _ given: [(Parameter, Value)], _ arguments: Arguments, to request: inout HTTPRequest
  ) throws(ReplicateError) {
    if let content = arguments.content, operation.parameters.contains(where: { $0.format == .file }) {
      let form = try MultipartForm(content, fields: given.filter { $0.0.place == .part })
      request.headers.add(name: "Content-Type", value: form.contentType)
      request.body = .stream(length: form.length, form)
      request.timeout = Self.uploadTimeout
      request.lane = .transfer
      return
    }
    if let (_, value) = given.first(where: { $0.0.place == .queryBody }) {
      request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
      request.body = .bytes(ByteBuffer(string: value.string ?? ""))
      return
    }
    guard operation.parameters.contains(where: { $0.place == .body }) else { return }
    var body: Value = [:]
    for (parameter, value) in given where parameter.place == .body { body[parameter.wireName] = value }
    request.headers.add(name: "Content-Type", value: "application/json")
    do {
      request.body = .bytes(ByteBuffer(bytes: try JSONBody.encode(body)))
    } catch {
      let message = "\(operation.id): the arguments cannot be written as JSON: \(error)"
      throw ReplicateError(.argument, message).of(operation)
    }
  }
}

extension String {
  fileprivate func replacing(placeholder name: String, with text: String) -> String {
    let parts = split(separator: "{\(name)}", omittingEmptySubsequences: false)
    return parts.joined(separator: text)
  }
}

extension WebAddress {
  func with(path: String, query: String?) -> WebAddress {
    WebAddress(scheme: scheme, host: host, port: port, path: path, query: query)
  }
}
