/// The first frame of a GIF file (GIF89a specification, CompuServe 1990).
package enum GIF {
  package enum Failure: Error, Equatable {
    case notGIF, truncated, tooLarge, badCode, noPalette, noFrame
  }

  /// The first frame on its canvas; what it leaves free is transparent.
  package static func decode(_ file: [UInt8]) throws(Failure) -> Bitmap {
    guard PictureFormat(file) == .gif else { throw .notGIF }
    guard file.count >= 13 else { throw .truncated }
    let (width, height) = (file.littleEndian(at: 6, 2), file.littleEndian(at: 8, 2))
    guard width > 0, height > 0, width <= Picture.pixelLimit / height else { throw .tooLarge }
    var position = 13
    let global = try palette(in: file, at: &position, flags: file[10])
    var transparent: Int?
    while position < file.count {
      let introducer = file[position]
      position += 1
      switch introducer {
      case 0x21:
        guard position < file.count else { throw .truncated }
        let label = file[position]
        position += 1
        let data = try blocks(of: file, at: &position)
        // The graphic control extension: bit 0 of its flags says that a colour is transparent.
        if label == 0xF9, data.count >= 4 { transparent = data[0] & 1 == 1 ? Int(data[3]) : nil }
      case 0x2C:
        guard position + 9 <= file.count else { throw .truncated }
        let frame = Frame(file, at: position)
        position += 9
        let own = try palette(in: file, at: &position, flags: frame.flags)
        var colors = own.isEmpty ? global : own
        guard !colors.isEmpty else { throw .noPalette }
        guard position < file.count else { throw .truncated }
        let codeSize = Int(file[position])
        position += 1
        guard frame.width <= Picture.pixelLimit / max(frame.height, 1) else { throw .tooLarge }
        let indices = try LZW.expand(
          blocks(of: file, at: &position), minimumCodeSize: codeSize, count: frame.width * frame.height)
        if let transparent, transparent < colors.count { colors[transparent] = 0 }
        return frame.drawn(indices, colors, width: width, height: height)
      case 0x3B: throw .noFrame
      default: throw .badCode
      }
    }
    throw .truncated
  }

  /// The colour table that the lower bits of `flags` announce; empty without one.
  private static func palette(in file: [UInt8], at position: inout Int, flags: UInt8) throws(Failure) -> [UInt32] {
    guard flags & 0x80 != 0 else { return [] }
    let count = 2 << Int(flags & 7)
    guard position + 3 * count <= file.count else { throw .truncated }
    defer { position += 3 * count }
    return (0..<count).map { index in UInt32(file.littleEndian(at: position + 3 * index, 3)) | 0xFF00_0000 }
  }

  /// The data of sub-blocks up to the empty one that ends them; those of a cut file as far as they go.
  private static func blocks(of file: [UInt8], at position: inout Int) throws(Failure) -> [UInt8] {
    var data: [UInt8] = []
    while position < file.count {
      let count = Int(file[position])
      position += 1
      if count == 0 { return data }
      guard position + count <= file.count else { throw .truncated }
      data += file[position..<position + count]
      position += count
    }
    throw .truncated
  }

  /// Where a frame stands on the canvas, and how its rows are ordered.
  private struct Frame {
    let left, top, width, height: Int
    let flags: UInt8

    init(_ file: [UInt8], at position: Int) {
      left = file.littleEndian(at: position, 2)
      top = file.littleEndian(at: position + 2, 2)
      width = file.littleEndian(at: position + 4, 2)
      height = file.littleEndian(at: position + 6, 2)
      flags = file[position + 8]
    }

    /// The rows in the order in which they are stored: of an interlaced frame every 8th, then those between.
    private var rows: [Int] {
      guard flags & 0x40 != 0 else { return Array(0..<height) }
      return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { Array(stride(from: $0.0, to: height, by: $0.1)) }
    }

    func drawn(_ indices: [UInt8], _ colors: [UInt32], width: Int, height: Int) -> Bitmap {
      var pixels = [UInt32](repeating: 0, count: width * height)
      for (stored, row) in rows.enumerated() where top + row < height {
        for column in 0..<max(0, min(self.width, width - left)) {
          let index = Int(indices[stored * self.width + column])
          if index < colors.count { pixels[(top + row) * width + left + column] = colors[index] }
        }
      }
      return Bitmap(width: width, height: height, pixels: pixels)
    }
  }
}

/// The LZW of GIF (specification, appendix F): codes of 3 to 12 bits, the lowest bit first.
enum LZW {
  private static let longestCode = 12

  /// The first `count` bytes that codes stand for.
  /// - Throws: `badCode` where a code has no meaning yet, `truncated` where the codes end early.
  static func expand(_ codes: [UInt8], minimumCodeSize: Int, count: Int) throws(GIF.Failure) -> [UInt8] {
    guard (2...8).contains(minimumCodeSize) else { throw .badCode }
    let clear = 1 << minimumCodeSize
    let end = clear + 1
    // Of each string its last byte, the string before it, and its length.
    var last = [UInt8](repeating: 0, count: 1 << longestCode)
    var before = [Int](repeating: 0, count: 1 << longestCode)
    var length = [Int](repeating: 1, count: 1 << longestCode)
    for code in 0..<clear { last[code] = UInt8(code) }
    var output = [UInt8](repeating: 0, count: count)
    var (written, next, size, previous) = (0, end + 1, minimumCodeSize + 1, -1)
    var (bits, bitCount, position) = (0, 0, 0)
    while written < count {
      while bitCount < size {
        guard position < codes.count else { throw .truncated }
        bits |= Int(codes[position]) << bitCount
        bitCount += 8
        position += 1
      }
      let code = bits & (1 << size - 1)
      bits >>= size
      bitCount -= size
      if code == clear {
        (next, size, previous) = (end + 1, minimumCodeSize + 1, -1)
        continue
      }
      if code == end { throw .truncated }
      guard code < next || code == next && previous >= 0 && next < 1 << longestCode else { throw .badCode }
      // A code that is being defined is the previous string and its own first byte again.
      let known = code == next ? previous : code
      var start = known
      while length[start] > 1 { start = before[start] }
      let first = last[start]
      if previous >= 0, next < 1 << longestCode {
        (last[next], before[next], length[next]) = (first, previous, length[previous] + 1)
        next += 1
        if next == 1 << size, size < longestCode { size += 1 }
      }
      let stringLength = length[code]
      var (string, at) = (code, written + stringLength - 1)
      while at >= written {
        if at < count { output[at] = last[string] }
        string = before[string]
        at -= 1
      }
      written += stringLength
      previous = code
    }
    return output
  }
}
