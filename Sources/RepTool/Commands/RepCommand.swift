import ArgumentParser
import Replicate

/// The command `rep` without a subcommand.
struct RepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rep",
    abstract: "Runs Rep scripts: short programs for Replicate's API.",
    usage: """
      rep FILE [--param value ...]
      rep <subcommand>
      """,
    discussion: """
      rep poster.rep --subject "an otter"   runs a script; its params are flags
      rep run --local poster.rep            the same against a built-in simulator, free and offline
      rep eval '1 + 2'                      prints a value
      rep actions                           lists what a script can call

      Set REPLICATE_API_TOKEN to a token of https://replicate.com/account/api-tokens.
      """,
    version: ClientConfiguration.version,
    subcommands: [
      RunCommand.self, EvalCommand.self, CheckCommand.self, TestCommand.self, FormatCommand.self,
      ActionsCommand.self, CallCommand.self, InputsCommand.self, ServeCommand.self, ListenCommand.self,
      RunsCommand.self, CacheCommand.self,
    ])

  /// The words that are commands and not scripts.
  static var subcommandNames: [String] {
    configuration.subcommands.map { $0._commandName } + ["help"]
  }

  /// Prints the help that somebody at a terminal needs who typed nothing else.
  static func showHelp() -> ExitStatus { Console.standard.print(helpMessage()) }

  func run() throws { throw CleanExit.helpRequest(self) }
}
