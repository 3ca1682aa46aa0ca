import ArgumentParser
import Replicate

/// The command `rep` without a subcommand.
struct RepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rep",
    abstract: "Runs Rep scripts: short programs for Replicate's API.",
    usage: """
      rep
      rep FILE [--param value ...]
      rep <subcommand>
      """,
    discussion: """
      rep                                   opens a prompt; on a pipe, runs what it reads
      rep poster.rep --subject "an otter"   runs a script; its params are flags
      rep run --local poster.rep            the same against a built-in simulator, free and offline
      rep eval '1 + 2'                      prints a value
      rep actions                           lists what a script can call

      `rep login` keeps a token of https://replicate.com/account/api-tokens; REPLICATE_API_TOKEN, where set, wins.
      """,
    version: ClientConfiguration.version,
    subcommands: [
      RunCommand.self, EvalCommand.self, CheckCommand.self, TestCommand.self, FormatCommand.self,
      ActionsCommand.self, CallCommand.self, InputsCommand.self, ServeCommand.self, ListenCommand.self,
      RunsCommand.self, CacheCommand.self,
      ReplCommand.self, LoginCommand.self, LogoutCommand.self, WhoamiCommand.self,
    ])

  /// The words that are commands and not scripts.
  static var subcommandNames: [String] {
    configuration.subcommands.map { $0._commandName } + ["help"]
  }

  func run() throws { throw CleanExit.helpRequest(self) }
}
