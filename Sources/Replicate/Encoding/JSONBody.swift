import RepValue

/// JSON bodies of requests and answers.
enum JSONBody {
  /// Levels of nesting that an answer may have. The API's own have fewer than thirty.
  static let depthLimit = 500

  /// - Throws: `JSONError`.
  static func decode(_ bytes: [UInt8]) throws -> Value {
    // Some proxies put a byte order mark in front, which JSON does not know.
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    return try JSON.parse(hasMark ? Array(bytes.dropFirst(3)) : bytes, depthLimit: depthLimit)
  }

  /// - Throws: `JSONWriteError` where the value holds a function or a thing of the host.
  static func encode(_ value: Value) throws -> [UInt8] { try JSON.bytes(value) }
}
