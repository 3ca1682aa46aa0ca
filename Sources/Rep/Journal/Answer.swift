import RepRuntime
import RepValue

/// What an effect gave, as a journal writes it: `{"answer": …}`, `{"page": …}` or `{"error": …}`.
enum Answer {
  case value(Value)
  case error(ScriptError)

  /// Performs an effect and takes what it gives.
  /// - Throws: what no script can catch: nothing is recorded of it.
  init(of body: () throws(ScriptError) -> Value) throws(ScriptError) {
    do throws(ScriptError) {
      self = .value(try body())
    } catch {
      guard error.isCatchable else { throw error }
      self = .error(error)
    }
  }

  /// The answer as JSON; nil for what only this process can hold.
  func bytes(_ secrets: SecretTexts) -> [UInt8]? {
    let (tag, content): (StaticString, Value)
    switch self {
    case .value(.opaque(let opaque)):
      guard let page = opaque as? Page else { return nil }
      (tag, content) = (#"{"page":"#, page.recorded)
    case .value(let value): (tag, content) = (#"{"answer":"#, value)
    case .error(let error): (tag, content) = (#"{"error":"#, error.value)
    }
    let bytes = try? TextBuffer.bytes { text in
      text.append(literal: tag)
      try JSON.write(content, into: &text)
      text.append(literal: "}")
    }
    return bytes.map(secrets.hide(in:))
  }

  /// Reads an answer; nil where it is none.
  init?(_ bytes: [UInt8], _ secrets: SecretTexts, _ services: Services) {
    guard let object = try? JSON.parse(secrets.show(in: bytes)) else { return nil }
    if object.contains(key: "answer") {
      self = .value(object["answer"])
    } else if object.contains(key: "page") {
      guard let page = Page(recorded: object["page"], services) else { return nil }
      self = .value(.opaque(page))
    } else if case .object(let details) = object["error"] {
      self = .error(
        ScriptError(
          ErrorKind(rawValue: object["error"]["kind"].string ?? "user"), object["error"]["message"].string ?? "",
          hint: object["error"]["hint"].string, details: details))
    } else {
      return nil
    }
  }

  /// Gives the value, or throws the error.
  func get() throws(ScriptError) -> Value {
    switch self {
    case .value(let value): return value
    case .error(let error): throw error
    }
  }
}
