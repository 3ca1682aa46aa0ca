import RepValue
import Replicate

/// Where a run stands, counted from its events.
public struct RunTally: Sendable {
  /// A prediction or training that is not over.
  public struct Open: Sendable {
    /// Its record as it was seen last.
    public let record: RunRecord
    /// When it was seen first, in seconds of the clock given to ``RunTally/note(_:at:)``.
    public let began: Double
  }

  /// The predictions and trainings that are not over, in the order in which they began.
  public var open: [Open] { slots.compactMap { $0 } }

  /// A create that is not answered.
  public struct Sending: Sendable {
    /// What is created, for people.
    public let what: String
    let number: Int
    /// When it was sent, on the same clock.
    public let began: Double
  }

  /// The creates that are on their way, in the order in which they were sent.
  public var sending: [Sending] { sent.values.sorted { $0.number < $1.number } }
  private var sent: [Int: Sending] = [:]
  /// How many succeeded.
  public private(set) var succeeded = 0
  /// How many failed or were aborted.
  public private(set) var failed = 0
  /// How many were canceled.
  public private(set) var canceled = 0
  /// Seconds that models ran, as far as the records say.
  public private(set) var predictSeconds = 0.0
  /// Files saved.
  public private(set) var saved = 0
  /// When each call that waits for a rate limit goes on, in seconds of the clock given to ``note(_:at:)``.
  private var waits: [Double] = []
  /// How many waits there may be before those that are over are thrown away.
  private var waitLimit = 100
  /// The open ones in their order; nil for what has ended since.
  private var slots: [Open?] = []
  private var places: [String: Int] = [:]

  /// A run in which nothing has happened.
  public init() {}

  /// How many are over.
  public var done: Int { succeeded + failed + canceled }

  /// Counts an event.
  /// - Parameters:
  ///   - event: what happened.
  ///   - now: seconds on any clock that does not go back; the same in all calls.
  public mutating func note(_ event: RunEvent, at now: Double) {
    switch event {
    case .sending(let notice):
      sent[notice.number] = Sending(what: notice.what, number: notice.number, began: now)
    case .answered(let notice): sent[notice.number] = nil
    case .created(let record, _): update(record, now)
    case .changed(let record): update(record, now)
    case .finished(let record): finish(record)
    case .waiting(let notice): wait(notice.delay, now)
    case .retrying(let notice) where notice.error.kind == .throttled: wait(notice.delay, now)
    case .retrying, .lookup: break
    case .saved(let paths): saved += paths.count
    }
  }

  /// How many calls wait for a rate limit, and how long the next of them still does.
  public func waiting(at now: Double) -> (calls: Int, seconds: Double) {
    let left = waits.filter { $0 > now }
    return (left.count, (left.min() ?? now) - now)
  }

  private mutating func wait(_ delay: Double, _ now: Double) {
    if waits.count >= waitLimit {
      waits.removeAll { $0 <= now }
      waitLimit = max(100, 2 * waits.count)
    }
    waits.append(now + delay)
  }

  private mutating func update(_ record: RunRecord, _ now: Double) {
    if let place = places[record.id] {
      slots[place] = Open(record: record, began: slots[place]?.began ?? now)
    } else {
      places[record.id] = slots.count
      slots.append(Open(record: record, began: now))
    }
  }

  private mutating func finish(_ record: RunRecord) {
    if let place = places.removeValue(forKey: record.id) {
      slots[place] = nil
      if slots.count > 2 * places.count + 16 { closeGaps() }
    }
    predictSeconds += record.predictSeconds ?? 0
    switch record.status {
    case .succeeded: succeeded += 1
    case .canceled: canceled += 1
    default: failed += 1
    }
  }

  private mutating func closeGaps() {
    slots.removeAll { $0 == nil }
    for index in slots.indices { if let run = slots[index] { places[run.record.id] = index } }
  }
}
