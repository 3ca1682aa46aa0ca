import RepPictures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Draws filled shapes with soft edges into a bitmap. All coordinates are in pixels, from the upper left corner.
struct Canvas {
  private(set) var bitmap: Bitmap

  init(width: Int, height: Int) {
    bitmap = Bitmap(width: width, height: height)
  }

  var width: Int { bitmap.width }
  var height: Int { bitmap.height }

  /// Fills everything with a vertical gradient.
  mutating func fillGradient(from top: Color, to bottom: Color) {
    for y in 0..<height {
      let color = top.mixed(with: bottom, Double(y) / Double(max(1, height - 1)))
      fill(row: y, from: 0, to: Double(width), color)
    }
  }

  mutating func fillDisc(x: Double, y: Double, radius: Double, _ color: Color, opacity: Double = 1) {
    fillEllipse(x: x, y: y, radiusX: radius, radiusY: radius, color, opacity: opacity)
  }

  mutating func fillEllipse(
    x: Double, y: Double, radiusX: Double, radiusY: Double, _ color: Color, opacity: Double = 1
  ) {
    guard radiusX > 0, radiusY > 0 else { return }
    for row in rows(from: y - radiusY, to: y + radiusY) {
      let offset = (Double(row) + 0.5 - y) / radiusY
      guard abs(offset) < 1 else { continue }
      let half = radiusX * (1 - offset * offset).squareRoot()
      fill(row: row, from: x - half, to: x + half, color, opacity: opacity)
    }
  }

  mutating func fillRectangle(
    x: Double, y: Double, width: Double, height: Double, _ color: Color, opacity: Double = 1
  ) {
    for row in rows(from: y, to: y + height) {
      fill(row: row, from: x, to: x + width, color, opacity: opacity)
    }
  }

  /// Fills the triangle that stands on `baseY` with its tip at (`tipX`, `tipY`).
  mutating func fillTriangle(tipX: Double, tipY: Double, baseY: Double, halfBase: Double, _ color: Color) {
    guard baseY > tipY else { return }
    for row in rows(from: tipY, to: baseY) {
      let half = (Double(row) + 0.5 - tipY) / (baseY - tipY) * halfBase
      fill(row: row, from: tipX - half, to: tipX + half, color)
    }
  }

  /// Fills everything below the line that `top` gives for each column.
  mutating func fillBelow(_ color: Color, top: (Double) -> Double) {
    let packed = color.packed
    let (width, height) = (width, height)
    for x in 0..<width {
      let edge = max(0, min(top(Double(x) + 0.5), Double(height)))
      var y = Int(edge)
      guard y < height else { continue }
      bitmap.pixels[y * width + x] = Color.mix(
        bitmap.pixels[y * width + x], packed, UInt32((Double(y + 1) - edge) * 256))
      y += 1
      bitmap.pixels.withUnsafeMutableBufferPointer { pixels in
        while y < height {
          pixels[y * width + x] = packed
          y += 1
        }
      }
    }
  }

  /// Draws a straight stroke of one pixel's width, a dot on every row.
  mutating func drawStroke(x: Double, y: Double, slant: Double, length: Double, _ color: Color, opacity: Double) {
    for row in rows(from: y, to: y + length) {
      let left = x + (Double(row) - y) * slant
      fill(row: row, from: left, to: left + 1, color, opacity: opacity)
    }
  }

  /// Makes every block of `size` × `size` pixels one colour.
  mutating func pixelate(size: Int) {
    for y in 0..<height {
      for x in 0..<width {
        let source = min(y / size * size + size / 2, height - 1) * width + min(x / size * size + size / 2, width - 1)
        bitmap.pixels[y * width + x] = bitmap.pixels[source]
      }
    }
  }

  private func rows(from top: Double, to bottom: Double) -> Range<Int> {
    let first = Int(max(0, min(top.rounded(.down), Double(height))))
    let end = Int(max(0, min(bottom.rounded(.up), Double(height))))
    return first..<max(first, end)
  }

  /// Fills part of a row; the pixels at both ends take the colour by the share that is covered.
  private mutating func fill(row: Int, from left: Double, to right: Double, _ color: Color, opacity: Double = 1) {
    let left = max(0, left)
    let right = min(Double(width), right)
    guard left < right else { return }
    let first = Int(left)
    let last = min(Int(right.rounded(.up)), width) - 1
    let packed = color.packed
    let start = row * width
    let full = UInt32(256 * opacity)
    bitmap.pixels.withUnsafeMutableBufferPointer { pixels in
      for x in first...last {
        var share = full
        if x == first || x == last {
          let covered = min(right, Double(x + 1)) - max(left, Double(x))
          share = UInt32(max(0, covered) * 256 * opacity)
        }
        pixels[start + x] = share == 256 ? packed : Color.mix(pixels[start + x], packed, share)
      }
    }
  }
}
