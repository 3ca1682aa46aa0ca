import RepDeflate

extension PNG {
  package enum Failure: Error, Equatable {
    case notPNG, truncated, badChecksum, badHeader, tooLarge, badPalette, badFilter
    case badData(Inflate.Failure)
  }

  /// Reads a PNG file of any colour type and bit depth; 16-bit samples keep their upper byte.
  package static func decode(_ file: [UInt8]) throws(Failure) -> Bitmap {
    guard file.starts(with: signature) else { throw .notPNG }
    var header: Header?
    var palette: [Color] = []
    var transparency: [UInt8] = []
    var compressed: [UInt8] = []
    var position = signature.count
    while true {
      guard position + 12 <= file.count else { throw .truncated }
      let length = Int(integer(file, at: position))
      guard length <= file.count - position - 12 else { throw .truncated }
      let type = file[position + 4..<position + 8]
      let data = file[position + 8..<position + 8 + length]
      let stored = integer(file, at: position + 8 + length)
      guard Checksum.crc32(file[position + 4..<position + 8 + length]) == stored else { throw .badChecksum }
      position += 12 + length
      switch String(decoding: type, as: UTF8.self) {
      case "IHDR": header = try Header(Array(data))
      case "PLTE":
        let bytes = Array(data)
        palette = stride(from: 0, to: bytes.count - 2, by: 3).map {
          Color(red: bytes[$0], green: bytes[$0 + 1], blue: bytes[$0 + 2])
        }
      case "tRNS": transparency = Array(data)
      case "IDAT": compressed += data
      case "IEND":
        guard let header else { throw .badHeader }
        for (index, alpha) in transparency.enumerated() where header.colorType == 3 && index < palette.count {
          palette[index].alpha = alpha
        }
        return try pixels(
          header, palette: palette, transparency: header.colorType == 3 ? [] : transparency, compressed: compressed)
      default: break
      }
    }
  }

  private struct Header {
    let width: Int
    let height: Int
    let depth: Int
    let colorType: Int
    let channels: Int
    let isInterlaced: Bool

    init(_ data: [UInt8]) throws(Failure) {
      guard data.count == 13 else { throw .badHeader }
      width = Int(integer(data, at: 0))
      height = Int(integer(data, at: 4))
      depth = Int(data[8])
      colorType = Int(data[9])
      let forms: [Int: (depths: Set<Int>, channels: Int)] = [
        0: ([1, 2, 4, 8, 16], 1), 2: ([8, 16], 3), 3: ([1, 2, 4, 8], 1), 4: ([8, 16], 2), 6: ([8, 16], 4),
      ]
      guard width > 0, height > 0, let form = forms[colorType], form.depths.contains(depth), data[10] == 0,
        data[11] == 0, data[12] <= 1
      else { throw .badHeader }
      channels = form.channels
      isInterlaced = data[12] == 1
      guard width <= Picture.pixelLimit, height <= Picture.pixelLimit / width else { throw .tooLarge }
    }

    var rowLength: Int { rowLength(width) }
    func rowLength(_ width: Int) -> Int { (width * channels * depth + 7) / 8 }
    /// The pictures that are stored one after another: the whole one, or the seven of Adam7 (section 8.2).
    var passes: [Pass] {
      guard isInterlaced else { return [Pass(left: 0, top: 0, across: 1, down: 1, of: self)] }
      let steps = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
      return steps.map { Pass(left: $0.0, top: $0.1, across: $0.2, down: $0.3, of: self) }
        .filter { $0.width > 0 && $0.height > 0 }
    }
    /// How many bytes back the filters look for "the pixel to the left".
    var filterDistance: Int { max(1, channels * depth / 8) }
  }

  /// Every so many pixels and rows of a picture.
  private struct Pass {
    let left, top, across, down: Int
    let width, height: Int
    /// Bytes of a row without that which names its filter.
    let rowLength: Int

    init(left: Int, top: Int, across: Int, down: Int, of header: Header) {
      (self.left, self.top, self.across, self.down) = (left, top, across, down)
      width = max(0, (header.width - left + across - 1) / across)
      height = max(0, (header.height - top + down - 1) / down)
      rowLength = header.rowLength(width)
    }
  }

  private static func pixels(
    _ header: Header, palette: [Color], transparency: [UInt8], compressed: [UInt8]
  ) throws(Failure) -> Bitmap {
    let passes = header.passes
    let expected = passes.reduce(0) { $0 + ($1.rowLength + 1) * $1.height }
    var rows: [UInt8]
    do throws(Inflate.Failure) {
      rows = try Inflate.zlib(compressed, limit: expected)
    } catch {
      throw .badData(error)
    }
    guard rows.count == expected else { throw .truncated }
    var start = 0
    for pass in passes {
      try unfilter(&rows, from: start, pass, distance: header.filterDistance)
      start += (pass.rowLength + 1) * pass.height
    }
    guard header.colorType != 3 || !palette.isEmpty else { throw .badPalette }
    var bitmap = Bitmap(width: header.width, height: header.height)
    if header.depth == 8, !header.isInterlaced, transparency.isEmpty, header.colorType == 2 || header.colorType == 6 {
      copyPlainRows(rows, header, into: &bitmap)
      return bitmap
    }
    start = 0
    for pass in passes {
      for y in 0..<pass.height {
        let reader = SampleReader(bytes: rows, start: start + 1, depth: header.depth)
        for x in 0..<pass.width {
          let color = try color(reader, x: x, header, palette: palette, transparency: transparency)
          bitmap[pass.left + x * pass.across, pass.top + y * pass.down] = color
        }
        start += pass.rowLength + 1
      }
    }
    return bitmap
  }

  /// The common case, RGB or RGBA of 8 bits, without a look at what kind each pixel is.
  private static func copyPlainRows(_ rows: [UInt8], _ header: Header, into bitmap: inout Bitmap) {
    let channels = header.channels
    rows.withUnsafeBufferPointer { rows in
      bitmap.pixels.withUnsafeMutableBufferPointer { pixels in
        var target = 0
        for y in 0..<header.height {
          var source = y * (header.rowLength + 1) + 1
          for _ in 0..<header.width {
            let alpha = channels == 4 ? UInt32(rows[source + 3]) : 0xff
            pixels[target] =
              UInt32(rows[source]) | UInt32(rows[source + 1]) << 8 | UInt32(rows[source + 2]) << 16 | alpha << 24
            source += channels
            target += 1
          }
        }
      }
    }
  }

  private static func color(
    _ row: SampleReader, x: Int, _ header: Header, palette: [Color], transparency: [UInt8]
  ) throws(Failure) -> Color {
    let first = x * header.channels
    switch header.colorType {
    case 3:
      let index = row.raw(first)
      guard index < palette.count else { throw .badPalette }
      return palette[index]
    case 0, 4:
      let gray = row.byte(first)
      // tRNS of a grey picture names one sample value that is transparent.
      let isKey = transparency.count == 2 && row.raw(first) == Int(transparency[0]) << 8 | Int(transparency[1])
      let alpha: UInt8 = header.colorType == 4 ? row.byte(first + 1) : isKey ? 0 : 255
      return Color(red: gray, green: gray, blue: gray, alpha: alpha)
    default:
      let isKey =
        transparency.count == 6
        && (0..<3).allSatisfy {
          row.raw(first + $0) == Int(transparency[2 * $0]) << 8 | Int(transparency[2 * $0 + 1])
        }
      let alpha: UInt8 = header.colorType == 6 ? row.byte(first + 3) : isKey ? 0 : 255
      return Color(red: row.byte(first), green: row.byte(first + 1), blue: row.byte(first + 2), alpha: alpha)
    }
  }

  /// Reads the samples of one row, packed most significant bit first.
  private struct SampleReader {
    let bytes: [UInt8]
    let start: Int
    let depth: Int

    func raw(_ index: Int) -> Int {
      switch depth {
      case 8: return Int(bytes[start + index])
      case 16: return Int(bytes[start + 2 * index]) << 8 | Int(bytes[start + 2 * index + 1])
      default:
        let bit = index * depth
        return Int(bytes[start + bit / 8]) >> (8 - depth - bit % 8) & (1 << depth - 1)
      }
    }

    /// The sample scaled to 0…255.
    func byte(_ index: Int) -> UInt8 {
      switch depth {
      case 8: bytes[start + index]
      case 16: bytes[start + 2 * index]
      default: UInt8(raw(index) * 255 / (1 << depth - 1))
      }
    }
  }

  /// Undoes the five row filters in place (PNG specification, section 9).
  private static func unfilter(
    _ rows: inout [UInt8], from first: Int, _ pass: Pass, distance: Int
  ) throws(Failure) {
    let length = pass.rowLength + 1
    for y in 0..<pass.height {
      let start = first + y * length
      let filter = rows[start]
      guard filter <= 4 else { throw .badFilter }
      guard filter != 0 else { continue }
      rows.withUnsafeMutableBufferPointer { rows in
        var index = start + 1
        while index < start + length {
          let hasLeft = index - start > distance
          let left = hasLeft ? Int(rows[index - distance]) : 0
          let up = y > 0 ? Int(rows[index - length]) : 0
          let prediction =
            switch filter {
            case 1: left
            case 2: up
            case 3: (left + up) / 2
            default: paeth(left, up, y > 0 && hasLeft ? Int(rows[index - length - distance]) : 0)
            }
          rows[index] &+= UInt8(prediction)
          index += 1
        }
      }
    }
  }

  private static func paeth(_ left: Int, _ up: Int, _ upLeft: Int) -> Int {
    let estimate = left + up - upLeft
    let (toLeft, toUp, toUpLeft) = (abs(estimate - left), abs(estimate - up), abs(estimate - upLeft))
    if toLeft <= toUp && toLeft <= toUpLeft { return left }
    return toUp <= toUpLeft ? up : upLeft
  }

  private static func integer(_ bytes: [UInt8], at index: Int) -> UInt32 {
    bytes[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
