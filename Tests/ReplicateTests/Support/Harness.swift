import RepValue
import Replicate
import Testing

/// A client and the scripted server that it talks to.
struct Harness: Sendable {
  let server: ScriptedServer
  let client: ReplicateClient
  let time: FakeTime

  static let token = "r8_TopSecretTopSecretTopSecretTopSecret"

  var base: String { "http://127.0.0.1:\(server.port)/v1" }

  /// Runs `body` against a server, then checks every request that it sent against Replicate's OpenAPI description.
  static func run(
    random: Double = 0.5, configure: (inout ClientConfiguration) -> Void = { _ in },
    script: @escaping ScriptedServer.Script,
    _ body: (Harness) async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let server = try await ScriptedServer.start(script)
    let time = FakeTime()
    var configuration = ClientConfiguration(
      token: try APIToken(token), baseURL: try BaseURL("http://127.0.0.1:\(server.port)"))
    configuration.time = time.source(random: random)
    configure(&configuration)
    let transport = AsyncHTTPTransport(connectionLimit: 32)
    let harness = Harness(
      server: server, client: ReplicateClient(configuration, transport: transport), time: time)
    do {
      try await body(harness)
    } catch {
      await transport.shutdown()
      throw error
    }
    await transport.shutdown()
    try await server.stop()
    if let contract = Contract.replicate {
      for request in server.requests where request.path.hasPrefix("/v1/") {
        let violations = contract.violations(of: request)
        #expect(violations.isEmpty, "\(request.method) \(request.target)", sourceLocation: sourceLocation)
      }
    }
  }
}

/// The error that `body` throws.
func failure(
  _ body: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) async -> ReplicateError? {
  do {
    try await body()
  } catch let error as ReplicateError {
    return error
  } catch {
    Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    return nil
  }
  Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  return nil
}

extension Value {
  /// The value of a JSON literal in a test.
  static func json(_ text: String) throws -> Value { try JSON.parse(text) }
}

extension Harness {
  /// Calls an operation with the fewest arguments.
  func perform(_ operation: Replicate.Operation) async throws { try await Self.perform(operation, client) }

  /// Calls an operation with the fewest arguments.
  static func perform(_ operation: Replicate.Operation, _ client: ReplicateClient) async throws {
    var arguments: Arguments = [:]
    for parameter in operation.parameters where parameter.isRequired {
      switch (parameter.format, parameter.type) {
      case (.file, _): arguments.content = UploadSource(bytes: Array("x".utf8), name: "x.txt")
      case (_, .object): arguments.values[parameter.name] = [:]
      case (_, .integer): arguments.values[parameter.name] = .int(parameter.range?.lowerBound ?? 1)
      default: arguments.values[parameter.name] = parameter.name == "visibility" ? "private" : "x"
      }
    }
    _ = try await client.call(operation, arguments)
  }
}
