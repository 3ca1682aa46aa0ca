import Hummingbird
import Logging
import Synchronization

/// An API whose answers have no end, or are made to be larger in memory than on the wire. It ends with the process.
enum HostileServer {
  /// Begins to answer.
  /// - Returns: its address.
  static func start() async throws -> String {
    let (ports, port) = AsyncStream<Int>.makeStream()
    let router = Router()
    routes(router)
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: Logger(label: "hostile") { _ in SwiftLogNoOpLogHandler() })
    Task { try await application.runService(gracefulShutdownSignals: []) }
    for await port in ports { return "http://127.0.0.1:\(port)" }
    throw CancellationError()
  }

  private static func routes(_ router: Router<BasicRequestContext>) {
    // Two gigabytes of one text, with the length in front or without.
    router.get("v1/account") { _, _ in answer(start: "{\"username\":\"", piece: "x", count: 2 << 30) }
    router.get("v1/hardware") { _, _ in answer(start: "[\"", piece: "x", count: 2 << 30, saysLength: true) }
    // Three bytes that become eighty.
    router.get("v1/collections") { _, _ in
      answer(start: "{\"next\":null,\"previous\":null,\"results\":[[]", piece: ",[]", count: 5 << 20, end: "]}")
    }
    // Every page has another one behind it.
    let page = Atomic(0)
    router.get("v1/models") { request, _ in
      let next = page.wrappingAdd(1, ordering: .relaxed).newValue
      let host = request.head.authority ?? ""
      return json("{\"next\":\"http://\(host)/v1/models?cursor=\(next)\",\"previous\":null,\"results\":[{\"name\":\"\(next)\"}]}")
    }
    // A prediction that is never over, and whose stream never ends: in events, in one line, in the names of its events.
    router.post("v1/models/:owner/:name/predictions") { request, _ in
      let body = try await request.body.collect(upTo: 1 << 20)
      let kind = ["line", "names"].first { String(buffer: body).contains("\"\($0)\"") } ?? "events"
      return json(record(kind, host: request.head.authority ?? ""), status: .created)
    }
    router.post("v1/predictions/:id/cancel") { _, _ in json("{}") }
    router.get("v1/predictions/:id") { request, context in
      json(record(context.parameters.get("id") ?? "", host: request.head.authority ?? ""))
    }
    router.get("stream/:id") { _, context in
      switch context.parameters.get("id") {
      case "line": answer(start: "event: output\ndata: ", piece: "x", count: .max, type: "text/event-stream")
      case "names": events { "event: output\nid: \($0)-\(String(repeating: "n", count: 2_000))\ndata: x\n\n" }
      default: events { "event: output\nid: \($0)\ndata: \(String(repeating: "x", count: 1_000))\n\n" }
      }
    }
  }

  private static func record(_ id: String, host: String) -> String {
    """
    {"id":"\(id)","status":"processing","created_at":"2026-01-01T00:00:00Z","input":{},"model":"a/b","version":"v",
    "urls":{"get":"http://\(host)/v1/predictions/\(id)","cancel":"http://\(host)/v1/predictions/\(id)/cancel",
    "stream":"http://\(host)/stream/\(id)"}}
    """
  }

  private static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: .init(string: text)))
  }

  /// An answer that repeats a piece until there are so many bytes; nobody waits for its end.
  private static func answer(
    start: String, piece: String, count: Int, end: String = "", saysLength: Bool = false,
    type: String = "application/json"
  ) -> Response {
    let block = ByteBuffer(repeating: piece, bytes: 64 << 10)
    let body: @Sendable (inout any ResponseBodyWriter) async throws -> Void = { writer in
      try await writer.write(ByteBuffer(string: start))
      var left = count
      while left > 0 {
        try await writer.write(block)
        left -= block.readableBytes
      }
      try await writer.write(ByteBuffer(string: end))
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: type],
      body: ResponseBody(contentLength: saysLength ? count : nil, body))
  }

  private static func events(_ text: @escaping @Sendable (Int) -> String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: .init { writer in
        var number = 0
        while true {
          var block = ByteBuffer()
          while block.readableBytes < 32 << 10 {
            number += 1
            block.writeString(text(number))
          }
          try await writer.write(block)
        }
      })
  }
}

extension ByteBuffer {
  /// A text so often that it has about so many bytes.
  fileprivate init(repeating text: String, bytes: Int) {
    self.init(string: String(repeating: text, count: bytes / text.utf8.count))
  }
}
