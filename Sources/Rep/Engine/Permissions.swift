/// What scripts may touch besides the API. The default is nothing.
public struct Permissions: Sendable {
  /// Which files or names are allowed.
  public enum Access: Sendable, ExpressibleByArrayLiteral {
    /// Nothing.
    case none
    /// Everything that the process may.
    case all
    /// What lies in these folders, or these names.
    case only([String])

    /// These folders or names only.
    public init(arrayLiteral elements: String...) { self = .only(elements) }
  }

  /// Files and folders to read.
  public var read: Access
  /// Files and folders to write.
  public var write: Access
  /// Hosts to download from, besides those that the API names in its answers.
  public var hosts: Access
  /// Environment variables to read. The API token is never among them.
  public var environment: Access

  /// Allows what is named.
  public init(
    read: Access = .none, write: Access = .none, hosts: Access = .none, environment: Access = .none
  ) {
    self.read = read
    self.write = write
    self.hosts = hosts
    self.environment = environment
  }

  /// Everything that the process may: for scripts of one's own.
  public static let all = Permissions(read: .all, write: .all, hosts: .all, environment: .all)
}

extension Permissions {
  /// Whether files may be downloaded from a host. The API's own host and Replicate's delivery hosts are always open:
  /// outputs come from there.
  func allowsDownload(from host: String, api: String) -> Bool {
    let names: [String]
    switch hosts {
    case .all: return true
    case .none: names = []
    case .only(let given): names = given
    }
    return host == api
      || (names + ["replicate.delivery", "replicate.com"]).contains { host == $0 || host.hasSuffix("." + $0) }
  }
}
