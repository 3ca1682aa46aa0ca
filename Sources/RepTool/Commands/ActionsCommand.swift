import ArgumentParser
import Rep
import RepREPL
import RepSyntax
import RepValue
import Replicate

/// `rep actions [NAME]`
struct ActionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "actions",
    abstract: "List what scripts can call on Replicate, or explain a built-in.",
    discussion: "rep actions models.get    rep actions REPLICATE_MODELS_GET    rep actions save    rep actions --json")

  @Flag(help: "As JSON.")
  var json = false

  @Argument(help: "A built-in or an action.", completion: .list(Operations.all.map(\.id)))
  var name: String?

  func run() throws {
    let status = Console.standard.print(try text())
    guard status == .success else { throw status.thrown }
  }

  private func text() throws -> String {
    guard let name else { return json ? try JSON.text(ActionList.json, indentation: 2) : ActionList.table }
    if let operation = OperationName.operation(name) {
      return json ? try JSON.text(ActionList.row(operation), indentation: 2) : ActionList.help(of: operation)
    }
    guard !json, let page = BuiltinPage.text(name) else { throw OperationName.unknown(name) }
    return page
  }
}

/// What the prompt's `help` says of a built-in that is no operation of the API.
enum BuiltinPage {
  /// The page of a function, method or group; nil where there is none of that name.
  static func text(_ name: String) -> String? {
    let help = BuiltinHelp(builtins: Engine(token: .none).builtins, isColored: false, width: Console.outputWidth)
    let sections = help.sections(for: name)
    return sections.isEmpty ? nil : sections.joined(separator: "\n\n")
  }
}

/// Finds operations by what users call them.
enum OperationName {
  /// The operation of a built-in's or an action's name, if it is one.
  static func operation(_ name: String) -> Operation? {
    Operations.operation(named: name) ?? Operations.operation(action: name.uppercased())
  }

  /// The operation of a built-in's or an action's name.
  /// - Throws: ``UsageError`` with the nearest name.
  static func find(_ name: String) throws(UsageError) -> Operation {
    if let operation = operation(name) { return operation }
    throw unknown(name)
  }

  /// That no operation has a name, with the nearest one.
  static func unknown(_ name: String) -> UsageError {
    let names = Operations.all.map(\.id) + Operations.all.compactMap(\.action)
    let near = Suggestion.nearest(to: name, among: names)
    return UsageError(
      "there is no action \(name)", hint: near.map { "did you mean \($0)?" } ?? "`rep actions` lists them")
  }
}

/// The operations as tables, help and JSON.
enum ActionList {
  /// Built-in, action and summary, a line each.
  static var table: String {
    let rows = Operations.all.map { [$0.id, $0.action ?? "–", $0.summary] }
    return TextTable.columns([["BUILT-IN", "ACTION", "WHAT IT DOES"]] + rows)
      + "\n\nOne of them with its parameters: rep actions models.get"
  }

  /// One operation with its parameters and an example.
  static func help(of operation: Operation) -> String {
    var sections = [
      "\(operation.id)\(operation.action.map { "  (\($0))" } ?? "")\n\(operation.summary)",
      "\(operation.method.rawValue) \(operation.pathTemplate)",
    ]
    if !operation.parameters.isEmpty {
      let rows = operation.parameters.map { parameter in
        [parameter.name, type(of: parameter), parameter.isRequired ? "required" : "", explanation(of: parameter)]
      }
      sections.append("PARAMETERS:\n" + TextTable.columns(rows, indentation: 2))
    }
    sections.append("EXAMPLE:\n  " + operation.example)
    return sections.joined(separator: "\n\n")
  }

  /// The 31 actions, and beside them the operations that have none.
  static var json: Value {
    let (covered, further) = (Operations.all.filter { $0.action != nil }, Operations.all.filter { $0.action == nil })
    return ["actions": Value(covered.map(row)), "operations": Value(further.map(row))]
  }

  /// `{action, builtin, operation, method, path, parameters: [{name, type, required, enum?, in}]}`
  static func row(_ operation: Operation) -> Value {
    [
      "action": operation.action.map { Value($0) } ?? .null, "builtin": Value(operation.id),
      "operation": Value(operation.id), "method": Value(operation.method.rawValue),
      "path": Value(operation.pathTemplate), "parameters": Value(operation.parameters.map(row)),
    ]
  }

  private static func row(_ parameter: Parameter) -> Value {
    var row: Value = [
      "name": Value(parameter.name), "type": Value(parameter.type.rawValue), "required": .bool(parameter.isRequired),
    ]
    if let values = parameter.allowedValues { row["enum"] = Value(values.map { Value($0) }) }
    row["in"] = Value(parameter.place.rawValue)
    return row
  }

  private static func type(of parameter: Parameter) -> String {
    parameter.format == .file ? "file" : parameter.type.rawValue
  }

  private static func explanation(of parameter: Parameter) -> String {
    var text = parameter.summary
    if let values = parameter.allowedValues { text += " (\(values.joined(separator: ", ")))" }
    if let range = parameter.range { text += " (\(range.lowerBound) to \(range.upperBound))" }
    return text
  }
}
