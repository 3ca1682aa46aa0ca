/// The way to a part of a value, as scripts write it: `results[3].urls.get`, `["odd key"][0]`.
public struct JSONPath: Sendable {
  /// One step.
  public enum Step: Hashable, Sendable {
    /// Into an object.
    case key(String)
    /// Into a list.
    case index(Int)
  }

  /// The steps from the outermost value on.
  public var steps: [Step]

  /// A path of the given steps.
  public init(_ steps: [Step] = []) { self.steps = steps }

  /// The path as text; empty for the value itself.
  public var text: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where Self.isName(key): text += text.isEmpty ? key : ".\(key)"
      case .key(let key): text += "[\(Value(key).debugDescription)]"
      }
    }
    return text
  }

  private static func isName(_ key: String) -> Bool {
    guard let first = key.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
    return key.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil }
  }
}
