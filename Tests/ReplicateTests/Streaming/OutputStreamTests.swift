import RepValue
import Replicate
import Synchronization
import Testing

struct OutputStreamTests {
  /// A prediction's record as the server at `harness` gives it.
  private static func record(
    _ harness: Harness, status: String = "processing", output: String = "null", error: String = "null",
    hasStream: Bool = true
  ) throws -> RunRecord {
    let stream = hasStream ? #", "stream": "http://127.0.0.1:\#(harness.server.port)/stream/p1""# : ""
    return try #require(
      RunRecord(
        try .json(
          #"{"id": "p1", "status": "\#(status)", "output": \#(output), "error": \#(error), "logs": "l1\nl2", "#
            + #""urls": {"get": "https://api.replicate.com/v1/predictions/p1"\#(stream)}}"#)))
  }

  private static func json(status: String, output: String = "null", error: String = "null") -> Reply {
    .json(
      #"{"id": "p1", "status": "\#(status)", "output": \#(output), "error": \#(error), "logs": "l1\nl2", "#
        + #""urls": {"get": "https://api.replicate.com/v1/predictions/p1"}}"#)
  }

  /// Reads a stream to its end: the joined output, and how it ended.
  private static func read(_ run: RunRecord, _ harness: Harness) async -> (text: String, error: ReplicateError?) {
    let stream = OutputStream(run, client: harness.client)
    var text = ""
    do {
      while let event = try await stream.next() {
        if case .output(let piece) = event { text += piece }
      }
      return (text, nil)
    } catch {
      return (text, error as? ReplicateError)
    }
  }

  private static func output(_ id: Int, _ text: String) -> String { "event: output\nid: \(id)\ndata: \(text)\n\n" }
  private static let done = "event: done\ndata: {}\n\n"

  @Test func readsToTheEnd() async throws {
    try await Harness.run(
      script: { _, _ in
        .events([Self.output(1, "Once"), "event: logs\ndata: x\n\n", Self.output(2, " upon"), Self.done])
      }
    ) { harness in
      let result = await Self.read(try Self.record(harness), harness)
      #expect(result.text == "Once upon" && result.error == nil)
      let request = harness.server.requests[0]
      #expect(request.header("accept") == "text/event-stream" && request.header("last-event-id") == nil)
      #expect(harness.server.requests.count == 1)
    }
  }

  @Test func goesOnAfterEveryInterruption() async throws {
    try await Harness.run(
      script: { _, number in
        switch number {
        case 0: .events([Self.output(1, "a"), "event: output\nid: 2\nda"])
        case 1: .events([": 408 Request Timeout\n\n"])
        case 2: .drop
        case 3: .events([Self.output(2, "b"), Self.output(3, "c")])
        default: .events([Self.output(4, "d"), Self.done])
        }
      }
    ) { harness in
      let result = await Self.read(try Self.record(harness), harness)
      #expect(result.text == "abcd" && result.error == nil)
      #expect(harness.server.requests.map { $0.header("last-event-id") } == [nil, "1", "1", "1", "3"])
    }
  }

  /// Every way to end lines, byte by byte: what the standard calls the same stream gives the same text.
  @Test(arguments: ["\n", "\r\n", "\r"], ["", "\u{FEFF}"])
  func everyFormOfTheStream(end: String, start: String) async throws {
    let text = start + ": hi\n\nid: 1\nevent: output\ndata: a\u{2028}b 🦙\ndata: c\n\n"
      + "retry: 10\nevent: novel\ndata: ?\n\nevent: output\ndata:  d\n\nevent: done\ndata: {}\n\n"
    let bytes = Array(text.replacing("\n", with: end).utf8)
    let pieces = bytes.map { [$0] }
    try await Harness.run(
      script: { _, _ in Reply(headers: [("Content-Type", "text/event-stream")], pieces: pieces) }
    ) { harness in
      let result = await Self.read(try Self.record(harness), harness)
      #expect(result.text == "a\u{2028}b 🦙\nc d" && result.error == nil)
      #expect(harness.server.requests.count == 1)
    }
  }

  @Test func aHostThatStartsOverRepeatsNothing() async throws {
    try await Harness.run(
      script: { _, number in
        .events(
          [Self.output(1, "a"), Self.output(2, "b")] + (number == 0 ? [] : [Self.output(3, "c"), Self.done]))
      }
    ) { harness in
      let result = await Self.read(try Self.record(harness), harness)
      #expect(result.text == "abc" && result.error == nil)
    }
  }

  @Test func eventsWithoutIDsAndUnknownEventsAreTaken() async throws {
    try await Harness.run(
      script: { _, _ in
        .events(["event: output\ndata: a\n\nevent: output\ndata: a\n\nevent: novel\ndata: ?\n\n", Self.done])
      }
    ) { harness in
      let result = await Self.read(try Self.record(harness), harness)
      #expect(result.text == "aa" && result.error == nil)
    }
  }

  @Test(arguments: [
    ("canceled", "canceled", ReplicateError.Kind.canceled), ("error", "failed", .modelFailed),
    ("canceled", "aborted", .aborted),
  ])
  func canceledAndFailedAreToldFromFinished(reason: String, status: String, kind: ReplicateError.Kind) async throws {
    try await Harness.run(
      script: { request, _ in
        request.path.hasPrefix("/stream")
          ? .events([Self.output(1, "a"), "event: done\ndata: {\"reason\": \"\(reason)\"}\n\n"])
          : Self.json(status: status, output: #"["a"]"#, error: #""out of memory""#)
      }
    ) { harness in
      let result = await Self.read(try Self.record(harness), harness)
      #expect(result.text == "a" && result.error?.kind == kind && result.error?.runID == "p1")
    }
  }

  @Test func anErrorEventFails() async throws {
    try await Harness.run(
      script: { _, _ in .events([Self.output(1, "a"), "event: error\ndata: {\"detail\": \"CUDA\"}\n\n", Self.done]) }
    ) { harness in
      let result = await Self.read(try Self.record(harness), harness)
      #expect(result.text == "a" && result.error?.kind == .modelFailed && result.error?.detail == "CUDA")
    }
  }

  /// A stream that cannot be had, in several ways: the record says the rest.
  @Test(arguments: [
    [Reply.problem(404, "{}")], [.problem(410, "")], [.json("{}")], [.drop], [.problem(503, "")], [.events([])],
    [.events([output(1, "a"), output(2, "bc")]), .problem(404, "{}")],
  ])
  func fallsBackToTheRecord(replies: [Reply]) async throws {
    try await Harness.run(
      script: { request, number in
        guard request.path.hasPrefix("/stream") else {
          return request.path == "/v1/predictions/p1" && number > 8
            ? Self.json(status: "succeeded", output: #"["a", "bcd", "e"]"#)
            : Self.json(status: "processing", output: #"["a", "bcd"]"#)
        }
        return replies[min(number, replies.count - 1)]
      }
    ) { harness in
      let result = await Self.read(try Self.record(harness), harness)
      #expect(result.text == "abcde" && result.error == nil)
    }
  }

  @Test func aModelThatCannotStreamIsRead() async throws {
    try await Harness.run(
      script: { _, number in
        number < 2 ? Self.json(status: "processing") : Self.json(status: "succeeded", output: #""https://x/y.png""#)
      }
    ) { harness in
      let result = await Self.read(try Self.record(harness, hasStream: false), harness)
      #expect(result.text == "https://x/y.png" && result.error == nil)
    }
  }

  @Test func aRunThatIsOverCostsNoCall() async throws {
    try await Harness.run(script: { _, _ in .problem(500, "{}") }) { harness in
      let good = await Self.read(try Self.record(harness, status: "succeeded", output: #"["a", "b"]"#), harness)
      #expect(good.text == "ab" && good.error == nil)
      let bad = await Self.read(try Self.record(harness, status: "failed", error: #""boom""#), harness)
      #expect(bad.text.isEmpty && bad.error?.kind == .modelFailed)
      #expect(bad.error?.logTail == "l1\nl2")
      #expect(harness.server.requests.isEmpty)
    }
  }

  @Test func theTokenGoesToTheAPIsOriginOnly() async throws {
    let elsewhere = try await ScriptedServer.start { _, _ in .events([Self.done]) }
    try await Harness.run(script: { _, _ in .events([Self.done]) }) { harness in
      _ = await Self.read(try Self.record(harness), harness)
      #expect(harness.server.requests[0].header("authorization") == "Bearer " + Harness.token)
      let other = try #require(
        RunRecord(
          try .json(
            #"{"id": "p1", "status": "starting", "urls": {"get": "x", "#
              + #""stream": "http://127.0.0.1:\#(elsewhere.port)/s"}}"#)))
      let result = await Self.read(other, harness)
      #expect(result.error == nil)
    }
    #expect(elsewhere.requests.count == 1)
    #expect(elsewhere.requests.allSatisfy { $0.header("authorization") == nil })
    try await elsewhere.stop()
  }
}
