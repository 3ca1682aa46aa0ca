import RepValue

/// One thing wrong with a model's input, found before it is sent.
public struct InputProblem: Sendable {
  /// What is wrong.
  public enum Kind: String, Sendable {
    /// The key names no input of the model.
    case unknown
    /// A required input is not given.
    case missing
    /// The value has another type.
    case type
    /// The value is too small, too large, too short or too long.
    case range
    /// The value is none of the allowed ones.
    case choice
  }

  /// What is wrong.
  public let kind: Kind
  /// The place below `input`, such as `num_outputs` or `images[2]`.
  public let path: String
  /// The input's name: the key of `input` to underline.
  public let key: String
  /// One sentence without the place, such as `must be at most 4`.
  public let message: String
  /// The names or values that would do, for a suggestion.
  public let candidates: [String]

  /// The problem as a 422 of the API words it.
  public var field: ReplicateError.InvalidField {
    ReplicateError.InvalidField(type: kind.rawValue, field: "input." + path, description: message)
  }
}

extension InputSchema {
  /// What is wrong with `input`: one problem per place, in the input's order, then the missing inputs.
  ///
  /// A thing of the host (a file) fits wherever the schema wants an address, and wherever it names no type.
  public func problems(with input: Value) -> [InputProblem] {
    guard let given = input.pairs else {
      return [
        InputProblem(
          kind: .type, path: "", key: "", message: "must be an object, not \(input.typeName)", candidates: [])
      ]
    }
    var problems: [InputProblem] = []
    for (key, value) in given {
      guard let field = field(named: key) else {
        if isClosed {
          problems.append(
            InputProblem(
              kind: .unknown, path: key, key: key, message: "is no input of this model",
              candidates: fields.map(\.name)))
        }
        continue
      }
      // An optional input may be null: the model's default applies.
      if value.isNull, field.isNullable || !field.isRequired { continue }
      field.rules.check(value, at: key, key: key, into: &problems)
    }
    for field in fields where field.isRequired && field.defaultValue.isNull && !input.contains(key: field.name) {
      problems.append(
        InputProblem(kind: .missing, path: field.name, key: field.name, message: "is required", candidates: []))
    }
    return problems
  }
}

extension ValueRules {
  fileprivate func check(_ value: Value, at path: String, key: String, into problems: inout [InputProblem]) {
    func report(_ kind: InputProblem.Kind, _ message: String, _ candidates: [String] = []) {
      problems.append(InputProblem(kind: kind, path: path, key: key, message: message, candidates: candidates))
    }
    if case .opaque = value {
      if type != .any, format != "uri" { report(.type, "must be \(phrase), not a \(value.typeName)") }
      return
    }
    if value.isNull, isNullable { return }
    guard accepts(value) else {
      return report(.type, "must be \(phrase), not \(article(value.typeName))")
    }
    if let allowedValues, !allowedValues.contains(where: { $0 == value }) {
      let names = allowedValues.map { $0.string ?? ((try? JSON.text($0)) ?? "") }
      return report(.choice, "must be one of " + names.joined(separator: ", "), names)
    }
    if let number = value.double { checkRange(number, report: { report(.range, $0) }) }
    if let text = value.string { checkLength(text.unicodeScalars.count, of: "characters") { report(.range, $0) } }
    if let list = value.array {
      checkLength(list.count, of: "items") { report(.range, $0) }
      guard let items else { return }
      for (index, item) in list.enumerated() { items.check(item, at: "\(path)[\(index)]", key: key, into: &problems) }
    }
  }

  private func accepts(_ value: Value) -> Bool {
    switch type {
    case .any: true
    case .string: value.string != nil
    case .boolean: value.bool != nil
    case .number: ["int", "float"].contains(value.typeName)
    case .array: value.typeName == "list"
    case .object: value.typeName == "object"
    case .integer:
      // JSON Schema counts 7.0 as an integer.
      value.int != nil || value.double.map { $0 == $0.rounded() } ?? false
    }
  }

  private func checkRange(_ number: Double, report: (String) -> Void) {
    if let minimum, number < minimum || (isMinimumExcluded && number == minimum) {
      report("must be \(isMinimumExcluded ? "greater than" : "at least") \(plain(minimum)), not \(plain(number))")
    } else if let maximum, number > maximum || (isMaximumExcluded && number == maximum) {
      report("must be \(isMaximumExcluded ? "less than" : "at most") \(plain(maximum)), not \(plain(number))")
    }
  }

  private func checkLength(_ count: Int, of unit: String, report: (String) -> Void) {
    if let shortest, count < shortest {
      report("must have at least \(shortest) \(unit), not \(count)")
    } else if let longest, count > longest {
      report("must have at most \(longest) \(unit), not \(count)")
    }
  }

  private var phrase: String {
    switch type {
    case .string: format == "uri" ? "a file or an address" : "a string"
    case .integer: "a whole number"
    case .number: "a number"
    case .boolean: "true or false"
    case .array: "a list"
    case .object: "an object"
    case .any: "something else"
    }
  }

  private func article(_ type: String) -> String {
    type == "null" ? type : (["int", "object"].contains(type) ? "an " : "a ") + type
  }

  private func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
