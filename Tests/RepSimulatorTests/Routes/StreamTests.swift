import RepValue
import Testing

@testable import RepSimulator

@Suite struct StreamTests {
  struct Event: Equatable {
    var name = ""
    var id = ""
    var data = ""
  }

  /// Reads a whole stream as the specification says: fields, blank lines, comments.
  static func events(_ text: String) -> [Event] {
    text.components(separatedBy: "\n\n").compactMap { block in
      var event = Event()
      var data: [Substring] = []
      for line in block.split(separator: "\n") {
        if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
        if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
        if line.hasPrefix("data: ") { data.append(line.dropFirst(6)) }
      }
      event.data = data.joined(separator: "\n")
      return event.name.isEmpty ? nil : event
    }
  }

  @Test func tokensArriveInOrderAndThenDone() async throws {
    try await withSimulator { server in
      let prediction = try await server.create("meta/meta-llama-3-8b-instruct", ["prompt": "Write a haiku"]).json
      let answer = try await send("GET", prediction["urls"]["stream"].text)
      #expect(answer.header("content-type") == "text/event-stream")
      #expect(answer.text.hasPrefix(": hi\n\n"))
      let events = Self.events(answer.text)
      #expect(events.last == Event(name: "done", id: events.last?.id ?? "", data: "{}"))
      #expect(Set(events.map(\.id)).count == events.count)
      let final = try await server.get("/predictions/\(prediction["id"])").json
      #expect(events.dropLast().map(\.data) == final["output"].array?.map(\.text))
    }
  }

  @Test func streamsResumeAfterTheLastEvent() async throws {
    try await withSimulator { server in
      let prediction = try await server.create("meta/meta-llama-3-8b-instruct", ["prompt": "hello"], wait: 60).json
      let url = prediction["urls"]["stream"].text
      let all = Self.events(try await send("GET", url).text)
      for (index, event) in all.enumerated() {
        let rest = Self.events(try await send("GET", url, headers: [("Last-Event-ID", event.id)]).text)
        #expect(rest == Array(all[(index + 1)...]))
      }
      #expect(server.simulator.statistics.streamsResumed == all.count)
      #expect(server.simulator.statistics.tokensSeenElsewhere == 0)
    }
  }

  @Test func failuresAndCancelsAreReasons() async throws {
    try await withSimulator({ $0.slowModelDuration = .seconds(36_000) }) { server in
      let failed = try await server.create(
        "black-forest-labs/flux-schnell", ["prompt": "nsfw"], wait: 60
      ).json
      let failure = Self.events(try await send("GET", failed["urls"]["stream"].text).text)
      #expect(failure.map(\.name).suffix(2) == ["error", "done"])
      #expect(try JSON.parse(failure.last?.data ?? "") == ["reason": "error"])
      #expect(failure.dropLast().last?.data.contains("(E005)") == true)
      let slow = try await server.create("deepseek-ai/deepseek-r1", ["prompt": "x"]).json
      async let stream = send("GET", slow["urls"]["stream"].text)
      _ = try await server.call("POST", "/predictions/\(slow["id"])/cancel")
      #expect(Self.events(try await stream.text).last?.data == #"{"reason":"canceled"}"#)
    }
  }

  @Test func pictureStreamsGiveURLs() async throws {
    try await withSimulator { server in
      let prediction = try await server.create("black-forest-labs/flux-schnell", ["prompt": "x"], wait: 60).json
      let url = prediction["urls"]["stream"].text
      #expect(url.contains("/v1/files/"))
      let events = Self.events(try await send("GET", url).text)
      #expect(events.filter { $0.name == "output" }.map(\.data) == [prediction["output"][0].text])
      #expect(events.contains { $0.name == "logs" })
    }
  }

  @Test func modelsThatDoNotStreamHaveNoURLForIt() async throws {
    try await withSimulator { server in
      #expect(try await server.create("rep/echo", ["text": "x"]).json["urls"].contains(key: "stream") == false)
      let missing = try await send("GET", server.simulator.deliveryOrigin + "/v1/streams/none")
      #expect(missing.status == 404)
    }
  }

  @Test func streamsEndWithACommentWhenTheirTimeIsUp() async throws {
    try await withSimulator({
      $0.streamTimeout = .zero
      $0.speed = 1
      // Longer than any machine needs to open the stream.
      $0.slowModelDuration = .seconds(3600)
    }) { server in
      let prediction = try await server.create("deepseek-ai/deepseek-r1", ["prompt": "x"]).json
      let text = try await send("GET", prediction["urls"]["stream"].text).text
      #expect(text.hasSuffix(":408: 408 Request Timeout\n\n"))
      #expect(!text.contains("done"))
    }
  }

  @Test(arguments: [0, 3, 6, 40])
  func streamsCanBeCut(limit: Int) async throws {
    try await withSimulator({ $0.streamCutAfter = limit }) { server in
      let prediction = try await server.create("meta/meta-llama-3-8b-instruct", ["prompt": "x"], wait: 60).json
      await #expect(throws: (any Error).self) { try await send("GET", prediction["urls"]["stream"].text) }
    }
  }

  @Test func carriageReturnsBecomeLines() async throws {
    try await withSimulator { server in
      let prediction = try await server.create("black-forest-labs/flux-schnell", ["prompt": "x"], wait: 60).json
      let text = try await send("GET", prediction["urls"]["stream"].text).text
      #expect(!text.contains("\r"))
      #expect(text.contains("data: 100%|"))
    }
  }
}

extension String {
  /// As Foundation's: the parts between separators, empty ones included.
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
