#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension JPEG {
  /// A picture as a baseline JPEG file (ITU-T T.81) with colours at full resolution and the tables of annex K.
  /// What is transparent is drawn on white.
  /// - Parameter quality: 1 to 100, scaled as libjpeg does.
  package static func encode(_ bitmap: Bitmap, quality: Int = 80) -> [UInt8] {
    let scale = quality < 50 ? 5_000 / max(quality, 1) : 200 - 2 * min(quality, 100)
    let tables = [Tables.luminance, Tables.chrominance].map { $0.map { max(1, min(255, ($0 * scale + 50) / 100)) } }
    var file: [UInt8] = [0xFF, 0xD8]
    append(segment: 0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0], to: &file)
    for (index, table) in tables.enumerated() {
      append(segment: 0xDB, [UInt8(index)] + Tables.zigzag.map { UInt8(table[$0]) }, to: &file)
    }
    let size = [bitmap.height >> 8, bitmap.height & 0xFF, bitmap.width >> 8, bitmap.width & 0xFF].map(UInt8.init)
    // Each of the three components: its number, 1 × 1 sampling, its quantisation table.
    append(segment: 0xC0, [8] + size + [3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1], to: &file)
    let codes = [(0x00, HuffmanTable.luminanceDC), (0x10, .luminanceAC), (0x01, .chrominanceDC), (0x11, .chrominanceAC)]
    for (id, code) in codes {
      append(segment: 0xC4, [UInt8(id)] + code.counts + code.symbols, to: &file)
    }
    append(segment: 0xDA, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0], to: &file)
    var scan = Scan(tables: tables)
    scan.write(bitmap)
    return file + scan.finish() + [0xFF, 0xD9]
  }

  private static func append(segment marker: UInt8, _ data: [UInt8], to file: inout [UInt8]) {
    let length = data.count + 2
    file += [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + data
  }
}

/// The entropy-coded data of a picture (section F.1).
private struct Scan {
  private var output: [UInt8] = []
  private var bits: UInt64 = 0
  private var bitCount = 0
  /// Of each component the last mean value, from which the next is told.
  private var lastMeans = [0, 0, 0]
  private let divisors: [[Float]]
  private let codes = [HuffmanTable.luminanceDC, .luminanceAC, .chrominanceDC, .chrominanceAC].map(HuffmanCode.init)
  private static let cosines: [Float] = (0..<64).map { index in
    let (frequency, place) = (index / 8, index % 8)
    let factor: Float = frequency == 0 ? 0.353_553_39 : 0.5
    return factor * Float(cos(Double((2 * place + 1) * frequency) * Double.pi / 16))
  }

  init(tables: [[Int]]) { divisors = tables.map { $0.map { 1 / Float($0) } } }

  mutating func write(_ bitmap: Bitmap) {
    var samples = [Float](repeating: 0, count: 3 * 64)
    for top in stride(from: 0, to: bitmap.height, by: 8) {
      for left in stride(from: 0, to: bitmap.width, by: 8) {
        for index in 0..<64 {
          // Beyond the edge the last pixel is repeated.
          let (y, x) = (min(top + index / 8, bitmap.height - 1), min(left + index % 8, bitmap.width - 1))
          var color = bitmap[x, y]
          if color.alpha < 255 {
            let solid = Color(red: color.red, green: color.green, blue: color.blue)
            color = Color.white.mixed(with: solid, Double(color.alpha) / 255)
          }
          let (red, green, blue) = (Float(color.red), Float(color.green), Float(color.blue))
          // JFIF, section "Conversion to and from RGB", less 128.
          samples[index] = 0.299 * red + 0.587 * green + 0.114 * blue - 128
          samples[64 + index] = -0.168_736 * red - 0.331_264 * green + 0.5 * blue
          samples[128 + index] = 0.5 * red - 0.418_688 * green - 0.081_312 * blue
        }
        for component in 0..<3 { write(block: samples[64 * component..<64 * component + 64], component) }
      }
    }
  }

  /// Fills up the last byte with ones.
  mutating func finish() -> [UInt8] {
    if bitCount > 0 { write(1 << (8 - bitCount) - 1, 8 - bitCount) }
    return output
  }

  private mutating func write(block: ArraySlice<Float>, _ component: Int) {
    let table = component == 0 ? 0 : 1
    let frequencies = Self.transformed(block)
    let values = Tables.zigzag.map { Int((frequencies[$0] * divisors[table][$0]).rounded()) }
    let (means, others) = (codes[2 * table], codes[2 * table + 1])
    write(run: 0, values[0] - lastMeans[component], means)
    lastMeans[component] = values[0]
    var zeros = 0
    for value in values.dropFirst() {
      if value == 0 {
        zeros += 1
        continue
      }
      while zeros >= 16 {
        write(symbol: 0xF0, others)
        zeros -= 16
      }
      write(run: zeros, value, others)
      zeros = 0
    }
    if zeros > 0 { write(symbol: 0, others) }
  }

  /// The discrete cosine transform: of the rows, then of the columns.
  private static func transformed(_ block: ArraySlice<Float>) -> [Float] {
    func pass(_ input: [Float]) -> [Float] {
      var output = [Float](repeating: 0, count: 64)
      for line in 0..<8 {
        for frequency in 0..<8 {
          var sum: Float = 0
          for place in 0..<8 { sum += cosines[8 * frequency + place] * input[8 * line + place] }
          // Turned over, so that the second pass takes the columns.
          output[8 * frequency + line] = sum
        }
      }
      return output
    }
    return pass(pass(Array(block)))
  }

  /// A run of zeros and the value after it: its size as a symbol, then its bits; negative ones less one.
  private mutating func write(run zeros: Int, _ value: Int, _ code: HuffmanCode) {
    let size = Int.bitWidth - abs(value).leadingZeroBitCount
    write(symbol: zeros << 4 | size, code)
    write((value < 0 ? value - 1 : value) & (1 << size - 1), size)
  }

  private mutating func write(symbol: Int, _ code: HuffmanCode) { write(code.codes[symbol], code.lengths[symbol]) }

  private mutating func write(_ value: Int, _ count: Int) {
    bits = bits << UInt64(count) | UInt64(value)
    bitCount += count
    while bitCount >= 8 {
      let byte = UInt8(truncatingIfNeeded: bits >> UInt64(bitCount - 8))
      // A zero tells data from a marker.
      output.append(byte)
      if byte == 0xFF { output.append(0) }
      bitCount -= 8
    }
  }
}

/// The codes of symbols (annex C).
private struct HuffmanCode {
  private(set) var codes = [Int](repeating: 0, count: 256)
  private(set) var lengths = [Int](repeating: 0, count: 256)

  init(_ table: HuffmanTable) {
    var (code, index) = (0, 0)
    for (length, count) in table.counts.enumerated() {
      for _ in 0..<count {
        let symbol = Int(table.symbols[index])
        (codes[symbol], lengths[symbol]) = (code, length + 1)
        code += 1
        index += 1
      }
      code <<= 1
    }
  }
}

/// How many codes there are of each length from 1 to 16, and their symbols.
private struct HuffmanTable {
  let counts: [UInt8]
  let symbols: [UInt8]
}

/// The typical tables of annex K.
private enum Tables {
  /// Quantisation, row by row (K.1, K.2).
  static let luminance: [Int] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
  ]
  static let chrominance: [Int] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99,
  ]
  /// The order in which a block is stored: slow changes first.
  static let zigzag: [Int] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
  ]
}

extension HuffmanTable {
  static let luminanceDC = HuffmanTable(
    counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    symbols: [
      0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B,
    ])
  static let luminanceAC = HuffmanTable(
    counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    symbols: [
      0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14,
      0x32, 0x81, 0x91, 0xA1, 0x08, 0x23, 0x42, 0xB1, 0xC1, 0x15, 0x52, 0xD1, 0xF0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09,
      0x0A, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A,
      0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x63, 0x64, 0x65,
      0x66, 0x67, 0x68, 0x69, 0x6A, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88,
      0x89, 0x8A, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9,
      0xAA, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA,
      0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA,
      0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA,
    ])
  static let chrominanceDC = HuffmanTable(
    counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    symbols: [
      0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B,
    ])
  static let chrominanceAC = HuffmanTable(
    counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
    symbols: [
      0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22, 0x32,
      0x81, 0x08, 0x14, 0x42, 0x91, 0xA1, 0xB1, 0xC1, 0x09, 0x23, 0x33, 0x52, 0xF0, 0x15, 0x62, 0x72, 0xD1, 0x0A, 0x16,
      0x24, 0x34, 0xE1, 0x25, 0xF1, 0x17, 0x18, 0x19, 0x1A, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x35, 0x36, 0x37, 0x38, 0x39,
      0x3A, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x63, 0x64,
      0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0x82, 0x83, 0x84, 0x85, 0x86,
      0x87, 0x88, 0x89, 0x8A, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7,
      0xA8, 0xA9, 0xAA, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8,
      0xC9, 0xCA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9,
      0xEA, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA,
    ])
}
