import RepValue

/// `json.parse`, `json.text` and `json.find`.
enum JSONBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "json.parse", [.init("text", .string)],
      summary: "The value of a JSON text (strict RFC 8259); kind `syntax`, with line and column, if it is none.",
      examples: [#"json.parse("{\"a\": [1, null]}") => {a: [1, null]}"#], body: parse),
    Builtin(
      "json.text",
      [.init("value"), .optional("indent", .int, summary: "spaces for each level; 0, the default, writes one line")],
      summary: "A value as JSON text; kind `type`, with the path, for functions and streams in it.",
      examples: [#"json.text({a: [1, null]}) => "{\"a\":[1,null]}""#], body: text),
    Builtin(
      "json.find", [.init("text", .string)],
      summary: "The first JSON object or list in a text, such as a language model's answer; null if there is none.",
      examples: [
        #"json.find("Sure! ```json\n{\"score\": 7}\n``` Done.") => {score: 7}"#, #"json.find("none") => null"#,
      ], body: find),
  ]

  @Sendable private static func parse(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    do {
      return try JSON.parse(text.buffer, tick: { try arguments.work($0) })
    } catch let error as JSONError {
      throw ScriptError(
        .syntax, error.message, hint: "at line \(error.line), column \(error.column) of the text",
        details: details(error))
    } catch let error as ScriptError {
      throw error
    } catch {
      throw ScriptError(.syntax, "\(error)")
    }
  }

  private static func details(_ error: JSONError) -> ObjectStorage {
    let details = ObjectStorage(minimumCapacity: 3)
    details.set(.make("line"), .int(error.line))
    details.set(.make("column"), .int(error.column))
    details.set(.make("offset"), .int(error.offset))
    return details
  }

  @Sendable private static func text(_ arguments: Arguments) throws(ScriptError) -> Value {
    let indentation = try arguments.int(1, default: 0)
    guard (0...16).contains(indentation) else {
      throw ScriptError(.argument, "`indent` of `json.text` lies between 0 and 16, got \(indentation)")
    }
    var buffer = TextBuffer(minimumCapacity: 256)
    do {
      try JSON.write(arguments[0], into: &buffer, indentation: indentation, tick: { try arguments.work($0) })
    } catch let error as JSONWriteError {
      throw ScriptError(.type, error.message)
    } catch let error as ScriptError {
      throw error
    } catch {
      throw ScriptError(.type, "\(error)")
    }
    return .string(try arguments.string(of: buffer))
  }

  /// How deep a JSON value in a text may nest. It also bounds the work on a text of nothing but opening brackets, each
  /// of which is tried.
  private static let searchDepth = 100

  @Sendable private static func find(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    var offset = 0
    while offset < text.count {
      try arguments.work(1)
      let byte = text.bytes[offset]
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        let rest = UnsafeBufferPointer(start: text.bytes + offset, count: text.count - offset)
        if let value = try value(of: rest, arguments) { return value }
      }
      offset += 1
    }
    return .null
  }

  private static func value(
    of bytes: UnsafeBufferPointer<UInt8>, _ arguments: Arguments
  ) throws(ScriptError) -> Value? {
    do {
      return try JSON.prefix(of: bytes, depthLimit: searchDepth, tick: { try arguments.work($0) }).value
    } catch let error as ScriptError {
      throw error
    } catch {
      throw ScriptError(.syntax, "\(error)")
    }
  }
}
