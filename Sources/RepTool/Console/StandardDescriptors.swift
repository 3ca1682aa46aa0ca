import Rep

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The process's descriptors 0, 1 and 2.
enum StandardDescriptors {
  /// Occupies those that were closed before the process began, so that no file or connection takes their number.
  /// Reading or writing there goes on to fail, because each is opened the wrong way round.
  static func fillGaps() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Reads to the end.
  /// - Returns: the bytes, or the `errno` of what went wrong; `EFBIG` beyond the limit.
  static func read(_ descriptor: Int32, limit: Int) -> Result<[UInt8], SystemError> {
    var bytes: [UInt8] = []
    var status = stat()
    // The size of a file is known, and the memory for it is taken at once.
    if fstat(descriptor, &status) == 0, status.st_size > 0, status.st_size <= limit {
      bytes.reserveCapacity(Int(status.st_size))
    }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = piece.withUnsafeMutableBytes { Platform.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return .success(bytes) }
      if count < 0 {
        if errno == EINTR { continue }
        return .failure(SystemError(code: errno))
      }
      guard bytes.count + count <= limit else { return .failure(SystemError(code: EFBIG)) }
      bytes.append(contentsOf: piece[..<count])
    }
  }
}

/// An `errno`.
struct SystemError: Error {
  let code: Int32
  /// What the system says about it.
  var text: String { String(cString: strerror(code)) }
}
