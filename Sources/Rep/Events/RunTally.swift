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
  public private(set) var open: [Open] = []
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
  private var places: [String: Int] = [:]

  /// A run in which nothing has happened.
  public init() {}

  /// How many are over.
  public var done: Int { succeeded + failed + canceled }

  /// Counts an event.
  /// - Parameter now: seconds on any clock that does not go back; the same in all calls.
  public mutating func note(_ event: RunEvent, at now: Double) {
    switch event {
    case .created(let record, _): update(record, now)
    case .changed(let record): update(record, now)
    case .finished(let record): finish(record)
    case .waiting(let notice): waits = waits.filter { $0 > now } + [now + notice.delay]
    case .retrying(let notice) where notice.error.kind == .throttled:
      waits = waits.filter { $0 > now } + [now + notice.delay]
    case .retrying, .lookup: break
    case .saved(let paths): saved += paths.count
    }
  }

  /// How many calls wait for a rate limit, and how long the next of them still does.
  public func waiting(at now: Double) -> (calls: Int, seconds: Double) {
    let left = waits.filter { $0 > now }
    return (left.count, (left.min() ?? now) - now)
  }

  private mutating func update(_ record: RunRecord, _ now: Double) {
    if let place = places[record.id] {
      open[place] = Open(record: record, began: open[place].began)
    } else {
      places[record.id] = open.count
      open.append(Open(record: record, began: now))
    }
  }

  private mutating func finish(_ record: RunRecord) {
    if let place = places.removeValue(forKey: record.id) {
      open.remove(at: place)
      for index in place..<open.count { places[open[index].record.id] = index }
    }
    predictSeconds += record.predictSeconds ?? 0
    switch record.status {
    case .succeeded: succeeded += 1
    case .canceled: canceled += 1
    default: failed += 1
    }
  }
}
