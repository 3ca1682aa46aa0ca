import RepValue
import Testing

@Suite struct JSONParserTests {
  @Test(arguments: [
    ("null", Value.null), ("true", true), ("false", false), ("0", 0), ("-1", -1), ("  1\r\n\t ", 1),
    ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("0.5", 0.5), ("1e-5", 1e-5),
    ("\"\"", ""), ("\"a\\n\\u00e9\\ud83e\\udda6\\/\"", "a\né🦦/"),
    ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]),
    ("[1,[2,[]],{}]", [1, [2, []], [:]]),
    ("{\"a\":{\"b\":[true,null]},\"c\":\"d\"}", ["a": ["b": [true, .null]], "c": "d"]),
    ("\"\\ud800\"", "\u{FFFD}"), ("\"\\ud800\\u0041\"", "\u{FFFD}A"), ("\"\\udc00x\"", "\u{FFFD}x"),
    ("\"\\uD834\\uDD1E\"", "\u{1D11E}"), ("\"\u{7f}\"", "\u{7f}"),
    ("\"\\b\\f\\n\\r\\t\\\\\\\"\"", "\u{8}\u{c}\n\r\t\\\""),
  ] as [(String, Value)])
  func accepts(text: String, value: Value) throws {
    #expect(try JSON.parse(text) == value)
  }

  @Test(arguments: [
    ("", .unexpectedEnd(expected: "a value"), 0, 1, 1),
    ("  ", .unexpectedEnd(expected: "a value"), 2, 1, 3),
    ("[1,]", .unexpected(expected: "a value"), 3, 1, 4),
    ("[1 2]", .unexpected(expected: "',' or ']'"), 3, 1, 4),
    ("[1", .unexpectedEnd(expected: "',' or ']'"), 2, 1, 3),
    ("{\"a\":1,}", .unexpected(expected: "a key in double quotes"), 7, 1, 8),
    ("{a:1}", .unexpected(expected: "a key in double quotes"), 1, 1, 2),
    ("{\"a\" 1}", .unexpected(expected: "':'"), 5, 1, 6),
    ("{\"a\":", .unexpectedEnd(expected: "a value"), 5, 1, 6),
    ("{\"a\":1", .unexpectedEnd(expected: "',' or '}'"), 6, 1, 7),
    ("{\n  \"é\": tru\n}", .unexpected(expected: "a value"), 10, 2, 8),
    ("[\r\n1,\r\n\r  x]", .unexpected(expected: "a value"), 10, 4, 3),
    ("1 2", .trailingText, 2, 1, 3),
    ("[]]", .trailingText, 2, 1, 3),
    ("01", .malformedNumber, 0, 1, 1),
    ("-01", .malformedNumber, 0, 1, 1),
    ("1.", .malformedNumber, 0, 1, 1),
    ("1.e5", .malformedNumber, 0, 1, 1),
    ("1e", .malformedNumber, 0, 1, 1),
    ("1e+", .malformedNumber, 0, 1, 1),
    ("[-x]", .malformedNumber, 1, 1, 2),
    ("-", .unexpectedEnd(expected: "a digit"), 1, 1, 2),
    ("+1", .unexpected(expected: "a value"), 0, 1, 1),
    (".5", .unexpected(expected: "a value"), 0, 1, 1),
    ("1.2.3", .malformedNumber, 0, 1, 1),
    ("1x", .trailingText, 1, 1, 2),
    ("NaN", .unexpected(expected: "a value"), 0, 1, 1),
    ("nul", .unexpectedEnd(expected: "null"), 3, 1, 4),
    ("\"a", .unexpectedEnd(expected: "the closing quote of a string"), 2, 1, 3),
    ("\"a\\", .unexpectedEnd(expected: "an escape"), 3, 1, 4),
    ("\"a\\x\"", .unknownEscape, 2, 1, 3),
    ("\"\\u12g4\"", .unknownEscape, 1, 1, 2),
    ("\"\\u12", .unexpectedEnd(expected: "four hexadecimal digits"), 5, 1, 6),
    ("\"a\nb\"", .controlCharacter, 2, 1, 3),
    ("\"\u{0}\"", .controlCharacter, 1, 1, 2),
    ("\u{FEFF}1", .byteOrderMark, 0, 1, 1),
    ("\u{A0}1", .unexpected(expected: "a value"), 0, 1, 1),
    ("'a'", .unexpected(expected: "a value"), 0, 1, 1),
    ("[1]//", .trailingText, 3, 1, 4),
  ] as [(String, JSONError.Reason, Int, Int, Int)])
  func refuses(text: String, reason: JSONError.Reason, offset: Int, line: Int, column: Int) throws {
    let error = try #require(throws: JSONError.self) { try JSON.parse(text) }
    #expect(error.reason == reason)
    #expect(error.offset == offset)
    #expect(error.line == line)
    #expect(error.column == column)
  }

  @Test(arguments: [
    ([0x22, 0xC3, 0x22], 1), ([0x22, 0x61, 0xFF, 0x22], 2), ([0x22, 0xC0, 0x80, 0x22], 1),
    ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
    // After an escape the text is decoded elsewhere; the place is still the source's.
    ([0x22, 0x5C, 0x6E, 0x61, 0x80, 0x22], 4),
  ] as [([UInt8], Int)])
  func refusesInvalidUTF8(bytes: [UInt8], offset: Int) throws {
    let error = try #require(throws: JSONError.self) { try JSON.parse(bytes) }
    #expect(error.reason == .invalidUTF8)
    #expect(error.offset == offset)
  }

  @Test func duplicateKeysKeepTheFirstPlaceAndTheLastValue() throws {
    let few = try JSON.parse(#"{"a":1,"b":2,"a":3,"\u0061":4}"#)
    #expect(few.debugDescription == #"{"a":4,"b":2}"#)
    let filler = (0..<40).map { #""k\#($0)":\#($0)"# }.joined(separator: ",")
    let many = try JSON.parse("{\"x\":0,\(filler),\"x\":1,\"k7\":\"seven\"}")
    #expect(many.count == 41)
    #expect(many.pairs?.first?.key == "x")
    #expect(many["x"] == 1)
    #expect(many["k7"] == "seven")
    #expect(many.pairs?[8].key == "k7")
  }

  @Test func everyPrefixIsRefusedAndEveryBlankIsIgnored() throws {
    let text = #"{"a":[1,-2.5e3,"x\u00e9\n",true,null],"b":{}}"#
    for length in 0..<text.utf8.count {
      #expect(throws: JSONError.self) { try JSON.parse(Array(text.utf8.prefix(length))) }
    }
    let spaced = text.replacing(",", with: " ,\r\n\t ").replacing(":", with: " : ")
    #expect(try JSON.parse(spaced) == JSON.parse(text))
  }

  @Test func flippedBytesNeverCrash() throws {
    let text = Array(#"{"name":"é🦦","list":[1,2.50,-0,1e400,"\ud83d\ude00"],"o":{"a":{"b":[[]]}}}"#.utf8)
    var random = SeededGenerator(seed: 11)
    var accepted = 0
    for _ in 0..<20_000 {
      var changed = text
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
      }
      guard let value = try? JSON.parse(changed) else { continue }
      accepted += 1
      #expect(try JSON.parse(JSON.text(value)) == value)
    }
    #expect(accepted > 100)
  }

  @Test(arguments: [
    ("{\"a\":1} and more", ["a": 1], 7), ("[]]", [], 2), ("12,", 12, 2), ("\"x\"y", "x", 3),
    ("{\"a\":", nil, 5), ("", nil, 0),
  ] as [(String, Value?, Int)])
  func prefixes(text: String, value: Value?, bytesRead: Int) throws {
    var text = text
    let (found, read) = try text.withUTF8 { try JSON.prefix(of: $0) }
    #expect(found == value)
    #expect(read == bytesRead)
  }

  @Test func keysBeyondTheCacheAndAtItsEdges() throws {
    for length in [0, 1, 7, 8, 9, 31, 32, 33, 200] {
      let key = String(repeating: "k", count: length)
      let other = String(repeating: "k", count: max(0, length - 1)) + "z"
      let value = try JSON.parse("[{\"\(key)\":1},{\"\(key)\":2,\"\(other)\":3}]")
      #expect(value[0][key] == 1)
      #expect(value[1][key] == 2 || length == 0)
      #expect(value[1][other] == 3)
    }
  }
  /// A key is first compared with the one that came next the last time: where another stands, that is found.
  @Test func shapesThatChange() throws {
    let shapes = [
      ["a", "b", "c"], ["a", "c", "b"], ["a", "ab", "abc"], ["abc", "ab", "a"], ["a"], [], ["", "a", "é"],
      ["a\\u0062", "x"], ["a b", "b"],
    ]
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let picked = (0..<6).map { _ in shapes.randomElement(using: &random) ?? [] }
      let texts = picked.map { keys in
        "{" + keys.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",") + "}"
      }
      let text = "[" + texts.joined(separator: ",") + "]"
      let value = try JSON.parse(text + String(repeating: " ", count: 16))
      for (index, keys) in picked.enumerated() {
        for (position, key) in keys.enumerated() {
          let decoded = key.replacing("\\u0062", with: "b")
          #expect(value[index][decoded] == .int(position), "\(text): \(key) of \(index)")
        }
      }
      for length in stride(from: 1, to: text.count, by: 5) {
        #expect(throws: JSONError.self) { try JSON.parse(String(text.prefix(length))) }
      }
    }
  }

  /// Texts hand the keys that they have seen to later ones, also where many are read at once.
  @Test func keysOfOtherTexts() async {
    let wrong = await withTaskGroup(of: Int.self) { group in
      for seed in 0..<8 {
        group.addTask {
          var random = SeededGenerator(seed: UInt64(seed))
          var wrong = 0
          for _ in 0..<500 {
            let keys = Set((0..<5).map { _ in "key\(Int.random(in: 0..<100, using: &random))" })
            let text = "{" + keys.map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",") + "}        "
            let value = try? JSON.parse(text)
            if value?.count != keys.count || keys.contains(where: { value?[$0] != Value($0) }) { wrong += 1 }
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }
}
