/// Pictures as models make them: PNG and GIF by our own decoders, JPEG and WebP by libraries where the system has them.
package enum Picture {
  /// The most pixels of a picture that is read: a bomb of 65,535 × 65,535 must not fill memory.
  package static let pixelLimit = 40_000_000

  /// Why a picture cannot be drawn.
  package enum Failure: Error, Equatable {
    /// The bytes are none of the formats that are decoded.
    case unknownFormat
    /// The library that decodes a format is not installed.
    case needsLibrary(PictureFormat)
    /// More pixels than ``pixelLimit``.
    case tooLarge(PictureFormat)
    /// The bytes end early, or do not hold what they promise.
    case damaged(PictureFormat)
  }

  /// The pixels of a picture; of an animation those of its first frame.
  /// - Parameter size: what the picture will be shown at. A JPEG may come smaller than it is, but not smaller than this.
  package static func decode(
    _ file: [UInt8], covering size: (width: Int, height: Int) = (.max, .max)
  ) throws(Failure) -> Bitmap {
    guard let format = PictureFormat(file), format != .avif else { throw .unknownFormat }
    if let header = PictureHeader(file) { _ = try pixelCount(header.width, header.height, format) }
    switch format {
    case .png:
      do throws(PNG.Failure) { return try PNG.decode(file) } catch { throw .damaged(.png) }
    case .gif:
      do throws(GIF.Failure) { return try GIF.decode(file) } catch { throw .damaged(.gif) }
    case .jpeg: return try JPEG.decode(file, covering: size)
    case .webp: return try WebP.decode(file)
    case .avif: throw .unknownFormat
    }
  }

  /// How many pixels a size has, if they are not too many.
  static func pixelCount(_ width: Int, _ height: Int, _ format: PictureFormat) throws(Failure) -> Int {
    guard width <= pixelLimit, height <= pixelLimit / width else { throw .tooLarge(format) }
    return width * height
  }
}
