@testable import Replicate
import Testing

struct EncodingTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func base64VectorsOfTheRFC(plain: String, encoded: String) {
    #expect(String(decoding: Base64.encode(Array(plain.utf8)), as: UTF8.self) == encoded)
    #expect(Base64.decode(encoded.utf8) == Array(plain.utf8))
  }

  @Test func base64OfEveryByteAndLength() {
    for length in 0...258 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: ["Z", "Zg=", "Z===", "Zg==Zg==", "Zm9v=", "Zm8==", "Zg-_", "Zgé="])
  func noBase64(text: String) {
    #expect(Base64.decode(text.utf8) == nil)
  }

  @Test func base64WithoutPaddingOrWithBlanksIsRead() {
    #expect(Base64.decode("Zg".utf8) == [0x66])
    #expect(Base64.decode("Zm9v\r\nYmFy ".utf8) == Array("foobar".utf8))
  }

  @Test(arguments: [
    ("a b/c?d", "a%20b%2Fc%3Fd"), ("é", "%C3%A9"), ("-._~", "-._~"), ("%", "%25"), ("+=&", "%2B%3D%26"), ("", ""),
  ])
  func percent(plain: String, encoded: String) {
    #expect(PercentEncoding.encode(plain) == encoded)
    #expect(PercentEncoding.decode(encoded) == plain)
  }

  @Test func aPercentThatStartsNoEscapeStays() {
    #expect(PercentEncoding.decode("100%") == "100%")
    #expect(PercentEncoding.decode("%zz%4") == "%zz%4")
    #expect(PercentEncoding.decode("a+b", plusIsSpace: true) == "a b")
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0.0), ("2025-01-01T00:00:00Z", 1_735_689_600), ("2025-01-01", 1_735_689_600),
    ("2025-01-01T01:00:00+01:00", 1_735_689_600), ("2024-12-31T19:00:00-0500", 1_735_689_600),
    ("2024-02-29t23:59:60z", 1_709_251_200), ("2025-01-01 00:00:00", 1_735_689_600),
    ("2025-01-01T00:00Z", 1_735_689_600), ("1969-12-31T23:59:59Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800),
  ])
  func times(text: String, seconds: Double) {
    #expect(Timestamp.seconds(iso8601: text) == seconds)
  }

  @Test func fractionsOfAnyLength() throws {
    for (digits, fraction) in [("5", 0.5), ("123", 0.123), ("123456", 0.123456), ("123456789", 0.123456789)] {
      let seconds = try #require(Timestamp.seconds(iso8601: "2025-01-01T00:00:00.\(digits)Z"))
      #expect(abs(seconds - 1_735_689_600 - fraction) < 1e-6)
    }
  }

  @Test(arguments: [
    "", "2025", "2025-13-01", "2025-02-29", "2025-1-1", "2025-01-01T24:00:00Z", "2025-01-01T00:00:00.Z",
    "2025-01-01T00:00:00ZZ", "2025-01-01T00:00:00+1", "2025-01-01X", "20250101T000000Z", "０025-01-01",
  ])
  func noTimes(text: String) {
    #expect(Timestamp.seconds(iso8601: text) == nil)
  }

  @Test func timesThereAndBack() {
    for seconds in stride(from: -62_135_596_800.0, to: 253_402_300_799, by: 86_400 * 366.7 + 3_661.5) {
      let rounded = (seconds * 1000).rounded(.down) / 1000
      #expect(Timestamp.iso8601(rounded).flatMap { Timestamp.seconds(iso8601: $0) } == rounded)
    }
    #expect(Timestamp.iso8601(1_735_689_600.25) == "2025-01-01T00:00:00.250Z")
    #expect(Timestamp.iso8601(253_402_300_800) == nil)
    #expect(Timestamp.iso8601(.nan) == nil)
    #expect(Timestamp.iso8601(-.infinity) == nil)
  }

  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777.0 as Double?), ("06 Nov 1994 08:49:37 GMT", nil),
    ("Sun, 06 Nov 1994 25:49:37 GMT", nil), ("Sun, 31 Feb 1994 08:49:37 GMT", nil), ("", nil),
  ])
  func httpDates(text: String, seconds: Double?) {
    #expect(Timestamp.seconds(httpDate: text) == seconds)
  }

  @Test(arguments: [
    ("90s", 90 as Int64?), ("5m", 300), ("2h30m", 9000), ("1h30m45s", 5445), ("30", 30), ("0", 0), ("1h1s", 3601),
    ("", nil), ("s", nil), ("5min", nil), ("30m2h", nil), ("1h30", nil), ("1m1m", nil), ("1.5m", nil), ("-5s", nil),
    (" 5s", nil), ("5S", nil), ("99999999999999999999", nil), ("9999999999999999h", nil),
  ])
  func durations(text: String, seconds: Int64?) {
    #expect(DurationText.seconds(text) == seconds)
  }
}
