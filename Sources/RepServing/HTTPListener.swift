import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// An HTTP/1.1 server on one port that can be stopped while connections come in.
///
/// Hummingbird's server without its application around it: that one dates answers by the machine's clock, and ends with
/// the process.
package struct HTTPListener: Sendable {
  /// The port, also where any free one was asked for.
  package let port: Int
  private let channel: any Channel
  private let task: Task<Void, Never>
  private let connections: ConnectionCounts

  /// Answers one request.
  package typealias Responder = HTTPChannelHandler.Responder

  /// Milliseconds for which ``stop(closing:)`` waits for accepted connections to be taken in.
  private static let intakePatience = 5_000

  /// Binds and begins to answer.
  /// - Parameters:
  ///   - name: of its log, which goes nowhere.
  ///   - connection: what every connection gets.
  /// - Throws: `IOError` where the port cannot be had.
  package static func start(
    _ name: String, _ configuration: ServerConfiguration, connection: HTTP1Channel.Configuration,
    _ respond: @escaping Responder
  ) async throws -> HTTPListener {
    let connections = ConnectionCounts()
    let (bound, continuation) = AsyncThrowingStream<any Channel, any Error>.makeStream()
    let task = Task {
      do {
        let server = try HTTPServerBuilder { responder in
          CountedChannel(HTTP1Channel(responder: responder, configuration: connection), connections)
        }.buildServer(
          configuration: configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
          logger: Logger(label: name) { _ in SwiftLogNoOpLogHandler() }, responder: respond,
          onServerRunning: { channel in continuation.yield(channel) })
        try await server.run()
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    for try await channel in bound {
      return HTTPListener(
        port: channel.localAddress?.port ?? 0, channel: channel, task: task, connections: connections)
    }
    throw CancellationError()
  }

  /// Closes the port, gives up what is being answered, and waits until that is done.
  /// - Parameter closing: closes the connections; called once no more come in.
  package func stop(closing: () -> Void = {}) async {
    // A connection that was accepted and that nobody takes in, because the port is closed or the task canceled, NIO takes
    // for a programmer's mistake and ends the process. So nothing more is accepted first; then every event loop gets to
    // pass on what it has accepted, and the task to take it in.
    do { try await channel.setOption(.autoRead, value: false).get() } catch {}
    await passTurns()
    var patience = Self.intakePatience
    while connections.areWaiting, patience > 0 {
      do { try await Task.sleep(for: .milliseconds(1)) } catch { await Task.yield() }
      patience -= 1
    }
    do { try await channel.close() } catch {}
    await passTurns()
    closing()
    task.cancel()
    await task.value
  }

  /// Lets every event loop do what it was asked for: an accepted connection goes from the port's to its own and back.
  private func passTurns() async {
    for _ in 0..<3 {
      for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
        do { try await loop.submit {}.get() } catch {}
      }
    }
  }
}
