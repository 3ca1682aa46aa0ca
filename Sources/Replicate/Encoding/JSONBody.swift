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

  /// About what the value of a text takes in memory, which can be forty times the text: `[[],[],[]]`.
  static func valueSize(of bytes: [UInt8]) -> Int {
    // Nothing so small is worth a look.
    guard bytes.count > 4_096 else { return 40 * bytes.count }
    var size = bytes.count
    var isInText = false
    var isEscaped = false
    for byte in bytes {
      if isInText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        isInText = true
        size += 48
      case UInt8(ascii: "["): size += 80
      case UInt8(ascii: "{"): size += 160
      case UInt8(ascii: ","): size += 24
      case UInt8(ascii: ":"): size += 32
      default: break
      }
    }
    return size
  }

  /// - Throws: `JSONWriteError` where the value holds a function or a thing of the host.
  static func encode(_ value: Value) throws -> [UInt8] { try JSON.bytes(value) }
}
