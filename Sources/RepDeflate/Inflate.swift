/// Expands a zlib stream (RFC 1950) of stored, fixed and dynamic deflate blocks (RFC 1951).
package struct Inflate {
  package enum Failure: Error, Equatable {
    case header, truncated, badBlock, badCode, badDistance, tooLong, checksum
  }

  private let input: [UInt8]
  private var position: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  private let limit: Int

  /// The bytes of the zlib stream `input`.
  /// - Parameter limit: The most bytes that may come out; more is `tooLong`, so that a small file cannot fill memory.
  package static func zlib(_ input: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    guard input.count >= 6, input[0] & 0x0f == 8, (Int(input[0]) << 8 | Int(input[1])) % 31 == 0, input[1] & 0x20 == 0
    else { throw .header }
    var inflate = Inflate(input: input, position: 2, limit: limit)
    try inflate.run()
    let stored = try inflate.readTrailer()
    guard stored == Checksum.adler32(inflate.output) else { throw .checksum }
    return inflate.output
  }

  private init(input: [UInt8], position: Int, limit: Int) {
    self.input = input
    self.position = position
    self.limit = limit
  }

  private mutating func run() throws(Failure) {
    var isLast = false
    while !isLast {
      isLast = try read(1) == 1
      switch try read(2) {
      case 0: try copyStored()
      case 1:
        try expand(
          literals: Decoder(lengths: DeflateTables.fixedLiteralLengths),
          distances: Decoder(lengths: DeflateTables.fixedDistanceLengths))
      case 2:
        let (literals, distances) = try readTables()
        try expand(literals: literals, distances: distances)
      default: throw .badBlock
      }
    }
  }

  private mutating func copyStored() throws(Failure) {
    bits = 0
    bitCount = 0
    guard position + 4 <= input.count else { throw .truncated }
    let count = Int(input[position]) | Int(input[position + 1]) << 8
    let inverse = Int(input[position + 2]) | Int(input[position + 3]) << 8
    guard count == ~inverse & 0xffff else { throw .badBlock }
    position += 4
    guard position + count <= input.count else { throw .truncated }
    guard output.count + count <= limit else { throw .tooLong }
    output.append(contentsOf: input[position..<position + count])
    position += count
  }

  private mutating func expand(literals: Decoder, distances: Decoder) throws(Failure) {
    while true {
      let symbol = try decode(literals)
      if symbol < 256 {
        guard output.count < limit else { throw .tooLong }
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < DeflateTables.lengthBase.count else { throw .badCode }
      let length = DeflateTables.lengthBase[symbol - 257] + (try read(DeflateTables.lengthExtra[symbol - 257]))
      let distanceSymbol = try decode(distances)
      guard distanceSymbol < DeflateTables.distanceBase.count else { throw .badCode }
      let distance =
        DeflateTables.distanceBase[distanceSymbol] + (try read(DeflateTables.distanceExtra[distanceSymbol]))
      guard distance <= output.count else { throw .badDistance }
      guard output.count + length <= limit else { throw .tooLong }
      // One byte at a time, because a match may reach into the bytes that it is itself producing.
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private mutating func readTables() throws(Failure) -> (literals: Decoder, distances: Decoder) {
    let literalCount = try read(5) + 257
    let distanceCount = try read(5) + 1
    let codeLengthCount = try read(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw .badBlock }
    var codeLengths = [UInt8](repeating: 0, count: 19)
    for index in 0..<codeLengthCount { codeLengths[DeflateTables.codeLengthOrder[index]] = UInt8(try read(3)) }
    let codeLengthDecoder = try Decoder(lengths: codeLengths)
    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      switch try decode(codeLengthDecoder) {
      case let length where length < 16: lengths.append(UInt8(length))
      case 16:
        guard let last = lengths.last else { throw .badBlock }
        lengths.append(contentsOf: repeatElement(last, count: try read(2) + 3))
      case 17: lengths.append(contentsOf: repeatElement(0, count: try read(3) + 3))
      default: lengths.append(contentsOf: repeatElement(0, count: try read(7) + 11))
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw .badBlock }
    return (
      try Decoder(lengths: Array(lengths[..<literalCount])), try Decoder(lengths: Array(lengths[literalCount...]))
    )
  }

  /// A canonical Huffman code as one table over its longest code: index by the next bits, get symbol and length.
  private struct Decoder {
    let width: Int
    /// Symbol in the upper bits, code length in the lower four; 0 where no code begins so.
    let table: [UInt16]

    init(lengths: [UInt8]) throws(Failure) {
      let width = Int(lengths.max() ?? 0)
      guard width <= 15 else { throw .badBlock }
      var room = 1 << 15
      for length in lengths where length > 0 { room -= 1 << (15 - Int(length)) }
      guard room >= 0 else { throw .badCode }
      self.width = width
      var table = [UInt16](repeating: 0, count: 1 << width)
      for (symbol, code) in DeflateTables.codes(for: lengths).enumerated() where lengths[symbol] > 0 {
        let length = Int(lengths[symbol])
        for index in stride(from: Int(code), to: table.count, by: 1 << length) {
          table[index] = UInt16(symbol << 4 | length)
        }
      }
      self.table = table
    }
  }

  private mutating func decode(_ decoder: Decoder) throws(Failure) -> Int {
    while bitCount < decoder.width, position < input.count {
      bits |= UInt32(input[position]) << UInt32(bitCount)
      position += 1
      bitCount += 8
    }
    let entry = decoder.table[Int(bits) & (decoder.table.count - 1)]
    let length = Int(entry & 15)
    guard length > 0 else { throw .badCode }
    guard length <= bitCount else { throw .truncated }
    bits >>= UInt32(length)
    bitCount -= length
    return Int(entry >> 4)
  }

  private mutating func read(_ count: Int) throws(Failure) -> Int {
    while bitCount < count {
      guard position < input.count else { throw .truncated }
      bits |= UInt32(input[position]) << UInt32(bitCount)
      position += 1
      bitCount += 8
    }
    let value = Int(bits) & (1 << count - 1)
    bits >>= UInt32(count)
    bitCount -= count
    return value
  }

  private mutating func readTrailer() throws(Failure) -> UInt32 {
    // Whole bytes that a table look-up took ahead belong to the trailer.
    position -= bitCount / 8
    guard position + 4 <= input.count else { throw .truncated }
    return input[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
