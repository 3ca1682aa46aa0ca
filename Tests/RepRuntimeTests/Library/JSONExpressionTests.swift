import Foundation
import RepValue
import Testing

@testable import RepRuntime

/// Every JSON text is a Rep expression with the same value.
@Suite struct JSONExpressionTests {
  private func check(_ text: String) async throws {
    let read = try JSON.parse(text)
    let evaluated = try await LibraryScript.evaluate("let value = (\(text)\n)\nvalue")
    #expect(LibraryScript.shown(evaluated) == LibraryScript.shown(read), "\(text.prefix(200))")
  }

  @Test func acceptedTextsOfTheTestSuite() async throws {
    let folder = URL(fileURLWithPath: #filePath)
      .appendingPathComponent("../../../../../shared/data/json-test-suite/test_parsing").standardizedFileURL
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      print("skipped: \(folder.path) is absent")
      return
    }
    for name in names.sorted() where name.hasPrefix("y_") && name.hasSuffix(".json") {
      try await check(String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self))
    }
  }

  @Test(arguments: [
    "-0", "1.10", "1E5", "1e-400", "2e400", "123456789012345678901234567890", "-9223372036854775808",
    "[1.0, 1e0, 100E-2]",
    #""\u0041\ud83e\udda6\ud800\/\b\f""#, #"{"a": 1, "b": 2, "a": 3}"#, #"{"if": 1, "": 2, "a b": {"true": null}}"#,
    "[\n1 ,\r\n\t2\n]", "{\n\"a\"\n:\n1\n,\n\"b\"\n:\n2\n}",
    "[\"\u{2028}\u{7f}\"]",
  ])
  func survivesAsAnExpression(text: String) async throws {
    try await check(text)
  }

  @Test func randomTexts() async throws {
    let numbers = ["0", "-0", "17", "-3", "9223372036854775808", "1e3", "1.50", "2E+2", "0.1", "-1e-7"]
    let contents = ["", "a b", "é🦦", #"\n\t\"\\\/"#, #"\u00e9\ud83e\udda6"#, "'", "#", "<a: 1>"]
    var state: UInt64 = 99
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    func text(_ depth: Int) -> String {
      let blank = ["", " ", "\n", "\t", "\r\n"][random(5)]
      switch random(depth > 0 ? 8 : 5) {
      case 0: return ["null", "true", "false"][random(3)] + blank
      case 1: return numbers[random(numbers.count)] + blank
      case 2: return "\"" + contents[random(contents.count)] + "\"" + blank
      case 3: return "[" + blank + "]"
      case 4: return "{" + blank + "}"
      case 5, 6: return "[" + blank + (0...random(4)).map { _ in text(depth - 1) }.joined(separator: "," + blank) + "]"
      default:
        let pairs = (0...random(4)).map { _ in
          "\"" + ["a", "b", "for", "", "x y", "é"][random(6)] + "\"" + blank + ":" + text(depth - 1)
        }
        return "{" + blank + pairs.joined(separator: blank + ",") + blank + "}"
      }
    }
    for _ in 0..<300 { try await check(text(4)) }
  }
}
