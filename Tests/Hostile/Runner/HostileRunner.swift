import Foundation
import Rep
import RepSimulator
import Synchronization

/// Runs one hostile script in a process of its own and says, as one line of JSON, how it ended, what memory it took, and
/// whether the next script runs as if nothing had been.
@main struct HostileRunner {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 2, let bytes = FileManager.default.contents(atPath: arguments[1]) else {
      FileHandle.standardError.write(Data("usage: hostile-runner SCRIPT\n".utf8))
      exit(2)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let files = try Playground()
    defer { files.remove() }
    let simulator = Simulator()
    // `# server: hostile` stands above scripts that are not the only ones to mean harm.
    let address =
      text.contains("# server: hostile") ? try await HostileServer.start() : try await simulator.start()
    var options = Engine.Options()
    options.folder = files.open
    let engine = Engine(
      token: .text("r8_hostile_scripts_hunt_this"), baseURL: address,
      permissions: Permissions(read: .only([files.open]), write: .only([files.open]), hosts: []),
      limits: limits(of: text), options: options)
    register(on: engine)

    // What every process has, the simulator and one run included, is not the script's.
    _ = try await engine.compile(Self.harmless).run()
    let before = ProcessMemory.resetPeak()
    var ending = await end(of: text, engine)
    ending.peak = max(0, ProcessMemory.peak - before)
    let next = try await engine.compile(Self.harmless).run()
    ending.nextIsFine = next == 5_050
    await simulator.stop()
    print(String(decoding: try JSONEncoder().encode(ending), as: UTF8.self))
  }

  private static let harmless = "var xs = []\nfor i in 1..100 { xs.push(i) }\nxs.sum()"

  private struct Ending: Codable {
    var kind: String
    var limit: String?
    var message: String
    var peak = 0
    var nextIsFine = false
  }

  private static func end(of text: String, _ engine: Engine) async -> Ending {
    do {
      let script = try engine.compile(text, name: "hostile.rep")
      do throws(ScriptError) {
        let value = try await script.run(log: DiscardedOutput())
        return Ending(kind: "value", message: value.isLarger(than: 200) ? value.typeName : "\(value)")
      } catch {
        return Ending(kind: error.kind.rawValue, limit: error.limit?.rawValue, message: error.message)
      }
    } catch {
      return Ending(
        kind: error.messages.contains { $0.diagnostic.code == "permission" } ? "permission" : "static",
        message: String(error.description.prefix(500)))
    }
  }

  /// The corpus's limits, and what the script's second line changes: `# limits: duration=1 download=500`.
  private static func limits(of text: String) -> Limits {
    var limits = Limits.untrusted
    limits.steps = 20_000_000
    limits.memory = 24 << 20
    limits.duration = .seconds(3_600)
    limits.predictions = 5
    limits.concurrentPredictions = 2
    limits.uploadBytes = 1 << 20
    limits.downloadBytes = 1 << 20
    limits.outputBytes = 1 << 16
    for line in text.split(separator: "\n").prefix(2) where line.hasPrefix("# limits: ") {
      for word in line.dropFirst(10).split(separator: " ") {
        let parts = word.split(separator: "=")
        guard parts.count == 2, let number = Int(parts[1]) else { continue }
        switch parts[0] {
        case "steps": limits.steps = number
        case "duration": limits.duration = .seconds(number)
        case "download": limits.downloadBytes = number
        default: preconditionFailure("the runner knows no limit called \(parts[0])")
        }
      }
    }
    return limits
  }

  /// Functions of a host that has not thought of everything.
  private static func register(on engine: Engine) {
    let kept = Mutex<ScriptFunction?>(nil)
    engine.register("host.echo", ["value"]) { (value: Value) in value }
    engine.register("host.call", ["body"]) { (body: ScriptFunction) throws in try body() }
    engine.register("host.wait") { () async throws in try await Task.sleep(for: .seconds(3_600)) }
    engine.register("host.keep", ["body"]) { (body: ScriptFunction) in kept.withLock { $0 = body } }
    engine.register("host.fire") { () throws -> Value in try kept.withLock { $0 }?() ?? .null }
  }
}

/// A folder that is open to the script, in one that is not.
private struct Playground {
  let root: String
  var open: String { root + "/open" }

  init() throws {
    let root = NSTemporaryDirectory() + "rep-hostile-" + UUID().uuidString
    self.root = root
    let manager = FileManager.default
    try manager.createDirectory(atPath: root + "/open/out", withIntermediateDirectories: true)
    try Data("a secret\n".utf8).write(to: URL(fileURLWithPath: root + "/secret.txt"))
    try Data("let word = \"a secret\"\n".utf8).write(to: URL(fileURLWithPath: root + "/secret.rep"))
    try Data(count: 2 << 20).write(to: URL(fileURLWithPath: open + "/large.bin"))
    try Data(count: 100_000).write(to: URL(fileURLWithPath: open + "/small.bin"))
    try manager.createSymbolicLink(atPath: open + "/link.txt", withDestinationPath: "../secret.txt")
    try manager.createSymbolicLink(atPath: open + "/up", withDestinationPath: "..")
    try manager.createSymbolicLink(atPath: open + "/zero", withDestinationPath: "/dev/zero")
  }

  func remove() { try? FileManager.default.removeItem(atPath: root) }
}
