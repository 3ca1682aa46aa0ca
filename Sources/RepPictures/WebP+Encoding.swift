extension WebP {
  /// A picture as a lossless WebP file (WebP Lossless Bitstream Specification, RFC 9649 section 3).
  ///
  /// Runs of pixels that came before are copies, all others literals, in codes of fixed lengths: as with our deflate,
  /// the simulator's flat pictures gain little from more.
  package static func encode(_ bitmap: Bitmap) -> [UInt8] {
    var writer = LosslessWriter()
    writer.write(0x2F, 8)
    writer.write(bitmap.width - 1, 14)
    writer.write(bitmap.height - 1, 14)
    writer.write(bitmap.isOpaque ? 0 : 1, 1)
    writer.write(0, 3)  // the version
    writer.write(0, 1)  // no transform
    writer.write(0, 1)  // no colour cache
    writer.write(0, 1)  // one group of codes for all of the picture
    writer.writeCodes()
    writer.writePixels(bitmap.pixels)
    let data = writer.finish()
    let chunk = Array("WEBPVP8L".utf8) + fourBytes(data.count) + data + (data.count % 2 == 1 ? [0] : [])
    return Array("RIFF".utf8) + fourBytes(chunk.count) + chunk
  }

  private static func fourBytes(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}

/// The bits of a lossless WebP picture, the lowest first; codes have their highest bit first.
private struct LosslessWriter {
  private var output: [UInt8] = []
  private var bits: UInt64 = 0
  private var bitCount = 0

  /// Green with the lengths of copies, 256 + 24 symbols: 232 of 8 bits and 48 of 9 fill the code.
  private static let green = FixedCode(lengths: [(232, 8), (48, 9)])
  /// Red, blue and alpha.
  private static let channel = FixedCode(lengths: [(256, 8)])
  /// Distances of copies: 24 symbols of 5 bits and 16 of 6.
  private static let distance = FixedCode(lengths: [(24, 5), (16, 6)])
  private static let longestCopy = 4_096
  /// Distances up to here are pixels near by, further ones the number of pixels.
  private static let nearDistances = 120
  /// What the 40 symbols for distances reach.
  private static let longestDistance = 1 << 20

  mutating func write(_ value: Int, _ count: Int) {
    bits |= UInt64(value) << UInt64(bitCount)
    bitCount += count
    while bitCount >= 8 {
      output.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }

  mutating func finish() -> [UInt8] {
    if bitCount > 0 { output.append(UInt8(truncatingIfNeeded: bits)) }
    return output
  }

  /// The five codes of the group, in their order.
  mutating func writeCodes() {
    for code in [Self.green, Self.channel, Self.channel, Self.channel, Self.distance] { write(lengthsOf: code) }
  }

  /// A code by the lengths of its symbols, which are themselves coded: each length that occurs takes a bit, or none
  /// where there is only one.
  private mutating func write(lengthsOf code: FixedCode) {
    /// The order in which the lengths of the code for lengths stand.
    let order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    let used = code.runs.map(\.length)
    let count = (order.lastIndex { used.contains($0) } ?? 3) + 1
    write(0, 1)  // not one of the simple codes
    write(count - 4, 4)
    for length in order.prefix(count) { write(used.contains(length) ? 1 : 0, 3) }
    write(0, 1)  // lengths for all symbols follow
    guard used.count > 1 else { return }
    for (index, run) in code.runs.enumerated() {
      for _ in 0..<run.count { write(index, 1) }
    }
  }

  mutating func writePixels(_ pixels: [UInt32]) {
    let hashBits = 16
    var head = [Int32](repeating: -1, count: 1 << hashBits)
    var position = 0
    while position < pixels.count {
      var length = 0
      var candidate = -1
      if position + 1 < pixels.count {
        // Of two pixels, since one alone is cheaper as itself.
        let key = UInt64(pixels[position]) << 32 | UInt64(pixels[position + 1])
        let slot = Int((key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - hashBits))
        candidate = Int(head[slot])
        head[slot] = Int32(truncatingIfNeeded: position)
      }
      if candidate >= 0, position - candidate + Self.nearDistances <= Self.longestDistance {
        let limit = min(Self.longestCopy, pixels.count - position)
        while length < limit, pixels[candidate + length] == pixels[position + length] { length += 1 }
      }
      if length >= 2 {
        write(prefixed: length, base: 256, Self.green)
        write(prefixed: position - candidate + Self.nearDistances, base: 0, Self.distance)
        position += length
      } else {
        let color = Color(packed: pixels[position])
        write(Int(color.green), Self.green)
        for value in [color.red, color.blue, color.alpha] { write(Int(value), Self.channel) }
        position += 1
      }
    }
  }

  private mutating func write(_ symbol: Int, _ code: FixedCode) { write(code.codes[symbol], code.lengths[symbol]) }

  /// A length or distance, from 1: a symbol for its upper two bits and its size, then the other bits.
  private mutating func write(prefixed value: Int, base: Int, _ code: FixedCode) {
    let rest = value - 1
    guard rest >= 4 else { return write(base + rest, code) }
    let extra = Int.bitWidth - rest.leadingZeroBitCount - 2
    write(base + 2 * extra + (rest >> extra), code)
    write(rest & (1 << extra - 1), extra)
  }
}

/// A canonical code whose symbols have rising lengths that are known beforehand.
private struct FixedCode: Sendable {
  let runs: [(count: Int, length: Int)]
  private(set) var lengths: [Int] = []
  /// The code of each symbol, its highest bit lowest.
  private(set) var codes: [Int] = []

  init(lengths runs: [(count: Int, length: Int)]) {
    self.runs = runs
    var (next, last) = (0, runs[0].length)
    for run in runs {
      next <<= run.length - last
      last = run.length
      for _ in 0..<run.count {
        lengths.append(run.length)
        codes.append((0..<run.length).reduce(0) { $0 << 1 | next >> $1 & 1 })
        next += 1
      }
    }
  }
}
