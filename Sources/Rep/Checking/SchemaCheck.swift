import RepRuntime
import RepSyntax
import RepValue
import Replicate

/// Holds the inputs that a script writes out against the schemas of their models, without running it.
///
///     let messages = try await SchemaCheck(engine).messages(for: engine.check(source))
///
/// Checked are calls of `predict` and `train` whose reference is a plain text: the names of their inputs, the values
/// that are literals, and what is missing. One request a model is sent, and kept for a day.
public struct SchemaCheck: Sendable {
  private let services: Services

  /// Uses an engine's account and its store of schemas.
  public init(_ engine: Engine) { services = engine.services }

  /// What is wrong with the inputs of a script.
  /// - Throws: `ReplicateError` where the API cannot be reached or does not accept the token.
  public func messages(for compilation: Compilation) async throws -> [Compilation.Message] {
    let source = compilation.tree.source
    var messages: [Compilation.Message] = []
    for run in Self.runs(in: compilation.tree) {
      guard let reference = try? ModelReference(run.reference),
        let schema = try await services.schemas.schema(for: reference, runner: services.runner)
      else { continue }
      messages += run.diagnostics(against: schema, of: reference).map { .init(source: source, diagnostic: $0) }
    }
    return messages
  }

  /// The calls that start a run of a model named by a plain text.
  static func runs(in tree: SyntaxTree) -> [WrittenRun] {
    var runs: [WrittenRun] = []
    tree.forEachExpression { expression in
      guard case .call(let call) = expression.kind, case .name(let verb) = call.callee.kind,
        verb == "predict" || verb == "train", let run = WrittenRun(call)
      else { return }
      runs.append(run)
    }
    return runs
  }
}

/// A call of `predict` or `train` as far as its text tells what it sends.
struct WrittenRun {
  /// The model.
  let reference: String
  /// Where to report what is missing.
  let place: Span
  /// The inputs, each with the place of its name and of its value, and the value where it is a literal.
  private(set) var inputs: [(name: String, place: Span, valuePlace: Span, value: Value?)] = []
  /// True when a spread, or a name that is not literal, may give more.
  private(set) var mayHaveMore = false

  /// Nil for a call that names no model in plain text.
  init?(_ call: Call) {
    guard let first = call.arguments.first, first.label == nil, !first.isSpread,
      case .string(let literal) = first.value.kind, let text = literal.plainText
    else { return nil }
    reference = text
    let argument = call.arguments.first { $0.label?.text == "input" }
    if let block = call.input {
      place = block.span
      read(block.entries)
    } else if let argument, case .object(let entries) = argument.value.kind {
      place = argument.value.span
      read(entries)
    } else {
      place = first.value.span
      mayHaveMore = argument != nil || call.arguments.contains(where: \.isSpread)
    }
  }

  private mutating func read(_ entries: [Entry]) {
    for entry in entries {
      guard case .pair(let key, let value) = entry, let name = Self.text(of: key) else {
        mayHaveMore = true
        continue
      }
      inputs.append((name, key.span, value?.span ?? key.span, value?.constantValue))
    }
  }

  private static func text(of key: ObjectKey) -> String? {
    switch key {
    case .name(let name): name.text
    case .string(let literal): literal.plainText
    }
  }

  /// What does not fit a model.
  func diagnostics(against schema: InputSchema, of reference: ModelReference) -> [Diagnostic] {
    var known: Value = [:]
    for input in inputs { if let value = input.value { known[input.name] = value } }
    var diagnostics: [Diagnostic] = []
    for input in inputs where schema.isClosed && schema.field(named: input.name) == nil {
      diagnostics.append(
        Diagnostic(
          "unknown-input", "`\(input.name)` is no input of \(reference.text)", at: input.place,
          hint: Wording.suggestion(for: input.name, among: schema.fields.map(\.name))))
    }
    for problem in schema.problems(with: known) where problem.kind != .unknown {
      let input = inputs.last { $0.name == problem.key }
      if problem.kind == .missing {
        guard input == nil, !mayHaveMore else { continue }
        diagnostics.append(
          Diagnostic("missing-input", "\(reference.text) needs the input `\(problem.key)`", at: place))
      } else if let input {
        diagnostics.append(
          Diagnostic(
            "invalid-input", "`\(problem.path)` \(problem.message)", at: input.valuePlace,
            hint: problem.candidates.isEmpty
              ? nil : input.value.flatMap { Wording.suggestion(for: $0, among: problem.candidates) }))
      }
    }
    return diagnostics
  }
}
