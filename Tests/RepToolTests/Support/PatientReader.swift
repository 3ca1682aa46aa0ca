import Foundation

/// Reads what a child writes, with a limit: a test that waits for what never comes fails with what it saw instead of
/// standing still.
enum PatientReader {
  /// How long is waited for a text. It measures nothing: a machine that is a hundred times slower than usual stays below.
  static let limit: Duration = .seconds(90)

  /// Why reading ended.
  enum Ending {
    /// What was waited for has come.
    case enough
    /// Nobody can write any more.
    case end
    /// The limit is over.
    case late
  }

  /// Reads on a thread of its own, to the end or until `isEnough`; that is asked after every piece.
  /// - Parameter writer: who writes; after its end nothing more is waited for, though its descriptor is open.
  static func read(
    _ descriptor: Int32, writer: ChildProcess? = nil, until isEnough: @escaping @Sendable (String) -> Bool
  ) async -> (text: String, ending: Ending) {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let deadline = ContinuousClock.now + limit
        var bytes: [UInt8] = []
        var ending = Ending.late
        while ContinuousClock.now < deadline {
          // Asked first: what it wrote before its end is there.
          let isOver = writer?.hasEnded ?? false
          var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          let count = poll(&waiting, 1, 100)
          if count < 0 && errno != EINTR { break }
          if count > 0 {
            guard let piece = piece(of: descriptor) else {
              ending = .end
              break
            }
            bytes.append(contentsOf: piece)
            if isEnough(String(decoding: bytes, as: UTF8.self)) {
              ending = .enough
              break
            }
          } else if count == 0 && isOver {
            ending = .end
            break
          }
        }
        continuation.resume(returning: (String(decoding: bytes, as: UTF8.self), ending))
      }
    }
  }

  /// What is there now; nil at the end. EIO is how Linux says that the other side of a terminal is closed.
  private static func piece(of descriptor: Int32) -> ArraySlice<UInt8>? {
    var piece = [UInt8](repeating: 0, count: 4_096)
    let count = Foundation.read(descriptor, &piece, piece.count)
    if count < 0 && errno == EINTR { return [] }
    return count > 0 ? piece[..<count] : nil
  }
}
