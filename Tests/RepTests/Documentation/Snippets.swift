// The Swift of the README and of the documentation catalog, word for word: that it compiles is the test, and
// `SnippetTests` sees to it that nothing is missing here.
import Foundation
import Rep
import RepJournal
import RepSimulator
import RepWebhooks

// MARK: What the examples take for granted

private struct User: Codable, Sendable {}

private struct Users: AsyncSequence, Sendable {
  func makeAsyncIterator() -> AsyncStream<User>.Iterator { AsyncStream<User> { $0.finish() }.makeAsyncIterator() }
}

private struct Database: Sendable {
  var users: Users { Users() }
  func user(_ id: Int) async throws -> User { User() }
  func publish(_ image: Image) async throws {}
}

private struct Settings: Codable {
  var width: Int
  var model: String
}

private struct Image: Sendable {
  var width = 0
  init(path: String) throws {}
  func scaled(by factor: Int) -> Image { self }
}

// MARK: README

/// Writes what a script prints to this program's output.
struct PrintedOutput: OutputSink {
  func write(_ bytes: UnsafeRawBufferPointer) {
    print(String(decoding: bytes, as: UTF8.self), terminator: "")
  }
}

func drawPosters(of subject: String) async throws -> [String] {
  let engine = Engine(
    token: .environment,
    permissions: Permissions(write: ["posters"], hosts: []),
    limits: Limits(steps: 10_000_000, duration: .seconds(600)))
  let script = try engine.compile(
    """
    param subject: string
    let pictures = parallel for seed in 1..2 {
      await predict "black-forest-labs/flux-schnell" <prompt: subject, seed:>
    }
    save(pictures.flatten(), to: "posters/")
    """, name: "posters.rep")
  let paths = try await script.run(params: ["subject": Value(subject)], output: PrintedOutput())
  return paths.array?.compactMap(\.string) ?? []
}

// MARK: Rep.md

private func front() async throws {
  let engine = Engine(token: .environment, permissions: .all)
  let script = try engine.compile("await predict \"replicate/hello-world\" <text: \"Ada\">", name: "hello.rep")
  print(try await script.run())
}

// MARK: EmbedRep.md

private func pooled() {
  var options = Engine.Options()
  options.threads = ThreadPool(threads: 256, processors: 1)
  let engine = Engine(options: options)
  _ = engine
}

private func journaled(_ script: Script, _ folder: String, _ params: [String: Value]) async throws {
  let file = RunJournal.file(inFolder: folder)
  let journal = try await RunJournal.opening(file, for: script, path: "nightly.rep", params: params)
  let value = try await script.run(journal: journal, params: params)
  _ = value
}

private func simulated() async throws {
  let simulator = Simulator()
  let address = try await simulator.start()
  let engine = Engine(token: .text("r8_test"), baseURL: address)
  _ = engine
}

private func engine() {
  let engine = Engine(
    token: .environment,
    permissions: Permissions(read: ["inputs"], write: ["outputs"], hosts: []),
    limits: Limits(steps: 10_000_000, callDepth: 1_000, duration: .seconds(600), outputBytes: 1 << 20))
  _ = engine
}

private func compile(_ engine: Engine, _ text: String) {
  do {
    let script = try engine.compile(text, name: "posters.rep")
    for param in script.params {
      print(param.name, param.type, param.isRequired, param.documentation ?? "")
    }
  } catch {
    print(error.description)
  }
}

private func run(_ script: Script) async throws {
  let result = try await script.run(params: ["subject": "an otter", "count": 2])
  for path in result.array ?? [] { print(path.string ?? "") }
}

private func watchLatest(_ script: Script) async throws {
  let watching = Task {
    for await event in script.events {
      if case .finished(let run) = event { print(run.shortModel, run.status.text, run.predictSeconds ?? 0) }
    }
  }
  let value = try await script.run()
  await watching.value
  _ = value
}

private func stop(_ script: Script) async throws {
  let handle = try script.start()
  if case .failure(let error) = await handle.outcome() {
    await handle.cancelOpenWork()
    throw error
  }
}

private func watch(_ script: Script) async throws {
  let events = RunEvents()
  let display = Task {
    var tally = RunTally()
    for await event in events {
      tally.note(event, at: 0)
      print("\(tally.done) done, \(tally.open.count) running, \(tally.predictSeconds) s of predict time")
    }
  }
  let result = try await script.run(params: ["subject": "an otter"], events: events)
  await display.value
  _ = result
}

private func receiver() {
  var options = Engine.Options()
  options.webhookReceiver = HTTPWebhookReceiver()
  let engine = Engine(options: options)
  _ = engine
}

// MARK: HostFunctions.md

private func functions(_ engine: Engine, _ database: Database, _ result: Value) throws {
  engine.register("shout", help: "Upper-cases a string.") { (text: String) in text.uppercased() }
  engine.register("db.user", ["id"]) { (id: Int) async throws -> User in try await database.user(id) }

  engine.register(
    "thumbnail", ["path", HostParameter("width", default: 512, help: "in pixels"), "caption"],
    help: "Makes a small picture.", examples: [#"thumbnail("cat.png", width: 128)"#]
  ) { (path: String, width: Int, caption: String?) in
    "\(path)@\(width)" + (caption ?? "")
  }
  engine.register("total", [.rest("numbers")]) { (numbers: [Double]) in numbers.reduce(0, +) }

  engine.register("each_user", ["visit"]) { (visit: ScriptFunction) async throws in
    for try await user in database.users { try await visit(user) }
  }

  try engine.define("settings", Settings(width: 1024, model: "black-forest-labs/flux-schnell"))

  let images = engine.registerType("image", of: Image.self)
  images.register("scaled", ["by"]) { (image: Image, factor: Int) in images(image.scaled(by: factor)) }
  images.register("width") { (image: Image) in image.width }
  engine.register("open_image", ["path"]) { (path: String) in images(try Image(path: path)) }
  engine.register("publish", ["image"]) { (image: HostObject<Image>) async throws in
    try await database.publish(image.object)
  }

  let urls = try result.decode([URL].self)
  let input = try Value(encoding: Settings(width: 512, model: "black-forest-labs/flux-schnell"))
  _ = (urls, input)
}

private func sessions(_ engine: Engine) async throws {
  let session = Session(engine)
  _ = try await session.evaluate("fn prompt(style) { \"an otter, \\(style)\" }")
  let value = try await session.evaluate("prompt(\"linocut\")")
  _ = value
}

// MARK: LimitsAndPermissions.md

private func untrusted() {
  let engine = Engine(
    token: .environment,
    permissions: Permissions(read: ["assets"], write: ["out"], hosts: ["example.com"], environment: ["LANG"]),
    limits: .untrusted)
  _ = engine
}

private func limited(_ script: Script) async {
  do throws(ScriptError) {
    _ = try await script.run()
  } catch {
    switch error.limit {
    case .predictions, .concurrentPredictions: print("too many predictions:", error.message)
    case .some(let limit): print("the script used up its \(limit.rawValue)")
    case nil: print(error.kind.rawValue, error.message)
    }
  }
}

private func changed() {
  var limits = Limits.untrusted
  limits.duration = .seconds(10)
  limits.predictions = 1
  _ = limits
}

// MARK: TestingScripts.md

func withEngine<Result>(_ body: (Engine, Simulator) async throws -> Result) async throws -> Result {
  var configuration = Simulator.Configuration()
  configuration.modelTime = 0
  let simulator = Simulator(configuration)
  let engine = Engine(token: .text("r8_tests"), baseURL: try await simulator.start(), limits: .untrusted)
  do {
    let result = try await body(engine, simulator)
    await simulator.stop()
    return result
  } catch {
    await simulator.stop()
    throw error
  }
}

private func hello() async throws {
  try await withEngine { engine, simulator in
    let script = try engine.compile("await predict \"replicate/hello-world\" <text: \"Ada\">", name: "hello.rep")
    let greeting = try await script.run()
    print(greeting == "hello Ada", simulator.statistics.creates == 1)
  }
}

private func faults() {
  var configuration = Simulator.Configuration()
  configuration.faults = [Fault(.answerLost, at: ["predictions.create"], when: .first(1))]
  configuration.hasCredit = false
  _ = configuration
}

private func tests(_ script: Script) async throws {
  let handle = try script.start(
    goal: .tests { name, failure in print(name, failure?.message ?? "passed") })
  _ = await handle.outcome()
}
