import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One HTTP server on one port.
struct Listener: Sendable {
  let port: Int
  private let channel: any Channel
  private let task: Task<Void, Never>
  private let connections: ConnectionTracker

  typealias Responder = @Sendable (Request) async throws -> Reply

  /// Binds and begins to answer.
  /// - Parameters:
  ///   - port: 0 for any free one.
  ///   - tally: Told of the open connections; nil for a listener whose connections do not count.
  ///   - clock: Dates the answers.
  /// - Throws: `IOError` where the port cannot be had.
  static func start(
    host: String, port: Int, tally: Tally?, clock: SimulationClock, _ respond: @escaping Responder
  ) async throws -> Listener {
    let connections = ConnectionTracker(tally: tally)
    let (bound, continuation) = AsyncThrowingStream<any Channel, any Error>.makeStream()
    let task = Task {
      do {
        // Hummingbird's server without its application around it: that one would date answers by the machine's clock.
        let server = try HTTPServerBuilder.http1(
          configuration: .init(additionalChannelHandlers: [connections.handler()])
        ).buildServer(
          configuration: ServerConfiguration(address: .hostname(host, port: port), backlog: 4096),
          eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
          logger: Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() },
          responder: { request, writer, channel in
            do {
              var response = try await respond(request).response()
              response.headers[.date] = clock.now.httpDate
              try await writer.write(response: response.head, body: response.body)
            } catch let disconnect as Disconnect {
              if disconnect.isReset { try? await reset(channel) }
              throw disconnect
            }
          },
          onServerRunning: { channel in
            continuation.yield(channel)
          })
        try await server.run()
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    for try await channel in bound {
      return Listener(
        port: channel.localAddress?.port ?? port, channel: channel, task: task, connections: connections)
    }
    throw CancellationError()
  }

  /// Closes the port and every connection, and waits until that is done.
  func stop() async {
    // Nobody takes in what is accepted after the task was canceled, which NIO takes for a programmer's mistake and ends
    // the process. So the port is closed first, and every event loop gets to finish what it has accepted.
    do { try await channel.close() } catch {}
    for _ in 0..<2 {
      for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
        do { try await loop.submit {}.get() } catch {}
      }
    }
    connections.closeAll()
    task.cancel()
    await task.value
  }

  /// Makes the connection end with a reset instead of an orderly close: with no time to linger, the kernel sends RST.
  private static func reset(_ channel: any Channel) async throws {
    guard let provider = channel as? any SocketOptionProvider else { return }
    try await provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    try await channel.close().get()
  }
}
