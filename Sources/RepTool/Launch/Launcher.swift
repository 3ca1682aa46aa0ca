import ArgumentParser
import Rep
import RepRuntime
import RepSyntax
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds the command that a command line means.
///
/// `run` and `eval` are read by hand: the flags of `run` are those of the script, and both must start at once. The
/// argument parser reads everything else.
enum Launcher {
  /// Carries out a command line, without the program's name.
  static func launch(_ arguments: [String]) -> ExitStatus {
    // A reader that has gone is seen by the write that fails.
    signal(SIGPIPE, SIG_IGN)
    StandardDescriptors.fillGaps()
    guard let first = arguments.first else {
      return ReplCommand.start(RunOptions())
    }
    switch first {
    case "run": return RunCommand.start(Array(arguments.dropFirst()))
    case "eval": return EvalCommand.start(Array(arguments.dropFirst()))
    default:
      let isOption = first.hasPrefix("-") && first != "-" && !RunFlags.isFlag(first)
      return isOption || RepCommand.subcommandNames.contains(first)
        ? parse(arguments) : RunCommand.start(arguments, isShort: true)
    }
  }

  /// Lets the argument parser read a command line and runs the command that it finds.
  static func parse(_ arguments: [String]) -> ExitStatus {
    do {
      var command = try RepCommand.parseAsRoot(arguments)
      try command.run()
      return .success
    } catch {
      return end(with: error)
    }
  }

  /// Says what a command ended with; texts that were asked for go to standard output.
  static func end(with error: any Error) -> ExitStatus {
    if let error = error as? UsageError {
      Console.standard.complain(error)
      return .usage
    }
    if let error = error as? JournalError {
      Console.standard.complain(Report(code: "io", message: error.message, hint: error.hint))
      return .scriptError
    }
    if let error = error as? ReplicateError {
      Console.standard.complain(error)
      return error.kind == .argument ? .usage : ExitStatus(error)
    }
    if let error = error as? ExitCode { return ExitStatus(rawValue: error.rawValue) ?? .scriptError }
    let message = RepCommand.fullMessage(for: error)
    guard RepCommand.exitCode(for: error).isSuccess else {
      Console.standard.write(error: message + "\n")
      return .usage
    }
    return Console.standard.print(message)
  }
}
