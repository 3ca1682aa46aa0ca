import GRDB
import Rep
import RepRuntime
import RepValue
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A journal in one SQLite file: write-ahead log, one connection, rows written in groups.
///
///     let journal = try SQLiteJournal(path: ".rep/journal.db")
///
/// Several processes may have the same file open. A file of an older version is brought up to date, one of a newer
/// version is refused.
public final class SQLiteJournal: Journal {
  /// The file's path.
  public let location: String
  /// 32 bytes, made with the file.
  public let digestKey: [UInt8]
  /// Where output files are kept: `outputs` beside the file.
  public var outputFolder: String { JournalFile.folder(of: location) + "/outputs" }

  let database: DatabaseQueue
  let locks: RunLocks
  /// The searches that have their index.
  private let indexed = Mutex<Set<Search>>([])
  private let writer: GroupWriter

  /// Opens a journal, which is made if there is none.
  /// - Throws: `JournalError` for a folder that cannot be written, a network file system, a file that is damaged, of
  ///   something else, or of a newer version, and a full disk.
  public init(path: String) throws {
    location = path
    try JournalFile.prepare(path)
    do {
      (database, digestKey) = try JournalFile.alone(path) {
        let database = try DatabaseQueue(path: path, configuration: Self.configuration)
        let key = try database.writeWithoutTransaction { database in
          try Schema.migrate(database, at: path)
          return try Self.key(database)
        }
        return (database, key)
      }
    } catch {
      throw Self.explain(error, path)
    }
    locks = RunLocks(journal: path)
    writer = GroupWriter(database)
  }

  /// What is queued is written, and what the log holds goes to the file.
  deinit { try? close() }

  /// Whether there is a journal at a path.
  public static func exists(at path: String) -> Bool { JournalFile.exists(path) }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.journalMode = .wal
    // Another process writes for milliseconds.
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      // Intents must outlive a power failure; macOS does not do that without asking.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      // Pages: what a thousand calls write is copied into the file once.
      try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
      #if canImport(Darwin)
        try database.execute(sql: "PRAGMA fullfsync = 1")
      #endif
    }
    return configuration
  }

  private static func key(_ database: Database) throws -> [UInt8] {
    let fresh = (0..<32).map { _ in UInt8.random(in: 0 ... .max) }
    try database.execute(
      sql: "INSERT OR IGNORE INTO meta(k, v) VALUES ('key', ?)", arguments: [Data(fresh)])
    let stored = try Data.fetchOne(database, sql: "SELECT v FROM meta WHERE k = 'key'")
    return stored.map { [UInt8]($0) } ?? fresh
  }

  /// What a failure of SQLite means to whoever runs a script.
  static func explain(_ error: any Error, _ path: String) -> JournalError {
    if let error = error as? JournalError { return error }
    guard let error = error as? DatabaseError else { return JournalError("the journal \(path): \(error)") }
    let elsewhere = "--journal FILE names another place, --no-journal does without"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      return JournalError(
        "the journal \(path) is damaged", hint: "move it away, or name another with --journal FILE; nothing was sent")
    case .SQLITE_IOERR:
      return JournalError("the journal \(path) cannot be written: \(error.message ?? "the disk failed")", hint: elsewhere)
    case .SQLITE_FULL: return JournalError("the disk is full: \(path) cannot be written", hint: elsewhere)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      return JournalError("the journal \(path) cannot be written", hint: elsewhere)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return JournalError("the journal \(path) is held by another program", hint: "close what has it open")
    default: return JournalError("the journal \(path): \(error.message ?? "\(error.resultCode)")", hint: elsewhere)
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do { return try database.read(body) } catch { throw Self.explain(error, location) }
  }

  func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do { return try database.write(body) } catch { throw Self.explain(error, location) }
  }

  // MARK: Rows

  /// Queues an effect's answer.
  public func record(_ effect: RecordedEffect, of run: Int) { writer.add(.effect(QueuedEffect(effect, run: run))) }

  /// Queues a call as it now is.
  public func record(_ call: consuming RecordedCall, changed: RecordedCall.Parts) {
    writer.add(.call(QueuedCall(call, changed)))
  }

  /// Notes a copy of an output file.
  public func record(_ output: KeptOutput) { writer.add(.output(output)) }

  /// Notes the files that a `save` has written.
  public func record(_ files: [SavedFile], at place: EffectPlace, of run: Int) {
    writer.add(.saved(files, place, run: run))
  }

  /// Writes a call that is about to be sent: it outlives a power failure when this returns.
  /// - Throws: `JournalError`; then nothing may be sent.
  public func commit(_ call: consuming RecordedCall) async throws {
    let change = Change.call(QueuedCall(call, .all))
    do {
      try await writer.commit(change, isDurable: true)
    } catch {
      throw Self.explain(error, location)
    }
  }

  /// Waits until everything queued so far outlives this process.
  /// - Throws: `JournalError`.
  public func flush() async throws {
    do { try await writer.commit(.barrier, isDurable: false) } catch { throw Self.explain(error, location) }
  }

  // MARK: Searches

  /// What calls are searched by. Digests and ids are scattered, and an index of them would have every commit write a page
  /// for each call: a journal gets it with the first search, and most never search.
  enum Search: String {
    case contents = "CREATE INDEX IF NOT EXISTS intent_of_content ON intent(c)"
    case predictions = "CREATE INDEX IF NOT EXISTS created_of_prediction ON created(pid)"
  }

  /// Makes the index of a search, where the journal has none yet.
  func index(_ search: Search) throws {
    try indexed.withLock { indexed in
      guard !indexed.contains(search) else { return }
      try write { try $0.execute(sql: search.rawValue) }
      indexed.insert(search)
    }
  }

  // MARK: Claims

  /// The calls of an account that a prediction serves, or has served. A call that took a stored result is none.
  private static let claims = """
    SELECT intent.id FROM created JOIN intent ON intent.id = created.call JOIN run ON run.id = intent.run
      WHERE created.pid = ?1 AND run.account = ?2 AND intent.cached <> \(Rows.takenFromCache)
    UNION SELECT call FROM claim WHERE pid = ?1 AND account = ?2
    """

  /// Says that a call's prediction serves it, and writes the call; false where it serves another one.
  /// - Throws: `JournalError`.
  public func claim(_ call: RecordedCall) throws -> Bool {
    guard let prediction = call.prediction else { return false }
    try index(.predictions)
    return try write { database in
      let owners = try Int.fetchAll(database, sql: Self.claims, arguments: [prediction, call.account])
      guard owners.allSatisfy({ $0 == call.id }) else { return false }
      try RowWriter(database).write(.call(QueuedCall(call, .all)))
      return true
    }
  }

  /// Those of the predictions that serve a call of any run of the account.
  /// - Throws: `JournalError`.
  public func claimed(among predictions: [String], account: String) throws -> Set<String> {
    try index(.predictions)
    return try read { database in
      let statement = try database.cachedStatement(sql: Self.claims)
      return try Set(predictions.filter { try Int.fetchOne(statement, arguments: [$0, account]) != nil })
    }
  }
}

extension SQLiteJournal {
  /// Writes what is queued into the file itself and lets it go; nothing may be called after it.
  /// - Throws: `JournalError`.
  public func close() throws {
    writer.close()
    do { try database.close() } catch { throw Self.explain(error, location) }
  }
}
