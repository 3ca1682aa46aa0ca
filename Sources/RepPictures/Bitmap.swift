/// A picture in memory: rows from the top, one 32-bit pixel each, red in the lowest byte and alpha in the highest.
package struct Bitmap: Sendable, Equatable {
  package let width: Int
  package let height: Int
  package var pixels: [UInt32]

  package init(width: Int, height: Int, filledWith color: Color = .black) {
    self.width = width
    self.height = height
    self.pixels = Array(repeating: color.packed, count: width * height)
  }

  package init(width: Int, height: Int, pixels: [UInt32]) {
    precondition(pixels.count == width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  package var isOpaque: Bool {
    pixels.withUnsafeBufferPointer { pixels in
      var all: UInt32 = 0xff00_0000
      for pixel in pixels { all &= pixel }
      return all == 0xff00_0000
    }
  }

  package subscript(x: Int, y: Int) -> Color {
    get { Color(packed: pixels[y * width + x]) }
    set { pixels[y * width + x] = newValue.packed }
  }

  /// The picture at `width` × `height`, interpolated between the four nearest pixels.
  package func resized(width newWidth: Int, height newHeight: Int) -> Bitmap {
    guard newWidth > 0, newHeight > 0, width > 0, height > 0 else { return self }
    // Source positions in 1/256 pixel: integers are exact on every machine, so equal inputs give equal bytes.
    let columns = (0..<newWidth).map { Self.sourcePosition($0, of: newWidth, in: width) }
    var result = [UInt32](repeating: 0, count: newWidth * newHeight)
    result.withUnsafeMutableBufferPointer { target in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          let row = Self.sourcePosition(y, of: newHeight, in: height)
          let upper = (row >> 8) * width
          let lower = min(row >> 8 + 1, height - 1) * width
          let fractionY = UInt32(row & 0xff)
          for x in 0..<newWidth {
            let left = columns[x] >> 8
            let right = min(left + 1, width - 1)
            let fractionX = UInt32(columns[x] & 0xff)
            let top = Color.mix(source[upper + left], source[upper + right], fractionX)
            let bottom = Color.mix(source[lower + left], source[lower + right], fractionX)
            target[y * newWidth + x] = Color.mix(top, bottom, fractionY)
          }
        }
      }
    }
    return Bitmap(width: newWidth, height: newHeight, pixels: result)
  }

  /// The picture at a smaller size, each pixel the average of those that it stands for: nothing thin gets lost, as it
  /// does where only the nearest ones are looked at. A larger size is interpolated.
  package func reduced(width newWidth: Int, height newHeight: Int) -> Bitmap {
    guard newWidth > 0, newHeight > 0, newWidth <= width, newHeight <= height else {
      return resized(width: newWidth, height: newHeight)
    }
    var result = Bitmap(width: newWidth, height: newHeight)
    for y in 0..<newHeight {
      let rows = y * height / newHeight..<(y + 1) * height / newHeight
      for x in 0..<newWidth {
        let columns = x * width / newWidth..<(x + 1) * width / newWidth
        // What is transparent has no colour to add.
        var (red, green, blue, alpha) = (0, 0, 0, 0)
        for row in rows {
          for column in columns {
            let color = Color(packed: pixels[row * width + column])
            let weight = Int(color.alpha)
            red += Int(color.red) * weight
            green += Int(color.green) * weight
            blue += Int(color.blue) * weight
            alpha += weight
          }
        }
        let count = rows.count * columns.count
        guard alpha > 0 else {
          result.pixels[y * newWidth + x] = 0
          continue
        }
        result[x, y] = Color(
          red: UInt8(red / alpha), green: UInt8(green / alpha), blue: UInt8(blue / alpha), alpha: UInt8(alpha / count))
      }
    }
    return result
  }

  /// The picture on a transparent one of another size; what stands out is cut off.
  package func placed(left: Int, top: Int, width newWidth: Int, height newHeight: Int) -> Bitmap {
    if left == 0, top == 0, newWidth == width, newHeight == height { return self }
    var result = Bitmap(width: newWidth, height: newHeight, filledWith: Color(packed: 0))
    for y in 0..<max(0, min(height, newHeight - top)) {
      for x in 0..<max(0, min(width, newWidth - left)) {
        result.pixels[(top + y) * newWidth + left + x] = pixels[y * width + x]
      }
    }
    return result
  }

  private static func sourcePosition(_ index: Int, of count: Int, in sourceCount: Int) -> Int {
    let centre = (2 * index + 1) * sourceCount * 128 / count - 128
    return max(0, min(centre, (sourceCount - 1) * 256))
  }
}

/// A colour with straight (not premultiplied) alpha.
package struct Color: Sendable, Equatable {
  package var red: UInt8
  package var green: UInt8
  package var blue: UInt8
  package var alpha: UInt8 = 255

  package static let black = Color(red: 0, green: 0, blue: 0)
  package static let white = Color(red: 255, green: 255, blue: 255)

  package init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// A colour from `0xRRGGBB`.
  package init(_ hex: UInt32) {
    self.init(red: UInt8(hex >> 16 & 0xff), green: UInt8(hex >> 8 & 0xff), blue: UInt8(hex & 0xff))
  }

  package init(packed: UInt32) {
    self.init(
      red: UInt8(packed & 0xff), green: UInt8(packed >> 8 & 0xff),
      blue: UInt8(packed >> 16 & 0xff), alpha: UInt8(packed >> 24))
  }

  package var packed: UInt32 {
    UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 | UInt32(alpha) << 24
  }

  /// How far apart two colours are: the sum of what their channels differ by, without alpha.
  package func distance(to other: Color) -> Int {
    abs(Int(red) - Int(other.red)) + abs(Int(green) - Int(other.green)) + abs(Int(blue) - Int(other.blue))
  }

  /// This colour with `share` (0…1) of `other` mixed in.
  package func mixed(with other: Color, _ share: Double) -> Color {
    Color(packed: Color.mix(packed, other.packed, UInt32(max(0, min(256, share * 256)))))
  }

  /// Mixes two packed colours; `share` is how much of `b`, in 1/256.
  package static func mix(_ a: UInt32, _ b: UInt32, _ share: UInt32) -> UInt32 {
    if a == b || share == 0 { return a }
    // Two channels at a time: each product fits 16 bits, so they cannot run into each other.
    let keep = 256 &- share
    let even = ((a & 0x00ff_00ff) &* keep &+ (b & 0x00ff_00ff) &* share) >> 8 & 0x00ff_00ff
    let odd = ((a >> 8 & 0x00ff_00ff) &* keep &+ (b >> 8 & 0x00ff_00ff) &* share) & 0xff00_ff00
    return even | odd
  }
}
