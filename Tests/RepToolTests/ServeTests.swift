import Foundation
import RepValue
import Testing

/// `rep serve` as a process of its own, as the demo uses it.
@Suite(.timeLimit(.minutes(2)))
struct ServeTests {
  @Test func serves() async throws {
    let server = try await Server(["--seed", "7", "--foreign", "3"])
    let finished = try await RepProcess.run(
      ["eval", "print account.get().username, len(predictions.list().results)"],
      environment: server.environment)
    #expect(finished.output == "me 3\n", "\(finished.errors)")
    let status = await server.stop()
    #expect(status == 0, "Ctrl-C is how a server ends")
  }

  @Test("Faults happen, and the client says that it tries again")
  func faults() async throws {
    let server = try await Server(["--fault", "503@account.get=first:1"])
    let finished = try await RepProcess.run(["eval", "account.get().username"], environment: server.environment)
    #expect(finished.output == "me\n", "\(finished.errors)")
    #expect(finished.errors.contains("rep: account.get: "), "\(finished.errors)")
    #expect(finished.errors.contains("trying again in"), "\(finished.errors)")
    let failing = try await Server(["--fault", "500"])
    let refused = try await RepProcess.run(
      ["eval", "hardware.list()", "--quiet", "--timeout", "30s"], environment: failing.environment)
    #expect(refused.status == 6 || refused.status == 124, "\(refused.errors)")
    _ = await server.stop()
    _ = await failing.stop()
  }

  @Test("Its own token is the only one that it accepts")
  func token() async throws {
    let server = try await Server(["--token", "r8_mine"])
    let finished = try await RepProcess.run(["eval", "account.get()"], environment: server.environment)
    #expect(finished.status == 0, "the token that it prints works: \(finished.errors)")
    let refused = try await RepProcess.run(
      ["eval", "account.get()"], environment: server.environment.merging(["REPLICATE_API_TOKEN": "r8_other"]) { $1 })
    #expect(refused.status == 4)
    _ = await server.stop()
  }

  @Test("It speaks as other servers do where it is told to")
  func manners() async throws {
    let server = try await Server([
      "--status-word", "succeeded=done", "--null-output", "--slow-model", "1h", "--held-status", "processing",
    ])
    let finished = try await RepProcess.run(
      [
        "eval",
        """
        let version = models.get("replicate/hello-world").latest_version.id
        let slow = models.get("rep/slow").latest_version.id
        let p = predictions.create slow <prompt: "Ada">
        print p.has("output"), p.output
        predictions.cancel p.id
        let held = predictions.create version <text: "Ada">, wait_for: 5
        print held.status
        """,
      ],
      environment: server.environment)
    #expect(finished.output == "true null\nprocessing\n", "\(finished.errors)")
    let unknown = try await RepProcess.run(
      ["eval", #"await predict "replicate/hello-world" <text: "Ada">"#, "--timeout", "5s"],
      environment: server.environment)
    #expect(unknown.output == "hello Ada\n", "completed_at says that it ended, whatever the status is called: \(unknown.errors)")
    _ = await server.stop()
  }

  @Test("A port that is taken is an error")
  func takenPort() async throws {
    let server = try await Server([])
    let port = try #require(server.environment["REPLICATE_BASE_URL"]??.split(separator: ":").last)
    let finished = try await RepProcess.run(["serve", "--port", String(port)])
    #expect(finished.status == 2)
    #expect(finished.errors.contains("--port 0"), "\(finished.errors)")
    _ = await server.stop()
  }
}

/// A running `rep serve`.
final class Server: Sendable {
  /// What points a client there, as it prints it.
  let environment: [String: String?]
  private let process: ChildProcess

  init(_ flags: [String]) async throws {
    let output = try TestPipe()
    let nowhere = FileHandle.nullDevice.fileDescriptor
    process = try RepProcess.start(
      arguments: ["serve", "--port", "0"] + flags, descriptors: [nowhere, output.writing, nowhere])
    output.closeWriting()
    let text = await output.text { $0.contains("Ctrl-C") }
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("export ") }, "\(text)")
    environment = Dictionary(
      uniqueKeysWithValues: line.split(separator: " ").dropFirst().map { pair in
        let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
        return (sides[0], sides[1])
      })
  }

  /// Ends it as Ctrl-C does, and gives its exit status.
  func stop() async -> Int32 {
    process.send(SIGINT)
    return await process.status()
  }

  /// A test that failed leaves no server behind.
  deinit { process.send(SIGKILL) }
}
