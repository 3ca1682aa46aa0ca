@testable import Replicate
import Testing

struct WebhookSignatureTests {
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private static let body = #"{"test": 2432232314}"#
  private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

  private static func verify(
    id: String? = id, timestamp: String? = "1614265330", signature: String? = signature, body: String = body,
    secret: String = secret, now: Double = 1_614_265_330, tolerance: Double? = WebhookSignature.defaultTolerance
  ) -> WebhookSignature.Refusal? {
    let headers = ["webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature]
    do {
      try WebhookSignature.verify(
        body: Array(body.utf8), header: { headers[$0] ?? nil }, secret: secret, now: now, tolerance: tolerance)
      return nil
    } catch {
      return error
    }
  }

  /// Vectors that were checked with openssl.
  @Test(arguments: [
    (id, "1614265330", body, signature),
    (
      "msg_2ZfkXn7uYxq9", "1735689600",
      #"{"id":"gm3qorzdhgbfurvjtvhg6dckhu","status":"succeeded","output":"hello Alice"}"#,
      "v1,z+WWd+y5T+KhmX/TbKHpMVvLEd054d87Tr3qZp0upX4="
    ),
    (
      "msg_2ZfkXn7uYxq9", "1735689600",
      #"{"id":"gm3qorzdhgbfurvjtvhg6dckhu","status":"succeeded","output":"héllo 🦙"}"#,
      "v1,CFgedOTuNOh9sQ1ljt+/buPbZ1bQ8B8z2HHV0MLvNXA="
    ),
  ])
  func vectors(id: String, timestamp: String, body: String, signature: String) throws {
    let made = try WebhookSignature.header(
      id: id, timestamp: timestamp, body: Array(body.utf8), secret: Self.secret)
    #expect(made == signature)
    let now = try #require(Double(timestamp))
    #expect(Self.verify(id: id, timestamp: timestamp, signature: signature, body: body, now: now) == nil)
  }

  @Test func oneOfSeveralSignaturesIsEnough() {
    #expect(Self.verify(signature: "v1,AAAA v2,x " + Self.signature) == nil)
    #expect(Self.verify(signature: "v1a," + Self.signature.dropFirst(3)) == .signatureMismatch)
  }

  @Test func everyChangedByteIsNoticed() {
    let bytes = Array(Self.body.utf8)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      #expect(Self.verify(body: String(decoding: changed, as: UTF8.self)) == .signatureMismatch)
    }
    #expect(Self.verify(id: "msg_other") == .signatureMismatch)
    #expect(Self.verify(secret: "whsec_AAAA") == .signatureMismatch)
    #expect(Self.verify(signature: "") == .signatureMismatch)
    #expect(Self.verify(signature: "v1,") == .signatureMismatch)
  }

  @Test func timestampsWithinTheTolerance() {
    #expect(Self.verify(now: 1_614_265_630) == nil)
    #expect(Self.verify(now: 1_614_265_030) == nil)
    #expect(Self.verify(now: 1_614_265_631) == .timestampOutOfRange)
    #expect(Self.verify(now: 1_614_265_029) == .timestampOutOfRange)
    #expect(Self.verify(now: 0, tolerance: nil) == nil)
    #expect(Self.verify(timestamp: "1614265331") == .signatureMismatch)
    #expect(Self.verify(timestamp: "now") == .timestampUnreadable)
    #expect(Self.verify(timestamp: "1614265330.0") == .timestampUnreadable)
  }

  @Test func missingParts() {
    #expect(Self.verify(id: nil) == .headerMissing)
    #expect(Self.verify(timestamp: nil) == .headerMissing)
    #expect(Self.verify(signature: nil) == .headerMissing)
    #expect(Self.verify(secret: "whsec_") == .secretUnreadable)
    #expect(Self.verify(secret: "whsec_$$$") == .secretUnreadable)
    #expect(Self.verify(secret: String(Self.secret.dropFirst(6))) == nil)
  }
}
