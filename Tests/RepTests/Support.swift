import Foundation
import Rep
import RepRuntime
import RepSimulator
import RepSyntax
import RepValue
import Replicate
import Synchronization
import Testing

/// Collects what a script writes.
final class CollectedOutput: OutputSink, Sendable {
  private let bytes = Mutex<[UInt8]>([])
  func write(_ buffer: UnsafeRawBufferPointer) throws(ScriptError) { bytes.withLock { $0.append(contentsOf: buffer) } }
  func append(_ text: String) { bytes.withLock { $0.append(contentsOf: text.utf8) } }
  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
}

/// How a script ended, for tables of cases.
struct ScriptRunResult {
  var value: Value = .null
  var output = ""
  var error: ScriptError?
  var diagnostics: [Compilation.Message] = []

  var kind: String? { error?.kind.rawValue }
  var codes: [String] { diagnostics.map(\.diagnostic.code) }
}

/// Compiles and runs a text.
func run(
  _ text: String, _ engine: Engine, params: [String: Value] = [:], gate: any EffectGate = OpenGate()
) async -> ScriptRunResult {
  var result = ScriptRunResult()
  let output = CollectedOutput()
  do {
    let script = try engine.compile(text, name: "test.rep")
    do throws(ScriptError) {
      result.value = try await script.run(params: params, output: output, gate: gate)
    } catch {
      result.error = error
    }
  } catch {
    result.diagnostics = error.messages
  }
  result.output = output.text
  return result
}

/// An engine without account, files or hosts.
func plainEngine(limits: Limits = Limits(), options: Engine.Options = Engine.Options()) throws -> Engine {
  Engine(token: .none, limits: limits, options: options)
}

/// Runs a text against a server with faults (`EFFECT[@OPERATION,…][=OCCURRENCE]`) and checks by the server's own counts
/// what must hold under any of them: nothing is made twice, and the token is nowhere but at the API.
/// - Parameter creates: how many predictions there must be in the end; nil for any number.
func runHostile(
  _ text: String, _ faults: [String] = [], creates: Int? = nil, location: SourceLocation = #_sourceLocation,
  configure: (inout Simulator.Configuration) -> Void = { _ in }
) async throws -> (result: ScriptRunResult, statistics: Simulator.Statistics) {
  var configuration = quickConfiguration()
  configuration.faults = try faults.map { try #require(Fault($0), "\($0)", sourceLocation: location) }
  configure(&configuration)
  // This server takes no create in later than it answers, so that absence shows at once.
  var lookup = LookupPolicy()
  (lookup.settle, lookup.readSpacing, lookup.firstDelay) = (0.2, 0.05, 0.02)
  return try await withSimulator(configuration, lookup: lookup) { engine, simulator, _ in
    let result = await run(text, engine)
    let statistics = simulator.statistics
    let said = "\(faults): \(result.error?.message ?? "no error")"
    #expect(statistics.duplicateCreates == 0, "\(said)", sourceLocation: location)
    #expect(statistics.tokensSeenElsewhere == 0 && statistics.redirectsFollowed == 0, "\(said)", sourceLocation: location)
    if let creates { #expect(statistics.creates == creates, "\(said)", sourceLocation: location) }
    #expect(result.error?.message.contains("r8_") != true, "\(said)", sourceLocation: location)
    return (result, statistics)
  }
}

/// Runs a body with a simulator, an engine that talks to it, and a folder of its own.
func withSimulator<Result>(
  _ configuration: Simulator.Configuration = quickConfiguration(), limits: Limits = Limits(),
  lookup: LookupPolicy = LookupPolicy(),
  _ body: (Engine, Simulator, String) async throws -> Result
) async throws -> Result {
  // What an engine of another test still sends must not count here, where this server has got that one's port.
  let token = "r8_ttttt" + UUID().uuidString.filter { $0 != "-" }
  var configuration = configuration
  configuration.tokens = [token]
  let simulator = Simulator(configuration)
  let base = try await simulator.start()
  let folder = NSTemporaryDirectory() + "rep-tests-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  var options = Engine.Options()
  options.folder = folder
  options.lookup = lookup
  let engine = Engine(
    token: .text(token), baseURL: base, permissions: .all, limits: limits, options: options)
  do {
    let result = try await body(engine, simulator, folder)
    await simulator.stop()
    try? FileManager.default.removeItem(atPath: folder)
    return result
  } catch {
    await simulator.stop()
    try? FileManager.default.removeItem(atPath: folder)
    throw error
  }
}

/// A simulator whose models need hardly any time, and that limits no rate.
func quickConfiguration() -> Simulator.Configuration {
  var configuration = Simulator.Configuration()
  configuration.modelTime = 0.05
  configuration.rateLimits = .off
  return configuration
}
