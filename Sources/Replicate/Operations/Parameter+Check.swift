import RepValue

/// Why a value does not fit a parameter: data for whoever words and places it.
public struct ParameterProblem: Sendable, Equatable {
  /// The parameter's name.
  public var parameter: String
  /// One sentence without the parameter's name, such as `must be an integer, not a string`.
  public var message: String
  /// What would have fitted, for a suggestion; empty where there is no list.
  public var candidates: [String] = []
}

extension Parameter {
  /// Why `value` cannot be sent for this parameter, or nil where it can.
  ///
  /// Ints stand for whole floats and texts of numbers for nothing: the language has converted before. `null` for a
  /// parameter that is not required means that it is not given.
  public func problem(with value: Value) -> ParameterProblem? {
    if value.isNull { return isRequired ? problem("must not be null") : nil }
    switch format {
    case .time:
      if type == .integer, value.int == nil { return problem("must be whole seconds since 1970") }
      return timeText(value) == nil ? problem("must be an ISO 8601 time or seconds since 1970") : nil
    case .duration: return durationProblem(value)
    case .wait, .plain: return plainProblem(value)
    case .file: return nil
    }
  }

  private func plainProblem(_ value: Value) -> ParameterProblem? {
    switch type {
    case .string:
      guard let text = value.string else { return wrongType("a string", value) }
      if place == .path, text.isEmpty || text == "." || text == ".." { return problem("must not be empty or dots") }
      if isRequired, text.isEmpty { return problem("must not be empty") }
      return notAllowed(text, allowedValues)
    case .integer:
      guard let number = value.int else { return wrongType("a whole number", value) }
      if let range, !range.contains(number) {
        return problem("must be \(range.lowerBound) to \(range.upperBound), not \(number)")
      }
    case .boolean:
      if value.bool == nil { return wrongType("true or false", value) }
    case .object:
      guard case .object = value else { return wrongType("an object", value) }
    case .array:
      guard let items = value.array else { return wrongType("a list of strings", value) }
      for item in items {
        guard let text = item.string else { return wrongType("a list of strings", value) }
        if let problem = notAllowed(text, allowedItems) { return problem }
      }
    }
    return nil
  }

  private func notAllowed(_ text: String, _ allowed: [String]?) -> ParameterProblem? {
    guard let allowed, !allowed.contains(text) else { return nil }
    return ParameterProblem(
      parameter: name, message: "must be \(allowed.joined(separator: " or ")), not \"\(text)\"",
      candidates: allowed)
  }

  private func durationProblem(_ value: Value) -> ParameterProblem? {
    let seconds: Int64?
    if let text = value.string {
      seconds = DurationText.seconds(text)
    } else if let number = value.double {
      seconds = wholeSeconds(number)
    } else {
      return wrongType("a duration", value)
    }
    guard let seconds else { return problem("must be whole seconds or a text such as 30s, 5m or 1h30m") }
    return seconds < DurationText.shortest ? problem("must be at least \(DurationText.shortest) seconds") : nil
  }

  private func wholeSeconds(_ number: Double) -> Int64? { Int64(exactly: number) }

  /// The text that a duration is sent as.
  func durationText(_ value: Value) -> String? {
    if let text = value.string { return text }
    return value.double.flatMap(wholeSeconds).map { "\($0)s" }
  }

  /// The text that a moment is sent as.
  func timeText(_ value: Value) -> String? {
    if type == .integer { return value.int.map(String.init) }
    if let text = value.string { return Timestamp.seconds(iso8601: text) == nil ? nil : text }
    return value.double.flatMap(Timestamp.iso8601)
  }

  private func problem(_ message: String) -> ParameterProblem { ParameterProblem(parameter: name, message: message) }

  private func wrongType(_ wanted: String, _ value: Value) -> ParameterProblem {
    let article = ["int", "object"].contains(value.typeName) ? "an" : "a"
    return problem("must be \(wanted), not \(article) \(value.typeName)")
  }
}
