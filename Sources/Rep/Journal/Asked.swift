import RepRuntime
import RepValue
import Replicate

/// What an effect asked for, as people and replays see it: secrets masked, files by their names, predictions and trainings
/// by their ids, long texts shortened.
enum Asked {
  /// Texts longer than this are kept by their beginning and a digest.
  static let longestText = 4_000
  static let mask = "•••"

  /// Keys that hold secrets where no schema says so.
  private static let secretWords = ["password", "secret", "api_key", "apikey", "token", "credential"]
  private static let lastLetters = Array(Set(secretWords.compactMap(\.utf8.last)))

  /// The arguments of a call by name, those that were given.
  static func arguments(_ effect: Effect) -> Value {
    guard let parameters = effect.call?.builtin.parameters, let arguments = effect.call?.arguments else {
      return effect.detail
    }
    var value: Value = [:]
    for (index, parameter) in parameters.enumerated() where arguments.has(index) {
      value[parameter.name] = arguments[index]
    }
    return value
  }

  /// What is written down of a value.
  /// - Parameter secretKeys: keys whose values are masked, beside those that look like it.
  static func shown(_ value: Value, secretKeys: Set<String> = []) -> Value {
    isShownWhole(value, secretKeys) ? value : masked(value, secretKeys)
  }

  /// Whether a value is shown as it is, as most are.
  private static func isShownWhole(_ value: borrowing Value, _ secretKeys: Set<String>) -> Bool {
    switch value {
    case .string(let text): return text.count <= longestText
    case .list(let list):
      for index in 0..<list.count where !isShownWhole(list.elements[index], secretKeys) { return false }
      return true
    case .object(let object):
      if CanonicalText.run(object) != nil { return false }
      var isWhole = true
      object.forEach { key, item in
        guard isWhole else { return }
        isWhole = !isSecret(key, item, secretKeys) && isShownWhole(item, secretKeys)
      }
      return isWhole
    case .null, .bool, .int, .float, .number: return true
    default: return false
    }
  }

  private static func masked(_ value: Value, _ secretKeys: Set<String>) -> Value {
    switch value {
    case .string(let text):
      guard text.count > longestText else { return value }
      let bytes = text.buffer
      let digest = ContentKey([]).digest(Array(bytes)).prefix(16)
      return Value(String(decoding: bytes.prefix(200), as: UTF8.self) + "… (\(text.count) bytes, \(Hex.text(digest)))")
    case .list(let list): return Value((0..<list.count).map { masked(list.elements[$0], secretKeys) })
    case .object(let object):
      if let id = CanonicalText.run(object) { return ["id": Value(id)] }
      var shownObject: Value = [:]
      object.forEach { key, item in
        shownObject[key.text] = isSecret(key, item, secretKeys) ? Value(mask) : masked(item, secretKeys)
      }
      return shownObject
    case .opaque(let opaque):
      if let file = opaque as? LocalFileValue { return Value("file(\(file.shownPath))") }
      return Value("<\(opaque.typeName)>")
    case .function: return Value("<function>")
    case .null, .bool, .int, .float, .number: return value
    default: return .null
    }
  }

  private static func isSecret(_ key: StringStorage, _ item: Value, _ secretKeys: Set<String>) -> Bool {
    if !secretKeys.isEmpty, secretKeys.contains(key.text) { return true }
    // Most keys end otherwise than any of the words, which is found out without a text.
    guard case .string = item, let last = key.buffer.last, lastLetters.contains(last | 0x20) else { return false }
    return looksSecret(key.text)
  }

  private static func looksSecret(_ key: String) -> Bool {
    let name = key.lowercased()
    // Counts of tokens are what language models take.
    return secretWords.contains { name.hasSuffix($0) && (name.utf8.count == $0.utf8.count || name.hasSuffix("_" + $0)) }
  }
}
