/// Copies of files that the server may have deleted meanwhile.
public protocol KeptFiles: Sendable {
  /// The copy of what was at an address; nil where there is none.
  func copy(of url: String) async -> KeptFile?

  /// The copy of what was at an address that the server does not serve any more; nil where there is none, or none is
  /// needed. A model that is given such an address as an input could not read it.
  /// - Throws: `CancellationError`.
  func replacement(for url: String) async throws -> KeptFile?
}

extension KeptFiles {
  /// None is needed.
  public func replacement(for url: String) async throws -> KeptFile? { nil }
}

/// A copy on this machine.
public struct KeptFile: Sendable {
  /// Where it is.
  public let path: String
  /// The media type that it had.
  public let contentType: String

  /// Names a copy.
  public init(path: String, contentType: String) { (self.path, self.contentType) = (path, contentType) }
}

/// What downloads of the running task look at when a file is gone.
public enum KeptFilesContext {
  /// The copies that the running task may use; nil for none.
  @TaskLocal public static var current: (any KeptFiles)?
}
