/// How long the runs of each model have taken: nobody need look at one before it can be over.
struct DurationStatistics: Sendable {
  /// Durations kept for each model: the newest ones.
  static let capacity = 200
  /// Models kept.
  static let modelLimit = 1000
  /// Durations from which on the shortest is what may be relied on.
  static let enough = 20

  /// Stands for a model: what its runs have in common.
  struct Model: Hashable, Sendable {
    fileprivate let number: Int
  }

  /// What a run may be expected to take at least.
  struct Expectation: Sendable, Equatable {
    /// The first percentile of what has been seen.
    let seconds: Double
    /// The last percentile.
    let longest: Double
    /// Whether so many have been seen that there is no need to look earlier.
    let isSure: Bool
    /// Whether all take about as long, so that the end may be awaited.
    var isNarrow: Bool { longest <= seconds * PollSchedule.likelyPart }
  }

  private struct Seen {
    var durations: [Double] = []
    var place = 0
    var expectation: Expectation?
  }

  private var models: [String: Model] = [:]
  private var seen: [Model: Seen] = [:]
  private var nextNumber = 0

  /// What a run is counted by.
  mutating func model(of run: RunRecord) -> Model {
    let key = ["model", "version", "deployment"].map { run.value[$0].string ?? "" }.joined(separator: " ")
    if let model = models[key] { return model }
    if models.count >= Self.modelLimit { (models, seen) = ([:], [:]) }
    nextNumber += 1
    models[key] = Model(number: nextNumber)
    return Model(number: nextNumber)
  }

  /// Counts a run that is over.
  ///
  /// - Returns: whether it is the first of its model.
  @discardableResult
  mutating func add(_ run: RunRecord, of model: Model) -> Bool {
    guard run.status == .succeeded, let created = run.createdAt,
      let completed = run.value["completed_at"].string.flatMap({ Timestamp.seconds(iso8601: $0) }), completed >= created
    else { return false }
    var seen = seen.removeValue(forKey: model) ?? Seen()
    let isFirst = seen.durations.isEmpty
    if seen.durations.count < Self.capacity {
      seen.durations.append(completed - created)
    } else {
      seen.durations[seen.place] = completed - created
      seen.place = (seen.place + 1) % Self.capacity
    }
    seen.expectation = nil
    self.seen[model] = seen
    return isFirst
  }

  /// What the runs of a model take at least; nil where none has been seen.
  mutating func expected(_ model: Model) -> Expectation? {
    guard let known = seen[model] else { return nil }
    if let expectation = known.expectation { return expectation }
    let durations = known.durations.sorted()
    let (first, last) = (durations[durations.count / 100], durations[durations.count - 1 - durations.count / 100])
    let expectation = Expectation(seconds: first, longest: last, isSure: durations.count >= Self.enough)
    seen[model]?.expectation = expectation
    return expectation
  }
}
