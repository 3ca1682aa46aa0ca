/// Media types of the files that models take and give, told from names, from first bytes and from headers.
public enum ContentType {
  /// What cannot be told.
  public static let unknown = "application/octet-stream"

  /// One row: a media type, its usual extension first, and the bytes such a file starts with at an offset.
  private struct Row {
    let type: String
    let extensions: [String]
    var magic: [UInt8] = []
    var offset = 0
    /// Nothing else starts like that: a name that says otherwise is wrong.
    var isCertain = false
    /// Formats that share their first bytes, so that only the name tells them apart.
    var family: String?

    func matches(_ bytes: [UInt8]) -> Bool {
      guard !magic.isEmpty, bytes.dropFirst(offset).starts(with: magic) else { return false }
      switch family {
      case "RIFF": return bytes.starts(with: Array("RIFF".utf8))
      // The length of the first part, which is short.
      case "ISO media": return bytes[0] == 0
      default: return true
      }
    }
  }

  private static let rows: [Row] = [
    Row(
      type: "image/png", extensions: ["png"], magic: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], isCertain: true),
    Row(type: "image/jpeg", extensions: ["jpg", "jpeg"], magic: [0xFF, 0xD8, 0xFF], isCertain: true),
    Row(type: "image/gif", extensions: ["gif"], magic: Array("GIF89a".utf8), isCertain: true),
    Row(
      type: "image/webp", extensions: ["webp"], magic: Array("WEBP".utf8), offset: 8, isCertain: true, family: "RIFF"),
    Row(type: "image/avif", extensions: ["avif"], magic: Array("ftypavif".utf8), offset: 4, family: "ISO media"),
    Row(type: "image/heic", extensions: ["heic"], magic: Array("ftypheic".utf8), offset: 4, family: "ISO media"),
    Row(type: "image/bmp", extensions: ["bmp"]),
    Row(type: "image/tiff", extensions: ["tiff", "tif"], magic: [0x49, 0x49, 0x2A, 0x00]),
    Row(type: "image/svg+xml", extensions: ["svg"]),
    Row(type: "video/quicktime", extensions: ["mov"], magic: Array("ftypqt".utf8), offset: 4, family: "ISO media"),
    Row(type: "audio/mp4", extensions: ["m4a"], magic: Array("ftypM4A".utf8), offset: 4, family: "ISO media"),
    Row(
      type: "video/mp4", extensions: ["mp4", "m4v"], magic: Array("ftyp".utf8), offset: 4, isCertain: true,
      family: "ISO media"),
    Row(type: "video/webm", extensions: ["webm"], magic: [0x1A, 0x45, 0xDF, 0xA3]),
    Row(type: "video/x-msvideo", extensions: ["avi"], magic: Array("AVI ".utf8), offset: 8, family: "RIFF"),
    Row(type: "audio/wav", extensions: ["wav"], magic: Array("WAVE".utf8), offset: 8, isCertain: true, family: "RIFF"),
    Row(type: "audio/mpeg", extensions: ["mp3"], magic: Array("ID3".utf8), family: "tagged audio"),
    Row(type: "audio/ogg", extensions: ["ogg", "oga"], magic: Array("OggS".utf8)),
    Row(type: "audio/flac", extensions: ["flac"], magic: Array("fLaC".utf8), family: "tagged audio"),
    Row(type: "application/pdf", extensions: ["pdf"], magic: Array("%PDF-".utf8), isCertain: true),
    Row(type: "application/zip", extensions: ["zip"], magic: [0x50, 0x4B, 0x03, 0x04], isCertain: true),
    Row(type: "application/gzip", extensions: ["gz", "tgz"], magic: [0x1F, 0x8B, 0x08], isCertain: true),
    Row(type: "application/x-tar", extensions: ["tar"], magic: Array("ustar".utf8), offset: 257),
    Row(type: "model/gltf-binary", extensions: ["glb"], magic: Array("glTF".utf8)),
    Row(type: "model/obj", extensions: ["obj"]),
    Row(type: "application/json", extensions: ["json"]),
    Row(type: "application/x-ndjson", extensions: ["jsonl", "ndjson"]),
    Row(type: "text/csv", extensions: ["csv"]),
    Row(type: "text/markdown", extensions: ["md", "markdown"]),
    Row(type: "text/html", extensions: ["html", "htm"]),
    Row(type: "text/plain", extensions: ["txt", "log", "rep"]),
    Row(type: "application/x-safetensors", extensions: ["safetensors"]),
    // Further first bytes of types above: the older GIF, tags of MP3 by version, big-endian TIFF, MP3 without a tag.
    Row(type: "image/gif", extensions: [], magic: Array("GIF87a".utf8), isCertain: true),
    Row(type: "audio/mpeg", extensions: [], magic: Array("ID3\u{2}\0".utf8), isCertain: true, family: "tagged audio"),
    Row(type: "audio/mpeg", extensions: [], magic: Array("ID3\u{3}\0".utf8), isCertain: true, family: "tagged audio"),
    Row(type: "audio/mpeg", extensions: [], magic: Array("ID3\u{4}\0".utf8), isCertain: true, family: "tagged audio"),
    Row(type: "image/tiff", extensions: [], magic: [0x4D, 0x4D, 0x00, 0x2A]),
    Row(type: "audio/mpeg", extensions: [], magic: [0xFF, 0xFB]),
    Row(type: "audio/mpeg", extensions: [], magic: [0xFF, 0xF3]),
    Row(type: "audio/mpeg", extensions: [], magic: [0xFF, 0xF2]),
  ]

  /// Bytes from a file's start that ``of(name:start:)`` wants.
  public static let magicLength = 512

  /// The type of a file: by its first bytes where these leave no doubt, else by its extension, else by its first bytes,
  /// else text where it is UTF-8.
  public static func of(name: String, start: some Collection<UInt8>) -> String {
    let bytes = Array(start.prefix(magicLength))
    if let suffix = fileExtension(of: name)?.lowercased(),
      let named = rows.first(where: { $0.extensions.contains(suffix) })
    {
      let certain = rows.first { $0.isCertain && $0.matches(bytes) }
      guard let certain, certain.family == nil || certain.family != named.family else { return named.type }
      return (rows.first { $0.matches(bytes) } ?? certain).type
    }
    if let row = rows.first(where: { $0.matches(bytes) }) { return row.type }
    return !bytes.isEmpty && looksLikeText(bytes) ? "text/plain" : unknown
  }

  /// The type in a `Content-Type` header, in lower case and without parameters. Nil without one.
  static func of(header: String?) -> String? {
    guard let header, let type = header.split(separator: ";").first else { return nil }
    let letters = type.filter { !$0.isWhitespace }.lowercased()
    return letters.contains("/") ? letters : nil
  }

  /// The usual extension of a type, without a dot, or nil.
  public static func fileExtension(forType type: String) -> String? {
    if let row = rows.first(where: { $0.type == type }) { return row.extensions[0] }
    let aliases = ["image/jpg": "jpg", "audio/x-wav": "wav", "audio/mp3": "mp3", "audio/x-m4a": "m4a"]
    return aliases[type]
  }

  /// What follows the last dot of a file's name, or nil.
  static func fileExtension(of name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let suffix = name[name.index(after: dot)...]
    let isPlain = !suffix.isEmpty && suffix.utf8.count <= 12 && suffix.allSatisfy { $0.isLetter || $0.isNumber }
    return isPlain ? String(suffix) : nil
  }

  private static func looksLikeText(_ bytes: [UInt8]) -> Bool {
    guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F }) else {
      return false
    }
    // A scalar may be cut off at the end: up to three bytes of it.
    return (0...min(3, bytes.count - 1)).contains { cut in
      String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
    }
  }
}
