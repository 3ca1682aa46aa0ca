import ArgumentParser
import Rep
import RepRuntime
import RepSyntax
import RepValue

/// `rep run FILE`: declared for its help and completions; ``start(_:isShort:)`` reads its words.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a script.",
    usage: "rep run [<flags>] <file> [--param value ...] [<argument> ...]",
    discussion: """
      The params that the script declares are flags: `param max_cost: float` is --max-cost. \
      A list takes its flag several times or JSON, a bool takes --name or --no-name. \
      `rep run FILE --help` explains those of the script. Other words are what `args()` gives.

      EXIT STATUS: 0 success · 1 uncaught error · 2 wrong command line · 3 the script does not parse or check · \
      4 token or credit · 5 model failed, canceled or aborted · 6 network, server or throttled · \
      7 limit or permission · 8 a payment needs your decision · 124 --timeout · 130 interrupted
      """)

  @OptionGroup var flags: RunFlags

  @Argument(help: "The script; - reads standard input.", completion: .file(extensions: ["rep"]))
  var file: String

  @Argument(parsing: .allUnrecognized, help: "Params of the script, and arguments for args().")
  var rest: [String] = []

  func run() throws { throw RunCommand.start([file] + rest).thrown }

  /// Runs the script that the words name.
  /// - Parameter isShort: the words were given without `run`.
  static func start(_ words: [String], isShort: Bool = false) -> ExitStatus {
    do {
      let words = try CommandWords(words)
      if words.asksForHelp { return Console.standard.print(RepCommand.helpMessage(for: RunCommand.self)) }
      guard let path = words.script else {
        throw UsageError("no script is named", hint: "rep run FILE, or rep run - for standard input")
      }
      return try start(words, try ScriptFile.read(path), named: path)
    } catch {
      return Launcher.end(with: error)
    }
  }

  private static func start(_ words: CommandWords, _ source: Source, named name: String) throws -> ExitStatus {
    guard let invocation = try Invocation(words, source) else {
      // Its params are not known, so nothing is said about flags: the syntax errors come first.
      return try ScriptSession(RunFlags.options(words.flags)).compile(source) == nil ? .invalidScript : .usage
    }
    if invocation.asksForHelp {
      return Console.standard.print(ScriptHelp.text(of: invocation.params, invocation.documentation, name: name))
    }
    var options = invocation.options
    options.endsProcess = true
    let session = try ScriptSession(options)
    guard let script = session.compile(source) else { return .invalidScript }
    let shows = session.options.printsJSON
    let show: (Value, BufferedOutput) -> ExitStatus = { value, output in
      shows ? ResultWriter.write(json: value, to: output) : .success
    }
    if session.options.journal.isDryRun {
      let rehearsal = DryRun(script.engine.services)
      let status = session.run(script, params: invocation.values, gate: rehearsal, show: show)
      Console.standard.write(error: DryRunReport.text(rehearsal.created, try Journaling.prices(session.options, name)))
      return status
    }
    let journal = try Journaling.journal(
      for: script, path: name == "-" ? nil : name, params: invocation.values, session.options, session.output)
    return session.run(script, params: invocation.values, gate: journal ?? OpenGate(), show: show)
  }
}
