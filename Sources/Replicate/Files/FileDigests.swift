import Crypto
import Synchronization

/// SHA-256 of files, taken again only when a file has changed.
package final class FileDigests: Sendable {
  package static let shared = FileDigests()

  /// Seconds after which a file that changes has certainly another time of change: file systems keep it in ticks.
  private static let settledAge = 2.0

  private let time: TimeSource
  private let known = Mutex<[LocalFile.Identity: String]>([:])

  init(time: TimeSource = .system) { self.time = time }

  /// The digest of the file at a path, in hexadecimal; nil where it cannot be read or is no regular file.
  package func digest(of path: String) -> String? {
    guard let (file, identity) = try? LocalFile.open(path) else { return nil }
    if let digest = known.withLock({ $0[identity] }) { return digest }
    var hash = SHA256()
    do {
      while true {
        let piece = try file.readPieceBlocking()
        if piece.readableBytes == 0 { break }
        piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
      }
    } catch {
      return nil
    }
    let digest = Hex.text(hash.finalize())
    if time.now() - identity.modified > Self.settledAge { known.withLock { $0[identity] = digest } }
    return digest
  }
}
