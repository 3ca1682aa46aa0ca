/// What sort of file bytes are, as far as a prompt shows them: told by how they begin.
package enum PictureFormat: String, Sendable, CaseIterable {
  case png = "PNG"
  case jpeg = "JPEG"
  case gif = "GIF"
  case webp = "WebP"
  case avif = "AVIF"

  package init?(_ file: [UInt8]) {
    if file.starts(with: PNG.signature) {
      self = .png
    } else if file.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if file.starts(with: "GIF87a".utf8) || file.starts(with: "GIF89a".utf8) {
      self = .gif
    } else if file.count >= 12, file.starts(with: "RIFF".utf8), file[8..<12].elementsEqual("WEBP".utf8) {
      self = .webp
    } else if file.count >= 12, file[4..<12].elementsEqual("ftypavif".utf8) {
      self = .avif
    } else {
      return nil
    }
  }
}

/// What the header of a picture says, read without decoding it. A header may lie: see ``Picture/decode(_:covering:)``.
package struct PictureHeader: Sendable, Equatable {
  package let format: PictureFormat
  package let width: Int
  package let height: Int

  package init(format: PictureFormat, width: Int, height: Int) {
    (self.format, self.width, self.height) = (format, width, height)
  }

  /// - Returns: nil where the bytes are no picture, the header is not whole, or it names no size (AVIF hides it).
  package init?(_ file: [UInt8]) {
    guard let format = PictureFormat(file), let size = Self.size(of: file, format), size.width > 0, size.height > 0
    else { return nil }
    (self.format, width, height) = (format, size.width, size.height)
  }

  private static func size(of file: [UInt8], _ format: PictureFormat) -> (width: Int, height: Int)? {
    switch format {
    case .png:
      guard file.count >= 24 else { return nil }
      return (file.bigEndian(at: 16, 4), file.bigEndian(at: 20, 4))
    case .gif:
      guard file.count >= 10 else { return nil }
      return (file.littleEndian(at: 6, 2), file.littleEndian(at: 8, 2))
    case .jpeg: return jpegSize(file)
    case .webp: return webpSize(file)
    case .avif: return nil
    }
  }

  /// The size in the frame header, which follows any number of other segments (ITU-T T.81, B.2.2).
  private static func jpegSize(_ file: [UInt8]) -> (width: Int, height: Int)? {
    var position = 2
    while position + 9 <= file.count {
      guard file[position] == 0xFF else { return nil }
      let marker = file[position + 1]
      // A marker may be preceded by any number of 0xFF; these two stand alone.
      if marker == 0xFF || marker == 0x01 || (0xD0...0xD8).contains(marker) {
        position += marker == 0xFF ? 1 : 2
        continue
      }
      // SOF0…SOF15, without DHT, JPG and DAC.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        return (file.bigEndian(at: position + 7, 2), file.bigEndian(at: position + 5, 2))
      }
      position += 2 + file.bigEndian(at: position + 2, 2)
    }
    return nil
  }

  /// The size in the first chunk (WebP Container Specification; RFC 6386, section 9.1; WebP Lossless, section 3).
  private static func webpSize(_ file: [UInt8]) -> (width: Int, height: Int)? {
    guard file.count >= 30 else { return nil }
    switch String(decoding: file[12..<16], as: UTF8.self) {
    case "VP8X": return (file.littleEndian(at: 24, 3) + 1, file.littleEndian(at: 27, 3) + 1)
    case "VP8L":
      let bits = file.littleEndian(at: 21, 4)
      return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
    case "VP8 ": return (file.littleEndian(at: 26, 2) & 0x3FFF, file.littleEndian(at: 28, 2) & 0x3FFF)
    default: return nil
    }
  }
}

extension [UInt8] {
  /// An unsigned number of `count` bytes, the lowest first; the bytes must be there.
  func littleEndian(at index: Int, _ count: Int) -> Int {
    self[index..<index + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// An unsigned number of `count` bytes, the highest first; the bytes must be there.
  func bigEndian(at index: Int, _ count: Int) -> Int {
    self[index..<index + count].reduce(0) { $0 << 8 | Int($1) }
  }
}
