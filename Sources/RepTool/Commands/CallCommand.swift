import ArgumentParser
import Rep
import RepRuntime
import RepSyntax
import RepValue
import Replicate

/// `rep call NAME key=value…`
struct CallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "Perform one action and print {successful, data, error}.",
    discussion: """
      rep call models.get model_owner=replicate model_name=hello-world
      rep call REPLICATE_MODELS_PREDICTIONS_CREATE model_owner=black-forest-labs model_name=flux-schnell \
      wait_for=30 --input '{"prompt": "an otter"}'
      rep call files.create content=@cat.png

      Values are read by the type of their parameter; lists and objects are JSON. \
      The status is 0 when the call was successful, else that of its error.
      """)

  @Option(help: ArgumentHelp("The parameter `input`, as JSON; - reads it from standard input.", valueName: "json"))
  var input: String?

  @OptionGroup var connection: ConnectionFlags

  @Argument(help: "A built-in or an action.", completion: .list(Operations.all.map(\.id)))
  var name: String

  @Argument(help: "Parameters, as key=value.")
  var parameters: [String] = []

  func run() throws {
    let operation = try OperationName.find(name)
    var call = CallText(operation)
    for parameter in parameters { try call.add(parameter) }
    if let input { try call.add(input: try inputText(input)) }
    try call.checkRequired()
    let session = try ScriptSession(connection.options)
    guard let script = session.compile(Source(name: "<call>", text: call.text)) else {
      throw ExitStatus.usage.thrown
    }
    let status = session.run(script, params: [:]) { envelope, output in
      let written = ResultWriter.write(json: envelope, to: output)
      guard written == .success, envelope["successful"].bool == false else { return written }
      let kind = ErrorKind(rawValue: envelope["error"]["kind"].string ?? "")
      if let hint = session.account.hint(for: kind) { Console.standard.note(hint) }
      // A call that the parameters' own check refuses was typed wrong.
      return kind == .argument ? .usage : ExitStatus(kind)
    }
    guard status == .success else { throw status.thrown }
  }

  private func inputText(_ text: String) throws -> String {
    guard text == "-" else { return text }
    return String(decoding: try ScriptFile.read("-").bytes, as: UTF8.self)
  }
}

/// One call as the text of a script: every JSON text is an expression, so that what a script does happens here too.
struct CallText {
  private let operation: Operation
  private var arguments: [(name: String, text: String)] = []

  init(_ operation: Operation) { self.operation = operation }

  /// The script: its value is the envelope.
  var text: String {
    "try \(operation.id)(\(arguments.map { "\($0.name): \($0.text)" }.joined(separator: ", ")))"
  }

  /// Reads `key=value` by the type of the parameter.
  /// - Throws: ``UsageError``
  mutating func add(_ word: String) throws(UsageError) {
    guard let split = word.firstIndex(of: "="), split > word.startIndex else {
      throw UsageError("a parameter is written key=value, not \(word)", hint: known)
    }
    let (name, text) = (String(word[..<split]), String(word[word.index(after: split)...]))
    guard let parameter = operation.parameter(named: name) else {
      let near = Suggestion.nearest(to: name, among: operation.parameters.map(\.name))
      throw UsageError("\(operation.id) has no parameter \(name)", hint: near.map { "did you mean \($0)?" } ?? known)
    }
    arguments.removeAll { $0.name == name }
    if parameter.format == .file {
      arguments.append((name, "file(\(try literal(Value(text.hasPrefix("@") ? String(text.dropFirst()) : text))))"))
    } else {
      arguments.append((name, try literal(try value(text, of: parameter))))
    }
  }

  /// Takes the parameter `input` as JSON.
  /// - Throws: ``UsageError``
  mutating func add(input text: String) throws(UsageError) { try add("input=" + text) }

  /// - Throws: ``UsageError`` that names the parameters that are not given.
  func checkRequired() throws(UsageError) {
    let missing = operation.parameters.filter { parameter in
      parameter.isRequired && !arguments.contains { $0.name == parameter.name }
    }
    guard !missing.isEmpty else { return }
    throw UsageError(
      "\(operation.id) needs \(missing.map(\.name).joined(separator: ", "))", hint: "rep actions \(operation.id)")
  }

  private var known: String {
    operation.parameters.isEmpty
      ? "\(operation.id) has no parameters"
      : "\(operation.id) has \(operation.parameters.map(\.name).joined(separator: ", "))"
  }

  private func value(_ text: String, of parameter: Parameter) throws(UsageError) -> Value {
    let param = Program.Param(name: parameter.name, type: Self.types[parameter.type] ?? "any", isRequired: true)
    do throws(ScriptError) {
      return try ParamReader.value(of: param, from: [text])
    } catch {
      throw UsageError(error.message, hint: error.hint)
    }
  }

  private static let types: [ParameterType: String] = [
    .string: "string", .integer: "int", .boolean: "bool", .array: "list", .object: "object",
  ]

  /// A value as JSON, in which `\(` cannot occur: JSON writes a backslash twice.
  private func literal(_ value: Value) throws(UsageError) -> String {
    do { return try JSON.text(value) } catch { throw UsageError("\(operation.id): \(error)") }
  }
}
