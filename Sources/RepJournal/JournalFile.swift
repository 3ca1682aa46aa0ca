import CRepSupport
import Rep

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file of a journal before SQLite sees it: where it may lie, and who may read it.
enum JournalFile {
  /// Makes the file and its folder, private to the user, where there is none yet.
  /// - Throws: ``JournalError`` where it cannot be written, or lies on a network file system.
  static func prepare(_ path: String) throws(JournalError) {
    try makeFolder(folder(of: path))
    try checkFileSystem(folder(of: path))
    var status = stat()
    if stat(path, &status) == 0 {
      errno = EISDIR
      guard status.st_mode & S_IFMT != S_IFDIR, access(path, R_OK | W_OK) == 0 else {
        throw failure("cannot open the journal", path)
      }
      return
    }
    // Only one that nobody can have open: whoever closes a file loses the locks that SQLite has on it in this process.
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 || errno == EEXIST else { throw failure("cannot open the journal", path) }
    if descriptor >= 0 { close(descriptor) }
  }

  /// Does what only one process may do at a time to a journal: making it, or bringing it up to date. SQLite itself gives up
  /// at once when two turn a file to write-ahead mode.
  static func alone<Result>(_ path: String, _ body: () throws -> Result) rethrows -> Result {
    // The folder is locked, so that no further file is needed.
    let descriptor = open(folder(of: path), O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    if descriptor >= 0 { while flock(descriptor, LOCK_EX) != 0, errno == EINTR {} }
    return try body()
  }

  /// Whether there is a file.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The folder that a file is in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func makeFolder(_ path: String) throws(JournalError) {
    if access(path, F_OK) == 0 { return }
    let above = folder(of: path)
    if above != path { try makeFolder(above) }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("cannot make the folder", path) }
    // What lies in a folder of ours is nobody's source code.
    guard path.hasSuffix("/.rep") else { return }
    let descriptor = open(path + "/.gitignore", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    _ = write(descriptor, "*\n", 2)
    close(descriptor)
  }

  static func failure(_ what: String, _ path: String) -> JournalError {
    let reason = String(cString: strerror(errno)).lowercased()
    return JournalError(
      "\(what) \(path): \(reason)", hint: "--journal FILE names another place, --no-journal does without")
  }

  // MARK: File systems

  /// SQLite's write-ahead log needs shared memory and locks that network file systems do not have.
  private static func checkFileSystem(_ folder: String) throws(JournalError) {
    guard let name = networkFileSystem(folder) else { return }
    throw JournalError(
      "\(folder) lies on a network file system (\(name)), where a journal is not safe",
      hint: "--journal PATH-ON-LOCAL-DISK")
  }

  /// The name of the network file system that a folder lies on; nil for a local one.
  private static func networkFileSystem(_ folder: String) -> String? {
    #if canImport(Glibc)
      return networkName(magic: rep_file_system_type(folder))
    #else
      var status = statfs()
      guard statfs(folder, &status) == 0, status.f_flags & UInt32(MNT_LOCAL) == 0 else { return nil }
      return withUnsafeBytes(of: status.f_fstypename) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
    #endif
  }

  /// The network file systems among Linux's (statfs(2), linux/magic.h).
  static func networkName(magic: UInt32) -> String? {
    switch magic {
    case 0x6969: "NFS"
    case 0x517B, 0xFF53_4D42, 0xFE53_4D42: "SMB"
    case 0x0BD0_0BD0: "Lustre"
    case 0x5346_414F, 0x6B41_4653: "AFS"
    case 0x00C3_6400: "Ceph"
    case 0x0102_1997: "9P"
    case 0x4750_4653: "GPFS"
    default: nil
    }
  }
}
