import RepSimulator
import RepValue
import Replicate

/// A client of the local simulator, in a world where a second takes ten milliseconds.
struct Simulated: Sendable {
  static let speed = 100.0

  let simulator: Simulator
  let client: ReplicateClient
  /// The client, with look-ups of creates without an answer.
  let creates: CreateResolver
  let runner: ModelRunner
  let follower: Follower

  static func run(
    _ configure: (inout Simulator.Configuration) -> Void = { _ in },
    client configureClient: (inout ClientConfiguration) -> Void = { _ in },
    _ body: (Simulated) async throws -> Void
  ) async throws {
    var world = Simulator.Configuration()
    world.speed = speed
    // A test on a slow machine lives through hours.
    world.outputRetention = nil
    // What a client of another test still sends must not count here, where this server has got that one's port.
    let token = "r8_" + String(UInt64.random(in: .max / 2 ... .max), radix: 36)
    world.tokens = [token]
    configure(&world)
    let simulator = Simulator(world)
    var configuration = ClientConfiguration(
      token: try APIToken(token), baseURL: try BaseURL(try await simulator.start()))
    let system = TimeSource.system
    let began = system.monotonic()
    let wall = system.now()
    let time = TimeSource(
      now: { wall + (system.monotonic() - began) * speed }, monotonic: { (system.monotonic() - began) * speed },
      sleep: { try await system.sleep($0 / speed) }, random: system.random)
    configuration.time = time
    configureClient(&configuration)
    let transport = AsyncHTTPTransport(connectionLimit: 256)
    let client = ReplicateClient(configuration, transport: transport)
    let simulated = Simulated(
      simulator: simulator, client: client, creates: CreateResolver(client), runner: ModelRunner(client),
      follower: Follower(client, time: time))
    do {
      try await body(simulated)
    } catch {
      await transport.shutdown()
      await simulator.stop()
      throw error
    }
    await transport.shutdown()
    await simulator.stop()
  }

  /// Runs a model to its end and gives its output.
  func output(_ reference: String, _ input: Value, hold: Bool = false) async throws -> Value {
    var options = RunOptions()
    options.mayHold = hold
    let record = try await runner.predict(try ModelReference(reference), input: input, options)
    guard let run = RunRecord(record) else { throw ReplicateError(.server, "no record") }
    return try await follower.follow(run).output()
  }
}
