/// Why a text is no JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// The text ends where something must follow.
    case unexpectedEnd(expected: String)
    /// Something else stands where this is expected.
    case unexpected(expected: String)
    /// Something follows the value.
    case trailingText
    /// A number that is not written as JSON wants it: `01`, `1.`, `+1`, `.5`.
    case malformedNumber
    /// A character below U+0020 in a string, which must be escaped.
    case controlCharacter
    /// A backslash before something that is no escape of JSON.
    case unknownEscape
    /// The bytes are not UTF-8.
    case invalidUTF8
    /// The text starts with a byte order mark.
    case byteOrderMark
    /// Arrays and objects nest deeper than the limit.
    case tooDeep(limit: Int)
  }

  /// What is wrong.
  public let reason: Reason
  /// The offset in bytes from the start of the text.
  public let offset: Int
  /// The line, counted from 1; LF, CRLF and CR end lines.
  public let line: Int
  /// The column in scalars, counted from 1.
  public let column: Int

  init(_ reason: Reason, offset: Int, in text: UnsafeBufferPointer<UInt8>) {
    self.reason = reason
    self.offset = offset
    var line = 1
    var column = 1
    var previous: UInt8 = 0
    for index in 0..<min(offset, text.count) {
      let byte = text[index]
      if byte == UInt8(ascii: "\n") && previous == UInt8(ascii: "\r") {
        // The CR before it has ended the line.
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      previous = byte
    }
    self.line = line
    self.column = column
  }

  /// The reason in words, without the place.
  public var message: String {
    switch reason {
    case .unexpectedEnd(let expected): "the JSON text ends where \(expected) is expected"
    case .unexpected(let expected): "expected \(expected)"
    case .trailingText: "something follows the end of the JSON value"
    case .malformedNumber: "this is not a JSON number"
    case .controlCharacter: "a control character in a string must be escaped"
    case .unknownEscape: "unknown escape in a string"
    case .invalidUTF8: "the text is not valid UTF-8"
    case .byteOrderMark: "the text starts with a byte order mark"
    case .tooDeep(let limit): "arrays and objects nest deeper than \(limit)"
    }
  }

  /// The place and the message, one line.
  public var description: String { "line \(line), column \(column) (byte \(offset)): \(message)" }
}

/// Why a value cannot be written as JSON, and where in it.
public struct JSONWriteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The type of what JSON cannot hold: `function`, `stream` …
  public let typeName: String
  /// The way to it: `results[3].urls.get`; empty for the value itself.
  public let path: String

  /// An error at a path.
  public init(typeName: String, path: String) {
    self.typeName = typeName
    self.path = path
  }

  /// The reason in words, with the place.
  public var message: String {
    path.isEmpty ? "a \(typeName) cannot be written as JSON" : "a \(typeName) cannot be written as JSON (at \(path))"
  }

  /// The message, one line.
  public var description: String { message }
}
