import RepValue

/// `div`, `min`, `max`, `sum` and `abs`.
enum ArithmeticBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "div", [.init("a", .number), .init("b", .number)],
      summary: "The quotient rounded down to an int; `a == div(a, b) * b + a % b`.",
      examples: ["div(7, 2) => 3", "div(-7, 2) => -4", "div(7.5, 2) => 3"], body: div).with(.div),
    Builtin(
      "min", [.rest("values", summary: "numbers or strings, or one list of them")],
      summary: "The smallest of several values, or of a list; an error for none.",
      examples: ["min(3, 1, 2) => 1", #"min(["b", "a"]) => "a""#], body: min).with(.min),
    Builtin(
      "max", [.rest("values", summary: "numbers or strings, or one list of them")],
      summary: "The largest of several values, or of a list; an error for none.",
      examples: ["max(3, 1.5) => 3", "max([1, 5]) => 5"], body: max).with(.max),
    Builtin(
      "sum", [.rest("values", summary: "numbers, or one list of them")],
      summary: "The sum of several numbers, or of a list; 0 for none.",
      examples: ["sum([1, 2, 3]) => 6", "sum(1, 0.5) => 1.5", "sum([]) => 0"], body: sum),
    Builtin(
      "abs", [.init("value", .number)], summary: "A number without its sign.",
      examples: ["abs(-3) => 3", "abs(2.5) => 2.5"], body: abs).with(.abs),
  ]

  @Sendable private static func div(_ arguments: Arguments) throws(ScriptError) -> Value {
    guard let a = try Operators.number(arguments[0]) else { throw arguments.mismatch(0, .number) }
    guard let b = try Operators.number(arguments[1]) else { throw arguments.mismatch(1, .number) }
    guard case .int(let dividend) = a, case .int(let divisor) = b else {
      if b.double == 0 { throw Operators.divisionByZero }
      return try Integers.value((a.double / b.double).rounded(.down))
    }
    if divisor == 0 { throw Operators.divisionByZero }
    let (quotient, isOverflow) = dividend.dividedReportingOverflow(by: divisor)
    if isOverflow { throw Operators.overflow(.divide, dividend, divisor) }
    let isRoundedUp = (dividend < 0) != (divisor < 0) && quotient * divisor != dividend
    return .int(isRoundedUp ? quotient - 1 : quotient)
  }

  @Sendable private static func abs(_ arguments: Arguments) throws(ScriptError) -> Value {
    switch try Operators.number(arguments[0]) {
    case .int(let int):
      if int == .min { throw ScriptError(.number, "the absolute value of \(int) does not fit a 64-bit int") }
      return .int(Swift.abs(int))
    case .float(let double): return .float(double.magnitude)
    case nil: throw arguments.mismatch(0, .number)
    }
  }

  @Sendable private static func min(_ arguments: Arguments) throws(ScriptError) -> Value {
    try Extremes.find("min", try values(arguments), arguments) { $0 < 0 }
  }

  @Sendable private static func max(_ arguments: Arguments) throws(ScriptError) -> Value {
    try Extremes.find("max", try values(arguments), arguments) { $0 > 0 }
  }

  @Sendable private static func sum(_ arguments: Arguments) throws(ScriptError) -> Value {
    try Extremes.sum(try values(arguments), arguments)
  }

  /// The arguments, or the items of the one list that was given.
  private static func values(_ arguments: Arguments) throws(ScriptError) -> ListStorage {
    let values = try arguments.list(0)
    if values.count == 1, case .list(let items) = values.elements[0] { return items }
    return values
  }
}

/// What the functions `min`, `max`, `sum` share with the methods of lists.
enum Extremes {
  /// The first value that stands before (or after) all others.
  /// - Throws: kind `argument` for no values, `type` for values that have no order.
  static func find(
    _ name: String, _ values: ListStorage, _ arguments: Arguments, _ isBetter: (Int) -> Bool
  ) throws(ScriptError) -> Value {
    guard values.count > 0 else {
      throw ScriptError(.argument, "`\(name)` of nothing has no value", hint: "check `len` first")
    }
    var best = values.elements[0]
    // A single value is compared with itself, so that its type is checked, too.
    for index in 0..<values.count {
      try arguments.work(1)
      guard let order = Value.compare(values.elements[index], best) else {
        throw ScriptError(
          .type,
          "`\(name)` takes numbers or strings, got \(values.elements[index].typeName)"
            + (index > 0 ? " after \(best.typeName)" : ""))
      }
      if isBetter(order) { best = values.elements[index] }
    }
    return best
  }

  /// - Throws: kind `type` for values that are no numbers, `number` for an overflow.
  static func sum(_ values: ListStorage, _ arguments: Arguments) throws(ScriptError) -> Value {
    var total = Value.int(0)
    for index in 0..<values.count {
      try arguments.work(1)
      let value = values.elements[index]
      guard try Operators.number(value) != nil else {
        throw ScriptError(.type, "`sum` adds numbers, got \(value.typeName) at index \(index)")
      }
      total = try Operators.add(total, value)
    }
    return total
  }
}
