import RepValue

/// One complete, error-free read of the account's predictions or trainings within a window.
struct RunList: Sendable {
  /// Pages of one read at most: several times what an account can create in the longest usual window.
  static let pageLimit = 200

  struct Row: Sendable {
    let id: String
    let createdAt: Double
    let record: Value
    var isRemoved: Bool { record["data_removed"].bool == true }
    /// Succeeded and running runs serve better than failed ones; then the oldest.
    var rank: Int { ["failed", "canceled", "aborted"].contains(record["status"].string) ? 1 : 0 }
  }

  let rows: [Row]

  /// Reads the rows created within `window`.
  ///
  /// - Throws: ``ReplicateError``, of kind `server` where the list does not end, or `CancellationError`.
  static func read(
    _ kind: RunRecord.Kind, _ window: LookupWindow, _ caller: any OperationCaller
  ) async throws -> RunList {
    // Only the list of predictions can be asked for a stretch of time.
    let operation: Operation = kind == .prediction ? .predictionsList : .trainingsList
    var next: Arguments? =
      kind == .prediction
      ? ["created_after": .float(window.low), "created_before": .float(window.high)] : [:]
    var rows: [Row] = []
    var seen: Set<String> = []
    for _ in 0..<pageLimit {
      guard let arguments = next else { return RunList(rows: rows) }
      let page = try await caller.call(operation, arguments)
      guard let results = page["results"].array else {
        throw ReplicateError(.server, "\(operation.id): the page holds no results").of(operation)
      }
      var oldest = Double.infinity
      for record in results {
        guard let id = record["id"].string, let text = record["created_at"].string,
          let createdAt = Timestamp.seconds(iso8601: text)
        else { continue }
        oldest = min(oldest, createdAt)
        if window.contains(createdAt), seen.insert(id).inserted {
          rows.append(Row(id: id, createdAt: createdAt, record: record))
        }
      }
      if oldest < window.low { return RunList(rows: rows) }
      next = try arguments.next(after: page)
    }
    throw ReplicateError(.server, "\(operation.id): the list does not end after \(pageLimit) pages").of(operation)
  }

  /// Whether the list still shows anything from before `moment`.
  static func reaches(
    before moment: Double, _ kind: RunRecord.Kind, _ caller: any OperationCaller
  ) async throws -> Bool {
    guard kind == .prediction else { return true }
    let page = try await caller.call(.predictionsList, ["created_before": .float(moment)])
    return page["results"].count > 0
  }
}
