import RepRuntime
import RepValue
import Replicate

/// Puts the addresses of local files in their places in an input: data URLs, or uploads.
///
/// Files of predictions that the server has removed meanwhile, and of which the journal has copies, are sent again.
enum InputFiles {
  /// - Throws: `ScriptError` of kind `type`, with the path, for a value that JSON cannot hold; `ReplicateError` for what
  ///   is wrong with a file.
  static func resolve(_ input: Value, _ services: Services) async throws -> Value {
    guard needsWork(input) else { return input }
    return try await resolve(input, "input", services)
  }

  /// Whether a value holds anything but JSON.
  private static func needsWork(_ value: Value) -> Bool {
    switch value {
    case .opaque, .function: return true
    case .string(let text): return text.count >= 10 && KeptFilesContext.current != nil && text.text.hasPrefix("http")
    case .list(let list): return (0..<list.count).contains { needsWork(list.elements[$0]) }
    case .object(let object): return (0..<object.count).contains { needsWork(object.entries[$0].value) }
    default: return false
    }
  }

  private static func resolve(_ value: Value, _ path: String, _ services: Services) async throws -> Value {
    switch value {
    case .opaque(let opaque):
      if let file = opaque as? LocalFileValue { return Value(try await services.uploader.address(path: file.path)) }
      if let json = opaque.jsonValue { return json }
      throw ScriptError(.type, "`\(path)` is a \(opaque.typeName), which cannot be sent")
    case .string(let text):
      guard text.text.hasPrefix("http"), let kept = try await KeptFilesContext.current?.replacement(for: text.text)
      else { return value }
      return Value(try await services.uploader.address(path: kept.path, name: name(of: text.text)))
    case .function:
      throw ScriptError(.type, "`\(path)` is a function, which cannot be sent", hint: "call it: add `()`")
    case .list(let list):
      let resolved = ListStorage(minimumCapacity: list.count)
      for index in 0..<list.count {
        resolved.append(try await resolve(list.elements[index], "\(path)[\(index)]", services))
      }
      return .list(resolved)
    case .object(let object):
      let resolved = ObjectStorage(minimumCapacity: object.count)
      for index in 0..<object.count {
        let entry = object.entries[index]
        resolved.set(entry.key, try await resolve(entry.value, "\(path).\(entry.key.text)", services))
      }
      return .object(resolved)
    default: return value
    }
  }

  private static func name(of url: String) -> String? {
    WebAddress(url)?.path.split(separator: "/").last.map(String.init)
  }
}
