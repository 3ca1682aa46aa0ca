/// Where the API is: an origin and a path prefix that every operation's path is put behind.
public struct BaseURL: Sendable, Hashable, CustomStringConvertible {
  /// Replicate's own: `https://api.replicate.com/v1`.
  public static let replicate = BaseURL(
    address: WebAddress(scheme: "https", host: "api.replicate.com", port: 443, path: "/v1", query: nil))

  /// The whole address; its path ends in no slash.
  public let address: WebAddress

  private init(address: WebAddress) { self.address = address }

  /// Reads a base URL as the environment gives it. An empty path means `/v1`: one official client wants it in
  /// `REPLICATE_BASE_URL`, another does not.
  ///
  /// - Throws: ``ReplicateError`` of kind `argument` where `text` is no absolute http or https address.
  public init(_ text: String) throws(ReplicateError) {
    guard let parsed = WebAddress(text), parsed.query == nil else {
      throw ReplicateError(
        .argument, "the API's base URL is not an http or https address: \(text)",
        hint: "write it as https://api.replicate.com or http://127.0.0.1:8080/v1")
    }
    var path = parsed.path
    while path.hasSuffix("/") { path.removeLast() }
    address = WebAddress(
      scheme: parsed.scheme, host: parsed.host, port: parsed.port, path: path.isEmpty ? "/v1" : path, query: nil)
  }

  /// The address without a slash at its end.
  public var description: String { address.description }

  /// Whether a request to `other` goes to the API itself, so that the token may travel with it.
  public func isOrigin(of other: WebAddress) -> Bool { address.isSameOrigin(as: other) }

  /// Whether this is Replicate's own service, whose documented rate limits are known.
  public var isReplicate: Bool { address.isSameOrigin(as: BaseURL.replicate.address) }
}
