import Hummingbird
import HummingbirdCore
import NIOCore
import RepServing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One HTTP server on one port.
struct Listener: Sendable {
  private let server: HTTPListener
  private let connections: ConnectionTracker

  typealias Responder = @Sendable (Request) async throws -> Reply

  var port: Int { server.port }

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
    let server = try await HTTPListener.start(
      "simulator", ServerConfiguration(address: .hostname(host, port: port), backlog: 4096),
      connection: .init(additionalChannelHandlers: [connections.handler()])
    ) { request, writer, channel in
      do {
        var response = try await respond(request).response()
        response.headers[.date] = clock.now.httpDate
        try await writer.write(response: response.head, body: response.body)
      } catch let disconnect as Disconnect {
        if disconnect.isReset { try? await reset(channel) }
        throw disconnect
      }
    }
    return Listener(server: server, connections: connections)
  }

  /// Closes the port and every connection, and waits until that is done.
  func stop() async { await server.stop { connections.closeAll() } }

  /// Makes the connection end with a reset instead of an orderly close: with no time to linger, the kernel sends RST.
  private static func reset(_ channel: any Channel) async throws {
    guard let provider = channel as? any SocketOptionProvider else { return }
    try await provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    try await channel.close().get()
  }
}
