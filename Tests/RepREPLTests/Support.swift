import Dispatch
import Foundation
import Rep
import RepRuntime
import RepSimulator
import Synchronization

@testable import RepREPL

/// An editor whose lines are given beforehand.
final class ListedLines: LineEditor {
  private var results: [LineResult]
  private(set) var prompts: [String] = []
  private(set) var remembered: [String] = []
  /// What `edit` makes of a text.
  var edits: (String) -> String? = { _ in nil }

  init(_ results: [LineResult]) { self.results = results }

  convenience init(lines: [String]) { self.init(lines.map { .line($0) }) }

  func readLine(prompt: String, after earlier: String) -> LineResult {
    prompts.append(prompt)
    return results.isEmpty ? .end : results.removeFirst()
  }

  func remember(_ entry: String) { remembered.append(entry) }
  func edit(_ text: String) -> String? { edits(text) }
}

/// A screen that remembers what is written to it.
final class RecordedScreen: Terminal {
  var size = (columns: 80, rows: 24)
  var usesColor = false
  var pictures: PictureProtocol?
  let written = Written()
  var output: any OutputSink { written }
  var log: any OutputSink { written }
  var answers: [String] = []
  private(set) var questions: [String] = []
  private(set) var opened: [String] = []
  private(set) var pages: [String] = []
  /// Which inputs are stopped by Ctrl-C, from 0.
  var interrupted: Set<Int> = []
  private var inputs = 0

  func write(_ text: String) { written.append(text) }
  func writeError(_ text: String) { written.append(text) }

  func wait(for handle: RunHandle, events: RunEvents) -> Bool {
    let done = DispatchSemaphore(value: 0)
    handle.onFinish { _ in done.signal() }
    let isInterrupted = interrupted.contains(inputs)
    inputs += 1
    if isInterrupted { handle.interrupt() }
    done.wait()
    return isInterrupted
  }

  func ask(_ question: String) -> String? {
    questions.append(question)
    return answers.isEmpty ? nil : answers.removeFirst()
  }

  func page(_ text: String) { pages.append(text) }

  func open(_ path: String) -> String? {
    opened.append(path)
    return nil
  }

  final class Written: OutputSink, Sendable {
    private let content = Mutex("")
    var text: String { content.withLock { $0 } }
    func append(_ text: String) { content.withLock { $0 += text } }
    func write(_ bytes: UnsafeRawBufferPointer) { append(String(decoding: bytes, as: UTF8.self)) }
  }
}

/// Runs blocking work on a thread of its own, as a prompt does.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
  }
}

/// What a session wrote, asked and remembered.
struct Transcript: Sendable {
  var text = ""
  var prompts: [String] = []
  var remembered: [String] = []
  var questions: [String] = []
  var opened: [String] = []
  var pages: [String] = []
}

/// Runs a session whose lines are given.
func transcript(
  _ results: [LineResult], engine: Engine, answers: [String] = [],
  prepare: @escaping @Sendable (RecordedScreen, ListedLines) -> Void = { _, _ in }
) async throws -> Transcript {
  try await onThread {
    let editor = ListedLines(results)
    let screen = RecordedScreen()
    screen.answers = answers
    prepare(screen, editor)
    let repl = try REPL(editor: editor, terminal: screen, settings: REPL.Settings { _ in Session(engine) })
    repl.run()
    return Transcript(
      text: screen.written.text, prompts: editor.prompts, remembered: editor.remembered, questions: screen.questions,
      opened: screen.opened, pages: screen.pages)
  }
}

func transcript(_ lines: [String], engine: Engine) async throws -> Transcript {
  try await transcript(lines.map { .line($0) }, engine: engine)
}

func plainEngine() -> Engine { Engine(token: .none, permissions: .all) }

/// Runs a body with a simulator and an engine that talks to it.
func withSimulator<Result>(
  _ configuration: Simulator.Configuration = quickConfiguration(), _ body: (Engine, String) async throws -> Result
) async throws -> Result {
  let simulator = Simulator(configuration)
  let base = try await simulator.start()
  let folder = NSTemporaryDirectory() + "rep-repl-tests-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let engine = Engine(token: .text("r8_" + String(repeating: "t", count: 37)), baseURL: base, permissions: .all)
  do {
    let result = try await body(engine, folder)
    await simulator.stop()
    return result
  } catch {
    await simulator.stop()
    throw error
  }
}

func quickConfiguration() -> Simulator.Configuration {
  var configuration = Simulator.Configuration()
  configuration.modelTime = 0.05
  configuration.rateLimits = .off
  return configuration
}
