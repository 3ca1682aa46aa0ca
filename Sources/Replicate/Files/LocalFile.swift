import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file opened for reading or writing. Its blocking calls run on NIO's thread pool, never on a thread of
/// Swift concurrency.
package final class LocalFile: Sendable {
  /// What tells whether a file is still the one that was looked at.
  struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int
    let modified: Double
  }

  /// Bytes of one read or write.
  static let pieceSize = 256 << 10

  let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    (self.path, self.descriptor) = (path, descriptor)
  }

  deinit { close(descriptor) }

  /// Opens a file for reading.
  ///
  /// - Throws: ``ReplicateError`` of kind `io`, also for a folder, a pipe or a device.
  static func open(_ path: String) throws(ReplicateError) -> (file: LocalFile, identity: Identity) {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would hang before it can be told from a file.
    let descriptor = openDescriptor(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0)
    guard descriptor >= 0 else { throw failure("cannot open", path) }
    let file = LocalFile(path: path, descriptor: descriptor)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("cannot read", path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ReplicateError(.io, "cannot read \(path): it is not a regular file")
    }
    return (file, identity(status))
  }

  /// Makes a file that must not exist yet, for writing.
  ///
  /// - Throws: ``ReplicateError`` of kind `io`.
  static func create(_ path: String, mode: mode_t = 0o666) throws(ReplicateError) -> LocalFile {
    let descriptor = openDescriptor(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure("cannot make", path) }
    return LocalFile(path: path, descriptor: descriptor)
  }

  /// The next bytes, at most ``pieceSize``; none at the end.
  ///
  /// - Throws: ``ReplicateError`` of kind `io`.
  func readPiece() async throws -> ByteBuffer {
    try await NIOThreadPool.singleton.runIfActive { try self.readPieceBlocking() }
  }

  /// ``readPiece()`` on the calling thread.
  func readPieceBlocking() throws(ReplicateError) -> ByteBuffer {
    var buffer = ByteBuffer()
    var count = 0
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { space in
      repeat { count = systemRead(descriptor, space.baseAddress, Self.pieceSize) } while count < 0 && errno == EINTR
      return max(0, count)
    }
    guard count >= 0 else { throw Self.failure("cannot read", path) }
    return buffer
  }

  /// Writes all of `bytes` behind what was written before.
  ///
  /// - Throws: ``ReplicateError`` of kind `io`.
  func write(_ bytes: ByteBuffer) async throws {
    try await NIOThreadPool.singleton.runIfActive { try self.writeBlocking(bytes) }
  }

  /// ``write(_:)`` on the calling thread.
  func writeBlocking(_ bytes: ByteBuffer) throws(ReplicateError) {
    var rest = bytes
    while rest.readableBytes > 0 {
      let count = rest.withUnsafeReadableBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw Self.failure("cannot write", path)
      }
      rest.moveReaderIndex(forwardBy: count)
    }
  }

  /// The error of the system call that has just failed.
  static func failure(_ what: String, _ path: String) -> ReplicateError {
    ReplicateError(.io, "\(what) \(path): \(String(cString: strerror(errno)).lowercased())")
  }

  /// What is at `path`, or nil where there is nothing that can be looked at.
  static func identity(at path: String) -> Identity? {
    var status = stat()
    return stat(path, &status) == 0 ? identity(status) : nil
  }

  /// Whether `path` is a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a folder and those above it.
  ///
  /// - Throws: ``ReplicateError`` of kind `io`.
  static func makeFolders(_ path: String, mode: mode_t = 0o777) throws(ReplicateError) {
    if path.isEmpty || isFolder(path) || mkdir(path, mode) == 0 || isFolder(path) { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw failure("cannot make the folder", path)
    }
    try makeFolders(String(path[..<slash]), mode: mode)
    guard mkdir(path, mode) == 0 || isFolder(path) else { throw failure("cannot make the folder", path) }
  }

  /// Whether two regular files hold the same bytes; false where one cannot be read.
  static func haveEqualContents(_ one: String, _ other: String) async throws -> Bool {
    guard let (a, first) = try? open(one), let (b, second) = try? open(other), first.size == second.size else {
      return false
    }
    while true {
      let (x, y) = (try await a.readPiece(), try await b.readPiece())
      guard x == y else { return false }
      if x.readableBytes == 0 { return true }
    }
  }

  package static func remove(_ path: String) { unlink(path) }

  /// The bytes of a regular file.
  ///
  /// - Throws: ``ReplicateError`` of kind `io`.
  package static func contents(of path: String) throws(ReplicateError) -> [UInt8] {
    let (file, identity) = try open(path)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(identity.size)
    while true {
      let piece = try file.readPieceBlocking()
      if piece.readableBytes == 0 { return bytes }
      bytes += piece.readableBytesView
    }
  }

  /// Writes a file that must not exist yet.
  ///
  /// - Throws: ``ReplicateError`` of kind `io`.
  package static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(ReplicateError) {
    try create(path, mode: mode).writeBlocking(ByteBuffer(bytes: bytes))
  }

  /// The size of a file in bytes; nil where nothing can be looked at.
  package static func size(of path: String) -> Int? { identity(at: path)?.size }

  /// What is in a folder, in no order.
  package static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// When a file was changed last, in seconds since 1970; nil where nothing can be looked at.
  package static func modified(_ path: String) -> Double? { identity(at: path)?.modified }

  /// Gives the file at `source` the name `path` in one step.
  ///
  /// - Returns: false where `path` is taken and is not to be replaced; then nothing has changed.
  /// - Throws: ``ReplicateError`` of kind `io`.
  static func move(_ source: String, to path: String, replacing: Bool) throws(ReplicateError) -> Bool {
    if !replacing {
      // A link fails where the name is taken, which a renaming would not.
      if link(source, path) == 0 {
        unlink(source)
        return true
      }
      if errno == EEXIST || access(path, F_OK) == 0 { return false }
      // The file system knows no links: the name is free, as far as can be seen.
    }
    guard rename(source, path) == 0 else { throw failure("cannot write", path) }
    return true
  }

  private static func identity(_ status: stat) -> Identity {
    #if canImport(Darwin)
      let modified = status.st_mtimespec
    #else
      let modified = status.st_mtim
    #endif
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
      modified: Double(modified.tv_sec) + Double(modified.tv_nsec) / 1e9)
  }
}

// The system's functions by other names: inside the class its own methods hide them.

private func openDescriptor(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }

private func systemRead(_ descriptor: Int32, _ to: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, to, count)
}

private func systemWrite(_ descriptor: Int32, _ from: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, from, count)
}
