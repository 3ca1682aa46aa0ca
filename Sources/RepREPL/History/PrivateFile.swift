import Rep

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Small files that only the user can read, read and written whole.
public enum PrivateFile {
  static func read(_ path: String, limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes = [UInt8](repeating: 0, count: min(Int(information.st_size), limit))
    var count = 0
    while count < bytes.count {
      let piece = bytes.withUnsafeMutableBytes {
        Platform.read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
      }
      if piece < 0 && errno == EINTR { continue }
      guard piece > 0 else { break }
      count += piece
    }
    return Array(bytes.prefix(count))
  }

  /// Adds bytes in one write, which no other process's write can come between.
  @discardableResult
  static func append(_ path: String, _ bytes: [UInt8]) -> Bool {
    put(path, bytes, O_APPEND)
  }

  /// Writes a file in one step, and makes its folders where they are missing: a reader sees the old bytes or the new.
  /// - Returns: false, with `errno`, where that failed.
  public static func write(_ path: String, _ bytes: [UInt8]) -> Bool {
    makeFolders(folder(of: path))
    return replace(path, with: bytes)
  }

  /// Writes a file in one step: a reader sees the old bytes or the new ones.
  /// - Returns: false, with `errno`, where that failed.
  @discardableResult
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o600) -> Bool {
    let temporary = "\(path).\(getpid())"
    guard put(temporary, bytes, O_TRUNC, mode) else { return false }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      errno = code
      return false
    }
    return true
  }

  private static func put(_ path: String, _ bytes: [UInt8], _ flags: Int32, _ mode: mode_t = 0o600) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return bytes.withUnsafeBytes { Platform.write($0, to: descriptor) == 0 }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes a folder and those around it, for the user alone.
  static func makeFolders(_ path: String) {
    guard !path.isEmpty, path != "/", access(path, F_OK) != 0 else { return }
    makeFolders(folder(of: path))
    mkdir(path, 0o700)
  }
}
