import Foundation
import GRDB
import Rep
import RepJournal
import RepRuntime
import RepSimulator
import RepValue
import Replicate
import Synchronization

/// A simulator, a folder with a journal, and scripts that run there.
final class JournalWorld: Sendable {
  static let token = "r8_very_secret_token"

  struct Ran {
    let output: String
    let error: ScriptError?
    var report: ResumeReport?
    /// Whether the journal took everything.
    var isWhole = true
  }

  let simulator: Simulator
  let engine: Engine
  let folder: URL
  /// The world whose folder this one shares.
  private let owner: JournalWorld?

  init(_ configure: (inout Simulator.Configuration) -> Void = { _ in }) async throws {
    var configuration = Simulator.Configuration()
    configuration.slowModelDuration = .seconds(60)
    configure(&configuration)
    simulator = Simulator(configuration)
    let address = try await simulator.start()
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("rep-world-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    owner = nil
    engine = Engine(
      token: .text(Self.token), baseURL: address, permissions: .all, options: Self.options(in: folder))
  }

  deinit { if owner == nil { try? FileManager.default.removeItem(at: folder) } }

  var creates: Int { simulator.statistics.creates }

  func end() async { await simulator.stop() }

  /// The same server and folder for another process: what is remembered in memory is not.
  func another() throws -> JournalWorld { try JournalWorld(sharing: self) }

  private init(sharing other: JournalWorld) throws {
    (simulator, folder, owner) = (other.simulator, other.folder, other)
    let base = other.engine.services.client.configuration.baseURL.description
    engine = Engine(token: .text(Self.token), baseURL: base, permissions: .all, options: Self.options(in: folder))
  }

  private static func options(in folder: URL) -> Engine.Options {
    var options = Engine.Options()
    options.folder = folder.path
    (options.lookup.settle, options.lookup.readSpacing) = (0.2, 0.1)
    return options
  }

  /// Runs a script as `rep run` does: it goes on with the newest run that has not ended well.
  /// - Parameter writes: what the journal takes before its disk is full.
  func run(
    _ text: String, _ settings: RunJournal.Settings = RunJournal.Settings(), params: [String: Value] = [:],
    writes: Int = .max
  ) async throws -> Ran {
    let script = try engine.compile(text, name: "a.rep")
    let file = path("journal.db")
    var gate: RunJournal?
    if SQLiteJournal.exists(at: file) {
      gate = try await RunJournal.resuming(
        .newest, in: try SQLiteJournal(path: file), script: script, path: "/a.rep", params: params, settings: settings)
    }
    let failing = Mutex<FailingJournal?>(nil)
    let journal =
      gate
      ?? RunJournal(
        for: script, path: "/a.rep", params: params,
        storage: .later {
          let journal = FailingJournal(try SQLiteJournal(path: file), writes: writes)
          failing.withLock { $0 = journal }
          return journal
        }, settings: settings)
    let (outcome, output) = try await start(script, params, journal)
    do { try await journal.finish(outcome) } catch let error as JournalError {
      guard writes < .max else { throw error }
    }
    let isWhole = failing.withLock { $0?.hasRoom ?? true }
    return Ran(output: output, error: outcome.failure, report: journal.report, isWhole: isWhole)
  }

  /// Creates that a process which comes later knows of.
  func knownCreates() throws -> Int {
    guard SQLiteJournal.exists(at: path("journal.db")) else { return 0 }
    let journal = try SQLiteJournal(path: path("journal.db"))
    return try journal.runs(matching: RunFilter()).reduce(0) { $0 + (try journal.load($1.id).calls.count) }
  }

  /// Changes the journal as nobody but a test does: to what it was at an earlier instant.
  func change(_ sql: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    let queue = try DatabaseQueue(path: path("journal.db"), configuration: configuration)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  func replay(_ text: String, _ recording: RunRecording) async throws -> Ran {
    let script = try engine.compile(text, name: "a.rep")
    let journal = RunJournal(
      for: script, path: "/a.rep", params: [:], storage: .recording(recording.files), resuming: recording.run)
    let (outcome, output) = try await start(script, [:], journal)
    return Ran(output: output, error: outcome.failure)
  }

  func perform(_ text: String, gate: any EffectGate) async throws -> Ran {
    let (outcome, output) = try await start(try engine.compile(text, name: "a.rep"), [:], gate)
    return Ran(output: output, error: outcome.failure)
  }

  private func start(
    _ script: Script, _ params: [String: Value], _ gate: any EffectGate
  ) async throws -> (Program.Outcome, String) {
    let output = Collected()
    let handle = try script.start(params: params, output: output, gate: gate)
    return (await handle.outcome(), output.text)
  }

  /// Whether the server still has the data of its newest prediction.
  func isNewestServed() async throws -> Bool {
    let page = try await engine.services.client.call(.predictionsList)
    return page["results"][0]["data_removed"].bool != true
  }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
  func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }

  /// All that stands in the files of the journal. Those beside the database go when it is closed, perhaps just now.
  func journalBytes() throws -> Data {
    var bytes = try data("journal.db")
    for name in try names(with: "journal.db-") { if let more = try? data(name) { bytes += more } }
    return bytes
  }

  func read(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
  func remove(_ name: String) throws { try FileManager.default.removeItem(at: folder.appendingPathComponent(name)) }
  /// All that is in a folder, in order.
  func names(in name: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted() }
  func names(with prefix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(prefix) && !$0.contains(".run-") }
  }
}

extension Program.Outcome {
  fileprivate var failure: ScriptError? {
    if case .failure(let error) = self { error } else { nil }
  }
}

private final class Collected: OutputSink {
  private let bytes = Mutex<[UInt8]>([])
  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  func write(_ buffer: UnsafeRawBufferPointer) { bytes.withLock { $0 += buffer } }
}
