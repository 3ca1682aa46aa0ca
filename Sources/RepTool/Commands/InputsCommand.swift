import ArgumentParser
import Rep
import RepSyntax
import RepValue
import Replicate

/// `rep inputs owner/name`
struct InputsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inputs",
    abstract: "Show the inputs that a model takes.",
    discussion: "rep inputs black-forest-labs/flux-schnell")

  @Flag(help: "As JSON.")
  var json = false

  @OptionGroup var connection: ConnectionFlags

  @Argument(help: "owner/name, owner/name:version or deployments/owner/name.")
  var model: String

  func run() throws {
    let account = try Account(connection.options)
    let model = model
    do {
      let reference = try ModelReference(model)
      let services = account.engine.services
      let schema = try blocking { try await services.schemas.schema(for: reference, runner: services.runner) }
      guard let schema else {
        let command = "rep call models.get"
        Console.standard.complain(
          Report(
            code: "not_found", message: "the inputs of \(reference.text) are not known",
            hint: "check the spelling; `\(command)` shows whether the model exists"))
        throw ExitStatus.scriptError.thrown
      }
      let rows = schema.rows()
      let status = Console.standard.print(json ? try JSON.text(Value(rows), indentation: 2) : table(rows))
      guard status == .success else { throw status.thrown }
    } catch let error as ReplicateError {
      Console.standard.complain(error, hint: account.hint(for: .init(rawValue: error.kind.rawValue)))
      throw (error.kind == .argument ? ExitStatus.usage : ExitStatus(error)).thrown
    }
  }

  private func table(_ rows: [Value]) -> String {
    let header = ["INPUT", "TYPE", "", "DEFAULT", "ALLOWED", "WHAT IT IS"]
    let cells = rows.map { row in
      let allowed = [row["choices"].string, row["range"].string].compactMap { $0 }.joined(separator: "; ")
      return [
        row["input"].text, row["type"].text, row["required"].bool == true ? "required" : "", short(row["default"], 24),
        short(Value(allowed), 48), short(row["help"], 72),
      ]
    }
    return TextTable.columns([header] + cells)
  }

  /// One line of a text, cut to a width.
  private func short(_ value: Value, _ width: Int) -> String {
    guard let text = value.string else { return "" }
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > width ? line.prefix(width - 1) + "…" : line
  }
}
