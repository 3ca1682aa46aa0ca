import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One file in the folder of kept outputs.
enum OutputCopy {
  /// Fetches a file under the name of its contents.
  /// - Throws: `ReplicateError`, `CancellationError`.
  static func fetch(
    _ url: String, to temporary: String, in folder: String, _ client: ReplicateClient
  ) async throws -> (sha256: String, size: Int, type: String) {
    if access(folder, F_OK) != 0 { mkdir(folder, 0o700) }
    let type = try await Saver(client).fetch(url, to: temporary)
    guard let digest = FileDigests.shared.digest(of: temporary) else {
      unlink(temporary)
      throw ReplicateError(.io, "cannot read \(temporary)")
    }
    let size = LocalFile.size(of: temporary) ?? 0
    guard rename(temporary, "\(folder)/\(digest)") == 0 else {
      unlink(temporary)
      throw ReplicateError(.io, "cannot write \(folder)/\(digest)")
    }
    return (digest, size, type)
  }
}
