import GRDB
import Rep
import RepRuntime
import RepValue
import Replicate

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SQLiteJournal {
  /// Writes a new run down, holds it, and gives its number.
  /// - Throws: `JournalError`.
  public func begin(_ run: RunHeader) throws -> Int {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO run(script, program_sha, params_sha, params_masked, account, base_url, seed, started, parent, owner)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run.script, Data(run.program), Data(run.params), try JSON.text(run.shownParams), run.account, run.baseURL,
          Data(run.seed), run.started, run.parent, run.owner,
        ])
      let id = Int(database.lastInsertedRowID)
      // Before anybody else can see the run: they would take it for one that was killed.
      guard try locks.take(id) else { throw JournalError("run \(id) of \(location) is held by another process") }
      return id
    }
  }

  /// Takes a run for this process; false where another one that lives has it.
  /// - Throws: `JournalError`.
  public func hold(_ run: Int) throws -> Bool { try locks.take(run) }

  /// Lets a run go that was held only to be changed.
  public func release(_ run: Int) { locks.release(run) }

  /// Whether a process that lives has the run: it holds the lock on the run's file.
  public func isHeld(_ run: Int) -> Bool { locks.isTaken(run) }

  /// Writes down how a run ended, once its rows are on disk, and lets it go.
  /// - Throws: `JournalError`.
  public func end(_ run: Int, _ ending: RunEnding) async throws {
    try await flush()
    try write { database in
      try database.execute(
        sql: "UPDATE run SET ended = ?, outcome = ? WHERE id = ?",
        arguments: [TimeSource.system.now(), try Rows.text(ending), run])
    }
    locks.release(run)
  }

  /// Runs, the newest first.
  /// - Throws: `JournalError`.
  public func runs(matching filter: RunFilter) throws -> [RunHeader] {
    var conditions: [String] = []
    var arguments = StatementArguments()
    if let script = filter.script {
      conditions.append("script = ?")
      arguments += [script]
    }
    if let params = filter.params {
      conditions.append("params_sha = ?")
      arguments += [Data(params)]
    }
    if let base = filter.baseURL {
      conditions.append("base_url = ?")
      arguments += [base]
    }
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let headers = try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM run \(condition) ORDER BY id DESC", arguments: arguments
      ).map(Rows.header)
    }
    return filter.isUnfinished ? headers.filter(\.isUnfinished) : headers
  }

  /// All that is known of one run, in the order of places.
  /// - Throws: `JournalError`, also where there is no such run.
  public func load(_ run: Int) throws -> RecordedRun {
    let loaded = try read { database -> RecordedRun? in
      guard let header = try Row.fetchOne(database, sql: "SELECT * FROM run WHERE id = ?", arguments: [run]) else {
        return nil
      }
      let effects = try BoundStatement(
        database, "SELECT \(Rows.effectColumns) FROM effect WHERE id BETWEEN ? AND ? ORDER BY id"
      ).rows({ row in
        row.add(Rows.numbers(of: run))
        row.add(Rows.numbers(of: run + 1) - 1)
      }, Rows.effect)
      let calls = try BoundStatement(
        database, "SELECT \(Rows.callColumns) FROM call WHERE \(Rows.isOfRun)"
      ).rows({ $0.add(run) }, Rows.call)
      var saved: [EffectPlace: [SavedFile]] = [:]
      for row in try Row.fetchAll(
        database, sql: "SELECT * FROM saved WHERE run = ? ORDER BY thread, n, item", arguments: [run])
      {
        let place = EffectPlace(thread: row["thread"], ordinal: row["n"])
        saved[place, default: []].append(SavedFile(path: row["path"], sha256: row["sha256"]))
      }
      return RecordedRun(
        header: Rows.header(header), effects: Self.latest(effects + calls.flatMap(\.effects)),
        calls: Self.order(of: calls.map(\.place)).map { calls[$0] }, saved: saved)
    }
    guard let loaded else { throw JournalError("\(location) has no run \(run)", hint: "`rep runs` lists them") }
    return loaded
  }

  /// The newest row of each place, by places: what an effect gives is appended each time that it is told. A create that
  /// failed and then was answered has both, its answer last.
  private static func latest(_ rows: [RecordedEffect]) -> [RecordedEffect] {
    let order = order(of: rows.map(\.place))
    return order.indices.compactMap { index in
      let row = rows[order[index]]
      return index + 1 < order.count && rows[order[index + 1]].place == row.place ? nil : row
    }
  }

  /// The numbers of rows by their places, those of one place as they are. SQLite would carry whole rows while it sorts.
  private static func order(of places: [EffectPlace]) -> [Int] {
    places.indices.sorted { first, second in
      let (one, other) = (places[first], places[second])
      return (one.thread, one.ordinal, first) < (other.thread, other.ordinal, second)
    }
  }

  /// The succeeded call that serves another one with the same contents.
  /// - Throws: `JournalError`.
  public func cached(_ query: CacheQuery) throws -> RecordedCall? {
    try index(.contents)
    return try read { database in
      try BoundStatement(
        database,
        """
        SELECT \(Rows.callColumns) FROM call JOIN run ON run.id = call.run
        WHERE call.c = ? AND call.state = 'done' AND call.status = 'succeeded' AND call.cached = 0
          AND call.run <> ? AND run.account = ? AND call.created_at >= ?
        ORDER BY call.created_at, call.id LIMIT 1 OFFSET ?
        """
      ).rows({ row in
        row.add(query.content)
        row.add(query.run)
        row.add(query.account)
        row.add(query.notBefore)
        row.add(query.occurrence)
      }, Rows.call).first
    }
  }
}

extension RecordedCall {
  /// What the script saw of it, where no effects of their own say it.
  fileprivate var effects: [RecordedEffect] {
    var effects: [RecordedEffect] = []
    if let delivery {
      effects.append(
        RecordedEffect(
          place: place, name: delivery.name, content: content, delivered: delivery.number, answer: delivery.answer,
          asked: asked))
    }
    if let awaited, let prediction { effects.append(RecordedEffect(awaiting: prediction, awaited)) }
    return effects
  }
}
