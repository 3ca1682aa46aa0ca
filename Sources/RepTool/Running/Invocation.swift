import RepRuntime
import RepSyntax
import RepValue

/// A command line held against the script that it names: params, flags, arguments.
///
/// It needs the script's declarations only, because what the script is compiled for (a simulator, another address)
/// may stand among its own flags.
struct Invocation {
  /// The params that the script declares.
  let params: [Program.Param]
  /// The script's `##` lines.
  let documentation: String?
  /// The params that are given.
  let values: [String: Value]
  /// What all flags say.
  let options: RunOptions
  let asksForHelp: Bool

  /// Reads what follows a script.
  ///
  /// Nil when the script's declarations cannot be read because its text is wrong.
  /// - Throws: ``UsageError``, or what the argument parser throws.
  init?(_ words: CommandWords, _ source: Source) throws {
    let tree = Parser.parse(source)
    guard !tree.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    params = Program.Param.declared(in: tree)
    documentation = tree.documentation
    let arguments = try ScriptArguments(words.rest, for: params)
    values = arguments.params
    asksForHelp = arguments.asksForHelp
    var options = try RunFlags.options(words.flags + arguments.flags)
    options.arguments = arguments.arguments
    self.options = options
  }
}
