import RepValue
import Testing

@Suite struct JSONLimitsTests {
  private struct Stop: Error {}

  @Test func nestingIsLimited() throws {
    func nest(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(try JSON.text(JSON.parse(nest(1000))) == nest(1000))
    let error = try #require(throws: JSONError.self) { try JSON.parse(nest(1001)) }
    #expect(error.reason == .tooDeep(limit: 1000))
    #expect(error.offset == 1000)
    #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "[{\"a\":", count: 100_000)) }
    #expect(try JSON.parse("1", depthLimit: 0) == 1)
    #expect(throws: JSONError.self) { try JSON.parse("[]", depthLimit: 0) }
  }

  @Test func deepTextsNeedNoStack() throws {
    let depth = 200_000
    let text = String(repeating: "[{\"a\":", count: depth) + "7" + String(repeating: "}]", count: depth)
    let value = try JSON.parse(text, depthLimit: .max)
    #expect(try JSON.text(value) == text)
    #expect(try JSON.parse(text, depthLimit: .max) == value)
  }

  @Test(arguments: [
    "\"" + String(repeating: "x", count: 3_000_000) + "\"",
    "\"" + String(repeating: "\\n", count: 1_500_000) + "\"",
    "[" + String(repeating: " ", count: 3_000_000) + "]",
    "[" + String(repeating: "1,", count: 1_500_000) + "1]",
    String(repeating: "1", count: 3_000_000),
    "[1, 2]", "7",
  ])
  func readingTicksAndStops(text: String) throws {
    var ticks: [Int] = []
    let value = try JSON.parse(text, tick: { ticks.append($0) })
    #expect(value == (try JSON.parse(text)))
    #expect(ticks.reduce(0, +) == text.utf8.count)
    if text.utf8.count > 1_000, !text.hasPrefix("1") {
      #expect(ticks.count >= 10)
      #expect(ticks.allSatisfy { $0 > 0 && $0 <= 1 << 19 })
    }
    #expect(throws: Stop.self) { try JSON.parse(text, tick: { _ in throw Stop() }) }
    var copy = text
    #expect(throws: Stop.self) { try copy.withUTF8 { try JSON.prefix(of: $0, tick: { _ in throw Stop() }) } }
  }

  @Test(arguments: ["[1, 2, x]", "", "[1, 2] 3", "{\"a\"", "\"\\q\""])
  func refusedTextsCountToo(text: String) throws {
    var read = 0
    #expect(throws: JSONError.self) { try JSON.parse(text, tick: { read += $0 }) }
    #expect(text.isEmpty ? read == 0 : (1...text.utf8.count).contains(read))
  }

  @Test func writingTicksAndStops() throws {
    let value = Value((0..<300_000).map { Value.string(.make("item \($0)")) })
    var ticks: [Int] = []
    var buffer = TextBuffer()
    try JSON.write(value, into: &buffer, tick: { ticks.append($0) })
    #expect(ticks.count >= 10)
    #expect(ticks.reduce(0, +) == buffer.count)
    #expect(buffer.count > 3_000_000)
    var other = TextBuffer()
    other.append("before")
    #expect(throws: Stop.self) { try JSON.write(value, into: &other, tick: { _ in throw Stop() }) }
    #expect(other.text == "before")
  }

  @Test func manyKeys() throws {
    let text = "{" + (0..<100_000).map { "\"key\($0)\":\($0)" }.joined(separator: ",") + "}"
    let value = try JSON.parse(text)
    #expect(value.count == 100_000)
    #expect(value["key99999"] == 99_999)
    #expect(try JSON.text(value) == text)
  }
}
