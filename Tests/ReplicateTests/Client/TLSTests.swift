import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RepValue
import Replicate
import Synchronization
import Testing

/// HTTPS, on loopback: certificates that are trusted, and what is said of the others.
@Suite struct TLSTests {
  @Test func aTrustedAuthority() async throws {
    let server = try await TLSServer.start(certificate: "loopback")
    let (result, retries) = await call(server.port, authorities: Self.path("authority.pem"))
    #expect(try result.get()["username"] == "me")
    #expect(retries == 0)
    #expect(server.requests == 1)
    try await server.stop()
  }

  /// Certificates, trusted authorities, and what the error says.
  @Test(arguments: [
    ("loopback", "elsewhere.pem", "does not trust its certificate"),
    ("elsewhere", "authority.pem", "its certificate is for another host"),
    ("loopback", "nothing.pem", "SSL_CERT_FILE"),
    ("loopback", "loopback.key.pem", "names holds no certificates"),
    (nil, "authority.pem", "does not speak TLS"),
  ])
  func failures(_ certificate: String?, _ authorities: String, _ message: String) async throws {
    let server = try await TLSServer.start(certificate: certificate)
    for isCreate in [false, true] {
      let (result, retries) = await call(server.port, authorities: Self.path(authorities), isCreate: isCreate)
      let error = #expect(throws: ReplicateError.self) { try result.get() }
      #expect(error?.kind == .network)
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      #expect(error?.isUnanswered == false, "nothing was sent")
      #expect(retries == 0, "trying again cannot help")
    }
    #expect(server.requests == 0, "the token has left")
    try await server.stop()
  }

  /// One call of a client of its own, and how often it was sent again.
  private func call(
    _ port: Int, authorities: String, isCreate: Bool = false
  ) async -> (Result<Value, any Error>, retries: Int) {
    let retries = Counter()
    let transport = AsyncHTTPTransport(certificateAuthorities: authorities)
    let result: Result<Value, any Error>
    do {
      var configuration = ClientConfiguration(
        token: try APIToken(Harness.token), baseURL: try BaseURL("https://127.0.0.1:\(port)"))
      configuration.onRetry = { _ in retries.add() }
      let client = ReplicateClient(configuration, transport: transport)
      let operation = isCreate ? Operation.predictionsCreate : Operation.accountGet
      result = .success(try await client.call(operation, isCreate ? ["version": "x", "input": [:]] : [:]))
    } catch {
      result = .failure(error)
    }
    await transport.shutdown()
    return (result, retries.count)
  }

  fileprivate static func path(_ name: String) -> String {
    #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Certificates/" + name
  }

  fileprivate final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
  }
}

/// Answers every request with an account, over TLS, or without it where there is no certificate.
private final class TLSServer: Sendable {
  private let channel: any Channel
  private let counter: TLSTests.Counter

  var port: Int { channel.localAddress?.port ?? 0 }
  /// Requests whose head has been read.
  var requests: Int { counter.count }

  private init(_ channel: any Channel, _ counter: TLSTests.Counter) {
    (self.channel, self.counter) = (channel, counter)
  }

  static func start(certificate: String?) async throws -> TLSServer {
    let counter = TLSTests.Counter()
    let context = try certificate.map { name in
      try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: try NIOSSLCertificate.fromPEMFile(TLSTests.path(name + ".pem")).map { .certificate($0) },
          privateKey: .privateKey(try NIOSSLPrivateKey(file: TLSTests.path(name + ".key.pem"), format: .pem))))
    }
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Account(counter: counter))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return TLSServer(channel, counter)
  }

  func stop() async throws { try await channel.close() }

  private final class Account: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let counter: TLSTests.Counter

    init(counter: TLSTests.Counter) { self.counter = counter }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head: counter.add()
      case .body: break
      case .end:
        let text = #"{"type":"user","username":"me","name":"Me"}"#
        let headers: HTTPHeaders = ["content-type": "application/json", "content-length": "\(text.utf8.count)"]
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}
