/// JPEG pictures, decoded by libjpeg-turbo where the system has it (<turbojpeg.h>, the functions of versions 2 and 3).
package enum JPEG {
  private struct Library: Sendable {
    typealias Handle = OpaquePointer
    typealias Open = @convention(c) @Sendable () -> Handle?
    typealias Close = @convention(c) @Sendable (Handle?) -> Int32
    typealias ReadHeader = @convention(c) @Sendable (
      Handle?, UnsafePointer<UInt8>?, CUnsignedLong, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?,
      UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?
    ) -> Int32
    typealias Decompress = @convention(c) @Sendable (
      Handle?, UnsafePointer<UInt8>?, CUnsignedLong, UnsafeMutableRawPointer?, Int32, Int32, Int32, Int32, Int32
    ) -> Int32
    let open: Open
    let close: Close
    let readHeader: ReadHeader
    let decompress: Decompress

    init?() {
      guard
        let library = SharedLibrary(
          linux: ["libturbojpeg.so.0", "libturbojpeg.so"], formula: "jpeg-turbo", file: "libturbojpeg"),
        let open: Open = library.function("tjInitDecompress"),
        let close: Close = library.function("tjDestroy"),
        let readHeader: ReadHeader = library.function("tjDecompressHeader3"),
        let decompress: Decompress = library.function("tjDecompress2")
      else { return nil }
      (self.open, self.close, self.readHeader, self.decompress) = (open, close, readHeader, decompress)
    }
  }
  private static let library = Library()

  /// `TJPF_RGBA` and `TJPF_CMYK`: four bytes a pixel.
  private static let (rgba, cmyk): (Int32, Int32) = (7, 11)
  /// `TJCS_CMYK` and `TJCS_YCCK`: the colours of pictures for print.
  private static let printColors: ClosedRange<Int32> = 3...4
  /// `TJFLAG_LIMITSCANS`: a picture of thousands of scans, which takes minutes, is refused.
  private static let limitsScans: Int32 = 32_768

  /// The picture, at a half, a quarter or an eighth of its size where that still covers `size`: the coefficients that
  /// are not needed are not decoded.
  static func decode(_ file: [UInt8], covering size: (width: Int, height: Int)) throws(Picture.Failure) -> Bitmap {
    guard let library, let handle = library.open() else { throw .needsLibrary(.jpeg) }
    defer { _ = library.close(handle) }
    let length = CUnsignedLong(file.count)
    var (width, height, subsampling, colors): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    guard library.readHeader(handle, file, length, &width, &height, &subsampling, &colors) == 0, width > 0, height > 0
    else { throw .damaged(.jpeg) }
    _ = try Picture.pixelCount(Int(width), Int(height), .jpeg)
    func scaled(_ length: Int32, _ divisor: Int32) -> Int32 { (length + divisor - 1) / divisor }
    let divisor = [8, 4, 2].first { scaled(width, $0) >= size.width && scaled(height, $0) >= size.height } ?? 1
    (width, height) = (scaled(width, divisor), scaled(height, divisor))
    let count = Int(width) * Int(height)
    let isForPrint = printColors.contains(colors)
    var isDecoded = false
    let pixels = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      initialized = count
      let status = library.decompress(
        handle, file, length, buffer.baseAddress, width, 4 * width, height, isForPrint ? cmyk : rgba,
        limitsScans)
      isDecoded = status == 0
    }
    guard isDecoded else { throw .damaged(.jpeg) }
    return Bitmap(width: Int(width), height: Int(height), pixels: isForPrint ? pixels.map(screenColor) : pixels)
  }

  /// Of cyan, magenta, yellow and black, which such files hold inverted.
  private static func screenColor(_ inks: UInt32) -> UInt32 {
    let black = inks >> 24
    func channel(_ shift: UInt32) -> UInt32 { (inks >> shift & 0xFF) * black / 255 << shift }
    return channel(0) | channel(8) | channel(16) | 0xFF00_0000
  }
}
