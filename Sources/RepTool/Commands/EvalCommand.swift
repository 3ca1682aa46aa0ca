import ArgumentParser
import Rep
import RepSyntax

/// `rep eval 'EXPR'`: declared for its help and completions; ``start(_:)`` reads its words.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Run a script given as text, and print its value.",
    usage: "rep eval [<flags>] <text> [<argument> ...]",
    discussion: """
      rep eval '[for n in 1..5: n * n]'
      rep eval 'account.get().username'

      The value is printed as `print` shows it, or with --json as JSON. A value of null prints nothing.
      """)

  @OptionGroup var flags: RunFlags

  @Argument(help: "The text of the script.")
  var text: String

  @Argument(parsing: .allUnrecognized, help: "Arguments for args().")
  var rest: [String] = []

  func run() throws { throw EvalCommand.start([text] + rest).thrown }

  /// Runs the text that the words hold.
  static func start(_ words: [String]) -> ExitStatus {
    do {
      // `-1` is an expression: only what looks like a flag is one.
      let words = try CommandWords(words) { !$0.hasPrefix("--") }
      if words.asksForHelp { return Console.standard.print(RepCommand.helpMessage(for: EvalCommand.self)) }
      guard let text = words.script else {
        throw UsageError("no text is given", hint: "rep eval '1 + 2'")
      }
      let given = try ScriptArguments(words.rest, for: [])
      var options = try RunFlags.options(words.flags + given.flags)
      options.arguments = given.arguments
      options.endsProcess = true
      return try run(text, options)
    } catch {
      return Launcher.end(with: error)
    }
  }

  private static func run(_ text: String, _ options: RunOptions) throws -> ExitStatus {
    let session = try ScriptSession(options)
    guard let script = session.compile(Source(name: "<eval>", text: text)) else { return .invalidScript }
    // A text is no place for params: one with a default has it, another is reported by the run.
    return session.run(script, params: [:]) { value, output in
      if options.printsJSON { return ResultWriter.write(json: value, to: output) }
      return value.isNull ? .success : ResultWriter.write(text: value, to: output)
    }
  }
}
