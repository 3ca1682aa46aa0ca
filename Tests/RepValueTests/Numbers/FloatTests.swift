import Testing

@testable import RepValue

@Suite struct FloatTests {
  @Test(arguments: [
    (1.0, "1.0"), (-1.0, "-1.0"), (0.0, "0.0"), (-0.0, "-0.0"), (0.1, "0.1"), (0.0001, "0.0001"), (0.00012, "0.00012"),
    (0.00001, "1e-5"), (0.000099, "9.9e-5"), (1e15, "1000000000000000.0"), (1e16, "1e16"),
    (123456789012345680.0, "1.2345678901234568e17"),
    (9007199254740993.0, "9007199254740992.0"), (9999999999999998.0, "9999999999999998.0"), (1.5e300, "1.5e300"),
    (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e308"),
    (100.0, "100.0"), (12345.678, "12345.678"),
    (2.5, "2.5"), (1e21, "1e21"), (1.0 / 3, "0.3333333333333333"), (20.0, "20.0"), (0.5, "0.5"),
  ] as [(Double, String)])
  func format(double: Double, text: String) {
    var buffer = TextBuffer()
    buffer.append(double)
    #expect(buffer.text == text)
  }

  @Test func randomDoublesReadBackTheSame() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<50_000 {
      let double = Double(bitPattern: random.next())
      guard double.isFinite else { continue }
      var buffer = TextBuffer()
      buffer.append(double)
      let text = buffer.text
      #expect(Double(text)?.bitPattern == double.bitPattern, "\(text)")
      let value = try #require(Value.number(text: text))
      guard case .float(let read) = value else {
        Issue.record("\(text) became \(value.typeName) \(value)")
        continue
      }
      #expect(read.bitPattern == double.bitPattern, "\(text)")
    }
  }

  @Test func eiselLemireAgreesWithTheStandardLibrary() throws {
    var random = SeededGenerator(seed: 4)
    var decided = 0
    for round in 0..<60_000 {
      let mantissa = random.next() >> UInt64(round % 60)
      let exponent = Int.random(in: -340...310, using: &random)
      guard mantissa != 0, let double = FloatParser.eiselLemire(mantissa, exponent: exponent) else { continue }
      decided += 1
      #expect(double == Double("\(mantissa)e\(exponent)"), "\(mantissa)e\(exponent)")
    }
    #expect(decided > 40_000)
  }

  @Test(arguments: [
    "9007199254740993", "9007199254740995", "9007199254740992.5", "4503599627370496.5", "4503599627370497.5", "1e23",
    "8.5e22", "2.2250738585072011e-308", "2.2250738585072014e-308", "1.7976931348623158e308", "2.4703282292062328e-324",
    "0.500000000000000166533453693773481063544750213623046875", "3.518437208883201171875e13",
    "6.9294956446009195e15", "7.2057594037927933e16", "1090544144181609348671888949248", "9.5e-23", "1e-22",
  ])
  func halfWayCases(text: String) {
    var text = text
    let parsed = text.withUTF8 { buffer in
      buffer.baseAddress.flatMap { FloatParser.parse($0, count: buffer.count) }
    }
    #expect(parsed == Double(text))
    #expect(parsed != nil)
  }

  @Test func exactDecimals() {
    for double in [0.1, 1.0, -2.5, .leastNonzeroMagnitude, 1.7976931348623157e308, 0x1p-30, 123456.75] {
      #expect(Decimal(double).compare(to: Decimal(double)) == 0)
      #expect(Decimal(double).compare(to: Decimal(double.nextUp)) < 0)
      #expect(Decimal(double).compare(to: Decimal(double.nextDown)) > 0)
    }
    #expect(Decimal(0.1).digits.count == 55)
    #expect(Decimal(-0.0).compare(to: Decimal(0)) == 0)
    #expect(Decimal(Int.min).compare(to: Decimal(-0x1p63)) == 0)
  }
}
