import GRDB
import Rep
import RepRuntime

/// Writes changes as rows.
final class RowWriter {
  private enum Command: Int, CaseIterable {
    case effect, newIntent, intent, givenUp, document
    case newCreated, created, notCreated, withoutAnswer
    case newEnded, ended, awaited, notEnded, withoutRecord
    case output, address, saved

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
      case .document: "INSERT INTO document(value) VALUES (?)"
      case .newCreated: "INSERT OR IGNORE INTO created VALUES (?, ?, ?, ?, ?, ?, ?)"
      case .created: "INSERT OR REPLACE INTO created VALUES (?, ?, ?, ?, ?, ?, ?)"
      case .notCreated: "DELETE FROM created WHERE call = ?"
      case .withoutAnswer: "DELETE FROM document WHERE id = (SELECT answer FROM created WHERE call = ?)"
      case .newEnded: "INSERT OR IGNORE INTO ended VALUES (?, ?, ?, ?, ?, ?, ?)"
      case .ended: "INSERT OR REPLACE INTO ended VALUES (?, ?, ?, ?, ?, ?, ?)"
      case .awaited: "UPDATE ended SET thread = ?2, n = ?3, delivered = ?4 WHERE call = ?1"
      case .notEnded: "DELETE FROM ended WHERE call = ?"
      case .withoutRecord: "DELETE FROM document WHERE id = (SELECT record FROM ended WHERE call = ?)"
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

  private let scratch = BoundStatement.Scratch()

  init(_ database: Database) { self.database = database }

  private func run(_ command: Command, _ bind: (inout BoundStatement.Values) -> Void) throws {
    let statement = try statements[command.rawValue] ?? BoundStatement(database, command.sql)
    statements[command.rawValue] = statement
    try statement.run(scratch, bind)
  }

  /// - Throws: `DatabaseError`.
  func write(_ change: Change) throws {
    switch change {
    case .effect(let queued): try write(queued)
    case .call(let queued): try write(queued)
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

  private func write(_ queued: QueuedEffect) throws {
    try run(.effect) { row in
      row.add(Rows.numbers(of: queued.run))
      row.add(Rows.numbers(of: queued.run + 1))
      row.add(queued.effect.place)
      row.add(queued.effect.name)
      row.add(queued.effect.content)
      row.add(queued.effect.delivered)
      row.add(LargeColumn.bytes(queued.effect.answer))
      row.add(LargeColumn.bytes(queued.effect.asked))
    }
  }

  // MARK: Calls

  private func write(_ queued: QueuedCall) throws {
    guard queued.parts.contains(.intent) else {
      if queued.parts.contains(.created) { try writeCreated(queued) }
      if queued.parts.contains(.ended) {
        try writeEnded(queued)
      } else if queued.parts.contains(.awaited) {
        try run(.awaited) { row in
          row.add(queued.call.id)
          row.add(queued.call.awaited)
        }
      }
      return
    }
    try run(.newIntent) { addIntent(of: queued, to: &$0) }
    let isNew = database.changesCount > 0
    if !isNew {
      // Its place has changed, or it is another attempt.
      try run(.givenUp) { row in
        row.add(queued.call.id)
        row.add(queued.call.prediction)
      }
      try run(.intent) { addIntent(of: queued, to: &$0) }
    }
    if queued.call.prediction != nil || queued.call.delivery != nil {
      try writeCreated(queued)
    } else if !isNew {
      try run(.withoutAnswer) { $0.add(queued.call.id) }
      try run(.notCreated) { $0.add(queued.call.id) }
    }
    if queued.call.state == .done || queued.call.record != nil {
      try writeEnded(queued)
    } else if !isNew {
      try run(.withoutRecord) { $0.add(queued.call.id) }
      try run(.notEnded) { $0.add(queued.call.id) }
    }
  }

  private func addIntent(of queued: QueuedCall, to row: inout BoundStatement.Values) {
    row.add(queued.call.id)
    row.add(queued.call.run)
    row.add(queued.call.place)
    row.add(queued.call.operation)
    row.add(queued.call.reference.withoutNUL)
    row.add(queued.call.version)
    row.add(queued.call.content)
    row.add(queued.call.seed)
    row.add(queued.call.state.rawValue)
    row.add(queued.call.attempt)
    row.add(queued.call.sentLow)
    row.add(queued.call.sentHigh)
    row.add(LargeColumn.bytes(queued.call.asked))
    row.add(queued.call.reason?.withoutNUL)
    row.add(queued.call.isCached ? Rows.takenFromCache : 0)
  }

  private func writeCreated(_ queued: QueuedCall) throws {
    let answer = try queued.call.delivery.map { try writeDocument($0.answer) }
    try write(.newCreated, again: .created, forgetting: .withoutAnswer, of: queued) { row in
      row.add(queued.call.id)
      row.add(queued.call.prediction)
      row.add(queued.call.status?.withoutNUL)
      row.add(queued.call.createdAt)
      row.add(queued.call.delivery?.name)
      row.add(queued.call.delivery?.number)
      row.add(answer)
    }
  }

  private func writeEnded(_ queued: QueuedCall) throws {
    let record = try queued.call.record.map(writeDocument)
    try write(.newEnded, again: .ended, forgetting: .withoutRecord, of: queued) { row in
      row.add(queued.call.id)
      row.add(queued.call.status?.withoutNUL)
      row.add(queued.call.keptUntil)
      row.add(record)
      row.add(queued.call.awaited)
    }
  }

  /// Writes a row that the call mostly does not have yet; where it has one, the document of that goes.
  private func write(
    _ new: Command, again: Command, forgetting: Command, of queued: QueuedCall,
    _ bind: (inout BoundStatement.Values) -> Void
  ) throws {
    try run(new, bind)
    guard database.changesCount == 0 else { return }
    try run(forgetting) { $0.add(queued.call.id) }
    try run(again, bind)
  }

  /// Writes JSON, and gives its number.
  private func writeDocument(_ json: [UInt8]) throws -> Int {
    try run(.document) { $0.add(LargeColumn.bytes(json)) }
    return Int(database.lastInsertedRowID)
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

  /// The three columns of an `await`.
  fileprivate mutating func add(_ awaited: RecordedCall.Await?) {
    add(awaited?.place.thread)
    add(awaited?.place.ordinal)
    add(awaited?.number)
  }
}
