import Foundation
import RepValue
import Testing

/// `rep runs cancel`: what a run has left open is stopped, creates without an answer included.
@Suite(.timeLimit(.minutes(5)))
struct CancelRunTests {
  /// A create whose answer is lost, and what is known of it later.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let faults: [String]
    let status: Int32
    /// The last line that is printed.
    let output: String
    /// Part of what is said besides.
    let words: String
    let creates: Int

    var testDescription: String { name }
  }

  private static let create = "predictions.create,models.predictions.create"

  static let cases = [
    Case(
      name: "accepted, and listed", faults: ["lost@\(create)=first:1", "401@predictions.list=first:1"], status: 0,
      output: "1 stopped", words: "looking for 1 create without an answer", creates: 1),
    Case(
      name: "never accepted", faults: ["500@\(create)=first:1", "401@predictions.list=first:1"], status: 0,
      output: "nothing was open", words: "1 never accepted", creates: 0),
    Case(
      name: "nobody can tell", faults: ["lost@\(create)=first:1", "401@predictions.list"], status: 8,
      output: "nothing was open", words: "unconfirmed: 0:0 rep/slow may run", creates: 1),
  ]

  @Test("A create without an answer is looked up and stopped, or named", arguments: cases)
  func cancels(_ one: Case) async throws {
    let server = try await Server(one.faults.flatMap { ["--fault", $0] })
    let folder = try ScratchFolder()
    try folder.write("predict \"rep/slow\" <seconds: 600>\n", to: "a.rep")
    let environment = server.environment.merging(["HOME": folder.url.path]) { $1 }
    let run = try await RepProcess.run(["run", "--settle", "0s", "a.rep"], in: folder.url, environment: environment)
    #expect(run.status == 8, "\(run.errors)")
    let canceled = try await RepProcess.run(
      ["runs", "cancel", "1", "--settle", "0s"], in: folder.url, environment: environment)
    #expect(canceled.status == one.status, "\(canceled.errors)")
    #expect(canceled.output.split(separator: "\n").last.map(String.init) == one.output, "\(canceled.errors)")
    #expect(canceled.errors.contains(one.words), "\(canceled.errors)")
    #expect(try await server.creates() == one.creates)
    if one.output == "1 stopped" {
      let shown = try await RepProcess.run(["runs", "show", "1", "--json"], in: folder.url, environment: environment)
      let call = try JSON.parse(shown.output)["calls"][0]
      #expect(call["status"].string == "canceled")
      #expect(canceled.output.hasPrefix("\(call["id"].string ?? "?") canceled\n"), "\(canceled.output)")
    }
    _ = await server.stop()
  }

  @Test("A training that is not listed may still turn up: it stays unconfirmed")
  func training() async throws {
    let server = try await Server(["--fault", "500@trainings.create=first:1", "--model-time", "0.01"])
    let folder = try ScratchFolder()
    try folder.write(
      """
      let version = models.get("ostris/flux-dev-lora-trainer").latest_version.id
      train "ostris/flux-dev-lora-trainer:\\(version)" <input_images: "https://example.com/a.zip">, destination: "me/lora"
      """, to: "a.rep")
    let environment = server.environment.merging(["HOME": folder.url.path]) { $1 }
    let run = try await RepProcess.run(["run", "--settle", "0s", "a.rep"], in: folder.url, environment: environment)
    #expect(run.status == 8, "\(run.errors)")
    let canceled = try await RepProcess.run(
      ["runs", "cancel", "1", "--settle", "0s"], in: folder.url, environment: environment)
    #expect(canceled.status == 8, "\(canceled.errors)")
    #expect(canceled.errors.contains("unconfirmed: 0:1 ostris/flux-dev-lora-trainer"), "\(canceled.errors)")
    _ = await server.stop()
  }
}
