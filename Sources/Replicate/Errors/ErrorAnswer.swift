import RepValue

/// Makes errors of the API's answers that are no success: problem documents (RFC 9457), `{"detail"}` objects, HTML of
/// a proxy in between, and nothing at all.
enum ErrorAnswer {
  /// Bytes of an error body that are looked at.
  static let bodyLimit = 64 << 10

  /// - Parameters:
  ///   - body: the first ``bodyLimit`` bytes.
  ///   - retryAfter: seconds that the headers ask to wait.
  static func error(
    operation: Operation, status: Int, body: [UInt8], retryAfter: Double?
  ) -> ReplicateError {
    let problem = (try? JSONBody.decode(body)) ?? .null
    let title = text(problem["title"])
    // `detail` is a text everywhere but in answers of proxies and older endpoints, which have `error` or `message`.
    let detail = text(problem["detail"]) ?? text(problem["error"]) ?? text(problem["message"])
    let fields = (problem["invalid_fields"].array ?? []).map { entry in
      ReplicateError.InvalidField(
        type: entry["type"].string ?? "invalid", field: entry["field"].string ?? "",
        description: entry["description"].string ?? "")
    }
    let kind = kind(status: status)
    var error = ReplicateError(
      kind, message(operation, status: status, title: title, detail: detail, fields: fields, body: body),
      status: status, title: title, detail: detail, fields: fields,
      retryAfter: retryAfter ?? problem["retry_after"].double ?? detail.flatMap(RetryAfter.seconds(inDetail:)))
    error.hint = hint(operation, error)
    return error.of(operation)
  }

  static func kind(status: Int) -> ReplicateError.Kind {
    switch status {
    case 401, 403: .auth
    case 402: .credit
    case 404, 410: .notFound
    case 408: .server
    case 429: .throttled
    case 400..<500: .validation
    default: .server
    }
  }

  private static func text(_ value: Value) -> String? {
    guard let text = value.string, !text.isEmpty else { return nil }
    return text
  }

  private static func message(
    _ operation: Operation, status: Int, title: String?, detail: String?, fields: [ReplicateError.InvalidField],
    body: [UInt8]
  ) -> String {
    let start = operation.id + ": "
    if !fields.isEmpty {
      let list = fields.map { $0.field.isEmpty ? $0.description : $0.field + ": " + $0.description }
      return start + (title ?? "the request is invalid") + ": " + list.joined(separator: "; ")
    }
    switch (title, detail.map(singleLine)) {
    case (let title?, let detail?): return start + title + ": " + detail
    case (nil, let detail?): return start + detail
    case (let title?, nil): return start + title
    case (nil, nil):
      let isHTML = body.prefix(512).contains(UInt8(ascii: "<"))
      return start + "the server answered with status \(status)" + (isHTML ? " and a web page" : "")
    }
  }

  private static func singleLine(_ text: String) -> String {
    text.split(separator: "\n").joined(separator: " ")
  }

  private static func hint(_ operation: Operation, _ error: ReplicateError) -> String? {
    switch error.kind {
    case .auth: return error.status == 401 ? ErrorHints.getToken : nil
    case .credit: return ErrorHints.addCredit
    case .notFound:
      if operation.id == "models.predictions.create" { return ErrorHints.modelNotFound }
      if operation.rateClass == .files { return ErrorHints.fileGone }
      return nil
    case .validation:
      if error.status == 413 { return ErrorHints.fileTooLarge }
      let isVersion = error.title?.contains("version") ?? false
      return isVersion ? ErrorHints.versionNotFound : nil
    case .throttled:
      return error.retryAfter.map { "try again in \(Int($0.rounded(.up))) s" }
    default: return nil
    }
  }
}
