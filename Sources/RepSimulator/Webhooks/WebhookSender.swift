import AsyncHTTPClient
import Crypto
import NIOCore
import RepValue

/// Sends signed webhook requests (Standard Webhooks 1.0) to servers on this machine.
struct WebhookSender: Sendable {
  let secret: String
  let tally: Tally

  /// How often the last event of a run is tried; the others are tried once.
  static let attempts = 5

  /// Sends one event.
  /// - Parameter attempts: How often to try, with doubling pauses, until the answer is 2xx.
  func send(
    _ body: [UInt8], to url: String, id: String, attempts: Int, clock: SimulationClock
  ) async {
    guard Loopback.isHost(of: url) else {
      tally.add { $0.webhooksSkipped += 1 }
      return
    }
    var pause = Duration.milliseconds(500)
    for attempt in 1...attempts {
      if await deliver(body, to: url, id: id) {
        tally.add { $0.webhooksDelivered += 1 }
        return
      }
      tally.add { $0.webhooksFailed += 1 }
      guard attempt < attempts, (try? await clock.sleep(for: pause)) != nil else { return }
      pause *= 2
    }
  }

  private func deliver(_ body: [UInt8], to url: String, id: String) async -> Bool {
    // The receiver compares with its own clock, whatever the speed of ours.
    let timestamp = SimulationClock(speed: 1).now.secondsSince1970
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    request.headers.add(name: "User-Agent", value: "Replicate-Webhooks/1.0 (simulator)")
    request.headers.add(name: "webhook-id", value: id)
    request.headers.add(name: "webhook-timestamp", value: "\(timestamp)")
    request.headers.add(
      name: "webhook-signature", value: "v1,\(Self.signature(of: body, id: id, timestamp: timestamp, secret: secret))")
    request.body = .bytes(ByteBuffer(bytes: body))
    let response = try? await Loopback.client.execute(request, timeout: .seconds(10))
    guard let status = response?.status.code else { return false }
    return (200..<300).contains(status)
  }

  /// Base64 of HMAC-SHA256 over `id.timestamp.body`, keyed by what follows `whsec_` in the secret.
  static func signature(of body: [UInt8], id: String, timestamp: Int64, secret: String) -> String {
    let encoded = secret.hasPrefix("whsec_") ? secret.dropFirst("whsec_".count) : secret[...]
    let key = SymmetricKey(data: Base64.decode(encoded) ?? Array(encoded.utf8))
    let message = Array("\(id).\(timestamp).".utf8) + body
    return Base64.encode(Array(HMAC<SHA256>.authenticationCode(for: message, using: key)))
  }
}
