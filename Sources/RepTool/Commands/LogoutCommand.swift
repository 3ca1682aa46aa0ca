import ArgumentParser

/// `rep logout`
struct LogoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logout", abstract: "Forget the API token that rep login has kept.")

  func run() throws {
    let wasThere = try TokenStore.remove()
    _ = Console.standard.print(wasThere ? "Logged out." : "There was no token to forget.")
    if Environment.isSet(TokenStore.variable) { Console.standard.note("\(TokenStore.variable) is still set") }
  }
}
