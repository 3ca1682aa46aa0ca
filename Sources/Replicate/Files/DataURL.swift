/// A `data:` URL (RFC 2397): small files travel in it inside JSON.
public struct DataURL: Sendable, Equatable {
  /// Bytes of a file that is sent as a data URL; larger ones are uploaded. The API's own recommendation.
  public static let largestFile = 256_000

  /// The media type.
  public var contentType: String
  /// The contents.
  public var bytes: [UInt8]

  /// A URL that holds `bytes`.
  public init(contentType: String, bytes: [UInt8]) {
    (self.contentType, self.bytes) = (contentType, bytes)
  }

  /// Reads a data URL, base64 or percent-encoded. Nil where `text` is none.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count >= 5, text.prefix(5).lowercased() == "data:", let comma = text.firstIndex(of: ",") else {
      return nil
    }
    var parameters = text[..<comma].dropFirst(5).split(separator: ";", omittingEmptySubsequences: false)
    let isBase64 = parameters.count > 1 && parameters.last?.lowercased() == "base64"
    if isBase64 { parameters.removeLast() }
    let payload = PercentEncoding.decodeBytes(text[comma...].dropFirst())
    if isBase64 {
      guard let decoded = Base64.decode(payload) else { return nil }
      bytes = decoded
    } else {
      bytes = payload
    }
    let type = parameters.first.map { String($0) } ?? ""
    contentType = type.contains("/") ? type.lowercased() : "text/plain"
  }

  /// The URL's text, in base64.
  public var text: String {
    "data:" + contentType + ";base64," + String(decoding: Base64.encode(bytes), as: UTF8.self)
  }
}
