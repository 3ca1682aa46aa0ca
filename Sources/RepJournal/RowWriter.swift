import GRDB
import Rep
import RepRuntime

/// Something that a journal is told, in the order in which it is told. Indirect, because it is handed on several times.
indirect enum Change: Sendable {
  case effect(RecordedEffect, run: Int)
  case call(RecordedCall)
  case output(KeptOutput)
  case saved([SavedFile], EffectPlace, run: Int)
  /// Nothing but the wait for all that came before.
  case barrier

  /// Whether it says what became of a create that was on its way.
  var isPressing: Bool {
    guard case .call(let call) = self else { return false }
    return call.state == .open || call.state == .unanswered
  }

  /// Those of a group that are still true at its end: a call that is told again at the same place stands for its earlier
  /// self. Calls that move keep all their steps, because two may change places.
  static func latest(_ changes: [Change]) -> [Change] {
    guard changes.count > 1 else { return changes }
    var later: [Int: (run: Int, place: EffectPlace)] = [:]
    var kept: [Change] = []
    for change in changes.reversed() {
      if case .call(let call) = change {
        if let known = later[call.id], known.run == call.run, known.place == call.place { continue }
        later[call.id] = (call.run, call.place)
      }
      kept.append(change)
    }
    return kept.reversed()
  }
}

/// Writes changes as rows: the statements of one connection, each prepared once.
struct RowWriter {
  private let effect: BoundStatement
  private let intent: BoundStatement
  private let answer: BoundStatement
  private let progress: BoundStatement
  private let givenUp: BoundStatement
  private let call: BoundStatement
  private let record: BoundStatement
  private let noRecord: BoundStatement
  private let output: BoundStatement
  private let address: BoundStatement
  private let saved: BoundStatement

  /// The columns of a call, all but its record.
  private static let callColumns = """
    id, run, thread, n, op, ref, version, c, v, seed, state, attempt, sent_lo, sent_hi, pid, status, created_at,
    kept_until, asked, reason, cached
    """

  /// - Throws: `DatabaseError`.
  init(_ database: Database) throws {
    effect = try BoundStatement(
      database,
      "INSERT INTO effect(run, thread, n, kind, c, delivered, value, asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    let values = "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    intent = try BoundStatement(database, "INSERT OR IGNORE INTO call(\(Self.callColumns)) \(values)")
    // What an answer and an end change of a call: the indices of all other columns need not be touched.
    let isSame = "id = ? AND run = ? AND thread = ? AND n = ? AND attempt = ?"
    answer = try BoundStatement(
      database,
      """
      UPDATE call SET pid = ?, state = ?, sent_hi = ?, status = ?, created_at = ?, kept_until = ?, reason = ?
      WHERE \(isSame) AND pid IS NULL
      """)
    progress = try BoundStatement(
      database,
      """
      UPDATE call SET state = ?, sent_hi = ?, status = ?, created_at = ?, kept_until = ?, reason = ?
      WHERE \(isSame) AND pid = ?
      """)
    // A prediction that has served a call serves no other one, also when the call gets a new attempt.
    givenUp = try BoundStatement(
      database,
      """
      INSERT OR IGNORE INTO claim(account, pid, call)
      SELECT run.account, call.pid, call.id FROM call JOIN run ON run.id = call.run
      WHERE call.id = ? AND call.pid IS NOT NULL AND call.pid IS NOT ? AND call.cached <> \(Rows.takenFromCache)
      """)
    call = try BoundStatement(database, "INSERT OR REPLACE INTO call(\(Self.callColumns)) \(values)")
    record = try BoundStatement(database, "INSERT OR REPLACE INTO record(call, value) VALUES (?, ?)")
    noRecord = try BoundStatement(database, "DELETE FROM record WHERE call = ?")
    output = try BoundStatement(database, "INSERT OR REPLACE INTO output(sha256, size, type, file) VALUES (?, ?, ?, ?)")
    address = try BoundStatement(database, "INSERT OR REPLACE INTO url(pid, path, url, sha256) VALUES (?, ?, ?, ?)")
    saved = try BoundStatement(
      database, "INSERT OR REPLACE INTO saved(run, thread, n, item, path, sha256) VALUES (?, ?, ?, ?, ?, ?)")
  }

  /// - Throws: `DatabaseError`.
  func write(_ change: Change, _ database: Database) throws {
    switch change {
    case .effect(let effect, let run): try write(effect, of: run)
    case .call(let call): try write(call, database)
    case .output(let output): try write(output)
    case .saved(let files, let place, let run):
      for (item, file) in files.enumerated() {
        try saved.run { row in
          row.add(run)
          row.add(place)
          row.add(item)
          row.add(file.path)
          row.add(file.sha256)
        }
      }
    case .barrier: break
    }
  }

  private func write(_ recorded: RecordedEffect, of run: Int) throws {
    try effect.run { row in
      row.add(run)
      row.add(recorded.place)
      row.add(recorded.name)
      row.add(recorded.content)
      row.add(recorded.delivered)
      row.add(LargeColumn.bytes(recorded.answer))
      row.add(LargeColumn.bytes(recorded.asked))
    }
  }

  private func write(_ recorded: RecordedCall, _ database: Database) throws {
    if try change(recorded, database) {
      if let bytes = recorded.record { try write(bytes, of: recorded) }
      return
    }
    try intent.run { add(recorded, to: &$0) }
    if database.changesCount == 0 {
      // Its place has changed, or it is another attempt.
      try givenUp.run { row in
        row.add(recorded.id)
        row.add(recorded.prediction)
      }
      try call.run { add(recorded, to: &$0) }
      if recorded.record == nil { try noRecord.run { $0.add(recorded.id) } }
    }
    if let bytes = recorded.record { try write(bytes, of: recorded) }
  }

  /// Writes what has become of a call that stands in its place; false where there is more to be written.
  private func change(_ recorded: RecordedCall, _ database: Database) throws -> Bool {
    guard recorded.state != .intended, let prediction = recorded.prediction else { return false }
    func answered() throws -> Bool {
      try answer.run { row in
        row.add(prediction)
        addProgress(of: recorded, to: &row)
      }
      return database.changesCount > 0
    }
    func progressed() throws -> Bool {
      try progress.run { row in
        addProgress(of: recorded, to: &row)
        row.add(prediction)
      }
      return database.changesCount > 0
    }
    // The likelier one first.
    return recorded.state == .open ? try answered() || progressed() : try progressed() || answered()
  }

  private func addProgress(of recorded: RecordedCall, to row: inout BoundStatement.Values) {
    row.add(recorded.state.rawValue)
    row.add(recorded.sentHigh)
    row.add(recorded.status?.withoutNUL)
    row.add(recorded.createdAt)
    row.add(recorded.keptUntil)
    row.add(recorded.reason?.withoutNUL)
    row.add(recorded.id)
    row.add(recorded.run)
    row.add(recorded.place)
    row.add(recorded.attempt)
  }

  private func add(_ recorded: RecordedCall, to row: inout BoundStatement.Values) {
    row.add(recorded.id)
    row.add(recorded.run)
    row.add(recorded.place)
    row.add(recorded.operation)
    row.add(recorded.reference.withoutNUL)
    row.add(recorded.version)
    row.add(recorded.content)
    // A digest once: what is looked for is compared with what the script asks for again.
    row.add([UInt8]())
    row.add(recorded.seed)
    row.add(recorded.state.rawValue)
    row.add(recorded.attempt)
    row.add(recorded.sentLow)
    row.add(recorded.sentHigh)
    row.add(recorded.prediction)
    row.add(recorded.status?.withoutNUL)
    row.add(recorded.createdAt)
    row.add(recorded.keptUntil)
    row.add(LargeColumn.bytes(recorded.asked))
    row.add(recorded.reason?.withoutNUL)
    row.add(recorded.isCached ? Rows.takenFromCache : 0)
  }

  private func write(_ bytes: [UInt8], of recorded: RecordedCall) throws {
    try record.run { row in
      row.add(recorded.id)
      row.add(LargeColumn.bytes(bytes))
    }
  }

  private func write(_ kept: KeptOutput) throws {
    try output.run { row in
      row.add(kept.sha256)
      row.add(kept.size)
      row.add(kept.type)
      row.add(kept.sha256)
    }
    try address.run { row in
      row.add(kept.prediction)
      row.add(kept.path.withoutNUL)
      row.add(kept.url.withoutNUL)
      row.add(kept.sha256)
    }
  }
}

extension BoundStatement.Values {
  /// The two columns of a place.
  fileprivate mutating func add(_ place: EffectPlace) {
    add(place.thread)
    add(place.ordinal)
  }
}
