import Foundation
import Rep
import Synchronization

/// What a host does with one engine for all of its life.
struct Activities: Sendable {
  private let engine: Engine

  /// - Parameters:
  ///   - baseURL: the address of a simulator in another process: it remembers what it has made.
  ///   - folder: where scripts may read.
  ///   - scratch: where they may write.
  init(baseURL: String, reading folder: String, writing scratch: String) {
    var limits = Limits.untrusted
    limits.steps = 50_000
    limits.memory = 2 << 20
    limits.outputBytes = 1 << 16
    limits.duration = .milliseconds(100)
    limits.predictions = 20
    var options = Engine.Options()
    options.folder = scratch
    options.ledger = ForgetfulLedger()
    engine = Engine(
      token: .text("r8_leaks"), baseURL: baseURL,
      permissions: Permissions(read: .only([folder, scratch]), write: .only([scratch]), hosts: ["127.0.0.1"]), limits: limits,
      options: options)
    let kept = Mutex<ScriptFunction?>(nil)
    engine.register("host.echo", ["value"]) { (value: Value) in value }
    engine.register("host.call", ["body"]) { (body: ScriptFunction) throws in try body() }
    // Not by Task.sleep: where that is canceled, its memory stays until the time is over.
    engine.register("host.wait") { () async in for await _ in AsyncStream(Void.self, { _ in }) {} }
    engine.register("host.keep", ["body"]) { (body: ScriptFunction) in kept.withLock { $0 = body } }
    engine.register("host.fire") { () throws -> Value in try kept.withLock { $0 }?() ?? .null }
    engine.register("host.fail", ["text"]) { (text: String) throws -> Int in throw Failure(text: text) }
  }

  private struct Failure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  /// Compiles and runs a script, whatever comes of it.
  func script(_ path: String) -> Activity {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return Activity(name: path) { [engine] in
      guard let script = try? engine.compile(text, name: path) else { return }
      _ = try? await script.run()
    }
  }

  /// What is no script of its own.
  var ofHosts: [Activity] {
    [
      running("a value", "[1, {a: \"text\"}]"),
      running("failed compile", "let = 1\nfn f( {"),
      running("closures that hold each other", "var f = null\nvar g = () => f\nf = () => g\nlet o = {f:, g:}\no.f()"),
      running("closures kept by the host", "var f = null\nf = () => f\nhost.keep(f)"),
      running("a stale callback", "host.keep(() => 1)\nhost.fire()"),
      running("callbacks", "var n = 0\nfor i in 1..5 { host.call(() => { n += 1 }) }\nn"),
      running("errors of the host", "try { host.fail(\"no\") } catch e { e.message }\nhost.fail(\"no\")"),
      running("parallel", "parallel for i in 1..5 { sleep 0\n  host.echo({i:}) }"),
      running("parallel that fails", "parallel for i in 1..5 { if i == 3 { throw \"no\" }\n  sleep 1h }"),
      running("within", "try { within 1ms { sleep 1h } } catch e { e.kind }"),
      running("a retry that is stopped",
        "within 2ms { retry 3, () => throw {kind: \"network\", message: \"no\"}, delay: 1h }"),
      running("steps", "while true { }"),
      running("memory", "var xs = []\nwhile true { xs.push(\"x\".repeat(1000)) }"),
      running("depth", "fn f(n) { f(n + 1) + 1 }\nf(0)"),
      running("regular expressions", "\"a1 b2\".match_all(\"([a-z])([0-9]|x*)+?\").len()"),
      running("events nobody reads", "print 1\nlog \"x\"\nsleep 0"),
      running("account", "account.get()"),
      running("pages", "[for m in models.list() |> take(30): m.name]"),
      running("await", "await predict \"replicate/hello-world\" <text: \"Ada\">"),
      running("predictions at once", "parallel for i in 1..3 { await predict \"replicate/hello-world\" <text: \"Ada\"> }"),
      running("a prediction that is asked for often", "await predict \"rep/slow\" <seconds: 3>"),
      running("a prediction that nobody awaits", "predict \"replicate/hello-world\" <text: \"Ada\">"),
      running("a prediction that is stopped", "within 20ms { await predict \"rep/slow\" <seconds: 60> }"),
      running("a model that fails", "await predict \"rep/always-fails\""),
      running("saved files", "save(await predict(\"black-forest-labs/flux-schnell\", {prompt: \"otter\"}), to: \"out.webp\")"),
      running("a stream", "for p in stream predict \"meta/meta-llama-3-8b-instruct\" <prompt: \"a\", max_tokens: 3> { p }"),
      Activity(name: "a run that is cancelled", body: cancel),
      Activity(name: "a reader of events", body: readEvents),
      Activity(name: "a session", body: session),
      Activity(name: "a session that leaves a prediction", body: abandonedSession),
      Activity(name: "an engine", body: anotherEngine),
    ]
  }

  private func running(_ name: String, _ text: String) -> Activity {
    Activity(name: name) { [engine] in
      guard let script = try? engine.compile(text) else { return }
      _ = try? await script.run()
    }
  }

  private func cancel() async throws {
    let (begun, beginning) = AsyncStream<Void>.makeStream()
    let output = Signal(beginning)
    let script = try engine.compile("var xs = [for i in 1..100: {i:}]\nprint 1\nhost.wait()")
    let task = Task { try await script.run(output: output) }
    for await _ in begun { break }
    task.cancel()
    _ = try? await task.value
  }

  private func readEvents() async throws {
    let script = try engine.compile("await predict \"replicate/hello-world\" <text: \"Ada\">")
    let events = RunEvents()
    let reader = Task {
      var count = 0
      for await _ in events { count += 1 }
      return count
    }
    _ = try? await script.run(events: events)
    _ = await reader.value
  }

  private func session() async throws {
    let session = Session(engine)
    for text in ["let xs = [1, 2]", "fn f(x) { x + xs.len() }", "f(3)", "f(", "f(\"a\")", "while true { }", "_", "var g = () => g"] {
      _ = try? await session.evaluate(text)
    }
  }

  private func anotherEngine() async throws {
    let other = Engine(token: .none, limits: engine.limits)
    other.register("call", ["body"]) { (body: ScriptFunction) async throws in try await body() }
    _ = try await other.compile("call(() => 1)").run()
  }

  /// Nobody waits for what it started, nor asks for it.
  private func abandonedSession() async throws {
    let session = Session(engine)
    _ = try? await session.evaluate("let p = predict \"rep/slow\" <seconds: 0.05>")
    _ = await session.cancel(session.openRuns)
  }
}

/// Tells that something was printed.
private final class Signal: OutputSink {
  private let continuation: AsyncStream<Void>.Continuation

  init(_ continuation: AsyncStream<Void>.Continuation) { self.continuation = continuation }

  func write(_ bytes: UnsafeRawBufferPointer) { continuation.yield() }
}

/// The usual ledger remembers the last 65,536 creates, which takes as many of them to see that it grows no more.
private final class ForgetfulLedger: CreateLedger {
  func begin(_ intent: CreateIntent) async throws -> CreateStart { .send }
  func willSend(_ intent: CreateIntent, at sentLow: Double) async throws {}
  func refused(_ intent: CreateIntent, _ error: ReplicateError) async {}
  func unanswered(_ intent: CreateIntent, at sentHigh: Double) async {}
  func answered(_ intent: CreateIntent, _ record: Value) async {}
  func claim(_ record: Value, for intent: CreateIntent) async -> Bool { true }
  func claimed(among ids: [String]) async -> Set<String> { [] }
  func ended(_ intent: CreateIntent, _ error: any Error) async {}
}
