import GRDB
import GRDBSQLite

/// A prepared statement whose values are bound directly: boxes for each of them would cost more than writing the row.
struct BoundStatement {
  private let statement: Statement

  /// - Throws: `DatabaseError`.
  init(_ database: Database, _ sql: String) throws { statement = try database.cachedStatement(sql: sql) }

  /// Runs the statement once, with the values that `bind` gives it in order.
  /// - Throws: `DatabaseError`.
  func run(_ bind: (inout Values) -> Void = { _ in }) throws {
    var values = Values(statement.sqliteStatement)
    bind(&values)
    let code = values.code == SQLITE_OK ? sqlite3_step(statement.sqliteStatement) : values.code
    sqlite3_reset(statement.sqliteStatement)
    guard code == SQLITE_DONE else { throw failure(code) }
  }

  /// Runs the statement with the values that `bind` gives it, and reads its rows.
  /// - Throws: `DatabaseError`; what `read` throws.
  func rows<Result>(_ bind: (inout Values) -> Void, _ read: (RowReader) throws -> Result) throws -> [Result] {
    var values = Values(statement.sqliteStatement)
    bind(&values)
    guard values.code == SQLITE_OK else { throw failure(values.code) }
    defer { sqlite3_reset(statement.sqliteStatement) }
    var results: [Result] = []
    while true {
      switch sqlite3_step(statement.sqliteStatement) {
      case SQLITE_ROW: results.append(try read(RowReader(statement.sqliteStatement)))
      case SQLITE_DONE: return results
      case let code: throw failure(code)
      }
    }
  }

  private func failure(_ code: Int32) -> DatabaseError {
    let message = sqlite3_db_handle(statement.sqliteStatement).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
  }

  /// The values of one row. Each is copied, so that it need not live until the statement runs.
  struct Values {
    private let statement: SQLiteStatement
    private var index: Int32 = 0
    /// The first failure, or `SQLITE_OK`.
    private(set) var code = SQLITE_OK
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    fileprivate init(_ statement: SQLiteStatement) { self.statement = statement }

    mutating func add(_ number: Int?) {
      next { statement, index in
        number.map { sqlite3_bind_int64(statement, index, Int64($0)) } ?? sqlite3_bind_null(statement, index)
      }
    }

    mutating func add(_ number: Double?) {
      next { statement, index in
        number.map { sqlite3_bind_double(statement, index, $0) } ?? sqlite3_bind_null(statement, index)
      }
    }

    mutating func add(_ text: String?) {
      guard var text else { return next { sqlite3_bind_null($0, $1) } }
      next { statement, index in
        text.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) { characters in
            // An empty text has no address of its own, and none would be null.
            characters.baseAddress.map {
              sqlite3_bind_text(statement, index, $0, Int32(clamping: characters.count), Self.copied)
            } ?? sqlite3_bind_text(statement, index, "", 0, Self.copied)
          }
        }
      }
    }

    mutating func add(_ bytes: [UInt8]?) {
      next { statement, index in
        guard let bytes else { return sqlite3_bind_null(statement, index) }
        guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
        return bytes.withUnsafeBytes { bytes in
          sqlite3_bind_blob64(statement, index, bytes.baseAddress, UInt64(bytes.count), Self.copied)
        }
      }
    }

    private mutating func next(_ bind: (SQLiteStatement, Int32) -> Int32) {
      index += 1
      let code = bind(statement, index)
      if self.code == SQLITE_OK { self.code = code }
    }
  }
}
