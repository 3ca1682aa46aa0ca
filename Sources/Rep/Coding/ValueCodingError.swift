import RepValue

/// A Swift value and a Rep value that do not fit each other.
public struct ValueCodingError: Error, Sendable, CustomStringConvertible {
  /// Where in the Rep value: `results[3].urls.get`; empty for the whole value.
  public let path: JSONPath
  /// What is wrong there, such as `expected a string, got null`.
  public let message: String

  /// An error at a place.
  public init(path: JSONPath = JSONPath(), message: String) {
    self.path = path
    self.message = message
  }

  /// `results[3].urls.get: expected a string, got null`
  public var description: String { path.steps.isEmpty ? message : "\(path.text): \(message)" }

  /// What a `Codable` type threw, its coding path as Rep writes paths.
  init(_ error: any Error) {
    switch error {
    case let error as ValueCodingError: self = error
    case DecodingError.keyNotFound(let key, let context):
      self.init(path: JSONPath(context.codingPath), message: "the key `\(key.stringValue)` is missing")
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      self.init(path: JSONPath(context.codingPath), message: context.debugDescription)
    case EncodingError.invalidValue(_, let context):
      self.init(path: JSONPath(context.codingPath), message: context.debugDescription)
    default: self.init(message: "\(error)")
    }
  }
}

extension JSONPath {
  init(_ path: [any CodingKey]) {
    self.init(path.map { key in key.intValue.map(Step.index) ?? .key(key.stringValue) })
  }
}

/// A key of an object or a position in a list, on the way through a value.
struct ValueCodingKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ key: String) { (stringValue, intValue) = (key, nil) }
  init(index: Int) { (stringValue, intValue) = ("\(index)", index) }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { self.init(index: intValue) }
}
