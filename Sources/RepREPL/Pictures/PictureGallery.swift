import Rep
import RepValue
import Replicate

/// The files in a value that are to be looked at or listened to: addresses, and data URLs of images.
struct PictureGallery {
  /// Files shown for one result at most.
  static let limit = 4
  /// Larger pictures, in bytes, are not drawn.
  static let largestFile = 32 << 20
  /// Bytes of a video or a sound that are fetched, to see how long it is.
  static let mediaStart = 64 << 10
  /// Seconds that a picture may take to arrive: nobody has asked for it.
  private static let patience = 10
  private static let pictures = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"]
  private static let media = [
    ".mp4": "MP4 video", ".mov": "QuickTime video", ".webm": "WebM video", ".mp3": "MP3 sound", ".wav": "WAV sound",
    ".ogg": "Ogg sound", ".flac": "FLAC sound", ".m4a": "M4A sound",
  ]

  let session: Session

  /// The addresses of pictures, videos and sounds in a value, in order, each once.
  static func addresses(in value: Value) -> [String] {
    var found: [String] = []
    collect(value, 0, into: &found)
    return found
  }

  private static func collect(_ value: Value, _ depth: Int, into found: inout [String]) {
    guard found.count < limit, depth < 32 else { return }
    // A run's record says what it was given, too; what it made is its output.
    if RunRecord(value) != nil { return collect(value["output"], depth + 1, into: &found) }
    switch value {
    case .string(let string):
      let text = string.text
      if isPicture(text), !found.contains(text) { found.append(text) }
    case .list(let list):
      for index in 0..<min(list.count, 1_000) { collect(list.elements[index], depth + 1, into: &found) }
    // A model shows a cover that nobody has asked for, and an example with its files.
    case .object where !value["cover_image_url"].isNull || !value["default_example"].isNull: break
    case .object: for pair in value.pairs ?? [] { collect(pair.value, depth + 1, into: &found) }
    default: break
    }
  }

  private static func isPicture(_ text: String) -> Bool {
    text.hasPrefix("data:image/") || ending(of: text, among: pictures) != nil || mediaType(of: text) != nil
  }

  /// What a video or a sound is, by the end of its address; nil for anything else.
  static func mediaType(of address: String) -> String? {
    ending(of: address, among: media.keys).flatMap { media[$0] }
  }

  private static func ending(of address: String, among endings: some Sequence<String>) -> String? {
    guard address.hasPrefix("https://") || address.hasPrefix("http://") else { return nil }
    let path = address.prefix { $0 != "?" && $0 != "#" }.lowercased()
    return endings.first { path.hasSuffix($0) }
  }

  /// Fetches a picture, or the start of a video or a sound, and the size of the whole file.
  func fetch(_ address: String) -> (bytes: [UInt8], size: Int?)? {
    let saver = Saver(session.engine.services.client)
    let limit = Self.mediaType(of: address) == nil ? Self.largestFile : Self.mediaStart
    let file = Waiting.result(within: Self.patience) { try? await saver.beginning(of: address, limit: limit) }
    return file ?? nil
  }
}
