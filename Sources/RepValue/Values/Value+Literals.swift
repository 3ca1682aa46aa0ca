/// There is no `nil` literal on purpose: `.null` is a value, and `nil` must go on to mean "no value" in a `Value?`.
extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .float(value) }
  public init(stringLiteral value: String) { self = .string(.make(value)) }
  public init(arrayLiteral elements: Value...) { self = .list(ListStorage(elements)) }

  /// Keys keep their order; of two equal keys the last value stands at the first one's place.
  public init(dictionaryLiteral elements: (String, Value)...) {
    let object = ObjectStorage(minimumCapacity: elements.count)
    for (key, value) in elements { object.set(.make(key), value) }
    self = .object(object)
  }
}

extension Value {
  /// A string value.
  public init(_ text: String) { self = .string(.make(text)) }
  /// A list value.
  public init(_ elements: some Sequence<Value>) { self = .list(ListStorage(elements)) }
}
