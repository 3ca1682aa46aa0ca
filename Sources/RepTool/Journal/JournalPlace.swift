import Crypto
import Rep
import RepJournal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the journal of a script is.
enum JournalPlace {
  /// The file for a script: `.rep/journal.db` in its folder, or in the user's state folder where that cannot be written.
  /// - Parameter script: the script's path; nil for one that has none, which belongs to the working directory.
  static func file(forScript script: String?) -> String {
    let folder = script.map { parent(of: real($0)) } ?? real(".")
    let own = folder + "/.rep"
    let isWritable = access(own, F_OK) == 0 ? access(own, W_OK) == 0 : access(folder, W_OK) == 0
    guard !isWritable, let state = UserFolders.state else { return RunJournal.file(inFolder: folder) }
    return "\(state)/rep/journals/\(name(folder)).db"
  }

  /// A path without links; as it is where there is nothing.
  static func real(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A name for a folder, the last part of its path readable.
  private static func name(_ folder: String) -> String {
    let digest = SHA256.hash(data: Array(folder.utf8)).prefix(8)
    let text = digest.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    let last = folder.split(separator: "/").last.map(String.init) ?? "root"
    return "\(last)-\(text)"
  }
}
