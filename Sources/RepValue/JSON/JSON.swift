/// Reading and writing JSON (RFC 8259), straight from and to values.
public enum JSON {
  /// How deep arrays and objects may nest unless the caller says otherwise.
  public static let defaultDepthLimit = 1000

  /// The value of a JSON text.
  ///
  /// Strict: one value between blanks; no comments, no trailing commas, no byte order mark (RFC 8259, section
  /// 8.1, leaves refusing it to us: whoever reads a file with one strips it first). Invalid UTF-8 is refused; a lone
  /// surrogate in an escape becomes U+FFFD. Of duplicate keys the last value stands at the first one's place (R19).
  /// Numbers keep their text where it differs from how we would write them.
  ///
  /// - Parameters:
  ///   - bytes: The text, in UTF-8.
  ///   - depthLimit: How deep arrays and objects may nest; reading uses no stack for it.
  ///   - tick: Called with the number of bytes read since the last call, at least every 256 kB and at the end; what it
  ///     throws ends the reading and is thrown on.
  /// - Throws: `JSONError` for a text that is no JSON.
  public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>,
    depthLimit: Int = defaultDepthLimit,
    tick: ((Int) throws -> Void)? = nil
  ) throws -> Value {
    guard let base = bytes.baseAddress else {
      throw JSONError(.unexpectedEnd(expected: "a value"), offset: 0, in: bytes)
    }
    var parser = JSONParser(base, count: bytes.count, depthLimit: depthLimit, tick: tick)
    do throws(JSONParser.Failure) {
      return try parser.parse()
    } catch {
      switch error {
      case .refused(let reason, let offset): throw JSONError(reason, offset: offset, in: bytes)
      case .stopped(let error): throw error
      }
    }
  }

  /// The value of a JSON text. See `parse(_:depthLimit:tick:)`.
  /// - Throws: `JSONError` for a text that is no JSON.
  public static func parse(
    _ bytes: [UInt8], depthLimit: Int = defaultDepthLimit, tick: ((Int) throws -> Void)? = nil
  ) throws -> Value {
    try bytes.withUnsafeBufferPointer { try parse($0, depthLimit: depthLimit, tick: tick) }
  }

  /// The value of a JSON text. See `parse(_:depthLimit:tick:)`.
  /// - Throws: `JSONError` for a text that is no JSON.
  public static func parse(
    _ text: String, depthLimit: Int = defaultDepthLimit, tick: ((Int) throws -> Void)? = nil
  ) throws -> Value {
    var text = text
    return try text.withUTF8 { try parse($0, depthLimit: depthLimit, tick: tick) }
  }

  /// The JSON value that a text begins with, and how many bytes were read; no value where the text begins with none.
  ///
  /// - Parameters:
  ///   - bytes: The text, in UTF-8.
  ///   - depthLimit: How deep arrays and objects may nest.
  ///   - tick: Called with the number of bytes read since the last call, at least every 256 kB and at the end.
  /// - Throws: What `tick` throws.
  public static func prefix(
    of bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = defaultDepthLimit, tick: ((Int) throws -> Void)? = nil
  ) throws -> (value: Value?, bytesRead: Int) {
    guard let base = bytes.baseAddress else { return (nil, 0) }
    var parser = JSONParser(base, count: bytes.count, depthLimit: depthLimit, tick: tick)
    do throws(JSONParser.Failure) {
      return (try parser.parsePrefix(), parser.offset)
    } catch {
      if case .stopped(let error) = error { throw error }
      return (nil, parser.offset)
    }
  }

  /// Appends a value as JSON.
  ///
  /// - Parameters:
  ///   - value: What to write.
  ///   - buffer: Where to; unchanged when this throws.
  ///   - indentation: Spaces for each level; 0 writes on one line without blanks.
  ///   - tick: Called with the number of bytes written since the last call, about every 256 kB and at the end; what it
  ///     throws ends the writing and is thrown on.
  /// - Throws: `JSONWriteError` where the value holds what JSON cannot (rule R27).
  public static func write(
    _ value: Value,
    into buffer: inout TextBuffer,
    indentation: Int = 0,
    tick: ((Int) throws -> Void)? = nil
  ) throws {
    let start = buffer.count
    var writer = JSONWriter(mode: .strict, indentation: indentation, tick: tick)
    guard let failure = writer.write(value, into: &buffer) else { return }
    buffer.truncate(to: start)
    switch failure {
    case .refused(let error): throw error
    case .stopped(let error): throw error
    }
  }

  /// A value as JSON text.
  ///
  /// - Throws: `JSONWriteError` where the value holds what JSON cannot (rule R27).
  public static func text(_ value: Value, indentation: Int = 0) throws -> String {
    var buffer = TextBuffer(minimumCapacity: 256)
    try write(value, into: &buffer, indentation: indentation)
    return buffer.text
  }

  /// A value as the bytes of a JSON text.
  ///
  /// - Throws: `JSONWriteError` where the value holds what JSON cannot (rule R27).
  public static func bytes(_ value: Value, indentation: Int = 0) throws -> [UInt8] {
    try TextBuffer.bytes { try write(value, into: &$0, indentation: indentation) }
  }
}
