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
    let object: Value
    switch self {
    case .value(.opaque(let opaque)):
      guard let page = opaque as? Page else { return nil }
      object = ["page": page.recorded]
    case .value(let value): object = ["answer": value]
    case .error(let error): object = ["error": error.value]
    }
    guard let bytes = try? JSON.bytes(object) else { return nil }
    return secrets.hide(in: bytes)
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

/// The texts of secret params, which no journal may hold: they are replaced by their names, and put back when read.
struct SecretTexts: Sendable {
  private let pairs: [(text: [UInt8], name: [UInt8])]

  /// Whether nothing is secret.
  var isEmpty: Bool { pairs.isEmpty }

  /// - Parameter secrets: texts by the names of their params.
  init(_ secrets: [String: String] = [:]) {
    pairs = secrets.filter { !$0.value.isEmpty }.sorted { ($0.value.count, $0.key) > ($1.value.count, $1.key) }
      .compactMap { name, text in
        guard let written = try? JSON.bytes(Value(text)) else { return nil }
        // NUL is no character of a name, and JSON writes it as an escape.
        return (Array(written.dropFirst().dropLast()), Array("\\u0000secret:\(name)\\u0000".utf8))
      }
  }

  /// JSON without the secrets.
  func hide(in bytes: [UInt8]) -> [UInt8] {
    pairs.reduce(bytes) { $0.replacing($1.text, with: $1.name) }
  }

  /// JSON with the secrets.
  func show(in bytes: [UInt8]) -> [UInt8] {
    pairs.reversed().reduce(bytes) { $0.replacing($1.name, with: $1.text) }
  }
}

extension Array where Element == UInt8 {
  fileprivate func replacing(_ old: [UInt8], with new: [UInt8]) -> [UInt8] {
    guard let first = old.first, count >= old.count else { return self }
    var result: [UInt8] = []
    var index = 0
    var isChanged = false
    while index <= count - old.count {
      if self[index] == first, self[index..<index + old.count].elementsEqual(old) {
        if !isChanged { result = Array(self[..<index]) }
        isChanged = true
        result += new
        index += old.count
      } else {
        if isChanged { result.append(self[index]) }
        index += 1
      }
    }
    guard isChanged else { return self }
    return result + self[index...]
  }
}
