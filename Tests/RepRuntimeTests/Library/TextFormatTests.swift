import RepValue
import Testing

@testable import RepRuntime

/// JSON, Base64 and times.
@Suite struct TextFormatTests {
  @Test func jsonErrorsNameThePlace() async throws {
    let error = try #require(try await LibraryScript.failure(#"json.parse("{\n  \"a\": tru}")"#))
    #expect(error.kind == .syntax)
    #expect(error.hint?.contains("line 2, column 8") == true)
    #expect(error.details.map { Value.object($0) } == ["line": 2, "column": 8, "offset": 9])
    let written = try #require(try await LibraryScript.failure("json.text({a: [1, x => x]})"))
    #expect(written.kind == .type)
    #expect(written.message.contains("a[1]"))
  }

  @Test func jsonFind() async throws {
    let table: [(text: String, found: String)] = [
      ("", "null"), ("no braces", "null"), ("{", "null"), ("{not json} then [1, 2]", "[1,2]"),
      ("x {\"a\": \"}\"} y", #"{"a":"}"}"#),
      ("[[[[", "null"), ("[1,[2,{\"a\":3}", #"{"a":3}"#), ("```json\n{\"a\":\n1}\n```", #"{"a":1}"#),
      ("\"{}\"", "{}"),
    ]
    for (text, found) in table {
      let value = try await LibraryScript.evaluate("json.find(\(Value(text).debugDescription))")
      #expect(value.debugDescription == found, "\(text)")
    }
  }

  @Test func jsonFindOfOpeningBracketsIsNotQuadratic() async throws {
    let value = try await LibraryScript.evaluate(#"json.find("[".repeat(100000) + "{\"a\":".repeat(20000))"#)
    #expect(value.isNull)
  }

  @Test func base64() async throws {
    var random: UInt64 = 1
    for length in 0..<40 {
      let text = String((0..<length).map { _ in
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Character(["a", "é", "東", "🦦", "\u{0}"][Int(random >> 33 % 5)])
      })
      let literal = Value(text).debugDescription
      let back = try await LibraryScript.evaluate("base64.decode(base64.encode(\(literal)))")
      #expect(back.string == text)
    }
    let table = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")]
    for (text, encoded) in table {
      let value = try await LibraryScript.evaluate(#"[base64.encode("\#(text)"), base64.decode("\#(encoded)")]"#)
      #expect(value == [Value(encoded), Value(text)])
    }
    for wrong in ["Z", "Zg=", "Zg===", "Z=g=", "Zm9v!", "Zm9vY", "/w=="] {
      let error = try await LibraryScript.failure(#"base64.decode("\#(wrong)")"#)
      #expect(error?.kind == .argument, "\(wrong)")
    }
  }

  @Test func times() async throws {
    let table: [(text: String, seconds: String)] = [
      ("1970-01-01", "0"), ("1970-01-01T00:00:00Z", "0"), ("2000-02-29 12:30", "951827400"),
      ("2026-04-01T14:00:00+02:00", "1775044800"),
      ("2026-04-01t12:00:00z", "1775044800"), ("2026-04-01T12:00:00-0130", "1775050200"),
      ("1969-12-31T23:59:59Z", "-1"),
      ("2026-04-01T12:00:00.500Z", "1775044800.5"), ("2016-12-31T23:59:60Z", "1483228800"),
      ("0000-01-01T00:00:00Z", "-62167219200"),
      ("9999-12-31T23:59:59Z", "253402300799"), ("2026-04-01T12:00:00.000000000Z", "1775044800"),
      (" 2026-04-01T12:00:00,25Z ", "1775044800.25"),
    ]
    for (text, seconds) in table {
      let value = try await LibraryScript.evaluate(#"time.parse("\#(text)")"#)
      #expect(value.debugDescription == seconds, "\(text)")
    }
    for wrong in [
      "", "2026", "2026-4-1", "2026-13-01", "2026-02-29", "2100-02-29", "2026-04-01T24:00:00Z",
      "2026-04-01T12:60:00Z", "2026-04-01T12:00:61Z",
      "2026-04-01T12:00:00.Z", "2026-04-01T12:00:00.1234567890Z", "2026-04-01T12:00:00+25:00",
      "2026-04-01T12:00:00Zx", "2026-04-01T12Z", "soon",
    ] {
      let error = try await LibraryScript.failure(#"time.parse("\#(wrong)")"#)
      #expect(error?.kind == .argument, "\(wrong)")
    }
    let texts: [(seconds: String, text: String)] = [
      ("1775044800", "2026-04-01T12:00:00Z"), ("-1", "1969-12-31T23:59:59Z"), ("-0.5", "1969-12-31T23:59:59.5Z"),
      ("951782400", "2000-02-29T00:00:00Z"), ("1.9999999", "1970-01-01T00:00:02Z"),
      ("253402300799", "9999-12-31T23:59:59Z"),
      ("-62167219200", "0000-01-01T00:00:00Z"), ("0.000001", "1970-01-01T00:00:00.000001Z"),
    ]
    for (seconds, text) in texts {
      let value = try await LibraryScript.evaluate("time.text(\(seconds))")
      #expect(value.string == text)
    }
    let error = try await LibraryScript.failure("time.text(1775044800000)")
    #expect(error?.kind == .argument)
    #expect(error?.hint?.contains("milliseconds") == true)
  }

  @Test func everyDayOfFourHundredYearsComesBack() {
    for day in stride(from: -200_000, through: 200_000, by: 97) {
      let time = CivilTime(seconds: day * 86_400 + 3_661)
      #expect(time.seconds == day * 86_400 + 3_661)
      #expect((1...CivilTime.length(ofMonth: time.month, year: time.year)).contains(time.day))
      #expect([time.hour, time.minute, time.second] == [1, 1, 1])
    }
  }
}
