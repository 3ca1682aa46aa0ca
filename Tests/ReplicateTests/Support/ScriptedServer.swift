import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A request as it arrived on the wire.
struct ReceivedRequest: Sendable {
  var method: String
  /// Path and query, as they were sent.
  var target: String
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  var path: String { String(target.prefix { $0 != "?" }) }
  var query: String { String(target.drop { $0 != "?" }.dropFirst()) }
  var text: String { String(decoding: body, as: UTF8.self) }

  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// What a scripted server does with a request.
struct Reply: Sendable {
  enum Action: Sendable {
    /// A whole answer.
    case answer
    /// The head and a part of the body, then the end of the connection.
    case truncate(afterBytes: Int)
    /// The connection ends without an answer: the request has arrived, its answer is lost.
    case drop
    /// Nothing, ever.
    case hang
  }

  var status = 200
  var headers: [(String, String)] = []
  var body: [UInt8] = []
  var action = Action.answer
  /// Announce this length instead of the body's.
  var announcedLength: Int?
  /// Send the body in these pieces, one write each, and end by closing the connection.
  var pieces: [[UInt8]]?

  static func json(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> Reply {
    Reply(status: status, headers: [("Content-Type", "application/json")] + headers, body: Array(text.utf8))
  }

  static func problem(_ status: Int, _ text: String, headers: [(String, String)] = []) -> Reply {
    Reply(status: status, headers: [("Content-Type", "application/problem+json")] + headers, body: Array(text.utf8))
  }

  static func events(_ pieces: [String]) -> Reply {
    Reply(headers: [("Content-Type", "text/event-stream")], pieces: pieces.map { Array($0.utf8) })
  }

  static let drop = Reply(action: .drop)
  static let hang = Reply(action: .hang)
}

/// A server on loopback that does what a closure says, down to breaking connections. It reads HTTP/1.1 itself, so that
/// no library hides what the client sends.
final class ScriptedServer: Sendable {
  typealias Script = @Sendable (ReceivedRequest, _ number: Int) -> Reply

  let port: Int
  private let channel: any Channel
  private let log: Log

  final class Log: Sendable {
    let requests = NIOLockedValueBox<[ReceivedRequest]>([])
    let connections = NIOLockedValueBox(0)
  }

  /// - Parameter script: gets each request with its number, counted from 0.
  static func start(_ script: @escaping Script) async throws -> ScriptedServer {
    let log = Log()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelInitializer { channel in
        log.connections.withLockedValue { $0 += 1 }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ConnectionHandler(script: script, log: log))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return ScriptedServer(channel: channel, log: log)
  }

  private init(channel: any Channel, log: Log) {
    (self.channel, self.log) = (channel, log)
    port = channel.localAddress?.port ?? 0
  }

  var requests: [ReceivedRequest] { log.requests.withLockedValue { $0 } }
  var connectionCount: Int { log.connections.withLockedValue { $0 } }

  func stop() async throws { try await channel.close() }
}

private final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let script: ScriptedServer.Script
  private let log: ScriptedServer.Log
  private var received = ByteBuffer()

  init(script: @escaping ScriptedServer.Script, log: ScriptedServer.Log) {
    (self.script, self.log) = (script, log)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var piece = unwrapInboundIn(data)
    received.writeBuffer(&piece)
    while let request = readRequest() {
      let number = log.requests.withLockedValue { requests in
        requests.append(request)
        return requests.count - 1
      }
      answer(script(request, number), context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func readRequest() -> ReceivedRequest? {
    let bytes = Array(received.readableBytesView)
    guard let headEnd = find([13, 10, 13, 10], in: bytes, from: 0) else { return nil }
    let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
    let words = lines[0].split(separator: " ")
    let headers = lines.dropFirst().map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      return (name: String(line[..<colon]), value: String(line[colon...].dropFirst().drop { $0 == " " }))
    }
    var request = ReceivedRequest(
      method: String(words[0]), target: String(words[1]), headers: headers, body: [])
    let bodyStart = headEnd + 4
    let length = Int(request.header("content-length") ?? "0") ?? 0
    guard bytes.count >= bodyStart + length else { return nil }
    request.body = Array(bytes[bodyStart..<bodyStart + length])
    received.moveReaderIndex(forwardBy: bodyStart + length)
    return request
  }

  private func answer(_ reply: Reply, _ context: ChannelHandlerContext) {
    switch reply.action {
    case .hang: return
    case .drop:
      context.close(promise: nil)
      return
    case .answer, .truncate: break
    }
    var head = "HTTP/1.1 \(reply.status) Scripted\r\n"
    for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
    if let pieces = reply.pieces {
      write(Array((head + "Connection: close\r\n\r\n").utf8), context)
      for piece in pieces { write(piece, context) }
      context.close(promise: nil)
      return
    }
    if reply.status != 204 { head += "Content-Length: \(reply.announcedLength ?? reply.body.count)\r\n" }
    write(Array((head + "\r\n").utf8), context)
    if case .truncate(let count) = reply.action {
      write(Array(reply.body.prefix(count)), context)
      context.close(promise: nil)
    } else {
      write(reply.body, context)
    }
  }

  private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
  }

  private func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return (start...bytes.count - pattern.count).first { bytes[$0...].starts(with: pattern) }
  }
}
