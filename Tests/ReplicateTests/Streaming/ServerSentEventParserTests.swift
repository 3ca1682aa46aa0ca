@testable import Replicate
import Testing

struct ServerSentEventParserTests {
  typealias Event = ServerSentEvent

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let events: [Event]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "plain", text: "data: x\n\n", events: [Event(data: "x")]),
    Case(
      name: "as Replicate sends it",
      text: ": hi\n\nevent: output\nid: 1690212292:0\ndata: Once upon a time\n\nevent: done\ndata: {}\n\n",
      events: [
        Event(name: "output", data: "Once upon a time", lastEventID: "1690212292:0"),
        Event(name: "done", data: "{}", lastEventID: "1690212292:0"),
      ]),
    Case(name: "CRLF", text: "event: a\r\ndata: x\r\n\r\n", events: [Event(name: "a", data: "x")]),
    Case(name: "CR", text: "event: a\rdata: x\r\r", events: [Event(name: "a", data: "x")]),
    Case(name: "mixed ends", text: "data: 1\r\ndata: 2\rdata: 3\n\r\n", events: [Event(data: "1\n2\n3")]),
    Case(name: "byte order mark", text: "\u{FEFF}data: x\n\n", events: [Event(data: "x")]),
    Case(name: "a mark that is not first", text: "\n\u{FEFF}data: x\n\ndata: y\n\n", events: [Event(data: "y")]),
    Case(name: "several data lines", text: "data: a\ndata\ndata:\ndata: b\n\n", events: [Event(data: "a\n\n\nb")]),
    Case(
      name: "one blank is dropped", text: "data:  two\n\ndata:none\n\n",
      events: [Event(data: " two"), Event(data: "none")]),
    Case(name: "empty data is an event", text: "data\n\n", events: [Event(data: "")]),
    Case(
      name: "without data no event", text: "event: a\nid: 7\n\ndata: x\n\n",
      events: [Event(data: "x", lastEventID: "7")]),
    Case(
      name: "names do not persist", text: "event: a\ndata: 1\n\ndata: 2\n\n",
      events: [Event(name: "a", data: "1"), Event(data: "2")]),
    Case(name: "comments", text: ":408: 408 Request Timeout\n:\ndata: x\n: y\n\n", events: [Event(data: "x")]),
    Case(name: "unknown fields", text: "foo: bar\nbaz\nData: X\ndata: x\n\n", events: [Event(data: "x")]),
    Case(name: "colons in data", text: "data: a: b:c\n\n", events: [Event(data: "a: b:c")]),
    Case(name: "an id with NUL is ignored", text: "id: a\u{0}b\ndata: x\n\n", events: [Event(data: "x")]),
    Case(
      name: "an empty id resets", text: "id: 1\ndata: x\n\nid\ndata: y\n\n",
      events: [Event(data: "x", lastEventID: "1"), Event(data: "y")]),
    Case(name: "no end, no event", text: "data: x\n\ndata: y\n", events: [Event(data: "x")]),
    Case(
      name: "line separator stays", text: "data: a\u{2028}b\u{85}c\u{B}d\n\n",
      events: [Event(data: "a\u{2028}b\u{85}c\u{B}d")]),
    Case(name: "beyond ASCII", text: "event: é\ndata: 🦙🏽 héllo\n\n", events: [Event(name: "é", data: "🦙🏽 héllo")]),
    Case(name: "nothing", text: "", events: []),
    Case(name: "blank lines", text: "\n\n\r\r\n\n", events: []),
  ]

  @Test(arguments: cases) func whole(example: Case) {
    var parser = ServerSentEventParser()
    #expect(parser.parse(Array(example.text.utf8)) == example.events)
  }

  @Test(arguments: cases) func byteByByte(example: Case) {
    var parser = ServerSentEventParser()
    #expect(example.text.utf8.flatMap { parser.parse([$0]) } == example.events)
  }

  @Test(arguments: cases) func splitAtEveryPlace(example: Case) {
    let bytes = Array(example.text.utf8)
    for cut in 0...bytes.count {
      var parser = ServerSentEventParser()
      #expect(parser.parse(bytes[..<cut]) + parser.parse(bytes[cut...]) == example.events)
    }
  }

  @Test func invalidBytesAreReplaced() {
    var parser = ServerSentEventParser()
    #expect(parser.parse([UInt8]("data: ".utf8) + [0xFF, 0x41, 0x0A, 0x0A]) == [Event(data: "\u{FFFD}A")])
  }

  @Test func retryIsRemembered() {
    var parser = ServerSentEventParser()
    _ = parser.parse("retry: 1500\nretry: soon\nretry: -1\nretry:\n\n".utf8)
    #expect(parser.retryMilliseconds == 1500)
  }

  @Test func resumesWithTheGivenID() {
    var parser = ServerSentEventParser(lastEventID: "7")
    #expect(parser.parse("data: x\n\n".utf8) == [Event(data: "x", lastEventID: "7")])
    _ = parser.parse("id: 8\n".utf8)
    #expect(parser.lastEventID == "7", "an id counts from its event on")
    _ = parser.parse("\n".utf8)
    #expect(parser.lastEventID == "8")
  }

  @Test func aLineWithoutEndIsGivenUp() {
    var parser = ServerSentEventParser()
    parser.sizeLimit = 1000
    for _ in 0..<10 { _ = parser.parse([UInt8](repeating: 0x61, count: 100)) }
    #expect(!parser.isOverlong)
    _ = parser.parse("a".utf8)
    #expect(parser.isOverlong)
  }

  @Test func manySmallDataLinesAreGivenUpToo() {
    var parser = ServerSentEventParser()
    parser.sizeLimit = 1000
    for _ in 0..<1000 where !parser.isOverlong { _ = parser.parse("data: x\n".utf8) }
    #expect(parser.isOverlong)
  }
}
