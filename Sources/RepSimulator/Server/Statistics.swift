import RepValue
import Synchronization

extension Simulator {
  /// What the server has seen since it started.
  public struct Statistics: Sendable, Equatable {
    /// Requests by operation id; `unknown` for what is no operation.
    public var requests: [String: Int] = [:]
    /// Answers of the API by status code; 0 for requests that got none.
    public var statuses: [Int: Int] = [:]
    /// Predictions and trainings accepted, those whose answer was lost included.
    public var creates = 0
    /// Accepted creates whose model and input equal those of an earlier one.
    public var duplicateCreates = 0
    /// Predictions and trainings canceled by request.
    public var cancels = 0
    /// The longest that the end of a prediction stood unread, in seconds of the server's clock; others' apart.
    public var longestUnread = 0.0
    /// Connections to the API that are open now.
    public var openConnections = 0
    /// The most connections to the API that were open at one time.
    public var mostOpenConnections = 0
    /// Requests that showed a token to the delivery origin: to files, to streams, and after a redirect.
    public var tokensSeenElsewhere = 0
    /// Requests that followed a redirect to the other origin.
    public var redirectsFollowed = 0
    /// Files fetched from the delivery origin.
    public var deliveries = 0
    /// Event streams opened.
    public var streams = 0
    /// Event streams opened with `Last-Event-ID`.
    public var streamsResumed = 0
    /// Event streams open now.
    public var openStreams = 0
    /// Webhook requests that were answered with 2xx.
    public var webhooksDelivered = 0
    /// Webhook requests that were not answered with 2xx.
    public var webhooksFailed = 0
    /// Webhooks that were not sent because their address is not on this machine.
    public var webhooksSkipped = 0

    /// All requests to the API.
    public var totalRequests: Int { requests.values.reduce(0, +) }
  }
}

extension Simulator.Statistics {
  var json: Value {
    var requests: Value = [:]
    for (name, count) in self.requests.sorted(by: { $0.key < $1.key }) { requests[name] = .int(count) }
    var statuses: Value = [:]
    for (status, count) in self.statuses.sorted(by: { $0.key < $1.key }) { statuses["\(status)"] = .int(count) }
    return [
      "requests": requests, "statuses": statuses, "creates": .int(creates),
      "duplicate_creates": .int(duplicateCreates), "cancels": .int(cancels),
      "longest_unread_seconds": .float(longestUnread),
      "open_connections": .int(openConnections), "most_open_connections": .int(mostOpenConnections),
      "tokens_seen_elsewhere": .int(tokensSeenElsewhere), "redirects_followed": .int(redirectsFollowed),
      "deliveries": .int(deliveries), "streams": .int(streams), "streams_resumed": .int(streamsResumed),
      "open_streams": .int(openStreams),
      "webhooks_delivered": .int(webhooksDelivered), "webhooks_failed": .int(webhooksFailed),
      "webhooks_skipped": .int(webhooksSkipped),
    ]
  }
}

/// The statistics while they grow.
final class Tally: Sendable {
  private let counts = Mutex(Simulator.Statistics())
  /// The finished predictions that an answer has shown.
  private let shown = Mutex<Set<String>>([])

  /// Notes that an answer shows the end of a prediction, which came so many seconds ago.
  func noteShown(_ id: String, late seconds: Double) {
    guard shown.withLock({ $0.insert(id).inserted }) else { return }
    add { $0.longestUnread = max($0.longestUnread, seconds) }
  }

  var current: Simulator.Statistics { counts.withLock { $0 } }

  func add(_ change: (inout Simulator.Statistics) -> Void) {
    counts.withLock { change(&$0) }
  }
}
