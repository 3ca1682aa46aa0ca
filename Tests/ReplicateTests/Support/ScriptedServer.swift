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
  /// End the connection after the answer, without having said so.
  var closesConnection = false
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
  /// A request whose body has not arrived yet.
  private var pending: ReceivedRequest?

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
    if pending == nil { readHead() }
    guard var request = pending,
      let body = received.readBytes(length: Int(request.header("content-length") ?? "0") ?? 0)
    else { return nil }
    pending = nil
    request.body = body
    return request
  }

  private func readHead() {
    guard let headEnd = received.readableBytesView.position(of: [13, 10, 13, 10]),
      let head = received.readString(length: headEnd - received.readerIndex)
    else { return }
    received.moveReaderIndex(forwardBy: 4)
    let lines = head.split(separator: "\r\n")
    let words = lines[0].split(separator: " ")
    let headers = lines.dropFirst().map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      return (name: String(line[..<colon]), value: String(line[colon...].dropFirst().drop { $0 == " " }))
    }
    pending = ReceivedRequest(method: String(words[0]), target: String(words[1]), headers: headers, body: [])
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
      if reply.closesConnection { context.close(promise: nil) }
    }
  }

  private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
  }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// Where `pattern` starts, or nil.
  func position(of pattern: [UInt8]) -> Int? {
    var at = startIndex
    while endIndex - at >= pattern.count {
      if self[at] == pattern[0], self[at..<at + pattern.count].elementsEqual(pattern) { return at }
      at += 1
    }
    return nil
  }
}
