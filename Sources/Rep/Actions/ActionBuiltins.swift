import RepRuntime
import RepValue
import Replicate

/// Makes a built-in of each operation, and adds the verbs above them.
enum ActionBuiltins {
  static func all(_ services: Services) -> [Builtin] {
    Operations.all.map { builtin($0, services) } + RunBuiltins.all(services) + AwaitBuiltins.all(services)
  }

  /// The built-in of one operation: its parameters by name, and the positional form of R38.
  static func builtin(_ operation: Operation, _ services: Services) -> Builtin {
    let positional = positionalParameter(operation)
    let named = operation.parameters.filter { $0.name != positional?.name }
    let parameters = (positional.map { [$0] } ?? []) + named.map(parameter)
    let isReference = positional != nil && !operation.parameters.contains { $0.name == positional?.name }
    return Builtin(
      operation.id, parameters, effects: effects(operation),
      // A journal holds no secrets: it is asked for again.
      recording: operation == .webhookSecretGet ? .repeats : nil, summary: sentence(operation.summary),
      examples: [operation.example],
      check: { call in check(operation, isReference ? positional?.name : nil, call) }
    ) { (arguments) throws(ScriptError) in
      var values: Value = [:]
      var content: UploadSource?
      do throws(ReplicateError) {
        for (index, parameter) in parameters.enumerated() where arguments.has(index) {
          let value = arguments[index]
          if index == 0, isReference, let text = value.string {
            for (name, text) in try operation.arguments(fromPositional: text) { values[name] = Value(text) }
          } else if operation.parameter(named: parameter.name)?.format == .file {
            content = try uploadSource(value, services)
          } else {
            values[parameter.name] = value
          }
        }
      } catch {
        throw ScriptError(error)
      }
      return try perform(operation, values, content, arguments, services)
    }
  }

  /// Performs an operation and gives its answer as the language shows it: a page, a text, or JSON.
  private static func perform(
    _ operation: Operation, _ values: Value, _ content: UploadSource?, _ arguments: Arguments, _ services: Services
  ) throws(ScriptError) -> Value {
    for parameter in operation.parameters {
      guard parameter.format != .file else { continue }
      if let problem = parameter.problem(with: values[parameter.name]) {
        throw ScriptError(
          .argument, "`\(parameter.name)` of `\(operation.id)` \(problem.message)",
          hint: Wording.suggestion(for: values[parameter.name], among: problem.candidates))
      }
    }
    let site = arguments.site
    let answer = try arguments.waiting { () async throws in
      var sent = values
      if let input = values.optional("input") { sent["input"] = try await InputFiles.resolve(input, services) }
      let arguments = Replicate.Arguments(sent, content: content)
      guard operation.startsRun else { return try await services.creates.call(operation, arguments) }
      return try await OpenRuns.create(operation.id, at: site, services, hasWebhook: !values["webhook"].isNull) {
        try await services.creates.call(operation, arguments)
      }
    }
    if operation.response == .page {
      return .opaque(Page(operation, Replicate.Arguments(values), first: answer, services))
    }
    return answer
  }

  // MARK: Parameters

  /// The parameter that one positional argument fills.
  private static func positionalParameter(_ operation: Operation) -> Builtin.Parameter? {
    switch operation.positionalRule {
    case .none: return nil
    case .single(let name):
      guard let row = operation.parameter(named: name) else { return nil }
      return Builtin.Parameter(
        row.name, types(row), isRequired: row.isRequired, allowedValues: row.allowedValues ?? [],
        summary: row.summary)
    case .reference(_, _, let version):
      return .optional(
        "reference", .string, summary: version == nil ? "owner/name" : "owner/name:version")
    }
  }

  private static func parameter(_ row: Parameter) -> Builtin.Parameter {
    // What is required is checked with the positional form in view.
    .optional(
      row.name, row.isRequired ? types(row) : types(row).union(.null), isNamedOnly: true,
      allowedValues: row.allowedValues ?? [], summary: row.summary)
  }

  private static func types(_ row: Parameter) -> ValueTypes {
    switch row.format {
    case .time, .duration: return [.string, .int, .float]
    case .wait: return .number
    case .file: return .any
    case .plain:
      switch row.type {
      case .string: return .string
      case .integer: return .number
      case .boolean: return .bool
      case .array: return .list
      case .object: return .object
      }
    }
  }

  private static func effects(_ operation: Operation) -> Builtin.Effects {
    var effects: Builtin.Effects = .network
    if operation.costsMoney { effects.insert(.costsMoney) }
    if operation.startsRun { effects.insert(.startsPrediction) }
    return effects
  }

  private static func check(
    _ operation: Operation, _ reference: String?, _ call: StaticCall
  ) -> [StaticCall.Problem] {
    var problems: [StaticCall.Problem] = []
    var given = Set(call.given.keys)
    if let reference, let value = call.given[reference] {
      if let text = value?.string {
        do throws(ReplicateError) {
          for (name, _) in try operation.arguments(fromPositional: text) { given.insert(name) }
        } catch {
          problems.append(.init(parameter: reference, message: error.message, hint: error.hint))
        }
      } else if case .reference(let owner, let name, let version) = operation.positionalRule {
        given.formUnion([owner, name, version].compactMap { $0 })
      }
    }
    for row in operation.parameters {
      if row.isRequired, !call.hasSpread, problems.isEmpty, !given.contains(row.name) {
        problems.append(
          .init(
            parameter: nil, message: "`\(operation.id)` needs the argument `\(row.name)`",
            hint: "for example: \(operation.example)"))
      }
      if row.format != .file, let constant = call.given[row.name] ?? nil, let problem = row.problem(with: constant) {
        problems.append(
          .init(
            parameter: row.name, message: "`\(row.name)` of `\(operation.id)` \(problem.message)",
            hint: Wording.suggestion(for: constant, among: problem.candidates)))
      }
    }
    return problems
  }

  private static func uploadSource(_ value: Value, _ services: Services) throws(ReplicateError) -> UploadSource {
    if case .opaque(let opaque) = value, let file = opaque as? LocalFileValue {
      return UploadSource(path: file.path)
    }
    return try UploadSource(value)
  }

  private static func sentence(_ summary: String) -> String {
    summary.prefix(1).uppercased() + String(summary.dropFirst()) + (summary.hasSuffix(".") ? "" : ".")
  }
}

extension Value {
  /// The value of a key, nil where it is missing or null.
  func optional(_ key: String) -> Value? {
    let value = self[key]
    return value.isNull ? nil : value
  }
}
