import Rep
import RepRuntime
import RepValue
import Replicate
import Testing

/// `webhooks.verify` as a script calls it.
@Suite struct WebhookVerifyTests {
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  /// How a request differs from a good one.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var isGood = false
    var secondsAgo = 0
    var tolerance: String?
    /// Changes the signature that was made.
    var signature: @Sendable (String) -> String = { $0 }
    /// Changes the header's names.
    var name: @Sendable (String) -> String = { $0 }
    var body: @Sendable (String) -> String = { $0 }
    var secret = WebhookVerifyTests.secret

    init(_ description: String, _ change: (inout Case) -> Void = { _ in }) {
      testDescription = description
      change(&self)
    }
  }

  static let cases = [
    Case("as it came") { $0.isGood = true },
    Case("header names in capitals") { ($0.isGood, $0.name) = (true, { $0.uppercased() }) },
    Case("the last of several signatures") { ($0.isGood, $0.signature) = (true, { "v1,AAAA v2,BBBB " + $0 }) },
    Case("the first of several signatures") { ($0.isGood, $0.signature) = (true, { $0 + " v1,AAAA" }) },
    Case("the secret without its prefix") { ($0.isGood, $0.secret) = (true, String(secret.dropFirst(6))) },
    Case("four minutes old") { ($0.isGood, $0.secondsAgo) = (true, 240) },
    Case("four minutes ahead") { ($0.isGood, $0.secondsAgo) = (true, -240) },
    Case("an hour old, which is asked for") { ($0.isGood, $0.secondsAgo, $0.tolerance) = (true, 3600, "2h") },
    Case("six minutes old") { $0.secondsAgo = 360 },
    Case("six minutes ahead") { $0.secondsAgo = -360 },
    Case("a minute old, which is too old here") { ($0.secondsAgo, $0.tolerance) = (60, "30s") },
    Case("another version's signature") { $0.signature = { "v1a" + $0.dropFirst(2) } },
    Case("no signature") { $0.signature = { _ in "" } },
    Case("half a signature") { $0.signature = { String($0.prefix(20)) } },
    Case("a signature that is no base64") { $0.signature = { _ in "v1,%%%" } },
    Case("another body") { $0.body = { $0 + " " } },
    Case("no body") { $0.body = { _ in "" } },
    Case("another secret") { $0.secret = "whsec_AAAA" },
    Case("without an id") { $0.name = { $0 == "webhook-id" ? "x-id" : $0 } },
    Case("without a time") { $0.name = { $0 == "webhook-timestamp" ? "x-timestamp" : $0 } },
    Case("without a signature's header") { $0.name = { $0 == "webhook-signature" ? "x-signature" : $0 } },
  ]

  @Test(arguments: cases)
  func verify(_ example: Case) async throws {
    let body = #"{"id":"p1","output":"héllo 🦙"}"#
    let timestamp = String(Int(TimeSource.system.now()) - example.secondsAgo)
    let signature = try WebhookSignature.header(
      id: "msg_1", timestamp: timestamp, body: Array(body.utf8), secret: Self.secret)
    var headers: Value = [:]
    headers[example.name("webhook-id")] = "msg_1"
    headers[example.name("webhook-timestamp")] = Value(timestamp)
    headers[example.name("webhook-signature")] = Value(example.signature(signature))
    let tolerance = example.tolerance.map { ", tolerance: \($0)" } ?? ""
    let script = try Engine(token: .none).compile(
      """
      param headers: object
      param body: string
      param secret: string
      webhooks.verify(headers, body, secret:\(tolerance))
      """)
    let result = try await script.run(
      params: ["headers": headers, "body": Value(example.body(body)), "secret": Value(example.secret)])
    #expect(result == .bool(example.isGood))
  }
}
