import GRDB
import Rep
import RepRuntime

/// Something that a journal is told, in the order in which it is told.
enum Change: Sendable {
  case effect(RecordedEffect, run: Int)
  case call(RecordedCall)
  case output(KeptOutput)
  case saved([SavedFile], EffectPlace, run: Int)
  /// Nothing but the wait for all that came before.
  case barrier

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
  private let call: BoundStatement
  private let progress: BoundStatement
  private let claim: BoundStatement
  private let output: BoundStatement
  private let address: BoundStatement
  private let saved: BoundStatement

  /// - Throws: `DatabaseError`.
  init(_ database: Database) throws {
    effect = try BoundStatement(
      database,
      """
      INSERT INTO effect(run, thread, n, kind, c, delivered, value, asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(run, thread, n) DO UPDATE SET
        kind = excluded.kind, c = excluded.c, delivered = excluded.delivered, value = excluded.value,
        asked = excluded.asked
      """)
    call = try BoundStatement(
      database,
      """
      INSERT INTO call(
        id, run, thread, n, op, ref, version, c, v, seed, state, attempt, sent_lo, sent_hi, pid, status, created_at,
        record, kept_until, asked, reason, cached)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(id) DO UPDATE SET
        run = excluded.run, thread = excluded.thread, n = excluded.n, op = excluded.op, ref = excluded.ref,
        version = excluded.version, c = excluded.c, v = excluded.v, seed = excluded.seed, state = excluded.state,
        attempt = excluded.attempt, sent_lo = excluded.sent_lo, sent_hi = excluded.sent_hi, pid = excluded.pid,
        status = excluded.status, created_at = excluded.created_at, record = excluded.record,
        kept_until = excluded.kept_until, asked = excluded.asked, reason = excluded.reason, cached = excluded.cached
      """)
    // What an answer changes is in no index but that of predictions: the others need not be touched.
    progress = try BoundStatement(
      database,
      """
      UPDATE call SET state = ?, sent_hi = ?, status = ?, created_at = ?, record = ?, kept_until = ?, reason = ?
      WHERE id = ? AND pid IS ? AND run = ? AND thread = ? AND n = ? AND attempt = ?
      """)
    claim = try BoundStatement(database, "INSERT OR IGNORE INTO claim(account, pid, call) VALUES (?, ?, ?)")
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
    if recorded.state != .intended {
      try progress.run { row in
        row.add(recorded.state.rawValue)
        row.add(recorded.sentHigh)
        row.add(recorded.status?.withoutNUL)
        row.add(recorded.createdAt)
        row.add(recorded.record.map(LargeColumn.bytes))
        row.add(recorded.keptUntil)
        row.add(recorded.reason?.withoutNUL)
        row.add(recorded.id)
        row.add(recorded.prediction)
        row.add(recorded.run)
        row.add(recorded.place)
        row.add(recorded.attempt)
      }
      if database.changesCount > 0 { return }
    }
    try call.run { row in
      row.add(recorded.id)
      row.add(recorded.run)
      row.add(recorded.place)
      row.add(recorded.operation)
      row.add(recorded.reference.withoutNUL)
      row.add(recorded.version)
      row.add(recorded.content)
      row.add(recorded.visible)
      row.add(recorded.seed)
      row.add(recorded.state.rawValue)
      row.add(recorded.attempt)
      row.add(recorded.sentLow)
      row.add(recorded.sentHigh)
      row.add(recorded.prediction)
      row.add(recorded.status?.withoutNUL)
      row.add(recorded.createdAt)
      row.add(recorded.record.map(LargeColumn.bytes))
      row.add(recorded.keptUntil)
      row.add(LargeColumn.bytes(recorded.asked))
      row.add(recorded.reason?.withoutNUL)
      row.add(recorded.isCached ? 1 : 0)
    }
    guard let prediction = recorded.prediction, !recorded.account.isEmpty, !recorded.isCached else { return }
    try claim.run { row in
      row.add(recorded.account)
      row.add(prediction)
      row.add(recorded.id)
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
