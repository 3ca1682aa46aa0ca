import GRDB
import Rep
import RepRuntime

/// Writes changes as rows.
final class RowWriter {
  private enum Command: Int, CaseIterable {
    case effect, newIntent, intent, created, notCreated, ended, notEnded, givenUp, output, address, saved

    var sql: String {
      switch self {
      case .effect:
        // The numbers of a run's effects follow each other.
        """
        INSERT INTO effect VALUES (
          (SELECT max(?1, coalesce(max(id), 0)) + 1 FROM effect WHERE id <= ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """
      case .newIntent: "INSERT OR IGNORE INTO intent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      case .intent: "INSERT OR REPLACE INTO intent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      case .created: "INSERT OR REPLACE INTO created VALUES (?, ?, ?, ?, ?, ?, ?)"
      case .notCreated: "DELETE FROM created WHERE call = ?"
      case .ended: "INSERT OR REPLACE INTO ended VALUES (?, ?, ?, ?)"
      case .notEnded: "DELETE FROM ended WHERE call = ?"
      case .givenUp:
        // A prediction that has served a call serves no other one, also when the call gets a new attempt.
        """
        INSERT OR IGNORE INTO claim(account, pid, call)
        SELECT run.account, created.pid, intent.id
        FROM created JOIN intent ON intent.id = created.call JOIN run ON run.id = intent.run
        WHERE created.call = ? AND created.pid IS NOT NULL AND created.pid IS NOT ?
          AND intent.cached <> \(Rows.takenFromCache)
        """
      case .output: "INSERT OR REPLACE INTO output(sha256, size, type, file) VALUES (?, ?, ?, ?)"
      case .address: "INSERT OR REPLACE INTO url(pid, path, url, sha256) VALUES (?, ?, ?, ?)"
      case .saved: "INSERT OR REPLACE INTO saved(run, thread, n, item, path, sha256) VALUES (?, ?, ?, ?, ?, ?)"
      }
    }
  }

  private let database: Database
  /// Those that were needed, by their commands. The library keeps them prepared, but looking one up takes longer than
  /// binding a row.
  private var statements = [BoundStatement?](repeating: nil, count: Command.allCases.count)

  init(_ database: Database) { self.database = database }

  private func run(_ command: Command, _ bind: (inout BoundStatement.Values) -> Void) throws {
    let statement = try statements[command.rawValue] ?? BoundStatement(database, command.sql)
    statements[command.rawValue] = statement
    try statement.run(bind)
  }

  /// - Throws: `DatabaseError`.
  func write(_ change: Change) throws {
    switch change {
    case .effect(let effect, let run): try write(effect, of: run)
    case .call(let call, let parts): try write(call, parts)
    case .output(let output): try write(output)
    case .saved(let files, let place, let run):
      for (item, file) in files.enumerated() {
        try self.run(.saved) { row in
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
    try self.run(.effect) { row in
      row.add(Rows.effects(of: run))
      row.add(Rows.effects(of: run + 1))
      row.add(recorded.place)
      row.add(recorded.name)
      row.add(recorded.content)
      row.add(recorded.delivered)
      row.add(LargeColumn.bytes(recorded.answer))
      row.add(LargeColumn.bytes(recorded.asked))
    }
  }

  // MARK: Calls

  private func write(_ call: RecordedCall, _ parts: RecordedCall.Parts) throws {
    guard parts.contains(.intent) else {
      if parts.contains(.created) { try writeCreated(call) }
      if parts.contains(.ended) { try writeEnded(call) }
      return
    }
    try run(.newIntent) { addIntent(of: call, to: &$0) }
    let isNew = database.changesCount > 0
    if !isNew {
      // Its place has changed, or it is another attempt.
      try run(.givenUp) { row in
        row.add(call.id)
        row.add(call.prediction)
      }
      try run(.intent) { addIntent(of: call, to: &$0) }
    }
    if call.prediction != nil || call.delivery != nil {
      try writeCreated(call)
    } else if !isNew {
      try run(.notCreated) { $0.add(call.id) }
    }
    if call.state == .done || call.record != nil {
      try writeEnded(call)
    } else if !isNew {
      try run(.notEnded) { $0.add(call.id) }
    }
  }

  private func addIntent(of call: RecordedCall, to row: inout BoundStatement.Values) {
    row.add(call.id)
    row.add(call.run)
    row.add(call.place)
    row.add(call.operation)
    row.add(call.reference.withoutNUL)
    row.add(call.version)
    row.add(call.content)
    row.add(call.seed)
    row.add(call.state.rawValue)
    row.add(call.attempt)
    row.add(call.sentLow)
    row.add(call.sentHigh)
    row.add(LargeColumn.bytes(call.asked))
    row.add(call.reason?.withoutNUL)
    row.add(call.isCached ? Rows.takenFromCache : 0)
  }

  private func writeCreated(_ call: RecordedCall) throws {
    try run(.created) { row in
      row.add(call.id)
      row.add(call.prediction)
      row.add(call.status?.withoutNUL)
      row.add(call.createdAt)
      row.add(call.delivery?.name)
      row.add(call.delivery?.number)
      row.add(call.delivery.map { LargeColumn.bytes($0.answer) })
    }
  }

  private func writeEnded(_ call: RecordedCall) throws {
    try run(.ended) { row in
      row.add(call.id)
      row.add(call.status?.withoutNUL)
      row.add(call.keptUntil)
      row.add(call.record.map(LargeColumn.bytes))
    }
  }

  // MARK: Copies

  private func write(_ kept: KeptOutput) throws {
    try run(.output) { row in
      row.add(kept.sha256)
      row.add(kept.size)
      row.add(kept.type)
      row.add(kept.sha256)
    }
    try run(.address) { row in
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
