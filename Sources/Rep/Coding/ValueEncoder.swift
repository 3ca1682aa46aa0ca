import RepValue

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Value {
  /// Makes a Rep value of a Swift one, without a JSON text in between.
  ///
  /// `URL` becomes its text, `Date` an RFC 3339 text, `Data` base64, `Decimal` a number with all its digits, `nil` null.
  /// - Throws: ``ValueCodingError`` with the path to what has no Rep value, such as NaN.
  public init(encoding value: some Encodable) throws(ValueCodingError) {
    do {
      self = try ValueEncoder.box(value, [])
    } catch {
      throw ValueCodingError(error)
    }
  }
}

/// Builds a value while an `Encodable` type writes itself.
struct ValueEncoder: Encoder {
  let slot: Slot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// A place that is filled while others are: a container that is handed out may be written to until the end.
  final class Slot {
    private enum Content {
      case nothing
      case value(Value)
      case list([Slot])
      case object([(key: String, slot: Slot)])
    }
    private var content = Content.nothing

    func set(_ value: Value) { content = .value(value) }
    func makeList() { if case .list = content {} else { content = .list([]) } }
    func makeObject() { if case .object = content {} else { content = .object([]) } }

    var count: Int {
      if case .list(let slots) = content { slots.count } else { 0 }
    }

    func appended() -> Slot {
      guard case .list(var slots) = content else { return Slot() }
      content = .nothing
      let slot = Slot()
      slots.append(slot)
      content = .list(slots)
      return slot
    }

    func added(_ key: String) -> Slot {
      guard case .object(var slots) = content else { return Slot() }
      content = .nothing
      let slot = Slot()
      slots.append((key, slot))
      content = .object(slots)
      return slot
    }

    var value: Value {
      switch content {
      // As JSON encoders do for a type that writes nothing.
      case .nothing: .object(ObjectStorage())
      case .value(let value): value
      case .list(let slots): Value(slots.map(\.value))
      case .object(let slots): object(slots)
      }
    }

    private func object(_ slots: [(key: String, slot: Slot)]) -> Value {
      let object = ObjectStorage(minimumCapacity: slots.count)
      for (key, slot) in slots { object.set(.make(key), slot.value) }
      return .object(object)
    }
  }

  /// The value of anything that can be encoded.
  static func box(_ value: some Encodable, _ path: [any CodingKey]) throws -> Value {
    switch value {
    case let value as Value: return value
    case let object as any HostObjectType: return object.opaqueValue
    case let url as URL: return Value(url.absoluteString)
    case let date as Date:
      guard let text = Timestamps.text(date) else {
        throw EncodingError.invalidValue(
          date, .init(codingPath: path, debugDescription: "the time lies outside the years 1 to 9999"))
      }
      return Value(text)
    case let data as Data: return Value(data.base64EncodedString())
    case let decimal as FoundationDecimal: return try number("\(decimal)", path)
    default:
      let slot = Slot()
      try value.encode(to: ValueEncoder(slot: slot, codingPath: path))
      return slot.value
    }
  }

  static func integer(_ value: some FixedWidthInteger, _ path: [any CodingKey]) throws -> Value {
    if let int = Int(exactly: value) { return .int(int) }
    return try number("\(value)", path)
  }

  static func floating(_ value: some BinaryFloatingPoint & LosslessStringConvertible, _ path: [any CodingKey]) throws
    -> Value
  {
    guard value.isFinite else {
      throw EncodingError.invalidValue(
        value, .init(codingPath: path, debugDescription: "\(value) has no value in Rep: numbers are finite"))
    }
    // Through its text, so that the Float 0.1 becomes 0.1.
    return .float(Double("\(value)") ?? Double(value))
  }

  /// A number that keeps all its digits.
  private static func number(_ text: String, _ path: [any CodingKey]) throws -> Value {
    do {
      return try JSON.parse(text)
    } catch {
      throw EncodingError.invalidValue(
        text, .init(codingPath: path, debugDescription: "\(text) has no value in Rep: numbers are finite"))
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.makeObject()
    return KeyedEncodingContainer(ValueKeyedEncoding<Key>(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.makeList()
    return ValueUnkeyedEncoding(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension ValueEncoder: SingleValueEncodingContainer {
  func encodeNil() { slot.set(.null) }
  func encode(_ value: Bool) { slot.set(.bool(value)) }
  func encode(_ value: String) { slot.set(Value(value)) }
  func encode(_ value: Double) throws { slot.set(try Self.floating(value, codingPath)) }
  func encode(_ value: Float) throws { slot.set(try Self.floating(value, codingPath)) }
  func encode(_ value: Int) { slot.set(.int(value)) }
  func encode(_ value: Int8) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode(_ value: Int16) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode(_ value: Int32) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode(_ value: Int64) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode(_ value: UInt) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode(_ value: UInt8) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode(_ value: UInt16) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode(_ value: UInt32) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode(_ value: UInt64) throws { slot.set(try Self.integer(value, codingPath)) }
  func encode<T: Encodable>(_ value: T) throws { slot.set(try Self.box(value, codingPath)) }
}

/// The keys of an object that is being written.
private struct ValueKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: ValueEncoder.Slot
  let codingPath: [any CodingKey]

  private func encoder(_ key: some CodingKey) -> ValueEncoder {
    ValueEncoder(slot: slot.added(key.stringValue), codingPath: codingPath + [key])
  }

  func encodeNil(forKey key: Key) { slot.added(key.stringValue).set(.null) }
  func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder(key).encode(value) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder(key).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { encoder(ValueCodingKey("super")) }
  func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}

/// The elements of a list that is being written.
private struct ValueUnkeyedEncoding: UnkeyedEncodingContainer {
  let slot: ValueEncoder.Slot
  let codingPath: [any CodingKey]
  var count: Int { slot.count }

  private func next() -> ValueEncoder {
    let path = codingPath + [ValueCodingKey(index: slot.count)]
    return ValueEncoder(slot: slot.appended(), codingPath: path)
  }

  func encodeNil() { slot.appended().set(.null) }
  func encode<T: Encodable>(_ value: T) throws { try next().encode(value) }
  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    next().container(keyedBy: type)
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
  func superEncoder() -> any Encoder { next() }
}
