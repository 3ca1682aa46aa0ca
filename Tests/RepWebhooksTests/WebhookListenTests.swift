import AsyncHTTPClient
import Foundation
import NIOCore
import Rep
import RepRuntime
import RepSimulator
import RepValue
import RepWebhooks
import Replicate
import Synchronization
import Testing

/// `webhooks.listen` with real requests on a port of this machine.
@Suite(.timeLimit(.minutes(2)))
struct WebhookListenTests {
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  static let second = Delivery {
    $0.id = "msg_2"
    $0.body = Array(#"{"id":"p2"}"#.utf8)
  }

  /// A request as Replicate sends it, to be spoiled by a test.
  struct Delivery: Sendable, CustomTestStringConvertible {
    var id = "msg_1"
    var body = Array(#"{"id":"p1","status":"succeeded"}"#.utf8)
    var secondsAgo = 0.0
    /// When it was signed, where a test signs it by itself.
    var timestamp: String?
    var signature: String?
    var method = "POST"
    var leavesOut: String?

    /// Blanks after the body.
    var padding = 0

    var testDescription: String {
      "\(method) \(id) \(body.count + padding) bytes, \(secondsAgo) s old, \(signature ?? "signed") \(leavesOut ?? "")"
    }

    init(_ change: (inout Delivery) -> Void = { _ in }) { change(&self) }

    func expect(_ status: Int, from url: String, _ place: SourceLocation = #_sourceLocation) async throws {
      let answered = try await send(to: url)
      #expect(answered == status, sourceLocation: place)
    }

    func send(to url: String) async throws -> Int {
      let timestamp = timestamp ?? String(Int(TimeSource.system.now() - secondsAgo))
      let signed = try WebhookSignature.header(id: id, timestamp: timestamp, body: body, secret: WebhookListenTests.secret)
      var request = HTTPClientRequest(url: url)
      request.method = .RAW(value: method)
      for (name, value) in [
        ("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature ?? signed),
      ] where name != leavesOut {
        request.headers.add(name: name, value: value)
      }
      if method == "POST" { request.body = .bytes(ByteBuffer(bytes: body + [UInt8](repeating: 0x20, count: padding))) }
      do {
        return Int(try await HTTPClient.shared.execute(request, timeout: .seconds(20)).status.code)
      } catch where padding > 0 {
        // The server does not wait for the rest of what it refuses.
        return 413
      }
    }
  }

  @Test(
    "Only genuine, fresh and whole requests are taken",
    arguments: [
      (Delivery(), 200),
      (Delivery { $0.signature = "v1,aW52YWxpZA==" }, 401),
      (Delivery { $0.signature = "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" }, 401),
      (Delivery { $0.signature = "" }, 401),
      (Delivery { $0.secondsAgo = 301 }, 401),
      (Delivery { $0.secondsAgo = -330 }, 401),
      (Delivery { $0.leavesOut = "webhook-id" }, 401),
      (Delivery { $0.leavesOut = "webhook-signature" }, 401),
      (Delivery { $0.leavesOut = "webhook-timestamp" }, 401),
      (Delivery { $0.body = Array("not json".utf8) }, 400),
      (Delivery { $0.body = [] }, 400),
      (Delivery { $0.body = [0xFF, 0xFE] }, 400),
      (Delivery { $0.body = Array(String(repeating: "[", count: 100_000).utf8) }, 400),
      (Delivery { $0.padding = 33 << 20 }, 413),
      (Delivery { $0.method = "GET" }, 405),
      (Delivery { $0.method = "DELETE" }, 405),
    ])
  func requests(_ delivery: Delivery, _ status: Int) async throws {
    let events = try await listening("for p in events |> take(1) { print p.id }") { url in
      try await delivery.expect(status, from: url)
      guard status != 200 else { return }
      // Whatever came before, the next good one is taken.
      try await Self.second.expect(200, from: url)
    }
    #expect(events == [status == 200 ? "p1" : "p2"])
  }

  @Test("A signature among several is enough, and a replay is given once")
  func replay() async throws {
    let body = Array(#"{"id":"p1"}"#.utf8)
    let events = try await listening("for p in events |> take(2) { print p.id }") { url in
      let timestamp = String(Int(TimeSource.system.now()))
      let good = try WebhookSignature.header(id: "msg_1", timestamp: timestamp, body: body, secret: Self.secret)
      var delivery = Delivery { $0.body = body }
      delivery.signature = "v1,aW52YWxpZA== v2,xyz \(good)"
      delivery.timestamp = timestamp
      for _ in 1...5 { try await delivery.expect(200, from: url) }
      try await Self.second.expect(200, from: url)
    }
    #expect(events == ["p1", "p2"])
  }

  @Test("Events that come while the script is busy wait for it, and one loop after another reads them")
  func queue() async throws {
    let script = """
      while not exists("go") { sleep 5ms }
      print [for p in events |> take(2): p.id]
      for p in events |> take(2) { print p.id }
      let late = try { within 20ms { for p in events { print p.id } } }
      print late.error.kind
      """
    let events = try await listening(script) { url in
      for n in 1...4 {
        let delivery = Delivery {
          $0.id = "msg_\(n)"
          $0.body = Array("{\"id\":\"p\(n)\"}".utf8)
        }
        try await delivery.expect(200, from: url)
      }
    }
    #expect(events == ["[\"p1\",\"p2\"]", "p3", "p4", "timeout"])
  }

  @Test("A prediction's own webhook arrives, with the account's secret")
  func simulator() async throws {
    let simulator = Simulator()
    let base = try await simulator.start()
    var options = Engine.Options()
    options.webhookReceiver = HTTPWebhookReceiver()
    let engine = Engine(token: .text("r8_webhook_tests"), baseURL: base, limits: Limits(duration: .seconds(60)), options: options)
    let script = try engine.compile(
      """
      let events = webhooks.listen(port: 0)
      let p = predict "replicate/hello-world" <text: "Ada">, webhook: events.url, webhook_events_filter: ["completed"]
      for event in events {
        assert event.id == p.id
        print event.status, event.output
        break
      }
      """, name: "webhook.rep")
    let output = Lines()
    _ = try await script.run(output: output)
    await simulator.stop()
    #expect(output.lines == ["succeeded hello Ada"])
  }

  @Test(arguments: [
    ("webhooks.listen port: 0, secret: \"whsec_%%%\"", "argument"), ("webhooks.listen port: 70000, secret: \"\"", "argument"),
    ("webhooks.listen port: 0, secret: \"\"", "argument"),
    ("webhooks.verify({}, \"x\", secret: \"%\")", "argument"),
    ("webhooks.listen port: 0, host: \"203.0.113.1\", secret: \"\(secret)\"", "io"),
  ])
  func wrongCalls(_ text: String, _ kind: String) async throws {
    var options = Engine.Options()
    options.webhookReceiver = HTTPWebhookReceiver()
    let script = try Engine(token: .none, options: options).compile(text)
    #expect(await failure(of: script) == kind)
  }

  @Test("A host without a listener says so")
  func noReceiver() async throws {
    let script = try Engine(token: .none).compile("webhooks.listen port: 0, secret: \"\(Self.secret)\"")
    #expect(await failure(of: script) == "permission")
  }

  private func failure(of script: Script) async -> String? {
    do throws(ScriptError) {
      _ = try await script.run()
      return nil
    } catch {
      return error.kind.rawValue
    }
  }

  /// Runs a script that listens as `events`, lets `body` send to it, and gives what it printed.
  private func listening(_ text: String, _ body: @Sendable (_ url: String) async throws -> Void) async throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rep-webhooks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = Engine.Options()
    options.webhookReceiver = HTTPWebhookReceiver()
    options.folder = folder.path
    let engine = Engine(token: .none, permissions: .all, limits: Limits(duration: .seconds(60)), options: options)
    let script = try engine.compile(
      "let events = webhooks.listen(port: 0, secret: \"\(Self.secret)\")\nprint events.url\n\(text)", name: "listen.rep")
    let output = Lines()
    let run = try script.start(output: output)
    try await body(try await output.first())
    try Data().write(to: folder.appendingPathComponent("go"))
    _ = try await run.outcome().get()
    return Array(output.lines.dropFirst())
  }
}

/// Keeps the lines that a script prints, and tells of the first.
private final class Lines: OutputSink {
  private struct State {
    var text = ""
    var waiting: CheckedContinuation<String, Never>?
  }
  private let state = Mutex(State())

  func write(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      state.text += String(decoding: bytes, as: UTF8.self)
      guard let line = Self.lines(state.text).first else { return }
      state.waiting?.resume(returning: line)
      state.waiting = nil
    }
  }

  var lines: [String] { state.withLock { Self.lines($0.text) } }

  func first() async throws -> String {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if let line = Self.lines(state.text).first { continuation.resume(returning: line) } else { state.waiting = continuation }
      }
    }
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
