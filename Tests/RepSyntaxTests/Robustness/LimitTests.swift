import Foundation
import RepSyntax
import Testing

/// Deep, long and broken texts: a clear error within bounded stack and time.
@Suite struct LimitTests {
  /// The stack that a main thread usually has. AddressSanitizer's frames are some times as large.
  private static let stackSize =
    ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil ? 8 << 20 : 64 << 20

  /// Runs on a thread with such a stack.
  private func onMainStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: body()) }
      thread.stackSize = Self.stackSize
      thread.start()
    }
  }

  private static let repeated: [(before: String, unit: String, after: String)] = [
    ("", "[", ""), ("", "(", ""), ("", "{a: ", ""), ("", "if a {", ""), ("", "x => ", ""), ("", "- ", "1"),
    ("", "not ", "a"),
    ("1", " + 1", ""), ("a", ".b", ""), ("1", " ** 1", ""), ("a", " ?? b", ""), ("if a { }", " else if a { }", ""),
    ("", "f(", ""),
    ("", "f ", "x"), ("", "\"\\(", ""), ("", "f <a: ", ""), ("match x { ", "[", ""), ("f", "()", ""), ("", "try ", "a"),
    ("", "try {", ""), ("", "await ", "a"), ("", "match ", "a"), ("", "parallel [", ""), ("", "fn f() {", ""),
    ("", "within ", "a"), ("", "throw ", "a"), ("x", " |> f", ""), ("x", "[0]", ""), ("", "{...", "a"),
    ("", "() => {", ""),
    ("", "match a { _ => ", ""), ("", "parallel for x in xs {", ""), ("", "[for x in ", "a"), ("a", " == b and a", ""),
  ]

  @Test(arguments: repeated.indices) func deepTextsAreRefused(_ index: Int) async {
    let (before, unit, after) = Self.repeated[index]
    let codes = await onMainStack {
      let text = before + String(repeating: unit, count: 10_000) + after
      return Parser.parse(Source(name: "deep", text: text)).diagnostics.map(\.code)
    }
    #expect(codes.contains("too-deep"), "\(unit)")
  }

  @Test(arguments: [("[", "1", "]"), ("(", "1", ")"), ("{\"a\": ", "1", "}"), ("f(", "1", ")"), ("if a { ", "1", " }")])
  func fiveHundredBracketsAreAllowed(_ open: String, _ inner: String, _ close: String) async {
    func text(_ depth: Int) -> String {
      String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }
    let allowed = text(500)
    let refused = text(501)
    let found = await onMainStack { [problems(allowed), problems(refused)] }
    #expect(found[0] == [])
    #expect(found[1].count == 1 && found[1][0].hasSuffix("too-deep"), "\(found[1])")
  }

  @Test(arguments: [("1", " + 1"), ("a", ".b"), ("a", " |> b"), ("", "- ")])
  func nineHundredLevelsAreAllowed(_ first: String, _ unit: String) async {
    let text = first + String(repeating: unit, count: 900) + (first.isEmpty ? "a" : "")
    #expect(await onMainStack { problems(text) } == [])
  }

  /// A flat list of any length is not deep.
  @Test func longTextsParse() {
    #expect(problems("[" + String(repeating: "1 + 1, ", count: 20_000) + "]") == [])
    #expect(problems(String(repeating: "a.b c + 1\n", count: 20_000)) == [])
    #expect(problems("match x { " + String(repeating: "1 | ", count: 20_000) + "2 => 3 }") == [])
    #expect(problems("x = \"" + String(repeating: "a", count: 2_000_000) + "\"") == [])
  }

  @Test(arguments: ["let 1\n", "\0", "\u{FFFD}@", ")", "} ", "a b c ] ", "\"\n", "[(", "a <", "else ", "#\n## a\n"])
  func brokenTextsAreBounded(_ unit: String) {
    let tree = Parser.parse(Source(name: "broken", text: String(repeating: unit, count: 20_000)))
    #expect(tree.diagnostics.count <= Parser.diagnosticLimit)
  }

  @Test func everyByteAlone() {
    for first in UInt8.min...UInt8.max {
      for second in stride(from: UInt8.min, through: UInt8.max - 4, by: 5) {
        let tree = Parser.parse(Source(name: "bytes", bytes: [first, second]))
        #expect(tree.diagnostics.allSatisfy { $0.span.end <= 2 })
      }
    }
  }

  @Test func encodingProblemsAreReported() {
    func codes(_ bytes: [UInt8]) -> [String] { problems(Parser.parse(Source(name: "test", bytes: bytes))) }
    let print = Array("print ".utf8)
    #expect(codes(print + [0xFF]) == ["1:7 invalid-utf8"])
    #expect(codes(print + [UInt8(ascii: "\""), 0xC0, 0x80, UInt8(ascii: "\"")]) == ["1:8 invalid-utf8"])
    #expect(codes(Array("# ".utf8) + [0xED, 0xA0, 0x80]) == ["1:3 invalid-utf8"])
    #expect(codes(print + [0]) == ["1:7 unexpected-character"])
    #expect(codes(print + Array("\"a\u{1}b\"".utf8)) == ["1:9 control-character"])
    #expect(codes(print + Array("\"a\tb\"".utf8)) == [])
    #expect(codes([0xEF, 0xBB, 0xBF] + Array("#!x\nprint 1".utf8)) == [])
    #expect(codes(print + Array("\u{00A0}1".utf8)) == ["1:7 unexpected-character"])
    #expect(codes(Array("a\r\nb\rc\nd d\r\n1 1".utf8)) == ["5:3 unexpected-token"])
  }
}
