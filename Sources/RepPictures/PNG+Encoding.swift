import RepDeflate

/// The PNG format (ISO/IEC 15948): what our pictures are written as, and what the models read.
package enum PNG {
  package static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// `bitmap` as a PNG file: 8-bit RGB, or RGBA where any pixel is not opaque.
  package static func encode(_ bitmap: Bitmap) -> [UInt8] {
    let isOpaque = bitmap.isOpaque
    var file = signature
    let header = bigEndian(UInt32(bitmap.width)) + bigEndian(UInt32(bitmap.height)) + [8, isOpaque ? 2 : 6, 0, 0, 0]
    append(chunk: "IHDR", header, to: &file)
    append(chunk: "IDAT", Deflate.zlib(filteredRows(of: bitmap, channels: isOpaque ? 3 : 4)), to: &file)
    append(chunk: "IEND", [], to: &file)
    return file
  }

  /// Every row with the Sub filter: flat areas become runs of zeros, which deflate folds away.
  private static func filteredRows(of bitmap: Bitmap, channels: Int) -> [UInt8] {
    let rowLength = bitmap.width * channels + 1
    return [UInt8](unsafeUninitializedCapacity: rowLength * bitmap.height) { rows, count in
      bitmap.pixels.withUnsafeBufferPointer { pixels in
        for y in 0..<bitmap.height {
          var target = y * rowLength
          rows[target] = 1
          target += 1
          var previous: UInt32 = 0
          for x in 0..<bitmap.width {
            let pixel = pixels[y * bitmap.width + x]
            for channel in 0..<channels {
              let shift = UInt32(8 * channel)
              rows[target] = UInt8(truncatingIfNeeded: pixel >> shift) &- UInt8(truncatingIfNeeded: previous >> shift)
              target += 1
            }
            previous = pixel
          }
        }
      }
      count = rowLength * bitmap.height
    }
  }

  private static func append(chunk type: String, _ data: [UInt8], to file: inout [UInt8]) {
    let name = Array(type.utf8)
    file += bigEndian(UInt32(data.count))
    file += name
    file += data
    file += bigEndian(Checksum.crc32(data, continuing: Checksum.crc32(name)))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 0xff), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
  }
}
