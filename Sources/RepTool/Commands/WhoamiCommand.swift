import ArgumentParser
import Rep
import RepSyntax
import RepValue

/// `rep whoami`
struct WhoamiCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whoami", abstract: "Show whose API token is used, and where it comes from.")

  @Flag(help: "As JSON.")
  var json = false

  @OptionGroup var address: AddressFlags

  func run() throws {
    let source: TokenSource
    let place: String
    if Environment.isSet(TokenStore.variable) {
      (source, place) = (.environment, TokenStore.variable)
    } else if let token = TokenStore.stored {
      (source, place) = (.text(token), TokenStore.path ?? "")
    } else {
      Console.standard.complain(
        Report(
          code: "auth", message: "there is no API token",
          hint: "`rep login` keeps one, or set \(TokenStore.variable)"))
      throw ExitStatus.account.thrown
    }
    let record = try AccountCheck.account(source, address)
    let status: ExitStatus
    if json {
      status = Console.standard.print(try JSON.text(record, indentation: 2))
    } else {
      let kind = record["type"].string.map { " (\($0))" } ?? ""
      status = Console.standard.print("\(record["username"].string ?? "?")\(kind), by the token in \(place)")
    }
    guard status == .success else { throw status.thrown }
  }
}
