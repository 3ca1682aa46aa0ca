import Foundation
import RepSimulator
import RepValue
import Testing

/// Ctrl-C and its relatives.
@Suite(.timeLimit(.minutes(2)))
struct SignalTests {
  @Test(
    "A signal ends a script wherever it is",
    arguments: [SIGINT, SIGTERM],
    ["while true { }", "sleep 1h", "parallel for i in 1..20 { sleep 1h }", "[for i in 1..1000000000000: i]"])
  func ends(_ signal: Int32, _ script: String) async throws {
    let (status, errors) = try await interrupted(["eval", "log \"ready\"; \(script)"], with: signal)
    #expect(status == 128 + signal)
    #expect(errors == "ready\n", "there is nothing to add to what the user did")
  }

  @Test("No `try` of the script sees it")
  func cannotBeCaught() async throws {
    let (status, errors) = try await interrupted(
      ["eval", "log \"ready\"; while true { try { sleep 1h } catch e { log \"caught\" } }"], with: SIGINT)
    #expect(status == 130)
    #expect(errors == "ready\n")
  }

  @Test("What runs on the server is canceled, and named; with --on-interrupt=leave it is left", arguments: [false, true])
  func openPredictions(_ leaves: Bool) async throws {
    var configuration = Simulator.Configuration()
    configuration.slowModelDuration = .seconds(60)
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    let environment = ["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address]
    let script = "let p = predict \"rep/slow\" <>; log p.id; log \"ready\"; await p"
    let flags = leaves ? ["--on-interrupt=leave"] : []
    let (status, errors) = try await interrupted(["eval", script] + flags, with: SIGINT, environment: environment)
    #expect(status == 130)
    let id = try #require(errors.split(separator: "\n").first.map(String.init))
    let words = leaves ? "rep: left running: \(id)\n" : "rep: canceled what was still running: \(id)\n"
    #expect(errors.hasSuffix("ready\n" + words), "\(errors)")
    let call = try await RepProcess.run(
      ["call", "predictions.get", "prediction_id=\(id)"], environment: environment.mapValues { $0 })
    await simulator.stop()
    let record = try JSON.parse(call.output)["data"]
    #expect(leaves ? record["status"].string != "canceled" : record["status"].string == "canceled", "\(call.output)")
  }

  @Test("An error of the script cancels what it left running")
  func errorCancels() async throws {
    var configuration = Simulator.Configuration()
    configuration.slowModelDuration = .seconds(60)
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    let finished = try await RepProcess.run(
      ["eval", "let p = predict \"rep/slow\" <>; throw \"no\""],
      environment: ["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address])
    await simulator.stop()
    #expect(finished.status == 1)
    #expect(finished.errors.contains("rep: canceled what was still running: "), "\(finished.errors)")
  }

  /// Starts `rep`, sends a signal once it has logged `ready`, and gives its status and standard error.
  private func interrupted(
    _ arguments: [String], with signal: Int32, environment: [String: String?] = [:]
  ) async throws -> (status: Int32, errors: String) {
    let errors = try TestPipe()
    let nowhere = FileHandle.nullDevice.fileDescriptor
    let process = try RepProcess.start(
      arguments: arguments, environment: environment, descriptors: [nowhere, nowhere, errors.writing])
    errors.closeWriting()
    var text = await errors.text { $0.contains("ready\n") }
    process.send(signal)
    text += await errors.text()
    return (await process.status(), text)
  }
}
