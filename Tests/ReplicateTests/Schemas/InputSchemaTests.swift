import RepValue
@testable import Replicate
import Testing

struct InputSchemaTests {
  private static let openAPI = #"""
    {"components": {"schemas": {
      "Input": {"type": "object", "required": ["prompt", "image"], "properties": {
        "seed": {"type": "integer", "x-order": 3, "nullable": true},
        "prompt": {"type": "string", "x-order": 0, "description": "What to draw", "minLength": 1},
        "image": {"type": "string", "format": "uri", "x-order": 1},
        "num_outputs": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1, "x-order": 2},
        "cfg": {"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 20, "x-order": 4},
        "size": {"allOf": [{"$ref": "#/components/schemas/size"}], "default": "1024", "x-order": 5},
        "images": {"type": "array", "items": {"type": "string", "format": "uri"}, "maxItems": 2, "x-order": 6},
        "api_key": {"type": "string", "format": "password", "writeOnly": true, "x-cog-secret": true, "x-order": 7},
        "safe": {"type": "boolean", "default": true, "x-order": 8},
        "extra": {"anyOf": [{"type": "integer", "maximum": 9}, {"type": "null"}], "x-order": 9},
        "free": {"x-order": 10},
        "either": {"anyOf": [{"type": "integer"}, {"type": "string"}], "x-order": 11}
      }},
      "size": {"type": "string", "enum": ["512", "1024"], "title": "size"}
    }}}
    """#

  private static func schema() throws -> InputSchema {
    try #require(InputSchema(openAPI: try .json(openAPI)))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let input: String
    let problems: [String]
    var testDescription: String { input }
  }

  private static let base = #""prompt": "x", "image": "https://x/y.png""#

  private static let cases: [Case] = [
    Case(input: "{\(base)}", problems: []),
    Case(input: "{}", problems: ["missing prompt: is required", "missing image: is required"]),
    Case(input: "{\(base), \"promt\": 1}", problems: ["unknown promt: is no input of this model"]),
    Case(
      input: #"{"prompt": 7, "image": true}"#,
      problems: ["type prompt: must be a string, not an int", "type image: must be a file or an address, not a bool"]),
    Case(input: #"{"prompt": "", "image": "x"}"#, problems: ["range prompt: must have at least 1 characters, not 0"]),
    Case(input: "{\(base), \"num_outputs\": 5}", problems: ["range num_outputs: must be at most 4, not 5"]),
    Case(input: "{\(base), \"num_outputs\": 0}", problems: ["range num_outputs: must be at least 1, not 0"]),
    Case(input: "{\(base), \"num_outputs\": 2.0}", problems: []),
    Case(input: "{\(base), \"num_outputs\": 2.5}", problems: ["type num_outputs: must be a whole number, not a float"]),
    Case(
      input: "{\(base), \"num_outputs\": \"2\"}", problems: ["type num_outputs: must be a whole number, not a string"]),
    Case(input: "{\(base), \"num_outputs\": null}", problems: []),
    Case(input: "{\(base), \"seed\": null}", problems: []),
    Case(input: "{\"prompt\": null, \"image\": \"x\"}", problems: ["type prompt: must be a string, not null"]),
    Case(input: "{\(base), \"cfg\": 0}", problems: ["range cfg: must be greater than 0, not 0"]),
    Case(input: "{\(base), \"cfg\": 7}", problems: []),
    Case(input: "{\(base), \"cfg\": 20.5}", problems: ["range cfg: must be at most 20, not 20.5"]),
    Case(input: "{\(base), \"size\": \"2048\"}", problems: ["choice size: must be one of 512, 1024"]),
    Case(input: "{\(base), \"size\": 512}", problems: ["type size: must be a string, not an int"]),
    Case(
      input: "{\(base), \"images\": [\"a\", 7, \"c\"]}",
      problems: [
        "range images: must have at most 2 items, not 3", "type images[1]: must be a file or an address, not an int",
      ]),
    Case(input: "{\(base), \"images\": \"a\"}", problems: ["type images: must be a list, not a string"]),
    Case(input: "{\(base), \"safe\": \"yes\"}", problems: ["type safe: must be true or false, not a string"]),
    Case(input: "{\(base), \"extra\": 10}", problems: ["range extra: must be at most 9, not 10"]),
    Case(input: "{\(base), \"extra\": null}", problems: []),
    Case(input: "{\(base), \"free\": {\"any\": [\"thing\"]}, \"either\": true}", problems: []),
    Case(input: "[1]", problems: ["type : must be an object, not list"]),
  ]

  @Test(arguments: cases) func problems(example: Case) throws {
    let found = try Self.schema().problems(with: try .json(example.input))
    #expect(found.map { "\($0.kind.rawValue) \($0.path): \($0.message)" } == example.problems)
  }

  @Test func problemsCarryCandidatesAndFields() throws {
    let unknown = try #require(try Self.schema().problems(with: ["promt": 1]).first)
    #expect(unknown.candidates.contains("prompt") && unknown.key == "promt")
    #expect(unknown.field.field == "input.promt")
    let choice = try #require(
      try Self.schema().problems(with: ["prompt": "x", "image": "y", "size": "1"]).first)
    #expect(choice.candidates == ["512", "1024"])
  }

  @Test func fieldsStandInTheirOrder() throws {
    let schema = try Self.schema()
    #expect(schema.fields.map(\.name).prefix(4) == ["prompt", "image", "num_outputs", "seed"])
    let seed = try #require(schema.field(named: "seed"))
    #expect(seed.type == .integer && seed.isNullable && !seed.isRequired && seed.defaultValue.isNull)
    let size = try #require(schema.field(named: "size"))
    #expect(size.defaultValue == "1024" && size.allowedValues == ["512", "1024"])
    #expect(try #require(schema.field(named: "images")).isFile)
  }

  @Test func rowsForATable() throws {
    let rows = try Self.schema().rows()
    #expect(rows[0] == [
      "input": "prompt", "type": "string", "required": true, "default": .null, "range": .null, "choices": .null,
      "help": "What to draw",
    ])
    #expect(rows[2]["range"] == "1 to 4" && rows[2]["default"] == "1")
    #expect(rows[5]["choices"] == "512, 1024")
    #expect(rows.map { $0["type"].string } == [
      "string", "file", "integer", "integer", "number", "string", "list of file", "secret", "boolean", "integer",
      "any", "any",
    ])
  }

  /// Schemas as no generator writes them: nothing crashes, nothing is refused that is not understood.
  @Test(arguments: [
    "null", "{}", "[]", #"{"components": {"schemas": {"Input": {}}}}"#,
    #"{"components": {"schemas": {"Input": {"properties": []}}}}"#,
  ])
  func noSchema(text: String) throws {
    #expect(InputSchema(openAPI: try .json(text)) == nil)
  }

  @Test func odditiesRefuseNothing() throws {
    let schema = try #require(
      InputSchema(
        openAPI: try .json(
          ##"""
          {"components": {"schemas": {"Input": {"properties": {
            "a": {"$ref": "#/components/schemas/a"}, "b": {"allOf": []}, "c": 7, "d": {"type": ["string", "null"]},
            "e": {"enum": "x"}, "f": {"type": "array", "items": {"$ref": "#/components/schemas/f"}}, "g": null
          }}, "a": {"$ref": "#/components/schemas/a"},
          "f": {"type": "array", "items": {"$ref": "#/components/schemas/f"}}}}}
          """##)))
    #expect(schema.fields.count == 7)
    let input = try Value.json(#"{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": [[[[[[[[[[[[1]]]]]]]]]]]], "g": null}"#)
    #expect(schema.problems(with: input).isEmpty)
  }

  @Test func aSchemaThatTakesMoreTakesMore() throws {
    let schema = try #require(
      InputSchema(
        openAPI: ["components": ["schemas": ["Input": ["properties": [:], "additionalProperties": true]]]]))
    #expect(!schema.isClosed && schema.problems(with: ["x": 1]).isEmpty)
  }
}
