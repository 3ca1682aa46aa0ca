import RepValue

/// What a run is started with besides its input.
public struct RunOptions: Sendable {
  /// Seconds to hold the create open for the output, 1 to 60; nil returns at once.
  public var waitFor: Int?
  /// Hold the create open for a while where nothing else asks for it: the usual run is over by then, and its output
  /// costs no further call. Left out while many creates are held, because one that is held has no id to cancel it by.
  public var mayHold = false
  /// Seconds, or a text such as `5m`, after which the server cancels the run; null for none. Trainings have none.
  public var cancelAfter: Value = .null
  /// The address that receives the run's events.
  public var webhook: Value = .null
  /// Which events it receives.
  public var webhookEvents: Value = .null

  /// Options; all may be left out.
  public init(
    waitFor: Int? = nil, cancelAfter: Value = .null, webhook: Value = .null, webhookEvents: Value = .null
  ) {
    (self.waitFor, self.cancelAfter) = (waitFor, cancelAfter)
    (self.webhook, self.webhookEvents) = (webhook, webhookEvents)
  }
}
