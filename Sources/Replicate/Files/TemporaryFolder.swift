import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A private folder below `TMPDIR`, made when it is first needed and removed, with the files in it, at the end.
package final class TemporaryFolder: Sendable {
  private let name: String
  private let made = Mutex<String?>(nil)

  /// - Parameter name: what its name begins with, for people who look at what is left after a kill.
  package init(_ name: String) { self.name = name }

  /// The folder, with a slash at its end; nil where none can be made.
  package var path: String? {
    made.withLock { made in
      if made == nil { made = make() }
      return made
    }
  }

  private func make() -> String? {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) + "/" }
    }
  }

  deinit {
    guard let folder = made.withLock({ $0 }) else { return }
    for name in LocalFile.names(in: folder) { unlink(folder + name) }
    rmdir(folder)
  }
}
