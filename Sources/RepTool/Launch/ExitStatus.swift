import ArgumentParser
import Rep
import RepRuntime
import Replicate

/// What the process ends with: scripts, schedulers and CI decide by it.
enum ExitStatus: Int32 {
  case success = 0
  /// An error of the script that nothing caught, and any failure without a status of its own.
  case scriptError = 1
  /// The command line is wrong.
  case usage = 2
  /// A script does not parse or check.
  case invalidScript = 3
  /// The token is missing or refused, or the account lacks credit.
  case account = 4
  /// A model failed, or its run was canceled or aborted.
  case modelFailed = 5
  /// No connection, a failing server, or too many calls.
  case service = 6
  /// A limit is used up, or something is not allowed.
  case refused = 7
  /// Whether a payment happened is unknown, and the user must decide.
  case unresolved = 8
  /// `--timeout` was reached, as `timeout(1)` says it.
  case timeout = 124
  /// Interrupted by Ctrl-C: 128 + SIGINT.
  case interrupted = 130
  /// Whoever read the output has gone: 128 + SIGPIPE.
  case brokenPipe = 141
  /// Ended by SIGTERM: 128 + SIGTERM.
  case terminated = 143

  /// The status for an error that a script did not catch.
  init(_ kind: ErrorKind) {
    self =
      switch kind {
      case .auth, .credit: .account
      case .modelFailed, .canceled, .aborted: .modelFailed
      case .network, .server, .throttled: .service
      case .limit, .permission: .refused
      case .unresolved: .unresolved
      case .interrupted: .interrupted
      default: .scriptError
      }
  }

  /// The status for a failure of the API.
  init(_ error: ReplicateError) { self.init(ErrorKind(rawValue: error.kind.rawValue)) }

  /// The same for a command of the argument parser, which ends by throwing.
  var thrown: ExitCode { ExitCode(rawValue) }
}

/// A command line that cannot be followed: ends the process with ``ExitStatus/usage``.
struct UsageError: Error {
  /// What is wrong.
  let message: String
  /// The way out.
  var hint: String?

  init(_ message: String, hint: String? = nil) { (self.message, self.hint) = (message, hint) }
}
