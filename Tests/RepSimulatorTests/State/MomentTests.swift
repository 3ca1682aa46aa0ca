import Testing

@testable import RepSimulator

@Suite struct MomentTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2024-02-21T12:54:18.578761Z", 1_708_520_058_578_761),
      ("2024-02-29T23:59:60Z", 1_709_251_200_000_000), ("2025-01-01", 1_735_689_600_000_000),
      ("2025-01-01T01:30:00+01:30", 1_735_689_600_000_000), ("2024-12-31T19:00:00-05:00", 1_735_689_600_000_000),
      ("2025-01-01t00:00:00.1z", 1_735_689_600_100_000), ("2025-01-01T00:00:00.123456789Z", 1_735_689_600_123_456),
      ("2025-01-01 00:00", 1_735_689_600_000_000),
    ] as [(String, Int64)])
  func datesAreRead(text: String, microseconds: Int64) {
    #expect(Moment(iso8601: text)?.microseconds == microseconds)
  }

  @Test(
    arguments: [
      "", "now", "2025", "2025-13-01", "2025-01-32", "2025-01-01T", "2025-01-01T25:00:00Z", "2025-01-01T00:00:00.Z",
      "2025-01-01T00:00:00Zx", "2025-01-01T00:00:00+1", "٢٠٢٥-01-01",
    ])
  func otherTextIsNoDate(text: String) {
    #expect(Moment(iso8601: text) == nil)
  }

  @Test(
    arguments: [0, 1_708_520_058_578_761, 4_102_444_799_999_999, 951_782_400_000_000, 1_709_164_800_000_000] as [Int64])
  func writtenDatesAreReadBack(microseconds: Int64) {
    let moment = Moment(microseconds: microseconds)
    #expect(Moment(iso8601: moment.iso8601) == moment)
  }

  @Test func datesAreWrittenAsHTTPDoes() {
    #expect(Moment(microseconds: 784_111_777_000_000).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(Moment(microseconds: 0).httpDate == "Thu, 01 Jan 1970 00:00:00 GMT")
  }

  @Test func theClockRunsAtItsSpeed() async throws {
    let clock = SimulationClock(speed: 1000)
    let start = clock.now
    try await clock.sleep(for: .seconds(20))
    #expect(clock.now - start >= .seconds(20))
    try await clock.sleep(for: .seconds(-5))
  }
}

@Suite struct EncodingTests {
  @Test(arguments: [[], [0], [0, 1], [255, 254, 253], Array(0...255)] as [[UInt8]])
  func base64IsReadBack(bytes: [UInt8]) {
    let text = Base64.encode(bytes)
    #expect(text.utf8.count % 4 == 0)
    #expect(Base64.decode(text) == bytes)
    #expect(Base64.decode(text.filter { $0 != "=" }) == bytes)
  }

  @Test(arguments: ["A", "A===", "A B=", "=AAA", "AA=A", "AAAAA", "é"])
  func otherTextIsNoBase64(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test(arguments: ["", "plain", "a b+c%/?&=#é🦦", "p=2023-11-15T00:00:00Z"])
  func escapesAreReadBack(text: String) {
    let encoded = PercentEncoding.encode(text)
    #expect(encoded.utf8.allSatisfy { $0 < 0x7f && !" +/?&=#".utf8.contains($0) })
    #expect(PercentEncoding.decode(encoded) == text)
    #expect(PercentEncoding.query("x=\(encoded)&y").map(\.value) == [text, ""])
  }

  @Test(arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%41%", "A%")])
  func brokenEscapesStay(text: String, expected: String) {
    #expect(PercentEncoding.decode(text) == expected)
  }
}

@Suite struct OperationTests {
  @Test func pathsLeadToOperations() throws {
    for operation in Operation.allCases {
      let path = "/v1/" + operation.route.path.replacing("{", with: "").replacing("}", with: "")
      let match = try #require(Operation.match(method: operation.route.method, path: path))
      #expect(match.operation == operation)
      for (name, value) in match.parameters { #expect(name == value) }
    }
    #expect(Operation.allCases.count == 37)
    #expect(Operation.match(method: "GET", path: "/account") == nil)
    #expect(Operation.match(method: "GET", path: "/v1/models/a%2Fb/c")?.parameters["model_owner"] == "a/b")
  }
}
