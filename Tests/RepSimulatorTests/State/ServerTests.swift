import RepValue
import Testing

@testable import RepSimulator

@Suite struct ServerTests {
  @Test func stoppingEndsHeldRequestsAtOnce() async throws {
    let simulator = Simulator()
    let server = TestServer(simulator: simulator, base: try await simulator.start())
    async let held = server.create("rep/slow", ["seconds": 10_000], wait: 60)
    while simulator.statistics.creates == 0 { await Task.yield() }
    await simulator.stop()
    // Either the connection is gone, or the last thing said on it is that the server ends: waiting out the hold would
    // have given the prediction.
    let status = try? await held.status
    #expect(status == nil || status == 503)
    await #expect(throws: (any Error).self) { try await server.get("/account") }
  }

  /// NIO ends the process where a connection was accepted that nobody takes in.
  @Test func stoppingWhileConnectionsComeInEndsInPeace() async throws {
    for _ in 0..<10 {
      let simulator = Simulator()
      let base = try await simulator.start()
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<16 {
          // Until the port is closed; somebody else may be given the same one later.
          group.addTask {
            for _ in 0..<100 where (try? await send("GET", base + "/simulator/statistics")) == nil { return }
          }
        }
        while simulator.statistics.mostOpenConnections == 0 { await Task.yield() }
        await simulator.stop()
      }
      await #expect(throws: SimulatorError.alreadyStarted) { try await simulator.start() }
    }
  }

  @Test func aSimulatorStartsOnce() async throws {
    let simulator = Simulator()
    _ = try await simulator.start()
    await #expect(throws: SimulatorError.alreadyStarted) { try await simulator.start() }
    await simulator.stop()
    await #expect(throws: SimulatorError.alreadyStarted) { try await simulator.start() }
    await simulator.stop()
  }

  @Test func aPortThatIsTakenIsSaid() async throws {
    try await withSimulator { server in
      let port = try #require(server.base.split(separator: ":").last.flatMap { Int($0) })
      let second = Simulator()
      await #expect(throws: (any Error).self) { try await second.start(port: port) }
      await second.stop()
      #expect(try await server.get("/account").status == 200)
    }
  }

  @Test func statisticsAreServedWithoutAToken() async throws {
    try await withSimulator { server in
      _ = try await server.create("rep/echo", ["text": "x"])
      _ = try await server.get("/nothing")
      let statistics = try await send("GET", server.base + "/simulator/statistics").json
      #expect(statistics["requests"] == ["models.predictions.create": 1, "unknown": 1])
      #expect(statistics["statuses"] == ["201": 1, "404": 1])
      #expect(statistics["creates"].int == 1)
      #expect(server.simulator.statistics.totalRequests == 2)
      #expect(server.simulator.statistics.mostOpenConnections >= 1)
    }
  }

  @Test func twoSimulatorsKeepApart() async throws {
    try await withSimulator { first in
      try await withSimulator { second in
        let id = try await first.create("rep/echo", ["text": "x"]).json["id"]
        let status = try await second.get("/predictions/\(id)").status
        #expect(first.base != second.base)
        #expect(status == 404)
      }
    }
  }
}
