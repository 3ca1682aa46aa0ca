import Hummingbird
import HummingbirdCore
import NIOCore
import NIOPosix
import Rep
import RepServing

/// Receives webhooks over plain HTTP/1.1. Replicate sends to HTTPS addresses only: a tunnel or a proxy with a certificate
/// stands in front.
///
///     var options = Engine.Options()
///     options.webhookReceiver = HTTPWebhookReceiver()
public struct HTTPWebhookReceiver: WebhookReceiver {
  /// Connections at once; further ones wait.
  private static let connectionLimit = 256
  /// A connection that is silent for so long is closed.
  private static let idleTimeout = TimeAmount.seconds(30)
  /// The port of a listener that is just being closed is waited for this often, 50 ms each time.
  private static let bindAttempts = 20

  /// A receiver; it listens nowhere yet.
  public init() {}

  /// Begins to listen.
  /// - Throws: `IOError` where the port cannot be had.
  public func listen(
    host: String, port: Int, bodyLimit: Int, answer: @escaping @Sendable (WebhookRequest) async -> WebhookAnswer
  ) async throws -> any WebhookListener {
    var attempt = 1
    while true {
      do {
        return try await Self.bind(host, port, bodyLimit, answer)
      } catch let error as IOError where error.errnoCode == EADDRINUSE && attempt < Self.bindAttempts {
        attempt += 1
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  private static func bind(
    _ host: String, _ port: Int, _ bodyLimit: Int,
    _ answer: @escaping @Sendable (WebhookRequest) async -> WebhookAnswer
  ) async throws -> HTTPWebhookListener {
    let server = try await HTTPListener.start(
      "webhooks",
      ServerConfiguration(
        address: .hostname(host, port: port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(connectionLimit)),
      connection: .init(idleTimeout: idleTimeout)
    ) { request, writer, _ in
      let answer = await respond(to: request, bodyLimit, answer)
      defer { answer.afterwards?() }
      let response = Response(
        status: .init(code: answer.status), headers: [.contentType: "text/plain; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: answer.text + "\n")))
      try await writer.write(response: response.head, body: response.body)
    }
    return HTTPWebhookListener(server: server)
  }

  private static func respond(
    to request: Request, _ bodyLimit: Int, _ answer: @Sendable (WebhookRequest) async -> WebhookAnswer
  ) async -> WebhookAnswer {
    guard request.method == .post else { return WebhookAnswer(405, "only POST is taken") }
    // One that is too large is refused before it is read.
    let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    guard length <= bodyLimit else { return tooLarge(bodyLimit) }
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: bodyLimit)
    } catch is NIOTooManyBytesError {
      return tooLarge(bodyLimit)
    } catch {
      return WebhookAnswer(400, "the body broke off")
    }
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    return await answer(WebhookRequest(headers: headers, body: Array(body.readableBytesView)))
  }

  private static func tooLarge(_ limit: Int) -> WebhookAnswer {
    WebhookAnswer(413, "the body is larger than \(limit) bytes")
  }
}

private struct HTTPWebhookListener: WebhookListener {
  let server: HTTPListener
  var port: Int { server.port }

  func stop() async { await server.stop() }
}
