import GRDB
import Rep
import Replicate

/// Stored results: what `--cache` takes, and how they are forgotten.
extension SQLiteJournal {
  /// The stored results of one model.
  public struct StoredModel: Sendable {
    /// As the scripts name it.
    public let reference: String
    /// Succeeded calls.
    public let results: Int
    /// Copies of output files.
    public let files: Int
    /// Bytes of the copies.
    public let bytes: Int
    /// When the newest was created, in seconds since 1970.
    public let newest: Double
  }

  /// Stored results by model, sorted by name.
  /// - Throws: `JournalError`.
  public func storedResults() throws -> [StoredModel] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT ref, count(DISTINCT call.id) AS results, count(url.sha256) AS files,
            coalesce(sum(output.size), 0) AS bytes, max(created_at) AS newest
          FROM call LEFT JOIN url ON url.pid = call.pid LEFT JOIN output ON output.sha256 = url.sha256
          WHERE call.state = 'done' AND call.status = 'succeeded' AND call.cached = 0
          GROUP BY ref ORDER BY ref
          """
      ).map { row in
        StoredModel(
          reference: row["ref"], results: row["results"], files: row["files"], bytes: row["bytes"],
          newest: row["newest"] ?? 0)
      }
    }
  }

  /// Forgets the stored results of a model, or all: they are not taken any more. Runs keep their history.
  /// - Returns: how many.
  /// - Throws: `JournalError`.
  @discardableResult
  public func forgetResults(of reference: String?) throws -> Int {
    let (count, files) = try write { database in
      // A run that can be resumed needs its results: only those of runs that are over are forgotten.
      let condition = """
        state = 'done' AND status = 'succeeded' AND cached = 0 AND (?1 IS NULL OR ref = ?1)
          AND run IN (SELECT id FROM run WHERE \(Self.isOver))
        """
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM call WHERE \(condition)", arguments: [reference]) ?? 0
      try database.execute(
        sql: "DELETE FROM url WHERE pid IN (SELECT pid FROM call WHERE \(condition))", arguments: [reference])
      // What is taken has `cached = 0`: an old result that is marked so is a history entry only.
      try database.execute(
        sql: "UPDATE intent SET cached = \(Rows.forgotten) WHERE id IN (SELECT id FROM call WHERE \(condition))",
        arguments: [reference])
      return (count, try Self.dropUnnamed(database))
    }
    remove(files)
    return count
  }

  /// Forgets runs that are over and older than a moment, and copies beyond a size, the oldest first.
  /// - Returns: how many runs, and bytes of copies.
  /// - Throws: `JournalError`.
  public func prune(olderThan moment: Double, keeping size: Int?) throws -> (runs: Int, bytes: Int) {
    let before = keptBytes
    let (runs, files) = try write { database in
      let old = try Int.fetchAll(
        database, sql: "SELECT id FROM run WHERE started < ? AND \(Self.isOver)", arguments: [moment])
      for run in old {
        try database.execute(
          sql: "DELETE FROM url WHERE pid IN (SELECT pid FROM call WHERE \(Rows.isOfRun))", arguments: [run])
        let calls = "SELECT id FROM intent WHERE \(Rows.isOfRun)"
        for (table, document) in [("created", "answer"), ("ended", "record")] {
          try database.execute(
            sql: "DELETE FROM document WHERE id IN (SELECT \(document) FROM \(table) WHERE call IN (\(calls)))",
            arguments: [run])
          try database.execute(sql: "DELETE FROM \(table) WHERE call IN (\(calls))", arguments: [run])
        }
        try database.execute(sql: "DELETE FROM intent WHERE \(Rows.isOfRun)", arguments: [run])
        try database.execute(sql: "DELETE FROM saved WHERE run = ?", arguments: [run])
        try database.execute(
          sql: "DELETE FROM effect WHERE id BETWEEN ? AND ?",
          arguments: [Rows.numbers(of: run), Rows.numbers(of: run + 1) - 1])
        try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [run])
      }
      try database.execute(sql: "DELETE FROM claim WHERE call NOT IN (SELECT id FROM intent)")
      if let size { try Self.shrink(to: size, database) }
      return (old.count, try Self.dropUnnamed(database))
    }
    remove(files)
    removeUnfinished(before: TimeSource.system.now() - 86_400)
    return (runs, before - keptBytes)
  }

  /// Whether a run can not be resumed, in SQL.
  private static let isOver = "json_extract(outcome, '$.state') IN ('succeeded', 'continued', 'abandoned')"

  private static func shrink(to size: Int, _ database: Database) throws {
    var left = try Int.fetchOne(database, sql: "SELECT coalesce(sum(size), 0) FROM output") ?? 0
    let oldest = try Row.fetchAll(
      database,
      sql: """
        SELECT output.sha256 AS sha256, output.size AS size, max(call.created_at) AS newest
        FROM output JOIN url USING (sha256) JOIN call USING (pid) JOIN run ON run.id = call.run
        GROUP BY output.sha256 HAVING min(\(isOver)) ORDER BY newest
        """)
    for row in oldest where left > size {
      try database.execute(sql: "DELETE FROM url WHERE sha256 = ?", arguments: [row["sha256"] as String])
      left -= row["size"] as Int
    }
  }
}
