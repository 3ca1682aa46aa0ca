import ArgumentParser
import Rep
import RepSyntax
import RepValue
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `rep login`
struct LoginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Keep an API token for all later commands.",
    discussion: """
      The token is read without echo, checked with account.get, and kept in $XDG_CONFIG_HOME/rep/config (~/.config/rep/config) \
      with mode 0600. REPLICATE_API_TOKEN, where it is set, wins over the file.

      rep login --stdin < token.txt
      """)

  @Flag(name: .customLong("stdin"), help: "Read the token from standard input.")
  var readsStandardInput = false

  @OptionGroup var address: AddressFlags

  func run() throws {
    let token: String
    do {
      token = try readToken()
      _ = try APIToken(token)
    } catch let error as ReplicateError {
      Console.standard.complain(error)
      throw ExitStatus.account.thrown
    }
    let record = try AccountCheck.account(.text(token), address)
    try TokenStore.store(token)
    let path = TokenStore.path ?? ""
    _ = Console.standard.print("Logged in as \(record["username"].string ?? "?"); the token is in \(path).")
    if Environment.isSet(TokenStore.variable) {
      Console.standard.note("\(TokenStore.variable) is set and wins over the file")
    }
  }

  private func readToken() throws -> String {
    if readsStandardInput {
      guard let line = readLine(strippingNewline: true) else { throw UsageError("standard input holds no token") }
      return trimmed(line)
    }
    guard isatty(0) == 1 else {
      throw UsageError("there is no terminal to read the token from", hint: "rep login --stdin < FILE")
    }
    TerminalState.keep(endingBy: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    // Before the question: who answers quickly must not see the token either.
    TerminalState.setEcho(false)
    Console.standard.write(error: "Make a token at https://replicate.com/account/api-tokens\nToken (it does not show): ")
    let line = readLine(strippingNewline: true)
    TerminalState.restore()
    Console.standard.write(error: "\n")
    guard let line else { throw UsageError("no token was given") }
    return trimmed(line)
  }

  private func trimmed(_ line: String) -> String {
    var line = line.drop(while: \.isWhitespace)
    while line.last?.isWhitespace == true { line.removeLast() }
    return String(line)
  }
}

/// Asks the service whose token it is.
enum AccountCheck {
  /// The account of a token.
  /// - Throws: the exit status, after the reason has been shown.
  static func account(_ token: TokenSource, _ address: AddressFlags) throws -> Value {
    do {
      let engine = Engine(token: token, baseURL: address.baseURL)
      if let problem = engine.configurationError { throw problem }
      let client = engine.services.client
      return try blocking { try await client.call(.accountGet) }
    } catch let error as ReplicateError {
      Console.standard.complain(error)
      throw ExitStatus(error).thrown
    }
  }
}

/// Where the service is.
struct AddressFlags: ParsableArguments {
  @Option(
    name: .customLong("base-url"),
    help: ArgumentHelp("The API's address, with or without /v1. (default: $REPLICATE_BASE_URL)", valueName: "url"))
  var baseURL: String?
}
