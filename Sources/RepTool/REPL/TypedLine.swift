import Rep
import RepSyntax

/// Lines from standard input as the terminal or a pipe gives them.
///
/// Where the terminal gives keys instead (``TerminalState/readsKeys``), what it does for whole lines is done here: keys
/// show, and can be taken back.
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
      switch wake.next(orInputOn: TypedKeys.standard.descriptor) {
      case .interrupt: return .interrupted
      case .terminate: return .terminated
      case .notice: onNotice()
      case .suspend: TerminalState.suspend()
      case .input:
        // One byte at a time, so that what follows the line is left to whoever reads next.
        let byte: UInt8
        switch TypedKeys.standard.next() {
        case .byte(let read): byte = read
        case .nothing: continue
        case .end: return bytes.isEmpty ? .end : .line(String(decoding: bytes, as: UTF8.self))
        }
        if TerminalState.readsKeys {
          guard let answer = press(byte, &bytes) else { continue }
          return answer
        }
        if byte == UInt8(ascii: "\n") {
          if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
          return .line(String(decoding: bytes, as: UTF8.self))
        }
        bytes.append(byte)
      default: continue
      }
    }
  }

  /// Does with a key what a terminal does that gives whole lines.
  /// - Returns: the answer, if the key ends it.
  private static func press(_ key: UInt8, _ bytes: inout [UInt8]) -> Answer? {
    switch key {
    case UInt8(ascii: "\r"), UInt8(ascii: "\n"):
      show("\n")
      return .line(String(decoding: bytes, as: UTF8.self))
    case 0x04: return bytes.isEmpty ? .end : nil
    case 0x08, 0x7F: eraseLast(&bytes)
    case 0x15: while !bytes.isEmpty { eraseLast(&bytes) }
    case 0..<0x20: break
    default:
      bytes.append(key)
      withUnsafeBytes(of: key) { _ = Platform.write($0, to: 1) }
    }
    return nil
  }

  private static func eraseLast(_ bytes: inout [UInt8]) {
    guard var first = bytes.indices.last else { return }
    // The bytes of a character but its first have the bits 10 in front (RFC 3629, section 3).
    while first > 0, bytes[first] & 0xC0 == 0x80 { first -= 1 }
    let width = DisplayWidth.of(String(decoding: bytes[first...], as: UTF8.self))
    bytes.removeSubrange(first...)
    show(String(repeating: "\u{8} \u{8}", count: width))
  }

  private static func show(_ text: String) { _ = Console.standard.print(text, terminator: "") }
}
