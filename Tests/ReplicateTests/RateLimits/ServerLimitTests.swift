import RepSimulator
import RepValue
import Replicate
import Testing

/// The client against a server that counts: what it refuses is in the server's own statistics.
struct ServerLimitTests {
  private static func create(_ count: Int, _ world: Simulated) async throws {
    let model = try await world.client.call(.modelsGet, ["model_owner": "replicate", "model_name": "hello-world"])
    let version = model["latest_version"]["id"]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        group.addTask {
          _ = try await world.creates.call(
            .predictionsCreate, ["version": version, "input": ["text": Value("\(number)")]])
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func lowCreditIsKeptTo() async throws {
    try await Simulated.run({ $0.rateLimits = .lowCredit }) { world in
      try await Self.create(5, world)
      let statistics = world.simulator.statistics
      #expect(statistics.creates == 5 && statistics.duplicateCreates == 0)
      // The first ones had to be refused for the limit to be known; from then on nearly none is.
      #expect(statistics.statuses[429, default: 0] <= 8)
    }
  }

  @Test func aBurstBeyondTheLimitIsSpreadOut() async throws {
    try await Simulated.run { world in
      try await Self.create(900, world)
      let statistics = world.simulator.statistics
      #expect(statistics.creates == 900 && statistics.duplicateCreates == 0)
      #expect(statistics.statuses[429, default: 0] <= 9)
    }
  }
}
