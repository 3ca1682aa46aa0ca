import RepValue

extension InputSchema {
  /// The inputs as rows of a table: `{input, type, required, default, range, choices, help}`, all but `required`
  /// as texts, empty ones null.
  public func rows() -> [Value] {
    fields.map { field in
      var row: Value = ["input": Value(field.name), "type": Value(field.typeText), "required": .bool(field.isRequired)]
      row["default"] = field.isSecret || field.defaultValue.isNull ? .null : Value(text(field.defaultValue))
      row["range"] = field.rangeText.map { Value($0) } ?? .null
      row["choices"] = field.allowedValues.map { Value($0.map(text).joined(separator: ", ")) } ?? .null
      row["help"] = field.description.map { Value($0) } ?? .null
      return row
    }
  }

  private func text(_ value: Value) -> String { value.string ?? ((try? JSON.text(value)) ?? "") }
}

extension InputField {
  /// The type in one word or two: `string`, `integer`, `file`, `list of file`, `secret`.
  public var typeText: String {
    if isSecret { return "secret" }
    if type == .array {
      guard let items = rules.items else { return "list" }
      return "list of " + (items.format == "uri" ? "file" : items.type.rawValue)
    }
    return rules.format == "uri" ? "file" : type.rawValue
  }

  /// The bounds, such as `1 to 4` or `0 and more`, or nil.
  public var rangeText: String? {
    func plain(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
    return switch (minimum, maximum) {
    case (let low?, let high?): plain(low) + " to " + plain(high)
    case (let low?, nil): plain(low) + " and more"
    case (nil, let high?): "up to " + plain(high)
    case (nil, nil): nil
    }
  }
}
