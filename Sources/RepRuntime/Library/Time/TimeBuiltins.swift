import RepValue

/// `time.parse` and `time.text`: moments as seconds since 1970.
enum TimeBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "time.parse", [.init("text", .string, summary: "ISO 8601, such as the API's `created_at`; UTC without a zone")],
      summary: "The seconds since 1970 (UTC) of a date and time; an int if it has no fraction.",
      examples: [
        #"time.parse("2026-04-01T12:00:00Z") => 1775044800"#, #"time.parse("1970-01-01T01:00:00.5+01:00") => 0.5"#,
      ], body: parse),
    Builtin(
      "time.text", [.init("seconds", .number, summary: "seconds since 1970, such as `now()` gives")],
      summary: "A moment as ISO 8601 in UTC.",
      examples: [#"time.text(0) => "1970-01-01T00:00:00Z""#, #"time.text(1.25) => "1970-01-01T00:00:01.25Z""#],
      body: text),
  ]

  @Sendable private static func parse(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    guard let (seconds, nanoseconds) = TimeText.parse(text) else {
      throw ScriptError(
        .argument, "\(ValueBuiltins.quoted(text)) is not a date and time",
        hint: "write it as ISO 8601: `2026-04-01T12:00:00Z`")
    }
    return nanoseconds == 0 ? .int(seconds) : .float(Double(seconds) + Double(nanoseconds) / 1e9)
  }

  /// The first and last second of the years 0 to 9999, which ISO 8601 writes with four digits.
  private static let range = -62_167_219_200.0..<253_402_300_800.0

  @Sendable private static func text(_ arguments: Arguments) throws(ScriptError) -> Value {
    let moment = try arguments.double(0)
    guard range.contains(moment) else {
      throw ScriptError(
        .argument, "\(Operators.text(arguments[0])) seconds since 1970 lie outside the years 0 to 9999",
        hint: "is it in milliseconds?")
    }
    var whole = moment.rounded(.down)
    var microseconds = Int(((moment - whole) * 1e6).rounded())
    if microseconds == 1_000_000 {
      whole += 1
      microseconds = 0
    }
    return Value(TimeText.text(seconds: Int(whole), microseconds: microseconds))
  }
}
