import RepValue

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Value {
  /// Reads a Swift value out of this one, without a JSON text in between.
  ///
  ///     let urls = try result.decode([URL].self)
  ///
  /// Numbers are exact: an int that does not fit, or a fraction where an int is wanted, is an error. `URL` and `Decimal`
  /// read texts (`Decimal` numbers too), `Data` base64 and data URLs, `Date` RFC 3339 texts and seconds since 1970.
  /// - Throws: ``ValueCodingError`` with the path to what does not fit.
  public func decode<T: Decodable>(_ type: T.Type = T.self) throws(ValueCodingError) -> T {
    do {
      return try ValueDecoder(self, []).unbox(type)
    } catch {
      throw ValueCodingError(error)
    }
  }
}

/// Walks a value while a `Decodable` type reads it.
struct ValueDecoder: Decoder {
  let value: Value
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ value: Value, _ codingPath: [any CodingKey]) {
    self.value = value
    self.codingPath = codingPath
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let object) = value else { throw mismatch("an object") }
    return KeyedDecodingContainer(ValueKeyedDecoding<Key>(object: object, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let list) = value else { throw mismatch("a list") }
    return ValueUnkeyedDecoding(list: list, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func unbox<T: Decodable>(_ type: T.Type) throws -> T {
    if let known = try known(type) { return known }
    return try T(from: self)
  }

  /// Types that texts and numbers stand for.
  private func known<T>(_ type: T.Type) throws -> T? {
    switch type {
    case is Value.Type: value as? T
    case is URL.Type: try url() as? T
    case is Date.Type: try date() as? T
    case is Data.Type: try data() as? T
    case is FoundationDecimal.Type: try decimal() as? T
    default: nil
    }
  }

  private func url() throws -> URL {
    guard let text = value.string else { throw mismatch("a URL") }
    guard let url = URL(string: text) else { throw corrupted("`\(text.prefix(80))` is no URL") }
    return url
  }

  private func date() throws -> Date {
    if let seconds = value.double { return Date(timeIntervalSince1970: seconds) }
    guard let text = value.string else { throw mismatch("a time") }
    guard let date = Timestamps.date(text) else {
      throw corrupted("`\(text.prefix(80))` is no time as in 2026-01-31T12:00:00Z")
    }
    return date
  }

  private func data() throws -> Data {
    guard let text = value.string else { throw mismatch("base64 text") }
    let encoded = text.hasPrefix("data:") ? text.drop { $0 != "," }.dropFirst() : text[...]
    guard let data = Data(base64Encoded: String(encoded)) else { throw corrupted("this is no base64 text") }
    return data
  }

  private func decimal() throws -> FoundationDecimal {
    guard value.double != nil || value.string != nil, let decimal = FoundationDecimal(string: value.string ?? "\(value)") else {
      throw mismatch("a number")
    }
    return decimal
  }

  func mismatch(_ expected: String) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath, debugDescription: "expected \(expected), got \(value.typeName)")
    return value.isNull ? .valueNotFound(Any.self, context) : .typeMismatch(Any.self, context)
  }

  func corrupted(_ message: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: codingPath, debugDescription: message))
  }

  func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    switch value {
    case .int(let int): if let exact = Number(exactly: int) { return exact }
    case .float(let double): if let exact = Number(exactly: double) { return exact }
    case .number(let number):
      if let exact = number.isInteger ? Number(number.text.text) : number.asDouble.flatMap(Number.init(exactly:)) {
        return exact
      }
    default: throw mismatch("an int")
    }
    throw corrupted("\(value) is no whole number from \(Number.min) to \(Number.max)")
  }

  func floating() throws -> Double {
    guard let double = value.double else { throw mismatch("a number") }
    return double
  }
}

extension ValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value.isNull }
  func decode(_ type: Bool.Type) throws -> Bool {
    guard let bool = value.bool else { throw mismatch("a bool") }
    return bool
  }
  func decode(_ type: String.Type) throws -> String {
    guard let text = value.string else { throw mismatch("a string") }
    return text
  }
  func decode(_ type: Double.Type) throws -> Double { try floating() }
  func decode(_ type: Float.Type) throws -> Float { Float(try floating()) }
  func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try unbox(type) }
}

/// The keys of an object.
private struct ValueKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let object: ObjectStorage
  let codingPath: [any CodingKey]

  var allKeys: [Key] {
    var keys: [Key] = []
    object.forEach { key, _ in if let key = Key(stringValue: key.text) { keys.append(key) } }
    return keys
  }

  func contains(_ key: Key) -> Bool { object.value(for: key.stringValue) != nil }

  private func decoder(_ key: Key) throws -> ValueDecoder {
    guard let value = object.value(for: key.stringValue) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "missing"))
    }
    return ValueDecoder(value, codingPath + [key])
  }

  func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).value.isNull }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder(key).unbox(type) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(key).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder {
    ValueDecoder(object.value(for: "super") ?? .null, codingPath + [ValueCodingKey("super")])
  }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

/// The elements of a list.
private struct ValueUnkeyedDecoding: UnkeyedDecodingContainer {
  let list: ListStorage
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(list: ListStorage, codingPath: [any CodingKey]) {
    self.list = list
    self.codingPath = codingPath
  }

  var count: Int? { list.count }
  var isAtEnd: Bool { currentIndex >= list.count }

  /// The element whose turn it is. A list that is too short is an error at the place where the element is missing.
  private func current() throws -> ValueDecoder {
    let path = codingPath + [ValueCodingKey(index: currentIndex)]
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        Any.self, .init(codingPath: path, debugDescription: "the list has only \(list.count) elements"))
    }
    return ValueDecoder(list.elements[currentIndex], path)
  }

  private mutating func next<Result>(_ read: (ValueDecoder) throws -> Result) throws -> Result {
    let result = try read(current())
    currentIndex += 1
    return result
  }

  mutating func decodeNil() throws -> Bool {
    guard try current().value.isNull else { return false }
    currentIndex += 1
    return true
  }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next { try $0.unbox(type) } }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next { try $0.container(keyedBy: type) }
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next { try $0.unkeyedContainer() }
  }
  mutating func superDecoder() throws -> any Decoder { try next { $0 } }
}
