import RepValue
import Testing

@Suite struct ValueTests {
  private final class Thing: OpaqueStorage, @unchecked Sendable {}

  @Test func sixteenBytes() {
    #expect(MemoryLayout<Value>.stride == 16)
    #expect(MemoryLayout<Value>.size == 9)
  }

  /// Values of different rows are different, values of one row equal.
  private static let rows: [[Value]] = [
    [.null], [true], [false], [0, 0.0, .float(-0.0)], [1, 1.0], ["1"], [""], ["a"], ["é"], ["e\u{301}"], [[]], [[:]],
    [[1], [1.0]], [[1, 2]], [["a": 1, "b": 2], ["b": 2.0, "a": 1]], [["a": 1]], [["a": .null]], [[.null]],
    [["a": [1, ["b": "c"]]]],
  ]

  @Test func equalityAcrossTypes() {
    for (leftRow, lefts) in Self.rows.enumerated() {
      for (rightRow, rights) in Self.rows.enumerated() {
        for left in lefts {
          for right in rights {
            #expect((left == right) == (leftRow == rightRow), "\(left.debugDescription) == \(right.debugDescription)")
          }
        }
      }
    }
  }

  @Test func equalValuesHaveEqualHashes() throws {
    for lefts in Self.rows {
      for (left, right) in zip(lefts, lefts.dropFirst()) { #expect(left.hashValue == right.hashValue) }
    }
    let wide = try #require(Value.number(text: "9223372036854775808"))
    let float = try #require(Value.number(text: "9.223372036854775808e18"))
    #expect(Set([wide, .float(0x1p63), float]).count == 1)
    #expect(Set([.int(9_007_199_254_740_993), .float(9_007_199_254_740_992)] as [Value]).count == 2)
    var deep: Value = []
    for _ in 0..<100_000 { deep = [deep] }
    #expect(Set([deep, [deep]]).count == 2)
  }

  @Test func identity() {
    let thing = Value.opaque(Thing(kind: 0))
    let function = Value.function(FunctionStorage(kind: 0))
    #expect(thing == thing)
    #expect(thing != .opaque(Thing(kind: 0)))
    #expect(function == function)
    #expect(function != .function(FunctionStorage(kind: 0)))
    #expect([function] as Value == [function])
  }

  @Test func onlyNumbersAndStringsHaveAnOrder() {
    #expect(Value.compare(1, 2).map { $0 < 0 } == true)
    #expect(Value.compare(1.5, 1).map { $0 > 0 } == true)
    #expect(Value.compare("a", "b").map { $0 < 0 } == true)
    let pairs: [(Value, Value)] = [(1, "1"), (.null, .null), (true, false), ([1], [2]), ("a", .null), ([:], [:])]
    for (left, right) in pairs {
      #expect(Value.compare(left, right) == nil)
    }
  }

  @Test func truthAndTypes() {
    let table: [(Value, Bool, String)] = [
      (.null, false, "null"), (false, false, "bool"), (true, true, "bool"), (0, true, "int"), (0.0, true, "float"),
      ("", true, "string"), ([], true, "list"), ([:], true, "object"),
      (.function(FunctionStorage(kind: 1)), true, "function"), (.opaque(Thing(kind: 1)), true, "opaque"),
    ]
    for (value, isTruthy, typeName) in table {
      #expect(value.isTruthy == isTruthy)
      #expect(value.typeName == typeName)
    }
  }

  @Test func access() {
    var value: Value = ["urls": ["get": "u"], "list": [1, 2.5, "x"], "n": .null]
    #expect(value["urls"]["get"].string == "u")
    #expect(value["urls"]["missing"]["deeper"][3].isNull)
    #expect(value["list"][1].double == 2.5)
    #expect(value["list"][0].int == 1)
    #expect(value["list"][9].isNull)
    #expect(value["list"][-1].isNull)
    #expect(value.contains(key: "n"))
    #expect(!value.contains(key: "m"))
    value["urls"]["get"] = "v"
    value["new"] = true
    value["list"].append("y")
    #expect(value.text == #"{"urls":{"get":"v"},"list":[1,2.5,"x","y"],"n":null,"new":true}"#)
    #expect(value.removeValue(forKey: "n") == .null)
    #expect(!value.contains(key: "n"))
    #expect(value.pairs?.map(\.key) == ["urls", "list", "new"])
  }

  @Test func copiesAreIndependent() {
    var original: Value = ["a": [1]]
    let copy = original
    original["a"].append(2)
    original["b"] = 3
    #expect(copy == ["a": [1]])
    #expect(original == ["a": [1, 2], "b": 3])
  }

  @Test func uniqueStoragesAreChangedInPlace() {
    var value: Value = [1]
    var identities: Set<ObjectIdentifier> = []
    for index in 0..<100 {
      value.withUniqueList {
        $0.append(.int(index))
        identities.insert(ObjectIdentifier($0))
      }
    }
    #expect(identities.count == 1)
    let shared = value
    value.withUniqueList {
      $0.append("own")
      identities.insert(ObjectIdentifier($0))
    }
    #expect(identities.count == 2)
    #expect(shared.count == 101)
    var object: Value = .null
    object.withUniqueObject { identities.insert(ObjectIdentifier($0)) }
    object.withUniqueObject { identities.insert(ObjectIdentifier($0)) }
    #expect(identities.count == 3)
  }

  // MARK: Members and elements

  @Test func membersChain() throws {
    var record: Value = ["urls": ["get": "https://example.com"], "count": 3]
    #expect(record.urls.get.string == "https://example.com")
    #expect(record.urls.cancel.isNull && record.nothing.at.all.isNull)
    record.urls.web = "https://example.com/p"
    #expect(record == ["urls": ["get": "https://example.com", "web": "https://example.com/p"], "count": 3])
    // A property of Swift's own wins.
    #expect(record.count == 2)
  }

  @Test(arguments: [
    ([1, "two", [3]], [1, "two", [3]]), (["a": 1, "b": 2], [1, 2]), ([], []), ([:], []), (.null, []), ("text", []),
    (7, []),
  ] as [(Value, [Value])])
  func elementsAreWalked(_ value: Value, _ elements: [Value]) {
    #expect(Array(value) == elements)
    #expect(value.map { $0 }.count == value.underestimatedCount)
  }

  @Test func removedKeysAreNotWalked() {
    var object: Value = [:]
    for number in 0..<40 { object["k\(number)"] = .int(number) }
    for number in stride(from: 0, to: 40, by: 3) { object.removeValue(forKey: "k\(number)") }
    #expect(object.compactMap(\.int) == (0..<40).filter { $0 % 3 != 0 })
  }
}
