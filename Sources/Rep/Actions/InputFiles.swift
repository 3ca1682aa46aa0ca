import RepRuntime
import RepValue
import Replicate

/// Puts the addresses of local files in their places in an input: data URLs, or uploads.
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
}
