import RepValue

/// A Rep value inside a `Codable` type is kept as it is; other coders see it as JSON.
extension Value: Codable {
  /// Reads any value that the decoder holds.
  /// - Throws: `DecodingError` where it is none of null, bool, number, text, list and object.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? ValueDecoder {
      self = decoder.value
    } else if let container = try? decoder.container(keyedBy: ValueCodingKey.self) {
      let object = ObjectStorage(minimumCapacity: container.allKeys.count)
      for key in container.allKeys { object.set(.make(key.stringValue), try container.decode(Value.self, forKey: key)) }
      self = .object(object)
    } else if var container = try? decoder.unkeyedContainer() {
      var elements: [Value] = []
      while !container.isAtEnd { elements.append(try container.decode(Value.self)) }
      self = Value(elements)
    } else {
      self = try Value(scalarIn: decoder.singleValueContainer())
    }
  }

  private init(scalarIn container: any SingleValueDecodingContainer) throws {
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let int = try? container.decode(Int.self) {
      self = .int(int)
    } else if let double = try? container.decode(Double.self) {
      self = .float(double)
    } else {
      self = Value(try container.decode(String.self))
    }
  }

  /// Writes the value.
  /// - Throws: `EncodingError` for functions and other things that JSON does not hold.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .list(let list):
      var container = encoder.unkeyedContainer()
      for index in 0..<list.count { try container.encode(list.elements[index]) }
    case .object:
      var container = encoder.container(keyedBy: ValueCodingKey.self)
      for (key, value) in pairs ?? [] { try container.encode(value, forKey: ValueCodingKey(key)) }
    default:
      var container = encoder.singleValueContainer()
      if isNull {
        try container.encodeNil()
      } else if let bool {
        try container.encode(bool)
      } else if let int {
        try container.encode(int)
      } else if let double {
        try container.encode(double)
      } else if let string {
        try container.encode(string)
      } else {
        throw EncodingError.invalidValue(
          self, .init(codingPath: encoder.codingPath, debugDescription: "a \(typeName) is no JSON"))
      }
    }
  }
}
