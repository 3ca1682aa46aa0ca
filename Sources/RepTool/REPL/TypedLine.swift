#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines from standard input as the terminal or a pipe gives them.
enum TypedLine {
  /// What came.
  enum Answer: Equatable {
    case line(String)
    /// Ctrl-C.
    case interrupted
    /// Ctrl-D, or the input has ended.
    case end
    /// SIGTERM, or the terminal has gone.
    case terminated
  }

  /// Reads the next line.
  /// - Parameters:
  ///   - wake: where signals arrive.
  ///   - onNotice: called when somebody has something to tell.
  static func read(_ wake: WakePipe, onNotice: () -> Void = {}) -> Answer {
    var bytes: [UInt8] = []
    while true {
      switch wake.next(orInputOn: 0) {
      case .interrupt: return .interrupted
      case .terminate: return .terminated
      case .notice: onNotice()
      case .input:
        // One byte at a time, so that what follows the line is left to whoever reads next.
        var byte: UInt8 = 0
        let count = systemRead(0, &byte)
        if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
        guard count > 0 else { return bytes.isEmpty ? .end : .line(String(decoding: bytes, as: UTF8.self)) }
        if byte == UInt8(ascii: "\n") {
          if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
          return .line(String(decoding: bytes, as: UTF8.self))
        }
        bytes.append(byte)
      default: continue
      }
    }
  }

  private static func systemRead(_ descriptor: Int32, _ byte: UnsafeMutablePointer<UInt8>) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, byte, 1)
    #else
      Darwin.read(descriptor, byte, 1)
    #endif
  }
}
