#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import CRepSupport
import RepSyntax
import RepValue

/// What the operators mean, for all types: the slow paths of the arithmetic nodes, and the reference for the fast ones.
enum Operators {
  /// A number as arithmetic sees it.
  enum Number {
    case int(Int)
    case float(Double)

    var double: Double {
      switch self {
      case .int(let int): Double(int)
      case .float(let double): double
      }
    }
  }

  /// - Throws: kind `number` for a literal beyond 64 bits or beyond the range of a double (R17).
  static func number(_ value: Value) throws(ScriptError) -> Number? {
    switch value {
    case .int(let int): return .int(int)
    case .float(let double): return .float(double)
    case .number(let literal):
      if let int = literal.asInt, literal.isInteger { return .int(int) }
      if !literal.isInteger, let double = literal.asDouble { return .float(double) }
      throw ScriptError(
        .number, "\(literal.text) is too large to calculate with", hint: "such a number can only be passed on")
    default: return nil
    }
  }

  /// `apply` for nodes that own their operands: all that is left to do after their fast cases is this one call.
  @inline(never)
  static func applySlowly(
    _ operation: BinaryOperator, _ left: consuming Value, _ right: consuming Value, _ span: Span
  ) throws(ScriptError) -> Value {
    try apply(operation, left, right, span)
  }

  /// `apply` for comparisons.
  @inline(never)
  static func applyBool(
    _ operation: BinaryOperator, _ left: consuming Value, _ right: consuming Value, _ span: Span
  ) throws(ScriptError) -> Bool {
    try apply(operation, left, right, span).isTruthy
  }

  @inline(never)
  static func apply(
    _ operation: BinaryOperator, _ left: Value, _ right: Value, _ span: Span
  ) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      switch operation {
      case .add: return try add(left, right)
      case .subtract: return try arithmetic(operation, left, right)
      case .multiply: return try arithmetic(operation, left, right)
      case .divide: return try arithmetic(operation, left, right)
      case .remainder: return try arithmetic(operation, left, right)
      case .power: return try arithmetic(operation, left, right)
      case .equal: return .bool(left == right)
      case .notEqual: return .bool(!(left == right))
      case .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool(try compare(operation, left, right))
      case .contained: return .bool(try contains(right, left))
      case .notContained: return .bool(!(try contains(right, left)))
      case .and: return left.isTruthy ? right : left
      case .or: return left.isTruthy ? left : right
      case .coalesce:
        if case .null = left { return right }
        return left
      }
    } catch {
      throw error.at(span)
    }
  }

  static func add(_ left: Value, _ right: Value) throws(ScriptError) -> Value {
    switch (left, right) {
    case (.string(let a), .string(let b)):
      try claim(a.count + b.count)
      rep_count_work(a.count + b.count)
      let joined = StringStorage.allocate(capacity: a.count + b.count)
      joined.bytes.update(from: a.bytes, count: a.count)
      (joined.bytes + a.count).update(from: b.bytes, count: b.count)
      joined.setCount(a.count + b.count)
      return .string(joined)
    case (.list(let a), .list(let b)):
      try claim((a.count + b.count) * MemoryLayout<Value>.stride)
      rep_count_work(a.count + b.count)
      let joined = a.copy(from: 0, to: a.count, extraCapacity: b.count)
      joined.append(contentsOf: b)
      return .list(joined)
    default: return try arithmetic(.add, left, right)
    }
  }

  private static func arithmetic(
    _ operation: BinaryOperator, _ left: Value, _ right: Value
  ) throws(ScriptError) -> Value {
    if case .int(let a) = left, case .float(let b) = right { return try float(operation, Double(a), b) }
    if case .float(let a) = left, case .int(let b) = right { return try float(operation, a, Double(b)) }
    guard let a = try number(left), let b = try number(right) else { throw mismatch(operation, left, right) }
    if case .int(let i) = a, case .int(let j) = b { return try integer(operation, i, j) }
    return try float(operation, a.double, b.double)
  }

  static func integer(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws(ScriptError) -> Value {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .divide:
      if b == 0 { throw divisionByZero }
      let (quotient, isOverflow) = a.dividedReportingOverflow(by: b)
      if isOverflow { throw overflow(operation, a, b) }
      return quotient * b == a ? .int(quotient) : .float(Double(a) / Double(b))
    case .remainder:
      if b == 0 { throw divisionByZero }
      if b == -1 { return .int(0) }
      let remainder = a % b
      return .int(remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder)
    case .power: return try power(a, b)
    default: throw mismatch(operation, .int(a), .int(b))
    }
    if result.overflow { throw overflow(operation, a, b) }
    return .int(result.partialValue)
  }

  private static func power(_ base: Int, _ exponent: Int) throws(ScriptError) -> Value {
    if exponent < 0 { return try float(.power, Double(base), Double(exponent)) }
    var result = 1
    var factor = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 {
        let (product, isOverflow) = result.multipliedReportingOverflow(by: factor)
        if isOverflow { throw overflow(.power, base, exponent) }
        result = product
      }
      rest >>= 1
      if rest > 0 {
        let (square, isOverflow) = factor.multipliedReportingOverflow(by: factor)
        if isOverflow { throw overflow(.power, base, exponent) }
        factor = square
      }
    }
    return .int(result)
  }

  static func float(_ operation: BinaryOperator, _ a: Double, _ b: Double) throws(ScriptError) -> Value {
    let result: Double
    switch operation {
    case .add: result = a + b
    case .subtract: result = a - b
    case .multiply: result = a * b
    case .divide:
      if b == 0 { throw divisionByZero }
      result = a / b
    case .remainder:
      if b == 0 { throw divisionByZero }
      let remainder = fmod(a, b)
      result = remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    case .power: result = pow(a, b)
    default: throw mismatch(operation, .float(a), .float(b))
    }
    guard result.isFinite else {
      throw ScriptError(
        .number, "\(text(.float(a))) \(operation.rawValue) \(text(.float(b))) is \(result.isNaN ? "not a number" : "out of the range of a float")")
    }
    return .float(result)
  }

  static func compare(
    _ operation: BinaryOperator, _ left: Value, _ right: Value
  ) throws(ScriptError) -> Bool {
    guard let order = Value.compare(left, right) else {
      throw ScriptError(
        .type, "`\(operation.rawValue)` compares two numbers or two strings, got \(left.typeName) and \(right.typeName)")
    }
    switch operation {
    case .less: return order < 0
    case .lessOrEqual: return order <= 0
    case .greater: return order > 0
    default: return order >= 0
    }
  }

  static func contains(_ container: Value, _ item: Value) throws(ScriptError) -> Bool {
    switch (container, item) {
    case (.list(let list), _):
      let elements = list.elements
      guard let index = (0..<list.count).first(where: { elements[$0] == item }) else {
        rep_count_work(list.count)
        return false
      }
      rep_count_work(index)
      return true
    case (.object(let object), .string(let key)): return object.find(key) >= 0
    case (.string(let text), .string(let part)):
      let hit = StringSearch.find(part, in: text, from: 0)
      rep_count_work(hit ?? text.count)
      return hit != nil
    default:
      throw ScriptError(
        .type, "`in` looks for an item in a list, a key in an object or a text in a string, got \(item.typeName) in \(container.typeName)")
    }
  }

  @inline(never)
  static func negate(_ value: Value, _ span: Span) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      switch try number(value) {
      case .int(let int):
        let (result, isOverflow) = int.multipliedReportingOverflow(by: -1)
        if isOverflow { throw overflow(.subtract, 0, int) }
        return .int(result)
      case .float(let double): return .float(-double)
      case nil: throw ScriptError(.type, "`-` takes a number, got \(value.typeName)")
      }
    } catch {
      throw error.at(span)
    }
  }

  static var divisionByZero: ScriptError { ScriptError(.number, "division by zero") }

  static func overflow(_ operation: BinaryOperator, _ a: Int, _ b: Int) -> ScriptError {
    ScriptError(
      .number, "\(a) \(operation.rawValue) \(b) does not fit a 64-bit int", hint: "calculate with floats: `float(…)`")
  }

  private static func mismatch(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> ScriptError {
    var hint: String?
    if operation == .add {
      switch (left, right) {
      case (.string, _), (_, .string): hint = #"put values into a text with "\(…)""#
      case (.object, .object): hint = "merge objects with `{...a, ...b}`"
      case (.list, _): hint = "append one item with `[...list, item]` or `list.push(item)`"
      default: break
      }
    }
    if case .null = left { hint = hint ?? "the left side is null; give a default with `??`" }
    if case .null = right { hint = hint ?? "the right side is null; give a default with `??`" }
    let takes = operation == .add ? "numbers, strings or lists" : "numbers"
    return ScriptError(
      .type, "`\(operation.rawValue)` takes \(takes), got \(left.typeName) and \(right.typeName)", hint: hint)
  }

  /// A value as `print` shows it.
  static func text(_ value: Value) -> String {
    var buffer = TextBuffer()
    buffer.append(text: value)
    return buffer.makeString().text
  }
}

/// Finding text in text.
enum StringSearch {
  /// The byte offset of the first occurrence at or after `start`; an empty text is found at once.
  static func find(_ part: StringStorage, in text: StringStorage, from start: Int) -> Int? {
    guard part.count > 0 else { return start }
    // In linear time, also where the part nearly occurs at every place.
    guard let hit = rep_find(text.bytes + start, text.count - start, part.bytes, part.count) else { return nil }
    return UnsafeRawPointer(hit) - UnsafeRawPointer(text.bytes)
  }
}
