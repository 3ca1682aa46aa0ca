import Foundation
import Rep
import RepValue
import Testing

/// Swift values to and from Rep values.
@Suite struct ValueCodingTests {
  struct Prediction: Codable, Equatable {
    struct URLs: Codable, Equatable {
      var get: URL
      var cancel: URL?
    }
    enum Status: String, Codable { case starting, succeeded }
    var id: String
    var status: Status
    var urls: URLs
    var output: [URL]?
    var seed: UInt64
    var metrics: [String: Double]
    var extra: Value
  }

  private let record: Value = [
    "id": "p1", "status": "succeeded", "urls": ["get": "https://example.com/p1"], "output": ["https://example.com/a.png"],
    "seed": 7, "metrics": ["predict_time": 1.5, "total_time": 2], "extra": [1, .null, ["k": true]],
  ]

  @Test func structuresGoBothWays() throws {
    let prediction = try record.decode(Prediction.self)
    #expect(prediction.urls.get == URL(string: "https://example.com/p1"))
    #expect(prediction.urls.cancel == nil)
    #expect(prediction.metrics == ["predict_time": 1.5, "total_time": 2])
    #expect(prediction.extra == [1, .null, ["k": true]])
    let back = try Value(encoding: prediction)
    #expect(back["extra"] == record["extra"])
    #expect(back["urls"]["get"] == "https://example.com/p1")
    #expect(!back["urls"].contains(key: "cancel"))
    #expect(try back.decode(Prediction.self) == prediction)
  }

  @Test(arguments: [
    ("urls", ["get": 3]), ("urls", ["get": "http://exa mple"]), ("output", ["https://a", .null]),
    ("status", "unheard of"), ("seed", -1), ("seed", 1.5), ("metrics", ["predict_time": "fast"]),
  ] as [(String, Value)])
  func errorsNameThePlace(key: String, wrong: Value) throws {
    var record = record
    record[key] = wrong
    let error = try #require(throws: ValueCodingError.self) { try record.decode(Prediction.self) }
    #expect(error.description.hasPrefix(key), "\(error)")
    let list: Value = ["results": [self.record, record]]
    let nested = try #require(throws: ValueCodingError.self) { try list.decode([String: [Prediction]].self) }
    #expect(nested.description.hasPrefix("results[1].\(key)"), "\(nested)")
  }

  @Test func aMissingKeyIsNamed() throws {
    var record = record
    record["urls"] = [:]
    let error = try #require(throws: ValueCodingError.self) { try record.decode(Prediction.self) }
    #expect(error.description == "urls: the key `get` is missing")
  }

  @Test func numbersAreExact() throws {
    #expect(try Value.int(300).decode(Int.self) == 300)
    #expect(throws: ValueCodingError.self) { try Value.int(300).decode(UInt8.self) }
    #expect(try Value.float(7).decode(Int.self) == 7)
    #expect(try Value(encoding: UInt64.max).decode(UInt64.self) == .max)
    #expect(throws: ValueCodingError.self) { try Value(encoding: UInt64.max).decode(Int.self) }
    #expect("\(try Value(encoding: UInt64.max))" == "18446744073709551615")
    #expect(try Value(encoding: Float(0.1)) == 0.1)
    #expect("\(try Value(encoding: Decimal(string: "0.10000000000000000001")!))" == "0.10000000000000000001")
    #expect(throws: ValueCodingError.self) { try Value(encoding: [1, Double.nan]) }
    #expect(throws: ValueCodingError.self) { try Value(encoding: Double.infinity) }
  }

  @Test func texts() throws {
    #expect(try Value("aGk=").decode(Data.self) == Data("hi".utf8))
    #expect(try Value("data:text/plain;base64,aGk=").decode(Data.self) == Data("hi".utf8))
    #expect(try Value(encoding: Data("hi".utf8)) == "aGk=")
    let date = try Value("2025-01-01T00:00:00Z").decode(Date.self)
    #expect(date.timeIntervalSince1970 == 1_735_689_600)
    #expect(try Value.int(1_735_689_600).decode(Date.self) == date)
    #expect(try Value(encoding: date) == "2025-01-01T00:00:00Z")
    #expect(throws: ValueCodingError.self) { try Value("yesterday").decode(Date.self) }
  }

  /// A class hierarchy and hand-written containers: every way in which a type may ask its coder.
  class Base: Codable {
    var name = "n"
  }
  final class Derived: Base {
    var grid: [[Int]] = [[1, 2], []]
    private enum Keys: String, CodingKey { case grid, nested }
    override init() { super.init() }
    required init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      var rows = try container.nestedUnkeyedContainer(forKey: .grid)
      var grid: [[Int]] = []
      while !rows.isAtEnd {
        var row = try rows.nestedUnkeyedContainer()
        var cells: [Int] = []
        while !row.isAtEnd { cells.append(try row.decode(Int.self)) }
        grid.append(cells)
      }
      try super.init(from: container.superDecoder())
      self.grid = grid
    }
    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      var rows = container.nestedUnkeyedContainer(forKey: .grid)
      for row in grid {
        var cells = rows.nestedUnkeyedContainer()
        for cell in row { try cells.encode(cell) }
      }
      try super.encode(to: container.superEncoder())
    }
  }

  @Test func nestedContainersAndSuperclasses() throws {
    let value = try Value(encoding: Derived())
    #expect(value == ["grid": [[1, 2], []], "super": ["name": "n"]])
    let back = try value.decode(Derived.self)
    #expect(back.grid == [[1, 2], []])
    #expect(back.name == "n")
  }

  @Test func otherCodersSeeJSON() throws {
    let data = try JSONEncoder().encode(record)
    #expect(try JSONDecoder().decode(Value.self, from: data) == record)
  }
}
