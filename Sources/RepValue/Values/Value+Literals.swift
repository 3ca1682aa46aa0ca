/// There is no `nil` literal on purpose: `.null` is a value, and `nil` must go on to mean "no value" in a `Value?`.
extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A bool: `let value: Value = true`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An int: `let value: Value = 3`.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A float: `let value: Value = 0.5`.
  public init(floatLiteral value: Double) { self = .float(value) }
  /// A string: `let value: Value = "an otter"`.
  public init(stringLiteral value: String) { self = .string(.make(value)) }
  /// A list: `let value: Value = [1, "two"]`.
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
