import RepValue

/// The arguments of one call of a ``Builtin``, in the order of its parameters; types are already checked.
///
/// An optional parameter that was not given is `Value.unset`. A method's receiver is argument 0.
public struct Arguments {
  let base: Frame
  /// How many parameters the built-in has, a method's receiver included.
  public let count: Int
  /// The script thread that calls.
  public let context: ContextPointer
  /// True when the call is the operand of an `await`, so that a create may hold its request open.
  public let isAwaited: Bool

  @inline(__always)
  init(base: Frame, count: Int, context: ContextPointer, isAwaited: Bool = false) {
    self.base = base
    self.count = count
    self.context = context
    self.isAwaited = isAwaited
  }

  /// The argument of a parameter.
  @inline(__always)
  public subscript(index: Int) -> Value { base[index] }

  /// Whether an optional argument was given.
  public func has(_ index: Int) -> Bool {
    if case .unset = base[index] { return false }
    return true
  }

  /// Moves an argument out, so that a list or object that nobody else holds can be changed in place.
  public func take(_ index: Int) -> Value {
    let value = (base + index).move()
    (base + index).initialize(to: .null)
    return value
  }

  /// An argument that is a string.
  /// - Throws: kind `type` if it is none, which the parameter's types rule out.
  public func string(_ index: Int) throws(ScriptError) -> StringStorage {
    if case .string(let string) = base[index] { return string }
    throw mismatch(index, .string)
  }

  /// An argument that is a string, as a Swift string.
  /// - Throws: kind `type` if it is none, which the parameter's types rule out.
  public func text(_ index: Int) throws(ScriptError) -> String { try string(index).text }

  /// An argument that is a list.
  /// - Throws: kind `type` if it is none, which the parameter's types rule out.
  public func list(_ index: Int) throws(ScriptError) -> ListStorage {
    if case .list(let list) = base[index] { return list }
    throw mismatch(index, .list)
  }

  /// An argument that is an object.
  /// - Throws: kind `type` if it is none, which the parameter's types rule out.
  public func object(_ index: Int) throws(ScriptError) -> ObjectStorage {
    if case .object(let object) = base[index] { return object }
    throw mismatch(index, .object)
  }

  /// An argument that is an int.
  /// - Throws: kind `number` for an int beyond 64 bits.
  public func int(_ index: Int) throws(ScriptError) -> Int {
    switch base[index] {
    case .int(let int): return int
    case .number(let number):
      if let int = number.asInt { return int }
      throw ScriptError(.number, "\(number.text) does not fit a 64-bit int")
    default: throw mismatch(index, .int)
    }
  }

  /// An optional int.
  /// - Throws: kind `number` for an int beyond 64 bits.
  public func int(_ index: Int, default value: Int) throws(ScriptError) -> Int { has(index) ? try int(index) : value }

  /// An argument that is a number, as a double.
  /// - Throws: kind `number` for a literal beyond the range of a double.
  public func double(_ index: Int) throws(ScriptError) -> Double {
    switch base[index] {
    case .int(let int): return Double(int)
    case .float(let double): return double
    case .number(let number):
      if let double = number.asDouble { return double }
      throw ScriptError(.number, "\(number.text) is out of the range of a float")
    default: throw mismatch(index, .number)
    }
  }

  /// An optional bool.
  public func bool(_ index: Int, default value: Bool) -> Bool {
    if case .bool(let bool) = base[index] { return bool }
    return value
  }

  /// Calls a function of the script with one argument.
  /// - Throws: whatever the function throws, or kind `argument` if it takes another number of arguments.
  @inline(__always)
  public func call(_ function: Value, _ argument: Value) throws(ScriptError) -> Value {
    let frame = base + count
    frame.initialize(to: argument)
    return try invoke(function, frame, 1, context)
  }

  /// Calls a function of the script with two arguments.
  /// - Throws: whatever the function throws, or kind `argument` if it takes another number of arguments.
  @inline(__always)
  public func call(_ function: Value, _ first: Value, _ second: Value) throws(ScriptError) -> Value {
    let frame = base + count
    frame.initialize(to: first)
    (frame + 1).initialize(to: second)
    return try invoke(function, frame, 2, context)
  }

  /// Prepares an argument that is a function for being called many times.
  public func callback(_ index: Int) -> Callback { Callback(base[index], frame: base + count, context) }

  /// Calls a function of the script with any arguments.
  /// - Throws: whatever the function throws, or kind `argument` if it takes another number of arguments.
  public func call(_ function: Value, with arguments: [Value]) throws(ScriptError) -> Value {
    let frame = base + count
    for (index, argument) in arguments.enumerated() { (frame + index).initialize(to: argument) }
    return try invoke(function, frame, arguments.count, context)
  }

  /// Accounts for native work, so that limits, deadlines and cancellation are seen inside long built-ins.
  ///
  /// Call it at least every millisecond of work; `units` are bytes scanned, elements moved or comparisons, of which
  /// 1,024 make a step.
  /// - Throws: the limit or cancellation, which the built-in must let through.
  @inline(__always)
  public func work(_ units: Int) throws(ScriptError) { try nativeWork(units, context) }

  func mismatch(_ index: Int, _ types: ValueTypes) -> ScriptError {
    ScriptError(.type, "expected \(types.description), got \(base[index].typeName)")
  }
}
