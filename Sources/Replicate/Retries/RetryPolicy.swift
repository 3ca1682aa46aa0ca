/// When a call that failed is sent again, and after how long.
///
/// Calls that may be repeated (``Operation/isIdempotent``) are, on connection failures, 408, 429 and 5xx. All others
/// are sent again only where they were certainly not accepted: on 429, and when the connection failed before the
/// request's body was handed over.
public struct RetryPolicy: Sendable {
  /// Sendings of one call at most, throttled ones apart.
  public var maximumAttempts = 5
  /// The mean wait before the second sending; it doubles each time.
  public var firstDelay = 0.5
  /// The longest wait between two sendings that no server asked for, in seconds.
  public var longestDelay = 8.0
  /// Seconds that one call may spend waiting because of 429 answers, before it fails as throttled.
  public var throttlePatience = 300.0

  /// The usual policy: five sendings, half a second and more between them.
  public init() {}

  /// Sends once, waits for nothing.
  public static var never: RetryPolicy {
    var policy = RetryPolicy()
    policy.maximumAttempts = 1
    policy.throttlePatience = 0
    return policy
  }

  /// Seconds to wait after the failure of attempt `attempt` (1 is the first): exponential with jitter of half to one
  /// and a half, so that many clients do not come back together. `random` is in 0..<1.
  func delay(afterAttempt attempt: Int, random: Double) -> Double {
    let doubled = firstDelay * Double(1 << min(attempt - 1, 16))
    return min(longestDelay, doubled) * (0.5 + random)
  }
}
