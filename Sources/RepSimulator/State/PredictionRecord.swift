import RepValue

/// A prediction or a training: what was asked, and the plan of what happens.
struct PredictionRecord: Sendable {
  enum Kind: Sendable, Equatable {
    case prediction, training
  }

  enum Status: String, Sendable {
    case starting, processing, succeeded, failed, canceled, aborted

    var isTerminal: Bool { self != .starting && self != .processing }
  }

  let id: String
  let kind: Kind
  /// `owner/name` of the model.
  let model: String
  /// 64 hexadecimal digits, or `hidden` for an official model.
  let version: String
  /// As the service shows it: secrets blanked out.
  let input: Value
  let output: OutputShape
  let plan: Plan
  /// A record whose time is still to come does not exist yet: that is how late acceptance works.
  let createdAt: Moment
  var deadline: Moment?
  var canceledAt: Moment?
  /// `owner/name` of the deployment that was asked.
  var deployment: String?
  /// Made in the browser, where nothing is removed; else by the API.
  var isFromWeb = false
  /// Made by somebody else of the account.
  var isForeign = false
  /// Removed before its time, by whoever runs the server.
  var isDataDropped = false
  var webhook: Webhook?

  struct Webhook: Sendable, Equatable {
    enum Event: String, Sendable {
      case start, output, logs, completed
    }

    var url: String
    var events: Set<Event>
  }

  var startsAt: Moment { createdAt + plan.queued }
  var endsAt: Moment { startsAt + plan.running }

  /// When the deadline or a cancel stopped it before its end; nil if neither did.
  private var stoppedAt: Moment? {
    let stop = [deadline, canceledAt].compactMap { $0 }.min()
    return stop.flatMap { $0 < endsAt ? $0 : nil }
  }

  /// When nothing changes any more.
  var completesAt: Moment { stoppedAt ?? endsAt }

  func status(at now: Moment) -> Status {
    if let stoppedAt, now >= stoppedAt {
      // A deadline before the start aborts, and is not billed; a user's cancel is a cancel whenever it comes.
      let wasDeadline = stoppedAt == deadline && stoppedAt != canceledAt
      return wasDeadline && stoppedAt < startsAt ? .aborted : .canceled
    }
    if now < startsAt { return .starting }
    if now < endsAt { return .processing }
    if case .failed = plan.outcome { return .failed }
    return .succeeded
  }

  /// The steps that have happened by `now`.
  func steps(at now: Moment) -> ArraySlice<Plan.Step> {
    let limit = min(now, completesAt)
    let end = plan.steps.firstIndex { startsAt + $0.offset > limit } ?? plan.steps.endIndex
    return plan.steps[..<end]
  }

  /// The next moment after `now` at which anything about the record changes; nil once it is complete.
  func nextChange(after now: Moment) -> Moment? {
    guard now < completesAt else { return nil }
    if now < startsAt { return min(startsAt, completesAt) }
    let step = plan.steps.first { startsAt + $0.offset > now }.map { startsAt + $0.offset }
    return min(step ?? completesAt, completesAt)
  }

  /// The output at `now`: null until there is any.
  func outputValue(at now: Moment) -> Value {
    switch status(at: now) {
    case .succeeded:
      if case .succeeded(let value) = plan.outcome { return value }
      return .null
    case .starting, .aborted: return .null
    case .processing, .failed, .canceled:
      guard output.isProducedInPieces else { return .null }
      let pieces = steps(at: now).flatMap(\.outputs)
      return pieces.isEmpty ? .null : Value(pieces)
    }
  }
}
