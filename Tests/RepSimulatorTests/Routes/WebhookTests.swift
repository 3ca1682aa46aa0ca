import RepValue
import Synchronization
import Testing

@testable import RepSimulator

@Suite struct WebhookTests {
  struct Delivery: Sendable {
    let headers: [String: String]
    let bytes: [UInt8]
    var json: Value { (try? JSON.parse(bytes)) ?? .null }
  }

  /// A server that keeps what it is sent, and refuses the first `refusals` requests.
  final class Receiver: Sendable {
    private let state = Mutex((deliveries: [Delivery](), refusals: 0))
    private let arrivals = AsyncStream<Void>.makeStream()

    init(refusals: Int = 0) {
      state.withLock { $0.refusals = refusals }
    }

    func start() async throws -> Listener {
      try await Listener.start(host: "127.0.0.1", port: 0, tally: nil, clock: SimulationClock(speed: 1)) { request in
        let buffer = try await request.body.collect(upTo: 1 << 20)
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        let delivery = Delivery(headers: headers, bytes: Array(buffer.readableBytesView))
        let isRefused = self.state.withLock { state in
          state.deliveries.append(delivery)
          state.refusals -= 1
          return state.refusals >= 0
        }
        self.arrivals.continuation.yield()
        return .empty(isRefused ? 500 : 204)
      }
    }

    /// Waits for a number of requests.
    func deliveries(_ count: Int) async -> [Delivery] {
      var iterator = arrivals.stream.makeAsyncIterator()
      while state.withLock({ $0.deliveries.count }) < count { await iterator.next() }
      return state.withLock { $0.deliveries }
    }
  }

  private func withReceiver(
    refusals: Int = 0, _ body: (TestServer, Receiver, String) async throws -> Void
  ) async throws {
    let receiver = Receiver(refusals: refusals)
    let listener = try await receiver.start()
    try await withSimulator { server in
      try await body(server, receiver, "http://127.0.0.1:\(listener.port)/hook")
    }
    await listener.stop()
  }

  @Test func eventsAreSentSignedAndInOrder() async throws {
    try await withReceiver { server, receiver, url in
      let prediction = try await server.create(
        "rep/slow", ["seconds": 50, "queue_seconds": 1],
        extra: ["webhook": Value(url), "webhook_events_filter": ["start", "completed"]]
      ).json
      let deliveries = await receiver.deliveries(2)
      #expect(deliveries.map { $0.json["status"].text } == ["processing", "succeeded"])
      #expect(deliveries.allSatisfy { $0.json["id"] == prediction["id"] })
      #expect(Set(deliveries.map { $0.headers["webhook-id"] }).count == 2)
      let secret = try await server.get("/webhooks/default/secret").json["key"].text
      for delivery in deliveries {
        let id = try #require(delivery.headers["webhook-id"])
        let timestamp = try #require(delivery.headers["webhook-timestamp"].flatMap { Int64($0) })
        let signature = WebhookSender.signature(of: delivery.bytes, id: id, timestamp: timestamp, secret: secret)
        #expect(delivery.headers["webhook-signature"] == "v1,\(signature)")
        #expect(abs(timestamp - SimulationClock(speed: 1).now.secondsSince1970) < 300)
      }
      let final = try await server.get("/predictions/\(prediction["id"])").json
      #expect(deliveries.last?.json == final)
    }
  }

  @Test func withoutAFilterOutputAndEndAreSent() async throws {
    try await withReceiver { server, receiver, url in
      _ = try await server.create("rep/echo", ["text": "x"], extra: ["webhook": Value(url)])
      let deliveries = await receiver.deliveries(2)
      #expect(deliveries.allSatisfy { $0.json["status"].string == "succeeded" })
    }
  }

  @Test func theLastEventIsTriedAgainUnderTheSameID() async throws {
    try await withReceiver(refusals: 2) { server, receiver, url in
      _ = try await server.create(
        "rep/echo", ["text": "x"], extra: ["webhook": Value(url), "webhook_events_filter": ["completed"]])
      let deliveries = await receiver.deliveries(3)
      #expect(Set(deliveries.map { $0.headers["webhook-id"] }).count == 1)
    }
  }

  @Test func cancelsAndTrainingsAreReported() async throws {
    try await withReceiver { server, receiver, url in
      let id = try await server.create(
        "rep/slow", ["seconds": 36_000], extra: ["webhook": Value(url), "webhook_events_filter": ["completed"]]
      ).json["id"]
      _ = try await server.call("POST", "/predictions/\(id)/cancel")
      #expect(await receiver.deliveries(1).last?.json["status"].string == "canceled")
      let version = try await server.get("/models/ostris/flux-dev-lora-trainer").json["latest_version"]["id"]
      _ = try await server.call(
        "POST", "/models/ostris/flux-dev-lora-trainer/versions/\(version)/trainings",
        [
          "destination": "me/otter-lora", "input": ["input_images": "data:,x"], "webhook": Value(url),
          "webhook_events_filter": ["completed"],
        ])
      #expect(await receiver.deliveries(2).last?.json["output"]["version"].string?.hasPrefix("me/otter-lora:") == true)
    }
  }

  @Test func nothingLeavesThisMachine() async throws {
    try await withSimulator { server in
      _ = try await server.create(
        "rep/echo", ["text": "x"], wait: 60,
        extra: ["webhook": "https://example.com/", "webhook_events_filter": ["completed"]])
      while server.simulator.statistics.webhooksSkipped == 0 { await Task.yield() }
      #expect(server.simulator.statistics.webhooksDelivered == 0)
    }
  }

  /// The vectors of the facts page, checked there with openssl.
  @Test(
    arguments: [
      (
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, #"{"test": 2432232314}"#,
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
      ),
      (
        "msg_2ZfkXn7uYxq9", 1_735_689_600,
        #"{"id":"gm3qorzdhgbfurvjtvhg6dckhu","status":"succeeded","output":"hello Alice"}"#,
        "z+WWd+y5T+KhmX/TbKHpMVvLEd054d87Tr3qZp0upX4="
      ),
      (
        "msg_2ZfkXn7uYxq9", 1_735_689_600,
        #"{"id":"gm3qorzdhgbfurvjtvhg6dckhu","status":"succeeded","output":"héllo 🦙"}"#,
        "CFgedOTuNOh9sQ1ljt+/buPbZ1bQ8B8z2HHV0MLvNXA="
      ),
    ] as [(String, Int64, String, String)])
  func signaturesAgreeWithTheServices(id: String, timestamp: Int64, body: String, expected: String) {
    let signature = WebhookSender.signature(
      of: Array(body.utf8), id: id, timestamp: timestamp, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    #expect(signature == expected)
  }

  @Test(
    arguments: [
      ("http://localhost:80/x", true), ("http://127.0.0.1/", true), ("https://127.1.2.3:9", true),
      ("http://[::1]:8/", true),
      ("http://localhost.example.com/", false), ("http://127.0.0.1.example.com/", false),
      ("http://example.com/127.0.0.1", false),
      ("http://127.0.0.1@example.com/", false), ("localhost", false),
    ])
  func loopbackIsRecognised(url: String, isLoopback: Bool) {
    #expect(Loopback.isHost(of: url) == isLoopback)
  }
}
