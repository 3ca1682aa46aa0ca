import Crypto

/// Checks that a webhook comes from Replicate and is fresh (Standard Webhooks: `webhook-id`, `webhook-timestamp`,
/// `webhook-signature`).
public enum WebhookSignature {
  /// How far a delivery's timestamp may be from now, in seconds, before it counts as replayed.
  public static let defaultTolerance: Double = 300

  /// Why a delivery is refused.
  public enum Refusal: String, Error, Sendable, CaseIterable {
    /// The secret is not of the form `whsec_` and base64.
    case secretUnreadable
    /// `webhook-id`, `webhook-timestamp` or `webhook-signature` is missing.
    case headerMissing
    /// The timestamp is not a whole number of seconds.
    case timestampUnreadable
    /// The timestamp is further from now than the tolerance.
    case timestampOutOfRange
    /// No signature fits the body and the secret.
    case signatureMismatch

    /// One sentence for people.
    public var message: String {
      switch self {
      case .secretUnreadable: "the webhook secret is not of the form whsec_ and base64"
      case .headerMissing: "one of the headers webhook-id, webhook-timestamp, webhook-signature is missing"
      case .timestampUnreadable: "the header webhook-timestamp is not a whole number of seconds"
      case .timestampOutOfRange: "the webhook was signed too long ago or in the future"
      case .signatureMismatch: "no signature of the webhook fits its body and this secret"
      }
    }
  }

  /// Verifies one delivery.
  ///
  /// - Parameters:
  ///   - body: the body exactly as it was received.
  ///   - header: gives a header's value by its lower-case name.
  ///   - secret: the `key` of `webhooks.default.secret.get`, with or without `whsec_`.
  ///   - now: seconds since 1970.
  ///   - tolerance: seconds that the timestamp may differ from `now`; nil takes any.
  /// - Throws: the ``Refusal`` where the delivery must not be trusted.
  public static func verify(
    body: some Collection<UInt8>, header: (String) -> String?, secret: String, now: Double,
    tolerance: Double? = defaultTolerance
  ) throws(Refusal) {
    guard let id = header("webhook-id"), let timestamp = header("webhook-timestamp"),
      let signatures = header("webhook-signature")
    else { throw .headerMissing }
    guard let seconds = Int64(timestamp) else { throw .timestampUnreadable }
    if let tolerance, abs(now - Double(seconds)) > tolerance { throw .timestampOutOfRange }
    let expected = try sign(id: id, timestamp: timestamp, body: body, secret: secret)

    // Every listed signature is compared to the end, so that the time taken tells nothing about which one fits.
    var fits = false
    for entry in signatures.split(separator: " ") where entry.hasPrefix("v1,") {
      if let given = Base64.decode(entry.dropFirst(3).utf8), isEqual(given, expected) { fits = true }
    }
    guard fits else { throw .signatureMismatch }
  }

  /// Whether a text is a signing secret: base64, with or without `whsec_`.
  public static func isReadable(secret: String) -> Bool {
    (try? sign(id: "", timestamp: "", body: [], secret: secret)) != nil
  }

  /// The value of a `webhook-signature` header for a delivery: `v1,` and the base64 of
  /// HMAC-SHA256(secret, id.timestamp.body).
  ///
  /// - Throws: ``Refusal/secretUnreadable``.
  public static func header(
    id: String, timestamp: String, body: some Collection<UInt8>, secret: String
  ) throws(Refusal) -> String {
    let code = try sign(id: id, timestamp: timestamp, body: body, secret: secret)
    return "v1," + String(decoding: Base64.encode(code), as: UTF8.self)
  }

  private static func sign(
    id: String, timestamp: String, body: some Collection<UInt8>, secret: String
  ) throws(Refusal) -> [UInt8] {
    let encoded = secret.hasPrefix("whsec_") ? secret.dropFirst(6) : secret[...]
    guard let key = Base64.decode(encoded.utf8), !key.isEmpty else { throw .secretUnreadable }
    var hmac = HMAC<SHA256>(key: SymmetricKey(data: key))
    hmac.update(data: Array("\(id).\(timestamp).".utf8))
    hmac.update(data: Array(body))
    return Array(hmac.finalize())
  }

  private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for (x, y) in zip(a, b) { difference |= x ^ y }
    return difference == 0
  }
}
