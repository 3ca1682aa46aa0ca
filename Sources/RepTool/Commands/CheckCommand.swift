import ArgumentParser
import Rep
import RepSyntax

/// `rep check FILE…`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find mistakes in scripts without running them.",
    discussion: """
      Names, arguments of calls and of all actions are checked, and nothing is sent. \
      With --schemas the literal inputs of `predict` and `train` are held against the schemas of their models, \
      which costs one free request a model and day.
      """)

  @Flag(help: "Also check inputs against the schemas of their models.")
  var schemas = false

  @OptionGroup var connection: ConnectionFlags

  @Argument(help: "The scripts; - reads standard input.", completion: .file(extensions: ["rep"]))
  var files: [String]

  func run() throws {
    let account = try Account(connection.options)
    let console = Console.standard
    var errors = 0
    for (index, file) in files.enumerated() {
      let compilation = account.engine.check(try ScriptFile.read(file), makesProgram: false)
      // The process ends after the last: to take its tree apart first would be a sixth of the time.
      if index == files.count - 1 { _ = Unmanaged.passRetained(Kept(compilation)) }
      var messages = compilation.messages
      if schemas, !messages.contains(where: { $0.diagnostic.severity == .error }) {
        let check = SchemaCheck(account.engine)
        messages += try blocking { try await check.messages(for: compilation) }
      }
      if !messages.isEmpty { console.complain(messages) }
      errors += messages.count { $0.diagnostic.severity == .error }
    }
    guard errors == 0 else { throw ExitStatus.invalidScript.thrown }
  }
}

/// Keeps a compilation until the process ends.
private final class Kept {
  let compilation: Compilation
  init(_ compilation: Compilation) { self.compilation = compilation }
}

/// The flags of commands that call the API without running a script of the user's.
struct ConnectionFlags: ParsableArguments {
  @Flag(help: "Ask a simulator in this process: no token, no network.")
  var local = false

  @Option(
    name: .customLong("base-url"),
    help: ArgumentHelp("The API's address, with or without /v1. (default: $REPLICATE_BASE_URL)", valueName: "url"))
  var baseURL: String?

  var options: RunOptions {
    var options = RunOptions()
    options.isLocal = local
    options.baseURL = baseURL
    return options
  }
}
