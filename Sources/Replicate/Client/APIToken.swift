/// An API token. Printing, interpolating, dumping and mirroring it show a mask, never the token.
///
/// Only the request writer of this module reads the secret; no public member gives it back.
public struct APIToken: Sendable, Hashable {
  let secret: String

  /// - Throws: ``ReplicateError`` of kind `auth` where `text`, without the white space around it, is empty or holds
  ///   what an HTTP header cannot carry.
  public init(_ text: String) throws(ReplicateError) {
    let isBlank = { (letter: Character) in letter.isWhitespace }
    var trimmed = text[...]
    while let first = trimmed.first, isBlank(first) { trimmed.removeFirst() }
    while let last = trimmed.last, isBlank(last) { trimmed.removeLast() }
    guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw ReplicateError(
        .auth, trimmed.isEmpty ? "the API token is empty" : "the API token holds characters that no token has",
        hint: ErrorHints.getToken)
    }
    secret = String(trimmed)
  }

  private init(secret: String) { self.secret = secret }

  /// Stands for the token that is missing where a request is only shown.
  static let placeholder = APIToken(secret: "r8_")

  /// The value of the `Authorization` header.
  var authorization: String { "Bearer " + secret }
}

extension [UInt8] {
  /// The bytes with every occurrence of the token replaced: a server may quote what it was sent, and its words end up
  /// in messages.
  func masking(_ token: APIToken?) -> [UInt8] {
    guard let token, !token.secret.isEmpty else { return self }
    let parts = split(separator: Array(token.secret.utf8), omittingEmptySubsequences: false)
    return Array(parts.joined(separator: Array(token.description.utf8)))
  }
}

extension APIToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A mask: the public prefix of Replicate's tokens, if it has it, and nothing else.
  public var description: String { secret.hasPrefix("r8_") ? "r8_****" : "****" }
  /// The token with all but its first characters hidden, as ``description``.
  public var debugDescription: String { description }
  /// Nothing: a dump does not show the token.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
