import Foundation

/// A server that accepts a connection, and never reads nor answers: what is sent to it stands still.
final class SilentServer: Sendable {
  private let listening: Int32
  let address: String

  init() throws {
    let listening = socket(AF_INET, Self.stream, 0)
    _ = fcntl(listening, F_SETFD, FD_CLOEXEC)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listening, address, length) + listen(listening, 8) + getsockname(listening, address, &length)
      }
    }
    guard status == 0 else {
      close(listening)
      throw POSIXError(.EADDRNOTAVAIL)
    }
    self.listening = listening
    address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
  }

  deinit { close(listening) }

  /// Waits on a thread of its own until a connection has sent something, which stays unread.
  func firstBytes() async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [listening] in
        var waiting = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
        let limit = Int32(PatientReader.limit.components.seconds * 1_000)
        if poll(&waiting, 1, limit) == 1 {
          let connection = accept(listening, nil, nil)
          waiting = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
          _ = poll(&waiting, 1, limit)
          // Left open until the end of the process: closing it would end the upload.
        }
        continuation.resume()
      }
    }
  }

  #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
  #else
    private static let stream = SOCK_STREAM
  #endif
}
