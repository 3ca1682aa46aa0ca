import Rep

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is typed, byte by byte, without ever waiting for it.
///
/// Ctrl-C makes the terminal throw away what is typed and not yet read. It may do so just when `poll` has said that there
/// is something: a read that waits would then keep the prompt from hearing of the Ctrl-C until the next key.
final class TypedKeys {
  /// What a read gave.
  enum Piece: Equatable {
    case byte(UInt8)
    /// There is nothing now.
    case nothing
    /// The terminal has gone, or Ctrl-D was typed at the start of a line.
    case end
  }

  // Used by the main thread only.
  nonisolated(unsafe) static let standard = TypedKeys()

  /// To be waited for by ``WakePipe/next(orInputOn:)``.
  let descriptor: Int32
  /// A byte that was read ahead.
  private var pending: UInt8?

  /// Not to wait is a property of an open file, and that of descriptor 0 is the shell's too: the terminal is opened anew.
  private init() {
    let name = ttyname(0).map { String(cString: $0) }
    let own = name.map { open($0, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) } ?? -1
    descriptor = own >= 0 ? own : 0
  }

  /// The next byte.
  func next() -> Piece {
    if let byte = pending {
      pending = nil
      return .byte(byte)
    }
    var byte: UInt8 = 0
    let count = Platform.read(descriptor, &byte, 1)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return .nothing }
    return count > 0 ? .byte(byte) : .end
  }

  /// Reads a byte ahead, unless there is none.
  /// - Returns: whether ``next()`` gives something.
  func fill() -> Bool {
    switch next() {
    case .byte(let byte):
      pending = byte
      return true
    case .nothing: return false
    case .end: return true
    }
  }

  /// The next byte, however long it takes; nil at the end.
  func wait() -> UInt8? {
    while true {
      switch next() {
      case .byte(let byte): return byte
      case .end: return nil
      case .nothing:
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, -1)
      }
    }
  }
}
