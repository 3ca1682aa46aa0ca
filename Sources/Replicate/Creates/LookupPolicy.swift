/// How a create without an answer is looked up, and when it counts as never accepted.
public struct LookupPolicy: Sendable {
  /// Seconds after the last moment at which a create's bytes could have left, before its absence from the list means
  /// that it was never accepted. Doubled where nothing shows that the list is fresh.
  public var settle = 120.0
  /// Seconds between the two complete reads of the list that show an absence, at least.
  public var readSpacing = 10.0
  /// Seconds by which the window is larger than what is known of the sending.
  public var margin = 5.0
  /// Seconds before the second read of the list; the wait doubles with every read.
  public var firstDelay = 0.5
  /// The longest wait between two reads, in seconds.
  public var longestDelay = 30.0
  /// Whether a prediction that was never accepted is sent again. Without it, and for everything dear, it is an error of
  /// kind `unresolved`.
  public var resends = true
  /// Seconds for which a prediction that was sent again is watched for a twin.
  public var twinWatch = 900.0
  /// Seconds between two looks for a twin.
  public var twinInterval = 30.0
  /// Seconds for which the list may be unreadable before the create is given up as unresolved.
  public var patience = 600.0
  /// Seconds that a create may go on for its answer after its caller stopped waiting, before the list is asked instead.
  public var grace = 2.0

  /// The usual times: two minutes until an absence counts.
  public init() {}
}
