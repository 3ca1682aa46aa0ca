import Foundation
import RepSimulator
import Testing

/// `rep login`, `rep logout`, `rep whoami`, and where the token comes from.
@Suite(.timeLimit(.minutes(5)))
struct LoginTests {
  private static let token = "r8_0123456789abcdefghijklmnopqrstuvwxyzA"

  @Test("A token is read without echo, checked, kept privately, used, and forgotten")
  func login() async throws {
    try await withService { address in
      let environment: [String: String?] = ["REPLICATE_BASE_URL": address]
      let session = try await PromptSession(["login"], prompt: "does not show): ", environment: environment)
      session.type(Self.token + "\r")
      try await session.expect("Logged in as ")
      #expect(try await session.end() == 0)
      #expect(!session.bytes.contains("r8_"), "\(session.bytes)")
      #expect(session.terminal.isAsShellsLeaveIt)

      let path = session.home.url.appendingPathComponent(".config/rep/config").path
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
      let home = environment.merging(home(session.home)) { $1 }
      let who = try await RepProcess.run(["whoami"], environment: home)
      #expect(who.status == 0)
      #expect(who.output.contains(", by the token in \(path)\n"), "\(who.output)")
      let name = try await RepProcess.run(["eval", "account.get().username"], environment: home)
      #expect(name.status == 0, "scripts use the token: \(name.errors)")
      #expect(who.output.hasPrefix(name.output.trimmingCharacters(in: .newlines)))

      let out = try await RepProcess.run(["logout"], environment: home)
      #expect(out.output == "Logged out.\n")
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(try await RepProcess.run(["whoami"], environment: home).status == 4)
      #expect(try await RepProcess.run(["logout"], environment: home).output == "There was no token to forget.\n")
    }
  }

  @Test("--stdin reads the first line; a refused token is not kept; other lines of the file stay")
  func standardInput() async throws {
    try await withService { address in
      let folder = try ScratchFolder()
      let environment = home(folder).merging(["REPLICATE_BASE_URL": address]) { $1 }
      try folder.write("# mine\ncolor = no\n", to: ".config/rep/config")
      let refused = try await RepProcess.run(["login", "--stdin"], input: "r8_wrong_wrong_wrong\n", environment: environment)
      #expect(refused.status == 4)
      #expect(!refused.errors.contains("wrong_wrong"))
      #expect(try folder.read(".config/rep/config") == "# mine\ncolor = no\n")
      let kept = try await RepProcess.run(["login", "--stdin"], input: "  \(Self.token)  \n", environment: environment)
      #expect(kept.status == 0, "\(kept.errors)")
      #expect(try folder.read(".config/rep/config") == "# mine\ncolor = no\ntoken = \(Self.token)\n")
      #expect(try await RepProcess.run(["logout"], environment: environment).status == 0)
      #expect(try folder.read(".config/rep/config") == "# mine\ncolor = no\n")
      let empty = try await RepProcess.run(["login", "--stdin"], environment: environment)
      #expect(empty.status == 2)
    }
  }

  @Test("REPLICATE_API_TOKEN wins over the file")
  func order() async throws {
    try await withService { address in
      let folder = try ScratchFolder()
      try folder.write("token = r8_refused_refused_refused\n", to: ".config/rep/config")
      var environment = home(folder).merging(["REPLICATE_BASE_URL": address]) { $1 }
      #expect(try await RepProcess.run(["whoami"], environment: environment).status == 4)
      environment["REPLICATE_API_TOKEN"] = Self.token
      let who = try await RepProcess.run(["whoami"], environment: environment)
      #expect(who.status == 0)
      #expect(who.output.hasSuffix(", by the token in REPLICATE_API_TOKEN\n"))
    }
  }

  @Test("Without a token the prompt says how to get one, and goes on with a simulator")
  func firstStart() async throws {
    let session = try await PromptSession(["repl"])
    #expect(session.greeting.contains("https://replicate.com/account/api-tokens"))
    #expect(session.greeting.contains("`:local`"))
    try await session.enter("account.get()", "rep login")
    try await session.enter(":local", "simulator")
    try await session.enter("await predict \"replicate/hello-world\" <text: \"Ada\">", "\"hello Ada\"")
    #expect(try await session.leave() == 0)
  }

  private func home(_ folder: ScratchFolder) -> [String: String?] {
    ["HOME": folder.url.path, "XDG_CONFIG_HOME": nil, "XDG_CACHE_HOME": nil]
  }

  private func withService(_ body: (String) async throws -> Void) async throws {
    var configuration = Simulator.Configuration()
    configuration.tokens = [Self.token]
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    do {
      try await body(address)
    } catch {
      await simulator.stop()
      throw error
    }
    await simulator.stop()
  }
}
