/// Reading and building values from Swift: HTTP bodies, simulator state, host functions.
extension Value {
  /// Whether this is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The payload of a bool.
  public var bool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// The payload of an int, also of one that kept its text (`-0`); nil for floats and for ints beyond 64 bits.
  public var int: Int? {
    switch self {
    case .int(let int): int
    case .number(let number): number.asInt
    default: nil
    }
  }

  /// The nearest double of any number; nil where none is finite.
  public var double: Double? {
    switch self {
    case .int(let int): Double(int)
    case .float(let double): double
    case .number(let number): number.nearestDouble
    default: nil
    }
  }

  /// The text of a string.
  public var string: String? {
    if case .string(let string) = self { string.text } else { nil }
  }

  /// The elements of a list.
  public var array: [Value]? {
    guard case .list(let list) = self else { return nil }
    return Array(UnsafeBufferPointer(start: list.elements, count: list.count))
  }

  /// The keys and values of an object, in order.
  public var pairs: [(key: String, value: Value)]? {
    guard case .object(let object) = self else { return nil }
    var pairs: [(key: String, value: Value)] = []
    object.forEach { pairs.append((key: $0.text, value: $1)) }
    return pairs
  }

  /// The number of elements of a list or of keys of an object, else 0.
  public var count: Int {
    switch self {
    case .list(let list): list.count
    case .object(let object): object.liveCount
    default: 0
    }
  }

  /// The value at `key` of an object; `null` where the key is missing or this is no object, so that reads chain:
  /// `body["urls"]["get"].string`.
  ///
  /// Setting replaces or appends the key; on something that is no object it makes one first.
  public subscript(key: String) -> Value {
    get {
      guard case .object(let object) = self else { return .null }
      return object.value(for: key) ?? .null
    }
    set {
      let name = StringStorage.make(key)
      withUniqueObject { $0.set(name, newValue) }
    }
  }

  /// The element at `index` of a list; `null` where there is none or this is no list.
  public subscript(index: Int) -> Value {
    guard case .list(let list) = self, index >= 0, index < list.count else { return .null }
    return list.elements[index]
  }

  /// Whether this is an object with the key, `null` values included.
  public func contains(key: String) -> Bool {
    guard case .object(let object) = self else { return false }
    return object.value(for: key) != nil
  }

  /// Removes a key and gives its value; nil where it was missing.
  @discardableResult
  public mutating func removeValue(forKey key: String) -> Value? {
    guard contains(key: key) else { return nil }
    return withUniqueObject { $0.remove(StringStorage.make(key)) }
  }

  /// Appends to a list; on something that is no list it makes one first.
  public mutating func append(_ element: Value) {
    withUniqueList { $0.append(element) }
  }
}

extension Value {
  /// The value of a key, as ``subscript(_:)-(String)`` gives it: `record.urls.get.string`. Keys that are also the name
  /// of a property, such as `count`, take the brackets.
  public subscript(dynamicMember key: String) -> Value {
    get { self[key] }
    set { self[key] = newValue }
  }
}
