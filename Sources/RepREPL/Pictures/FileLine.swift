import RepPictures

/// A line for a file that is not drawn: what it is, how large, and what would show it.
enum FileLine {
  /// - Parameters:
  ///   - address: where the file is, whose ending tells more than the first bytes do.
  ///   - start: its first bytes.
  ///   - size: its size in bytes, if that is known.
  ///   - failure: why it was not drawn.
  static func text(_ address: String, _ start: [UInt8], size: Int?, _ failure: Picture.Failure?) -> String {
    var facts = [kind(address, start)]
    if let header = PictureHeader(start) { facts.append("\(header.width) × \(header.height)") }
    if let size { facts.append(bytes(size)) }
    if let seconds = PlayingTime.seconds(start) { facts.append(clock(seconds)) }
    var way = "`open _` shows it"
    switch failure {
    case .needsLibrary(let format): way = "\(library(for: format)); \(way)"
    case .tooLarge: way = "too large to draw; \(way)"
    case .damaged: way = "damaged, or not whole; `save _` keeps it"
    case .unknownFormat, nil: break
    }
    return "(\(facts.joined(separator: ", ")): \(way))"
  }

  private static func kind(_ address: String, _ start: [UInt8]) -> String {
    if let format = PictureFormat(start) { return format.rawValue }
    if let type = PictureGallery.mediaType(of: address) { return type }
    if address.hasPrefix("data:image/svg") { return "SVG" }
    return "picture of an unknown format"
  }

  private static func library(for format: PictureFormat) -> String {
    #if canImport(Darwin)
      "`brew install \(format == .webp ? "webp" : "jpeg-turbo")` lets it be drawn here"
    #else
      format == .webp
        ? "libwebp (Debian and Ubuntu: libwebp7) would draw it here"
        : "libturbojpeg (Debian: libturbojpeg0, Ubuntu: libturbojpeg) would draw it here"
    #endif
  }

  private static func bytes(_ count: Int) -> String {
    if count < 1_000_000 { return "\((count + 999) / 1_000) kB" }
    let tenths = (count + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// How long a video or a sound is, where that stands at the start of its file.
enum PlayingTime {
  /// Longer than this is not believed.
  private static let longest = 1e6

  static func seconds(_ start: [UInt8]) -> Double? {
    let found = start.starts(with: "RIFF".utf8) ? wave(start) : movie(start)
    guard let found, found.isFinite, found > 0, found < longest else { return nil }
    return found
  }

  /// MP4, QuickTime and M4A: the movie header (ISO/IEC 14496-12, 8.2.2).
  private static func movie(_ start: [UInt8]) -> Double? {
    guard start.count > 8, start[4..<8].elementsEqual("ftyp".utf8),
      let movie = box("moov", in: start, from: 0, to: start.count),
      let header = box("mvhd", in: start, from: movie, to: start.count), header + 32 <= start.count
    else { return nil }
    let isLong = start[header] == 1
    let (scale, length) = isLong ? (number(start, header + 20, 4), number(start, header + 24, 8))
      : (number(start, header + 12, 4), number(start, header + 16, 4))
    return scale > 0 ? Double(length) / Double(scale) : nil
  }

  /// Where the contents of a box begin, among boxes that follow each other.
  private static func box(_ name: String, in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    var position = start
    while position + 8 <= end {
      let length = number(bytes, position, 4)
      if bytes[position + 4..<position + 8].elementsEqual(name.utf8) { return position + 8 }
      guard length >= 8 else { return nil }
      position += Int(length)
    }
    return nil
  }

  /// WAV: the bytes of its data by those of a second (RIFF, *Multimedia Programming Interface*, 1991).
  private static func wave(_ start: [UInt8]) -> Double? {
    guard start.count >= 44, start[8..<16].elementsEqual("WAVEfmt ".utf8) else { return nil }
    let rate = start[28..<32].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    var position = 12
    while position + 8 <= start.count {
      let length = start[position + 4..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      if start[position..<position + 4].elementsEqual("data".utf8) {
        // A stream that was written as it was made has no length.
        return rate > 0 && length < 0xFFFF_FFFF ? Double(length) / Double(rate) : nil
      }
      position += 8 + length + length % 2
    }
    return nil
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
    bytes[start..<start + count].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
