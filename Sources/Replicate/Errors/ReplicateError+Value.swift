import RepValue

extension ReplicateError {
  /// The error as an object: `{kind, message, hint?, action?, operation?, status?, title?, detail?, fields?, id?,
  /// logs?, retry_after?, unanswered?}`. Keys without a value are left out.
  public var record: Value {
    var record: Value = ["kind": Value(kind.rawValue), "message": Value(message)]
    func add(_ key: String, _ text: String?) {
      if let text { record[key] = Value(text) }
    }
    add("hint", hint)
    add("action", action)
    add("operation", operation)
    if let status { record["status"] = .int(status) }
    add("title", title)
    add("detail", detail)
    if !fields.isEmpty {
      record["fields"] = Value(
        fields.map { field -> Value in
          ["type": Value(field.type), "field": Value(field.field), "description": Value(field.description)]
        })
    }
    add("id", runID)
    add("logs", logTail)
    if let retryAfter { record["retry_after"] = .float(retryAfter) }
    if isUnanswered { record["unanswered"] = true }
    return record
  }
}
