/// WebP pictures, decoded by libwebp where the system has it (<webp/decode.h>).
package enum WebP {
  private struct Library: Sendable {
    typealias GetInfo = @convention(c) @Sendable (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?
    ) -> Int32
    typealias Decode = @convention(c) @Sendable (
      UnsafePointer<UInt8>?, Int, UnsafeMutableRawPointer?, Int, Int32
    ) -> UnsafeMutableRawPointer?
    let getInfo: GetInfo
    let decodeRGBAInto: Decode

    init?() {
      guard
        let library = SharedLibrary(
          linux: ["libwebp.so.7", "libwebp.so.6", "libwebp.so"], formula: "webp", file: "libwebp"),
        let getInfo: GetInfo = library.function("WebPGetInfo"),
        let decode: Decode = library.function("WebPDecodeRGBAInto")
      else { return nil }
      (self.getInfo, decodeRGBAInto) = (getInfo, decode)
    }
  }
  private static let library = Library()

  /// The picture; of an animation its first frame.
  static func decode(_ file: [UInt8]) throws(Picture.Failure) -> Bitmap {
    guard let library else { throw .needsLibrary(.webp) }
    if let frame = try firstFrame(of: file) {
      let drawn = try still(frame.file, library)
      return drawn.placed(left: frame.left, top: frame.top, width: frame.canvas.width, height: frame.canvas.height)
    }
    return try still(file, library)
  }

  private static func still(_ file: [UInt8], _ library: Library) throws(Picture.Failure) -> Bitmap {
    var (width, height): (Int32, Int32) = (0, 0)
    guard library.getInfo(file, file.count, &width, &height) != 0, width > 0, height > 0 else { throw .damaged(.webp) }
    let count = try Picture.pixelCount(Int(width), Int(height), .webp)
    var isDecoded = false
    // Red, green, blue and alpha, a byte each, are one of our pixels on a machine that stores the lowest byte first.
    let pixels = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      initialized = count
      isDecoded = library.decodeRGBAInto(file, file.count, buffer.baseAddress, 4 * count, 4 * width) != nil
    }
    guard isDecoded else { throw .damaged(.webp) }
    return Bitmap(width: Int(width), height: Int(height), pixels: pixels)
  }

  /// A frame of an animation as a file of its own, and where it stands.
  private struct Frame {
    let file: [UInt8]
    let left, top: Int
    let canvas: (width: Int, height: Int)
  }

  /// The first `ANMF` chunk of an animation (WebP Container Specification, section *Animation*); nil for a still.
  private static func firstFrame(of file: [UInt8]) throws(Picture.Failure) -> Frame? {
    let animationFlag: UInt8 = 0x02
    guard file.count >= 30, file[12..<16].elementsEqual("VP8X".utf8), file[20] & animationFlag != 0 else { return nil }
    let canvas = (width: file.littleEndian(at: 24, 3) + 1, height: file.littleEndian(at: 27, 3) + 1)
    _ = try Picture.pixelCount(canvas.width, canvas.height, .webp)
    var position = 12
    while position + 8 <= file.count {
      let length = file.littleEndian(at: position + 4, 4)
      let start = position + 8
      guard length <= file.count - start else { throw .damaged(.webp) }
      if file[position..<position + 4].elementsEqual("ANMF".utf8) {
        guard length >= 16 + 8 else { throw .damaged(.webp) }
        // Position in units of two pixels, size less one, then the chunks of a still picture.
        let (left, top) = (2 * file.littleEndian(at: start, 3), 2 * file.littleEndian(at: start + 3, 3))
        let size = file[start + 6..<start + 12]
        let chunks = file[start + 16..<start + length]
        let alphaFlag: UInt8 = 0x10
        let extended: [UInt8] = Array("VP8X".utf8) + [10, 0, 0, 0, alphaFlag, 0, 0, 0] + size
        let body = Array("WEBP".utf8) + (chunks.starts(with: "ALPH".utf8) ? extended : []) + chunks
        let total = UInt32(body.count)
        let header = Array("RIFF".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: total >> (8 * $0)) }
        return Frame(file: header + body, left: left, top: top, canvas: canvas)
      }
      // Chunks are padded to an even length.
      position = start + length + length % 2
    }
    throw .damaged(.webp)
  }
}
