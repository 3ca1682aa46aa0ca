import RepValue

/// A create that was sent and has no answer.
public struct UnansweredCreate: Sendable {
  /// What was to be created.
  public let intent: CreateIntent
  /// The server's time before its first byte could leave, in seconds since 1970.
  public let sentLow: Double
  /// The server's time after its last byte could have left, or nil where nobody knows: its process has ended.
  public let sentHigh: Double?

  /// A create that was sent between two moments of the server's time, in seconds since 1970.
  public init(_ intent: CreateIntent, sentLow: Double, sentHigh: Double?) {
    (self.intent, self.sentLow, self.sentHigh) = (intent, sentLow, sentHigh)
  }

  /// The times at which the list may say that it was created: `low ..< high`, whole seconds.
  func window(_ policy: LookupPolicy) -> LookupWindow {
    LookupWindow(
      low: (sentLow - policy.margin).rounded(.down),
      high: (lastSending(policy) + policy.settle).rounded(.up))
  }

  /// The server's time after which nothing of it was on its way from here.
  func lastSending(_ policy: LookupPolicy) -> Double { sentHigh ?? sentLow + policy.margin }
}

/// A stretch of the server's time, in seconds since 1970: `low ..< high`.
struct LookupWindow: Equatable {
  var low: Double
  var high: Double

  func contains(_ moment: Double) -> Bool { moment >= low && moment < high }

  /// Windows that overlap become one, so that each moment is read once.
  static func merged(_ windows: [LookupWindow]) -> [LookupWindow] {
    var merged: [LookupWindow] = []
    for window in windows.sorted(by: { $0.low < $1.low }) {
      if let last = merged.last, window.low <= last.high {
        merged[merged.count - 1].high = max(last.high, window.high)
      } else {
        merged.append(window)
      }
    }
    return merged
  }
}

/// What a look-up found.
public enum LookupOutcome: Sendable {
  /// The record of the run that the create had started; it serves the call from now on.
  case adopted(Value)
  /// The create was never accepted.
  case absent
  /// Nobody can tell: the error says why, and what to do.
  case unresolved(ReplicateError)
}
