import GRDB
import RepDeflate

/// A column of JSON that may be large: longer than a megabyte it is a zlib stream (RFC 1950).
///
/// Such a stream begins with 0x78, which is `x`, and no JSON does.
enum LargeColumn {
  /// Bytes of JSON that are written as they are.
  static let plainAtMost = 1_000_000
  /// Bytes that a stream may give: more than any answer that is held in memory.
  private static let largest = 1 << 30

  static func bytes(_ json: [UInt8]) -> [UInt8] { json.count > plainAtMost ? Deflate.zlib(json) : json }

  /// The JSON of a column.
  /// - Throws: `DatabaseError` for a stream that is damaged.
  static func json(_ bytes: [UInt8]) throws -> [UInt8] {
    guard bytes.first == 0x78 else { return bytes }
    do {
      return try Inflate.zlib(bytes, limit: largest)
    } catch {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a compressed column is damaged: \(error)")
    }
  }
}

extension String {
  /// The text for a column: SQLite's interface takes NUL for the end of a text, so that it is shown as a picture of it.
  var withoutNUL: String { utf8.contains(0) ? String(map { $0 == "\0" ? "\u{2400}" : $0 }) : self }
}
