import RepValue

/// `len`, `type` and the conversions `int`, `float`, `string`.
enum ValueBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "len", [.init("value", [.string, .list, .object, .other], summary: "a string, list, object, or the lines of a file")],
      summary: "The number of characters (Unicode scalars), items or keys.",
      examples: [#"len("größe") => 5"#, "len([1, 2]) => 2", "len({a: 1}) => 1"], body: len).with(.len),
    Builtin(
      "type", [.init("value", summary: "any value")], summary: "The name of a value's type.",
      examples: [#"type(1.0) => "float""#, #"type(null) => "null""#, #"type(x => x) => "function""#], body: type),
    Builtin(
      "int", [.init("value", [.int, .float, .string], summary: "a number, or digits as text")],
      summary: "A whole number: a float loses its fraction, a text is read.",
      examples: [#"int("42") => 42"#, "int(-2.9) => -2"], body: int),
    Builtin(
      "float", [.init("value", [.int, .float, .string], summary: "a number, or a number as text")],
      summary: "A number with a fraction: an int is converted, a text is read.",
      examples: [#"float("2.5") => 2.5"#, "float(2) => 2.0"], body: float),
    Builtin(
      "string", [.init("value", summary: "any value")],
      summary: "The text of a value, as `print` shows it.",
      examples: [#"string(1.50) => "1.50""#, #"string([1, "a"]) => "[1,\"a\"]""#], body: string),
  ]

  @Sendable private static func len(_ arguments: Arguments) throws(ScriptError) -> Value {
    switch arguments[0] {
    case .string(let text):
      if !text.isASCII { try arguments.work(text.count) }
      return .int(text.scalarCount)
    case .list(let list): return .int(list.count)
    case .object(let object): return .int(object.liveCount)
    case .opaque(let opaque):
      guard let sequence = opaque as? any CountedSequence else { throw arguments.mismatch(0, [.string, .list, .object]) }
      return .int(try sequence.count(arguments.context))
    default: throw arguments.mismatch(0, [.string, .list, .object])
    }
  }

  @Sendable private static func type(_ arguments: Arguments) throws(ScriptError) -> Value {
    Value(arguments[0].typeName)
  }

  @Sendable private static func string(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = arguments[0].textStorage
    try arguments.work(text.count)
    return .string(text)
  }

  @Sendable private static func int(_ arguments: Arguments) throws(ScriptError) -> Value {
    switch arguments[0] {
    case .int: return arguments[0]
    case .float(let double): return try Integers.value(double.rounded(.towardZero))
    case .string(let text):
      let trimmed = text.trimmed
      switch read(trimmed) {
      case .int(let int)?: return .int(int)
      case .number(let number)? where number.isInteger:
        if let int = number.asInt { return .int(int) }
        throw ScriptError(.number, "\(trimmed) does not fit a 64-bit int")
      case .some:
        throw ScriptError(
          .argument, "\(quoted(text)) is not a whole number", hint: "write `int(float(…))` to drop the fraction")
      case nil: throw ScriptError(.argument, "\(quoted(text)) is not a number")
      }
    default: return .int(try arguments.int(0))
    }
  }

  @Sendable private static func float(_ arguments: Arguments) throws(ScriptError) -> Value {
    guard case .string(let text) = arguments[0] else { return .float(try arguments.double(0)) }
    let trimmed = text.trimmed
    guard let value = read(trimmed) else { throw ScriptError(.argument, "\(quoted(text)) is not a number") }
    guard let double = value.double else { throw ScriptError(.number, "\(trimmed) is out of the range of a float") }
    return .float(double)
  }

  /// The number that a text stands for; a leading `+` and leading zeros are tolerated, unlike in JSON.
  private static func read(_ text: StringStorage) -> Value? {
    var digits = Array(text.buffer)
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    let isPadded = zeros > 0 && zeros < digits.count && digits[zeros] &- 48 < 10
    digits.removeFirst(isPadded ? zeros : max(0, zeros - 1))
    if isNegative { digits.insert(UInt8(ascii: "-"), at: 0) }
    return digits.withUnsafeBufferPointer { Value.number(text: $0) }
  }

  /// A text for a message: in quotes, cut where it is long.
  static func quoted(_ text: StringStorage) -> String {
    let isLong = text.scalarCount > 40
    let shown = isLong ? text.slice(fromScalar: 0, to: 40).text + "…" : text.text
    return Value(shown).debugDescription
  }
}

/// Doubles that are whole numbers, as ints.
enum Integers {
  /// - Throws: kind `number` beyond 64 bits.
  static func value(_ double: Double) throws(ScriptError) -> Value {
    guard let int = Int(exactly: double) else {
      throw ScriptError(.number, "\(Operators.text(.float(double))) does not fit a 64-bit int")
    }
    return .int(int)
  }
}
