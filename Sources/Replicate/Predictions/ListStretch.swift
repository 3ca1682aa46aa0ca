import RepValue

/// A stretch of the account's list while it is read: one page after the other, the newest rows first, until they have
/// shown all runs that are looked for.
struct ListStretch {
  /// What a page has shown.
  struct Page {
    /// The rows of runs that are looked for.
    let found: [Value]
    /// All rows, others' among them, and about how many bytes they take.
    let count: Int
    let bytes: Int
    /// The time that it covers.
    let low: Double
    let high: Double
  }

  /// Runs that no page has shown yet.
  private(set) var unseen: Set<String>
  private let low: Double
  /// Everything created later has been read.
  private var high: Double
  private var next: Arguments?

  init(_ window: LookupWindow, _ ids: [String]) {
    unseen = Set(ids)
    (low, high) = (window.low, window.high)
    next = [
      "created_after": Value(Timestamp.precise(window.low) ?? ""),
      "created_before": Value(Timestamp.precise(window.high) ?? ""),
    ]
  }

  /// Reads the next page; nil where everything has been shown or nothing is left.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  mutating func nextPage(_ caller: any OperationCaller) async throws -> Page? {
    guard let arguments = next, !unseen.isEmpty else { return nil }
    let answer = try await caller.call(.predictionsList, arguments)
    guard let rows = answer["results"].array else {
      throw ReplicateError(.server, "predictions.list: the page holds no results", status: 200)
    }
    let following = try arguments.next(after: answer)
    var found: [Value] = []
    for row in rows {
      if let id = row["id"].string, unseen.remove(id) != nil { found.append(row) }
    }
    let oldest = rows.last.flatMap { $0["created_at"].string }.flatMap { Timestamp.seconds(iso8601: $0) }
    let end = following == nil ? low : min(oldest ?? .infinity, high)
    // Pages that do not lead on, or go in a circle, show no more.
    next = end < high ? following : nil
    defer { high = end }
    return Page(found: found, count: rows.count, bytes: ListPlan.bytes(of: rows), low: end, high: high)
  }
}
