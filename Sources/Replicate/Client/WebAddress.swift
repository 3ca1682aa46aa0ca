/// An absolute `http` or `https` address, taken apart far enough to compare origins and to rebuild paths (RFC 3986).
public struct WebAddress: Sendable, Hashable, CustomStringConvertible {
  /// `http` or `https`, in lower case.
  public let scheme: String
  /// The host in lower case; an IPv6 address keeps its brackets.
  public let host: String
  /// The port, the scheme's own where the text names none.
  public let port: Int
  /// The path from its first slash, still percent-encoded; empty where there is none.
  public let path: String
  /// What follows `?`, still percent-encoded, or nil.
  public let query: String?

  /// Reads `text`. Nil where it is not an absolute `http` or `https` address, holds user information, white space or
  /// control characters, or names no host.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }),
      let colon = text.firstRange(ofASCII: "://")
    else { return nil }
    scheme = text[..<colon].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let afterScheme = text[text.utf8.index(colon, offsetBy: 3)...]
    let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    // Credentials in addresses are how look-alike hosts are written: `https://api.replicate.com@elsewhere`.
    guard !authority.utf8.contains(UInt8(ascii: "@")) else { return nil }

    let hostEnd: Substring.Index
    if authority.hasPrefix("[") {
      guard let bracket = authority.firstIndex(of: "]") else { return nil }
      hostEnd = authority.index(after: bracket)
    } else {
      hostEnd = authority.firstIndex(of: ":") ?? authority.endIndex
    }
    host = authority[..<hostEnd].lowercased()
    guard !host.isEmpty, host != "[]" else { return nil }
    let portText = authority[hostEnd...]
    if portText.isEmpty || portText == ":" {
      port = scheme == "https" ? 443 : 80
    } else {
      guard portText.first == ":", let number = UInt16(portText.dropFirst()), number > 0 else { return nil }
      port = Int(number)
    }

    let rest = afterScheme[authority.endIndex...].prefix { $0 != "#" }
    let mark = rest.firstIndex(of: "?") ?? rest.endIndex
    path = String(rest[..<mark])
    query = mark == rest.endIndex ? nil : String(rest[rest.index(after: mark)...])
  }

  init(scheme: String, host: String, port: Int, path: String, query: String?) {
    (self.scheme, self.host, self.port, self.path, self.query) = (scheme, host, port, path, query)
  }

  /// Whether both have the same scheme, host and port (RFC 6454): the test that a token must pass to be sent.
  public func isSameOrigin(as other: WebAddress) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  /// `scheme://host`, with the port where it is not the scheme's own.
  public var origin: String {
    let isUsual = port == (scheme == "https" ? 443 : 80)
    return scheme + "://" + host + (isUsual ? "" : ":\(port)")
  }

  /// The whole address.
  public var description: String { origin + path + (query.map { "?" + $0 } ?? "") }

  /// The decoded value of the first query item called `name`, or nil.
  public func queryItem(_ name: String) -> String? {
    queryItems.first { $0.name == name }?.value
  }

  /// The query's items, decoded, in order.
  public var queryItems: [(name: String, value: String)] {
    (query ?? "").split(separator: "&").map { item in
      let mark = item.firstIndex(of: "=") ?? item.endIndex
      return (
        PercentEncoding.decode(item[..<mark], plusIsSpace: true),
        PercentEncoding.decode(item[mark...].dropFirst(), plusIsSpace: true)
      )
    }
  }

  /// The address that a `Location` header means when this one answered with it (RFC 3986 section 5.2), or nil.
  func resolving(_ reference: String) -> WebAddress? {
    if let absolute = WebAddress(reference) { return absolute }
    let text = reference.prefix { $0 != "#" }
    if text.hasPrefix("//") { return WebAddress(scheme + ":" + text) }
    if text.hasPrefix("/") { return WebAddress(origin + text) }
    if text.hasPrefix("?") { return WebAddress(origin + path + text) }
    guard !text.isEmpty, text.firstRange(ofASCII: "://") == nil else { return nil }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
    return WebAddress(origin + folder + text)
  }
}

extension StringProtocol {
  /// Where the ASCII text `needle` starts, or nil.
  func firstRange(ofASCII needle: StaticString) -> Index? {
    needle.withUTF8Buffer { pattern in
      // Text is one stretch of bytes, but for what macOS bridges.
      let offset =
        utf8.withContiguousStorageIfAvailable { Self.offset(of: pattern, in: $0) }
        ?? Array(utf8).withUnsafeBufferPointer { Self.offset(of: pattern, in: $0) }
      return offset.map { utf8.index(startIndex, offsetBy: $0) }
    }
  }

  private static func offset(
    of pattern: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return (0...bytes.count - pattern.count).first { start in
      pattern.indices.allSatisfy { bytes[start + $0] == pattern[$0] }
    }
  }
}
