import RepValue
import Testing

@Suite struct JSONWriterTests {
  private final class Function: FunctionStorage, @unchecked Sendable {
    override var name: String? { "draw" }
  }

  private final class Stream: OpaqueStorage, @unchecked Sendable {
    override var typeName: String { "stream" }
  }

  private final class Page: OpaqueStorage, @unchecked Sendable {
    override var typeName: String { "page" }
    override var jsonValue: Value? { ["results": [1]] }
  }

  @Test func compactAndPretty() throws {
    let value: Value = ["a": [1, 2.0, [], [:]], "b": ["c": .null], "d": "é\n\u{1}\"\\/\u{7f}"]
    #expect(try JSON.text(value) == #"{"a":[1,2.0,[],{}],"b":{"c":null},"d":"é\n\u0001\"\\/"# + "\u{7f}\"}")
    #expect(
      try JSON.text(value, indentation: 2) == """
        {
          "a": [
            1,
            2.0,
            [],
            {}
          ],
          "b": {
            "c": null
          },
          "d": "é\\n\\u0001\\"\\\\/\u{7f}"
        }
        """)
    #expect(try JSON.parse(JSON.text(value, indentation: 4)) == value)
  }

  @Test func everyControlCharacterIsEscaped() throws {
    for byte in UInt32(0)..<0x20 {
      let scalar = try #require(Unicode.Scalar(byte))
      let value = Value("1234567\(Character(scalar))89")
      let text = try JSON.text(value)
      #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
      #expect(try JSON.parse(text) == value)
    }
  }

  @Test func whatJSONCannotHoldIsRefusedWithItsPath() throws {
    let function = Value.function(Function())
    let value: Value = ["results": [1, [], 3, ["urls": ["get": function]]]]
    let error = try #require(throws: JSONWriteError.self) { try JSON.text(value) }
    #expect(error.path == "results[3].urls.get")
    #expect(error.typeName == "function")
    #expect(error.message == "a function cannot be written as JSON (at results[3].urls.get)")
    let odd = try #require(throws: JSONWriteError.self) { try JSON.text([["odd key": .opaque(Stream())]]) }
    #expect(odd.path == #"[0]["odd key"]"#)
    #expect(odd.typeName == "stream")
    #expect(throws: JSONWriteError(typeName: "function", path: "")) { try JSON.text(function) }
  }

  @Test func whatPrintShows() throws {
    let function = Value.function(Function())
    #expect(function.text == "<fn draw>")
    #expect(Value([function, "a", .null]).text == #"[<fn draw>,"a",null]"#)
    #expect(Value.function(FunctionStorage()).text == "<fn>")
    #expect(Value.opaque(Stream()).text == "<stream>")
    #expect(Value([.opaque(Page())]).text == #"[{"results":[1]}]"#)
    #expect(try JSON.text(.opaque(Page())) == #"{"results":[1]}"#)
    #expect(Value("a\"b").text == "a\"b")
    #expect(Value(["a\"b"]).text == #"["a\"b"]"#)
  }

  @Test func randomValuesSurviveARoundTrip() throws {
    var random = SeededGenerator(seed: 2026)
    for _ in 0..<400 {
      let value = random.value(depth: 4)
      let compact = try JSON.text(value)
      let read = try JSON.parse(compact)
      #expect(read == value)
      #expect(try JSON.text(read) == compact)
      #expect(try JSON.parse(JSON.text(value, indentation: 3)) == value)
    }
  }

  @Test func longStrings() throws {
    for length in [4095, 4096, 4097, 100_000] {
      let value = Value(String(repeating: "é\n", count: length))
      #expect(try JSON.parse(JSON.text(value)) == value)
    }
  }
}
