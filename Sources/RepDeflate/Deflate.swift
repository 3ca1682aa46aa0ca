/// Compresses bytes into a zlib stream (RFC 1950) of one fixed-Huffman deflate block (RFC 1951).
///
/// What is compressed here are pictures of flat areas with few edges, and JSON whose keys repeat: runs found with a hash
/// of three bytes do almost all the work, and dynamic tables would gain little.
package struct Deflate {
  private var output: [UInt8] = [0x78, 0x01]
  private var bits: UInt64 = 0
  private var bitCount = 0

  /// The zlib stream that gives `input` again.
  package static func zlib(_ input: [UInt8]) -> [UInt8] {
    var deflate = Deflate()
    deflate.compress(input)
    return deflate.finish(adler: Checksum.adler32(input))
  }

  private static let literalCodes = DeflateTables.codes(for: DeflateTables.fixedLiteralLengths)
  private static let distanceCodes = DeflateTables.codes(for: DeflateTables.fixedDistanceLengths)
  /// The length code (0 for 257) of each match length 3…258.
  private static let lengthSymbols: [UInt8] = (0...258).map { length in
    UInt8(DeflateTables.lengthBase.lastIndex { $0 <= length } ?? 0)
  }

  private static let window = 32768
  private static let longestMatch = 258

  private mutating func compress(_ input: [UInt8]) {
    write(1, count: 1)  // the last block
    write(1, count: 2)  // with the fixed codes
    let hashBits = 15
    var head = [Int32](repeating: -1, count: 1 << hashBits)
    output.reserveCapacity(input.count / 8)
    input.withUnsafeBufferPointer { input in
      head.withUnsafeMutableBufferPointer { head in
        let count = input.count
        var position = 0
        while position < count {
          guard position + 3 <= count else {
            writeLiteral(input[position])
            position += 1
            continue
          }
          let key = UInt32(input[position]) << 16 | UInt32(input[position + 1]) << 8 | UInt32(input[position + 2])
          let slot = Int((key &* 2_654_435_761) >> UInt32(32 - hashBits))
          let candidate = Int(head[slot])
          head[slot] = Int32(truncatingIfNeeded: position)
          var length = 0
          if candidate >= 0, position - candidate <= Self.window {
            let limit = min(Self.longestMatch, count - position)
            while length < limit, input[candidate + length] == input[position + length] { length += 1 }
          }
          if length >= 3 {
            writeMatch(length: length, distance: position - candidate)
            position += length
          } else {
            writeLiteral(input[position])
            position += 1
          }
        }
      }
    }
    writeSymbol(256)
  }

  private mutating func writeLiteral(_ byte: UInt8) {
    writeSymbol(Int(byte))
  }

  private mutating func writeSymbol(_ symbol: Int) {
    write(UInt64(Self.literalCodes[symbol]), count: Int(DeflateTables.fixedLiteralLengths[symbol]))
  }

  private mutating func writeMatch(length: Int, distance: Int) {
    let lengthSymbol = Int(Self.lengthSymbols[length])
    writeSymbol(257 + lengthSymbol)
    write(UInt64(length - DeflateTables.lengthBase[lengthSymbol]), count: DeflateTables.lengthExtra[lengthSymbol])
    let distanceSymbol = (DeflateTables.distanceBase.lastIndex { $0 <= distance }) ?? 0
    write(UInt64(Self.distanceCodes[distanceSymbol]), count: 5)
    write(
      UInt64(distance - DeflateTables.distanceBase[distanceSymbol]),
      count: DeflateTables.distanceExtra[distanceSymbol])
  }

  private mutating func write(_ value: UInt64, count: Int) {
    bits |= value << UInt64(bitCount)
    bitCount += count
    while bitCount >= 8 {
      output.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }

  private mutating func finish(adler: UInt32) -> [UInt8] {
    if bitCount > 0 { output.append(UInt8(truncatingIfNeeded: bits)) }
    for shift in [24, 16, 8, 0] as [UInt32] { output.append(UInt8(truncatingIfNeeded: adler >> shift)) }
    return output
  }
}
