import Testing

@testable import RepValue

@Suite struct StringTests {
  @Test(arguments: ["", "a", "hello", "é", "aé東🦦z", "e\u{301}", "\u{0}x", String(repeating: "ab", count: 100)])
  func scalarsAgreeWithSwift(text: String) {
    let storage = StringStorage.make(text)
    let scalars = Array(text.unicodeScalars)
    #expect(storage.text == text)
    #expect(storage.count == text.utf8.count)
    #expect(storage.scalarCount == scalars.count)
    #expect(storage.isASCII == text.utf8.allSatisfy { $0 < 0x80 })
    for index in 0..<scalars.count {
      #expect(storage.scalar(at: index)?.text == String(scalars[index]))
      #expect(storage.scalar(at: index - scalars.count)?.text == String(scalars[index]))
      #expect(storage.scalarIndex(ofByte: storage.byteOffset(ofScalar: index)) == index)
    }
    #expect(storage.scalar(at: scalars.count) == nil)
    #expect(storage.scalar(at: -scalars.count - 1) == nil)
    for start in 0...scalars.count {
      for end in start...(scalars.count + 2) {
        var expected = ""
        expected.unicodeScalars.append(contentsOf: scalars[start..<min(end, scalars.count)])
        #expect(storage.slice(fromScalar: start, to: end).text == expected)
      }
    }
  }

  @Test func orderIsByScalar() {
    let texts = ["", "A", "B", "a", "aa", "ab", "b", "é", "\u{FFFF}", "\u{10000}", "🦦"]
    for (left, leftText) in texts.enumerated() {
      for (right, rightText) in texts.enumerated() {
        let order = StringStorage.compare(.make(leftText), .make(rightText))
        #expect(order.signum() == (left - right).signum(), "\(leftText) against \(rightText)")
      }
    }
  }

  @Test func equalTextsHaveEqualHashes() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      let text = random.text()
      #expect(StringStorage.make(text).hash == StringStorage.make(text).hash)
      #expect(StringStorage.make(text).hash != 0)
      #expect(StringStorage.equal(.make(text), .make(text)))
      #expect(!StringStorage.equal(.make(text), .make(text + "x")))
    }
  }

  @Test func hashesSpread() {
    // Keys that collide under weak hashes: the same bytes in other places, zeros, single bits.
    var keys = (0..<4096).map { "key\($0)" }
    keys += (0..<512).map { String(repeating: "\u{0}", count: $0) }
    keys += (0..<512).map { String(repeating: "a", count: $0) + "b" + String(repeating: "a", count: 512 - $0) }
    let hashes = Set(keys.map { StringStorage.make($0).hash })
    #expect(hashes.count >= keys.count - 3)
    var buckets = [Int](repeating: 0, count: 64)
    for key in keys { buckets[Int(StringStorage.make(key).hash & 63)] += 1 }
    #expect(buckets.allSatisfy { $0 < 3 * keys.count / 64 })
  }

  @Test func whatIsKnownIsForgottenWhenBytesChange() {
    let storage = StringStorage.allocate(capacity: 8)
    storage.bytes[0] = UInt8(ascii: "a")
    storage.setCount(1)
    let hash = storage.hash
    #expect(storage.isASCII)
    storage.bytes[1] = 0xC3
    storage.bytes[2] = 0xA9
    storage.setCount(3)
    #expect(!storage.isASCII)
    #expect(storage.hash != hash)
    #expect(storage.hash == StringStorage.make("aé").hash)
  }

  @Test func threadsShareAString() async {
    let value = Value("shared é text")
    let expected = StringStorage.make("shared é text").hash
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          guard case .string(let storage) = value else { return false }
          return storage.hash == expected && !storage.isASCII && storage.scalarCount == 13
        }
      }
      for await agreed in group { #expect(agreed) }
    }
  }

  @Test(arguments: [
    ([0x61], true), ([0xC3, 0xA9], true), ([0xE2, 0x82, 0xAC], true), ([0xF0, 0x9F, 0xA6, 0xA6], true), ([], true),
    ([0x80], false), ([0xC3], false), ([0xC0, 0x80], false), ([0xC1, 0xBF], false), ([0xE0, 0x9F, 0xBF], false),
    ([0xED, 0xA0, 0x80], false), ([0xED, 0x9F, 0xBF], true), ([0xF0, 0x8F, 0xBF, 0xBF], false),
    ([0xF4, 0x8F, 0xBF, 0xBF], true), ([0xF4, 0x90, 0x80, 0x80], false),
    ([0xF5, 0x80, 0x80, 0x80], false), ([0xFF], false),
    ([0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0xFE], false),
  ] as [([UInt8], Bool)])
  func validity(bytes: [UInt8], isValid: Bool) {
    bytes.withUnsafeBufferPointer { buffer in
      #expect((StringStorage.make(validating: buffer) != nil) == isValid)
      #expect(StringStorage.make(repairing: buffer).text == String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func everyScalarSurvivesEncodingAndDecoding() {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { buffer in
      guard let base = buffer.baseAddress else { return }
      for value in stride(from: UInt32(0), through: 0x10FFFF, by: 61) where Unicode.Scalar(value) != nil {
        let length = UTF8Text.encode(value, to: base)
        #expect(UTF8Text.isValid(base, count: length))
        #expect(UTF8Text.decode(base) == (value, length))
        #expect(UTF8Text.length(ofSequence: base[0]) == length)
      }
    }
  }
}
