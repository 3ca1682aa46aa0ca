import CRepSupport
import RepRuntime
import RepValue
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The files that scripts may reach, and the reading and writing of them.
///
/// A path is resolved with all its links before it is compared with the folders that are allowed, so that neither `..`
/// nor a link leads out of them.
struct FileAccess: Sendable {
  enum Purpose {
    case read
    case write
  }

  let permissions: Permissions
  /// What relative paths start from; nil for the working directory.
  let folder: String?

  /// The path to open for a path as a script writes it.
  /// - Throws: kind `permission` when the host does not allow it, `argument` for a path that no system takes.
  func resolve(_ path: String, for purpose: Purpose) throws(ScriptError) -> String {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw ScriptError(.argument, path.isEmpty ? "the path is empty" : "a path holds no NUL character")
    }
    let full = path.hasPrefix("/") ? path : (folder.map { "\($0)/\(path)" } ?? path)
    let access = purpose == .read ? permissions.read : permissions.write
    switch access {
    case .all: return full
    case .none: throw refusal(path, purpose)
    case .only(let folders):
      let real = Self.real(full)
      for allowed in folders {
        let root = Self.real(allowed.hasPrefix("/") ? allowed : (folder.map { "\($0)/\(allowed)" } ?? allowed))
        if real == root || real.hasPrefix(root == "/" ? "/" : root + "/") { return real }
      }
      throw refusal(path, purpose)
    }
  }

  private func refusal(_ path: String, _ purpose: Purpose) -> ScriptError {
    ScriptError(
      .permission, "the script may not \(purpose == .read ? "read" : "write") \"\(path)\"",
      hint: "the host decides which folders are open to scripts")
  }

  /// The path without links and `..`; of what does not exist yet, the part that does.
  static func real(_ path: String) -> String {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    var parent = path[...]
    while parent.hasSuffix("/") { parent.removeLast() }
    guard let slash = parent.lastIndex(of: "/") else { return real(".") + "/" + parent }
    let name = parent[parent.index(after: slash)...]
    let above = parent[..<slash]
    let folder = real(above.isEmpty ? "/" : String(above))
    // A name that does not exist has no links; `..` of a folder that does not exist leads nowhere else.
    if name == ".." { return String(folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)]) }
    return name == "." ? folder : (folder == "/" ? "/\(name)" : "\(folder)/\(name)")
  }

  // MARK: Reading

  /// The bytes of a regular file.
  /// - Throws: kind `io`, `permission`.
  func read(_ path: String) throws(ScriptError) -> [UInt8] {
    let (descriptor, size) = try openRegular(path)
    defer { close(descriptor) }
    try MemoryMeter.claim(bytes: max(0, size))
    // One byte more than it should have, so that its end is met without growing; memory that is not written first.
    var bytes: [UInt8] = []
    var room = max(size, 0) + 1
    while true {
      var failed = false
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        failed = !Self.fill(buffer, from: descriptor, &filled)
      }
      if failed { throw Self.failure("read", path) }
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
      if piece.count < room { return bytes }
      // It grew meanwhile, or is one of the files that do not know their size.
      room = max(4_096, bytes.count / 2)
    }
  }

  /// Bytes of a file from which on its memory is had at once.
  private static let largeFile = 1 << 20

  /// Reads until the buffer is full or the file ends; false where reading fails.
  private static func fill(
    _ buffer: UnsafeMutableBufferPointer<UInt8>, from descriptor: Int32, _ filled: inout Int
  ) -> Bool {
    guard let base = buffer.baseAddress else { return true }
    if buffer.count >= largeFile { rep_populate(base, buffer.count) }
    while filled < buffer.count {
      let got = Platform.read(descriptor, base + filled, buffer.count - filled)
      if got < 0, errno == EINTR { continue }
      if got < 0 { return false }
      if got == 0 { return true }
      filled += got
    }
    return true
  }

  /// Opens a regular file for reading; whoever opens it closes it.
  /// - Throws: kind `io`, also for folders, pipes and devices, or `permission`.
  func openRegular(_ path: String) throws(ScriptError) -> (descriptor: Int32, size: Int) {
    let full = try resolve(path, for: .read)
    // Without O_NONBLOCK, opening a pipe that nobody writes to would hang before it can be told from a file.
    let descriptor = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure("read", path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let what = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "no regular file"
      throw ScriptError(.io, "cannot read \"\(path)\": it is \(what)")
    }
    return (descriptor, Int(status.st_size))
  }

  /// The text of a file, which must be UTF-8; a byte-order mark at its start is left out.
  func readText(_ path: String) throws(ScriptError) -> StringStorage {
    let bytes = try read(path)
    let text = bytes.withUnsafeBufferPointer { buffer in
      let hasMark = buffer.starts(with: [0xEF, 0xBB, 0xBF])
      return StringStorage.make(validating: UnsafeBufferPointer(rebasing: buffer.dropFirst(hasMark ? 3 : 0)))
    }
    guard let text else {
      throw ScriptError(
        .io, "\"\(path)\" is not UTF-8 text", hint: "pass it to a model as `file(\"\(path)\")`")
    }
    return text
  }

  /// The size of a regular file.
  /// - Throws: kind `io`, `permission`.
  func size(_ path: String) throws(ScriptError) -> Int {
    let (descriptor, size) = try openRegular(path)
    close(descriptor)
    return size
  }

  /// Whether something is at a path.
  func exists(_ path: String) throws(ScriptError) -> Bool {
    let full = try resolve(path, for: .read)
    return access(full, F_OK) == 0
  }

  // MARK: Writing

  /// Writes a file in one step: what was there before is whole until the new content is.
  /// - Throws: kind `io`, `permission`.
  func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(ScriptError) {
    let full = try resolve(path, for: .write)
    try makeFolder(of: full, path)
    let temporary = "\(full).\(getpid())-\(UInt32.random(in: 0 ... .max)).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure("write", path) }
    do throws(ScriptError) {
      try Self.writeAll(bytes, to: descriptor, path)
      guard close(descriptor) == 0, rename(temporary, full) == 0 else { throw Self.failure("write", path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Appends to a file, which is made if it does not exist.
  func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(ScriptError) {
    let full = try resolve(path, for: .write)
    try makeFolder(of: full, path)
    let descriptor = open(full, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure("write", path) }
    defer { close(descriptor) }
    try Self.writeAll(bytes, to: descriptor, path)
  }

  private static func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String
  ) throws(ScriptError) {
    guard Platform.write(bytes, to: descriptor) == 0 else { throw failure("write", path) }
  }

  /// Makes the folders above a file.
  func makeFolder(of full: String, _ path: String) throws(ScriptError) {
    guard let slash = full.lastIndex(of: "/"), slash != full.startIndex else { return }
    let folder = String(full[..<slash])
    guard access(folder, F_OK) != 0 else { return }
    try makeFolder(of: folder, path)
    guard mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw Self.failure("write", path) }
  }

  static func failure(_ verb: String, _ path: String) -> ScriptError {
    let reason = strerror(errno).map { String(cString: $0).lowercased() } ?? "error \(errno)"
    return ScriptError(.io, "cannot \(verb) \"\(path)\": \(reason)")
  }
}
