import GRDB
import Rep
import Replicate

/// Copies of output files: the rows that name them, and the files themselves.
extension SQLiteJournal {
  /// Bytes of all copies; 0 where the journal cannot be read.
  public var keptBytes: Int {
    (try? read { try Int.fetchOne($0, sql: "SELECT sum(size) FROM output") }) ?? 0
  }

  /// The copy of what was at an address.
  /// - Throws: `JournalError`.
  public func output(at url: String) throws -> KeptOutput? {
    try read { database in
      let statement = try database.cachedStatement(
        sql: "SELECT * FROM url JOIN output USING (sha256) WHERE url = ? LIMIT 1")
      return try Row.fetchOne(statement, arguments: [url]).map(Rows.output)
    }
  }

  /// The copies of a prediction's files, by their places in the output.
  /// - Throws: `JournalError`.
  public func outputs(of prediction: String) throws -> [KeptOutput] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM url JOIN output USING (sha256) WHERE pid = ? ORDER BY path",
        arguments: [prediction]
      ).map(Rows.output)
    }
  }

  /// Removes the copies that only this run has, rows and files.
  /// - Throws: `JournalError`.
  public func dropOutputs(of run: Int) throws {
    // Most runs make texts, and the search takes as long as some hundred rows.
    guard try read({ try Row.fetchOne($0, sql: "SELECT 1 FROM output LIMIT 1") }) != nil else { return }
    let dropped = try write { database in
      try database.execute(
        sql: """
          DELETE FROM url WHERE pid IN (SELECT pid FROM call WHERE \(Rows.isOfRun) AND cached = 0 AND state = 'done')
            AND pid NOT IN (SELECT pid FROM call WHERE run <> ?1 AND pid IS NOT NULL AND state = 'done')
          """,
        arguments: [run])
      return try Self.dropUnnamed(database)
    }
    remove(dropped)
  }

  /// Removes the rows of files that nothing names any more, and gives the files.
  static func dropUnnamed(_ database: Database) throws -> [String] {
    let files = try String.fetchAll(
      database, sql: "SELECT file FROM output WHERE sha256 NOT IN (SELECT sha256 FROM url)")
    try database.execute(sql: "DELETE FROM output WHERE sha256 NOT IN (SELECT sha256 FROM url)")
    return files
  }

  /// Removes what copies that were killed have left behind, if it is older than a moment: nobody writes it any more.
  func removeUnfinished(before moment: Double) {
    for name in LocalFile.names(in: outputFolder) where name.hasSuffix(".part") {
      let path = "\(outputFolder)/\(name)"
      if let modified = LocalFile.modified(path), modified < moment { LocalFile.remove(path) }
    }
  }

  /// Removes files of copies.
  func remove(_ files: [String]) {
    for file in files { LocalFile.remove("\(outputFolder)/\(file)") }
  }
}
