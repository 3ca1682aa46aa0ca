#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import RepValue

/// `round`, `floor`, `ceil` and `sqrt`.
enum RoundingBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "round",
      [
        .init("value", .number),
        .optional("digits", .int, summary: "digits to keep after the point; the result is a float then"),
      ],
      summary: "The nearest int, halves away from zero; with `digits` the nearest float of so many digits.",
      examples: ["round(2.5) => 3", "round(-2.5) => -3", "round(3.14159, 2) => 3.14"], body: round),
    Builtin(
      "floor", [.init("value", .number)], summary: "The largest int that is not above a number.",
      examples: ["floor(2.9) => 2", "floor(-2.1) => -3"], body: floor).with(.floor),
    Builtin(
      "ceil", [.init("value", .number)], summary: "The smallest int that is not below a number.",
      examples: ["ceil(2.1) => 3"], body: ceil),
    Builtin(
      "sqrt", [.init("value", .number)], summary: "The square root, as a float.",
      examples: ["sqrt(9) => 3.0"], body: sqrt).with(.sqrt),
  ]

  @Sendable private static func round(_ arguments: Arguments) throws(ScriptError) -> Value {
    guard arguments.has(1) else { return try whole(arguments, .toNearestOrAwayFromZero) }
    let digits = try arguments.int(1)
    guard (0...300).contains(digits) else {
      throw ScriptError(.argument, "`digits` of `round` lies between 0 and 300, got \(digits)")
    }
    let value = try arguments.double(0)
    let scale = pow(10, Double(digits))
    let scaled = value * scale
    // Doubles beyond 2^53 have no fraction to round.
    guard scaled.magnitude < 0x1p53 else { return .float(value) }
    return .float(scaled.rounded(.toNearestOrAwayFromZero) / scale)
  }

  @Sendable private static func floor(_ arguments: Arguments) throws(ScriptError) -> Value {
    try whole(arguments, .down)
  }

  @Sendable private static func ceil(_ arguments: Arguments) throws(ScriptError) -> Value {
    try whole(arguments, .up)
  }

  private static func whole(
    _ arguments: Arguments, _ rule: FloatingPointRoundingRule
  ) throws(ScriptError) -> Value {
    switch try Operators.number(arguments[0]) {
    case .int(let int): return .int(int)
    case .float(let double): return try Integers.value(double.rounded(rule))
    case nil: throw arguments.mismatch(0, .number)
    }
  }

  @Sendable private static func sqrt(_ arguments: Arguments) throws(ScriptError) -> Value {
    let value = try arguments.double(0)
    guard value >= 0 else { throw ScriptError(.number, "a negative number has no square root") }
    return .float(value.squareRoot())
  }
}
