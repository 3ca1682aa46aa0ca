import Foundation
import RepSimulator
import RepValue
import Testing

/// `rep listen`: webhooks as JSON lines.
@Suite(.timeLimit(.minutes(2)))
struct ListenTests {
  @Test("Events are lines of standard output, and a number of them ends it")
  func lines() async throws {
    let simulator = Simulator()
    let address = try await simulator.start()
    let environment = ["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address]
    let (output, errors) = (try TestPipe(), try TestPipe())
    let process = try RepProcess.start(
      arguments: ["listen", "--port", "0", "--count", "1"], environment: environment,
      descriptors: [FileHandle.nullDevice.fileDescriptor, output.writing, errors.writing])
    output.closeWriting()
    errors.closeWriting()
    let said = await errors.text { $0.contains("\n") }
    let url = try #require(said.split(whereSeparator: { $0 == " " || $0 == "\n" }).last.map(String.init))
    #expect(said == "rep: listening on \(url)\n")
    let script = "await predict \"replicate/hello-world\" <text: \"Ada\">, webhook: \"\(url)\", webhook_events_filter: [\"completed\"]"
    let run = try await RepProcess.run(["eval", script], environment: environment.mapValues { $0 })
    #expect(run.output == "hello Ada\n", "\(run.errors)")
    let text = await output.text()
    #expect(await process.status() == 0)
    await simulator.stop()
    #expect(text.hasSuffix("\n"))
    #expect(text.split(separator: "\n").count == 1)
    let event = try JSON.parse(text)
    #expect(event["output"] == "hello Ada")
    #expect(event["webhook_id"].string?.hasPrefix("msg_") == true, "\(text)")
  }

  @Test("Ctrl-C is how it ends")
  func interrupt() async throws {
    let errors = try TestPipe()
    let nowhere = FileHandle.nullDevice.fileDescriptor
    let process = try RepProcess.start(
      arguments: ["listen", "--port", "0"], environment: ["REPLICATE_WEBHOOK_SIGNING_SECRET": "whsec_c2VjcmV0"],
      descriptors: [nowhere, nowhere, errors.writing])
    errors.closeWriting()
    _ = await errors.text { $0.contains("listening") }
    process.send(SIGINT)
    #expect(await process.status() == 0)
  }

  @Test("What cannot work says why", arguments: [
    (["--port", "70000"], 2, "a port is a number from 0 to 65535"), (["--count", "0"], 2, "at least 1"),
    (["--port", "0"], 4, "REPLICATE_API_TOKEN"),
  ] as [([String], Int32, String)])
  func wrong(_ words: [String], _ status: Int32, _ text: String) async throws {
    let finished = try await RepProcess.run(["listen"] + words)
    #expect(finished.status == status)
    #expect(finished.errors.contains(text), "\(finished.errors)")
  }
}
