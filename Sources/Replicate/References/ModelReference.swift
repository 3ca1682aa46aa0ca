/// What `predict` and `train` run: a model, one of its versions, or a deployment.
public enum ModelReference: Sendable, Hashable {
  /// `owner/name`: the official endpoint, or the model's latest version.
  case model(owner: String, name: String)
  /// `owner/name:version`.
  case version(owner: String, name: String, version: String)
  /// 64 hexadecimal digits.
  case versionID(String)
  /// `deployments/owner/name`.
  case deployment(owner: String, name: String)

  /// Reads a reference as people write it: `owner/name`, `owner/name:version`, a bare version,
  /// `deployments/owner/name`, and the addresses of these on replicate.com.
  ///
  /// - Throws: ``ReplicateError`` of kind `argument` that says which forms there are.
  public init(_ text: String) throws(ReplicateError) {
    if Self.isVersionID(text) {
      self = .versionID(text.lowercased())
      return
    }
    var rest = text[...]
    if let address = WebAddress(text) {
      guard Self.siteHosts.contains(address.host) else {
        throw Self.malformed(text, why: "its host is not replicate.com")
      }
      rest = address.path.drop { $0 == "/" }
      while rest.last == "/" { rest.removeLast() }
    } else if let host = Self.siteHosts.first(where: { rest.hasPrefix($0 + "/") }) {
      rest = rest.dropFirst(host.count + 1)
    }
    guard let reference = Self.read(rest) else { throw Self.malformed(text, why: nil) }
    self = reference
  }

  private static let siteHosts = ["replicate.com", "www.replicate.com"]

  /// The reference as it is written shortest.
  public var text: String {
    switch self {
    case .model(let owner, let name): "\(owner)/\(name)"
    case .version(let owner, let name, let version): "\(owner)/\(name):\(version)"
    case .versionID(let version): version
    case .deployment(let owner, let name): "deployments/\(owner)/\(name)"
    }
  }

  /// Whether `text` is a version's id: 64 hexadecimal digits.
  public static func isVersionID(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { PercentEncoding.hexValue($0) != nil }
  }

  private static func read(_ text: Substring) -> ModelReference? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    switch parts.count {
    case 2:
      // `p/ID` is a prediction's page and `deployments/x` half a deployment; neither is a model.
      guard isName(parts[0]), parts[0] != "p", parts[0] != "deployments" else { return nil }
      let pieces = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard isName(pieces[0]) else { return nil }
      if pieces.count == 1 { return .model(owner: String(parts[0]), name: String(pieces[0])) }
      guard isName(pieces[1]) else { return nil }
      return .version(owner: String(parts[0]), name: String(pieces[0]), version: String(pieces[1]))
    case 3 where parts[0] == "deployments" && isName(parts[1]) && isName(parts[2]):
      return .deployment(owner: String(parts[1]), name: String(parts[2]))
    case 3 where ["api", "versions", "examples", "readme", "train"].contains(parts[2]):
      // The tabs of a model's page.
      return read(parts[0] + "/" + parts[1])
    case 4 where parts[2] == "versions" && isName(parts[0]) && isName(parts[1]) && isName(parts[3]):
      return .version(owner: String(parts[0]), name: String(parts[1]), version: String(parts[3]))
    default: return nil
    }
  }

  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty && text != "." && text != ".."
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  private static func malformed(_ text: String, why: String?) -> ReplicateError {
    ReplicateError(
      .argument, "\"\(text)\" is not a model reference" + (why.map { ": " + $0 } ?? ""),
      hint: "write owner/name, owner/name:version, a 64-digit version, or deployments/owner/name")
  }
}
