import Testing

@testable import RepSyntax

/// Eight bytes together say the same as one after the other.
@Suite struct ByteGroupTests {
  private func prefix(_ bytes: [UInt8], while isMember: (UInt8) -> Bool) -> Int { bytes.prefix(while: isMember).count }

  private func check(_ bytes: [UInt8]) throws {
    let group = try #require(bytes.withUnsafeBytes { ByteGroup($0, at: 0) })
    #expect(group.hasControlCharacter == bytes.contains { $0 < 0x20 }, "\(bytes)")
    #expect(group.isASCII == bytes.allSatisfy { $0 < 0x80 }, "\(bytes)")
    #expect(group.lineLength == prefix(bytes) { $0 >= 0x20 }, "\(bytes)")
    #expect(group.wordLength == prefix(bytes, while: Lexer.continuesWord), "\(bytes)")
    let ends: Set<UInt8> = [0x22, 0x27, 0x5C]
    #expect(group.textLength == prefix(bytes) { $0 >= 0x20 && !ends.contains($0) }, "\(bytes)")
  }

  /// Every byte at every place among letters, and among its neighbours.
  @Test func everyByteAtEveryPlace() throws {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<8 {
        for filler in [UInt8(ascii: "a"), UInt8(ascii: "_"), 0x80, byte &+ 1, byte &- 1] {
          var bytes = [UInt8](repeating: filler, count: 8)
          bytes[place] = byte
          try check(bytes)
        }
      }
    }
  }

  @Test func fewerThanEightBytesAreNoGroup() {
    let bytes = [UInt8](repeating: 0x61, count: 8)
    bytes.withUnsafeBytes { buffer in
      #expect(ByteGroup(buffer, at: 0) != nil)
      #expect(ByteGroup(buffer, at: 1) == nil)
    }
  }
}
