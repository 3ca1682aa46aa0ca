import RepValue

/// Where the URLs in answers point.
struct Origins: Sendable {
  /// The API's own, without a path: `http://127.0.0.1:4000`.
  var api: String
  /// Stands for `replicate.delivery`, `stream.replicate.com` and anybody else's: never to be told the token.
  var delivery: String
}

extension PredictionRecord {
  struct View: Sendable {
    var origins: Origins
    var now: Moment
    /// How long outputs are kept after the end; nil for ever.
    var retention: Duration?
    /// Leave the key `output` out until there is any, as the service was recorded to.
    var omitsPendingOutput = true
    /// Another word for a status, to see how clients take one that they do not know.
    var statusWords: [String: String] = [:]
  }

  func isDataRemoved(at now: Moment, retention: Duration?) -> Bool {
    guard !isFromWeb, kind == .prediction else { return false }
    return isDataDropped || retention.map { now >= completesAt + $0 } ?? false
  }

  /// The prediction (or training) object as the API gives it.
  func json(_ view: View) -> Value {
    let now = view.now
    let status = status(at: now)
    let isRemoved = isDataRemoved(at: now, retention: view.retention)
    let current = isRemoved ? .null : outputValue(at: now)
    var json: Value = [
      "id": Value(id), "model": Value(model), "version": Value(version),
      "input": isRemoved ? [:] : input,
      "logs": isRemoved ? "" : Value(logs(at: now)),
    ]
    // A training's output is an object or nothing; a prediction's may be any JSON.
    let showsNull = kind == .prediction && (status.isTerminal || !view.omitsPendingOutput)
    if !current.isNull || showsNull { json["output"] = current }
    json["data_removed"] = .bool(isRemoved)
    json["error"] = error(at: now)
    json["source"] = isFromWeb ? "web" : "api"
    json["status"] = Value(view.statusWords[status.rawValue] ?? status.rawValue)
    json["created_at"] = Value(createdAt.iso8601)
    if let deadline { json["deadline"] = Value(deadline.iso8601) }
    if let deployment { json["deployment"] = Value(deployment) }
    if now >= startsAt && completesAt >= startsAt { json["started_at"] = Value(startsAt.iso8601) }
    if status.isTerminal {
      json["completed_at"] = Value(completesAt.iso8601)
      json["metrics"] = metrics
    }
    json["urls"] = urls(view.origins)
    return json
  }

  func logs(at now: Moment) -> String {
    steps(at: now).map(\.logs).joined()
  }

  private func error(at now: Moment) -> Value {
    if case .failed(let message) = plan.outcome, status(at: now) == .failed { return Value(message) }
    return .null
  }

  private var metrics: Value {
    var metrics = plan.metrics
    if completesAt >= startsAt { metrics["predict_time"] = .float((completesAt - startsAt).inSeconds) }
    metrics["total_time"] = .float((completesAt - createdAt).inSeconds)
    return metrics
  }

  private func urls(_ origins: Origins) -> Value {
    let collection = kind == .prediction ? "predictions" : "trainings"
    let resource = "\(origins.api)/v1/\(collection)/\(id)"
    var urls: Value = [
      "web": Value("https://replicate.com/\(kind == .prediction ? "p" : "trainings")/\(id)"),
      "get": Value(resource),
      "cancel": Value("\(resource)/cancel"),
    ]
    switch output {
    case .tokens: urls["stream"] = Value("\(origins.delivery)/v1/streams/\(id)")
    case .files: urls["stream"] = Value("\(origins.delivery)/v1/files/\(id)")
    case .text, .file, .any: break
    }
    return urls
  }
}
