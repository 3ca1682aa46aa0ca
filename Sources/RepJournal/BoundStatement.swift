import GRDB
import GRDBSQLite

/// A prepared statement whose values are bound directly: boxes for each of them would cost more than writing the row.
struct BoundStatement {
  private let statement: Statement

  /// - Throws: `DatabaseError`.
  init(_ database: Database, _ sql: String) throws { statement = try database.cachedStatement(sql: sql) }

  /// Runs the statement once, with the values that `bind` gives it in order.
  /// - Throws: `DatabaseError`.
  /// - Parameter scratch: where the values stand meanwhile; nil to have SQLite copy each of them.
  func run(_ scratch: Scratch? = nil, _ bind: (inout Values) -> Void = { _ in }) throws {
    var values = Values(statement.sqliteStatement, scratch)
    bind(&values)
    let code = values.code == SQLITE_OK ? sqlite3_step(statement.sqliteStatement) : values.code
    sqlite3_reset(statement.sqliteStatement)
    if scratch != nil { sqlite3_clear_bindings(statement.sqliteStatement) }
    guard code == SQLITE_DONE else { throw failure(code) }
  }

  /// Runs the statement with the values that `bind` gives it, and reads its rows.
  /// - Throws: `DatabaseError`; what `read` throws.
  func rows<Result>(_ bind: (inout Values) -> Void, _ read: (RowReader) throws -> Result) throws -> [Result] {
    var values = Values(statement.sqliteStatement, nil)
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

  /// Memory for the values of one row after the other: SQLite would ask the heap for each of them.
  final class Scratch {
    private static let size = 32_768
    private let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    private var used = 0

    deinit { memory.deallocate() }

    fileprivate func clear() { used = 0 }

    /// A copy of the bytes; nil where there is no room.
    fileprivate func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
      guard let first = bytes.baseAddress, bytes.count <= Self.size - used else { return nil }
      defer { used += bytes.count }
      (memory + used).copyMemory(from: first, byteCount: bytes.count)
      return UnsafeRawPointer(memory + used)
    }
  }

  /// The values of one row. Each is copied, so that it need not live until the statement runs.
  struct Values {
    private let statement: SQLiteStatement
    private let scratch: Scratch?
    private var index: Int32 = 0
    /// The first failure, or `SQLITE_OK`.
    private(set) var code = SQLITE_OK
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    fileprivate init(_ statement: SQLiteStatement, _ scratch: Scratch?) {
      (self.statement, self.scratch) = (statement, scratch)
      scratch?.clear()
    }

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
      let scratch = scratch
      next { statement, index in
        text.withUTF8 { bytes in
          // An empty text has no address of its own, and none would be null.
          guard !bytes.isEmpty else { return sqlite3_bind_text(statement, index, "", 0, Self.copied) }
          let kept = scratch?.copy(UnsafeRawBufferPointer(bytes))
          let characters = (kept ?? UnsafeRawPointer(bytes.baseAddress))?.assumingMemoryBound(to: CChar.self)
          return sqlite3_bind_text(
            statement, index, characters, Int32(clamping: bytes.count), kept == nil ? Self.copied : nil)
        }
      }
    }

    mutating func add(_ bytes: [UInt8]?) {
      let scratch = scratch
      next { statement, index in
        guard let bytes else { return sqlite3_bind_null(statement, index) }
        guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
        return bytes.withUnsafeBytes { bytes in
          let kept = scratch?.copy(bytes)
          return sqlite3_bind_blob64(
            statement, index, kept ?? bytes.baseAddress, UInt64(bytes.count), kept == nil ? Self.copied : nil)
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
