import Foundation
import RepSimulator
import Testing

/// What Ctrl-C does about money: predictions that run, and creates whose answers have not come.
@Suite(.timeLimit(.minutes(3)))
struct InterruptTests {
  private static let script = "await predict \"rep/slow\" <>"

  @Test("A create whose answer is lost is looked for, and what it started is canceled")
  func lostAnswer() async throws {
    let ended = try await interrupted(Self.script, fault: "delayed:1h@models.predictions.create") { statistics in
      statistics.requests["models.predictions.create"] == 1
    }
    // Nothing was created: the fault keeps the request back as well.
    #expect(ended.status == 130)
    #expect(ended.statistics.cancels == ended.statistics.creates)
  }

  @Test("A create that no list shows in time is named as unconfirmed")
  func unconfirmed() async throws {
    let ended = try await interrupted(
      Self.script, fault: "lost@models.predictions.create", configure: { $0.listLag = .seconds(3600) }
    ) { statistics in
      statistics.creates == 1
    }
    #expect(ended.status == 130)
    #expect(ended.statistics.creates == 1)
    let words = "rep: may still be running, unconfirmed: a prediction of rep/slow; see predictions.list"
    #expect(ended.errors.contains(words), "\(ended.errors)")
  }

  @Test("A create that was lost and found is canceled")
  func foundAndCanceled() async throws {
    let ended = try await interrupted(Self.script, fault: "lost@models.predictions.create") { statistics in
      // Found in the list, and followed.
      statistics.requests["predictions.get", default: 0] > 0
    }
    #expect(ended.status == 130)
    #expect(ended.statistics.creates == 1 && ended.statistics.cancels == 1)
    #expect(ended.errors.contains("rep: canceled what was still running: "))
  }

  @Test("The second Ctrl-C waits for nothing")
  func twice() async throws {
    let ended = try await interrupted(
      Self.script, fault: "delayed:1h@predictions.cancel",
      again: { $0.requests["predictions.cancel"] == 1 }
    ) { statistics in
      statistics.requests["predictions.get", default: 0] > 0
    }
    #expect(ended.status == 130)
    #expect(ended.errors.hasSuffix("rep: gave up waiting: 1 prediction may still be running\n"), "\(ended.errors)")
  }

  @Test("Whoever waits for a rate limit is told for how long")
  func throttled() async throws {
    let simulator = try Self.simulator("throttled:120@models.predictions.create")
    let address = try await simulator.start()
    let errors = try TestPipe()
    let nowhere = FileHandle.nullDevice.fileDescriptor
    let process = try RepProcess.start(
      arguments: ["eval", "--no-journal", "parallel for i in 1..4 { \(Self.script) }"],
      environment: Self.environment(address), descriptors: [nowhere, nowhere, errors.writing])
    errors.closeWriting()
    var text = await errors.text { $0.contains("trying again in 2m0") }
    #expect(text.contains("models.predictions.create: "), "\(text)")
    process.send(SIGINT)
    text += await errors.text()
    #expect(await process.status() == 130)
    await simulator.stop()
    #expect(simulator.statistics.creates == 0)
  }

  private struct Ended {
    let status: Int32
    let errors: String
    let statistics: Simulator.Statistics
  }

  private static func simulator(
    _ fault: String, _ configure: (inout Simulator.Configuration) -> Void = { _ in }
  ) throws -> Simulator {
    var configuration = Simulator.Configuration()
    configuration.slowModelDuration = .seconds(3600)
    configuration.faults = [try #require(Fault(fault), "\(fault)")]
    configure(&configuration)
    return Simulator(configuration)
  }

  private static func environment(_ address: String) -> [String: String?] {
    ["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address]
  }

  /// Runs a script, sends SIGINT once the server has seen `isReady`, and another one once it has seen `again`.
  private func interrupted(
    _ script: String, fault: String, configure: (inout Simulator.Configuration) -> Void = { _ in },
    again: (@Sendable (Simulator.Statistics) -> Bool)? = nil,
    when isReady: @Sendable (Simulator.Statistics) -> Bool
  ) async throws -> Ended {
    let simulator = try Self.simulator(fault, configure)
    let address = try await simulator.start()
    let errors = try TestPipe()
    let nowhere = FileHandle.nullDevice.fileDescriptor
    let process = try RepProcess.start(
      arguments: ["eval", "--no-journal", script], environment: Self.environment(address),
      descriptors: [nowhere, nowhere, errors.writing])
    errors.closeWriting()
    while !isReady(simulator.statistics), !process.hasEnded { await Task.yield() }
    process.send(SIGINT)
    if let again {
      while !again(simulator.statistics), !process.hasEnded { await Task.yield() }
      process.send(SIGINT)
    }
    let text = await errors.text()
    let status = await process.status()
    let statistics = simulator.statistics
    await simulator.stop()
    return Ended(status: status, errors: text, statistics: statistics)
  }
}
