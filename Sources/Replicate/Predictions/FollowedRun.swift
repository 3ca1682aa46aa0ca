/// A run that is followed, and how reading it has gone so far.
struct FollowedRun {
  /// Seconds for which a fresh id that the server does not know yet is asked for again.
  static let freshIDPatience = 60.0
  /// Seconds without any answer, and failures in a row, after which following gives up. The run itself goes on.
  static let silencePatience = 300.0
  static let fewestFailures = 5

  /// How it stood when its status or its log changed last.
  var record: RunRecord
  /// When the run began, on the monotonic clock.
  let began: Double
  let model: DurationStatistics.Model
  var lastAnswer: Double
  /// When it was read by its id.
  var lastSingle: Double
  /// Failures since the last answer.
  var failures = 0
  var hasTriedOtherKind = false
  /// It is left alone, because others of its model have taken longer than it has so far.
  var isUnripe = false

  init(_ record: RunRecord, began: Double, model: DurationStatistics.Model, now: Double) {
    (self.record, self.began, self.model, lastAnswer, lastSingle) = (record, began, model, now, now)
  }

  /// When a run whose state could not be read is read again; nil where that is of no use.
  mutating func retry(after error: ReplicateError, now: Double) -> Double? {
    switch error.kind {
    case .notFound:
      if !hasTriedOtherKind {
        // The links of trainings do not always say that they are trainings.
        hasTriedOtherKind = true
        record = RunRecord(record.value, kind: record.kind == .training ? .prediction : .training) ?? record
        return now
      }
      guard now - began < Self.freshIDPatience else { return nil }
      hasTriedOtherKind = false
      return now + 1
    case .network, .server, .throttled:
      failures += 1
      guard now - lastAnswer < Self.silencePatience || failures < Self.fewestFailures else { return nil }
      return now + PollSchedule(record.kind).longest
    default: return nil
    }
  }
}
