#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A private folder for the files of a session, made when it is first needed and removed with the session.
final class ScratchFolder {
  private var made: String?

  /// The folder, with a slash at its end; nil where none can be made.
  var path: String? {
    if let made { return made }
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/rep-session-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" } + "/"
    made = path
    return path
  }

  deinit {
    guard let made, let directory = opendir(made) else { return }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    closedir(directory)
    for name in names where name != "." && name != ".." { unlink(made + name) }
    rmdir(made)
  }
}
