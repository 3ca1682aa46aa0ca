/// How long the runs of each model have taken: nobody need look at one before it can be over.
struct DurationStatistics: Sendable {
  /// Durations kept for each model: the newest ones.
  static let capacity = 200
  /// Models kept.
  static let modelLimit = 1000

  private var durations: [String: [Double]] = [:]
  private var places: [String: Int] = [:]

  /// What the runs of one kind have in common.
  static func key(_ run: RunRecord) -> String {
    let parts = ["model", "version", "deployment"].map { run.value[$0].string ?? "" }
    return parts.joined(separator: " ")
  }

  mutating func add(_ run: RunRecord) {
    guard run.status == .succeeded, let created = run.createdAt,
      let completed = run.value["completed_at"].string.flatMap({ Timestamp.seconds(iso8601: $0) }), completed >= created
    else { return }
    let key = Self.key(run)
    if durations[key] == nil, durations.count >= Self.modelLimit { durations.removeAll() }
    if durations[key, default: []].count < Self.capacity {
      durations[key, default: []].append(completed - created)
    } else {
      let place = places[key, default: 0]
      durations[key]?[place] = completed - created
      places[key] = (place + 1) % Self.capacity
    }
  }

  /// The first percentile, in seconds; nil where nothing has been seen.
  func expected(_ run: RunRecord) -> Double? {
    guard let seen = durations[Self.key(run)], !seen.isEmpty else { return nil }
    guard seen.count >= 100 else { return seen.min() }
    return seen.sorted()[seen.count / 100]
  }
}
