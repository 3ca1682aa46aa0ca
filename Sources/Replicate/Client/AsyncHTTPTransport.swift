import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sends requests with async-http-client over one event loop thread, which is made at the first request.
///
/// Each lane has a connection pool of its own. A gate in front of each pool never lets in more requests than there are
/// connections: the pool's own queue gives up after the connect timeout.
public final class AsyncHTTPTransport: Transport {
  /// The process's own: made at its first request, never shut down. It trusts the certificate authorities in the file that
  /// `SSL_CERT_FILE` names, as programs that use OpenSSL do; where that is not set, those of the system.
  public static let shared = AsyncHTTPTransport(
    certificateAuthorities: getenv("SSL_CERT_FILE").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 })

  /// Connections of the lanes that share one API, which answers short calls fast and may speak HTTP/2 with a bound of
  /// about a hundred streams. More would cost more than they bring.
  static let shortLaneLimit = 64

  private let pools = Mutex<[HTTPRequest.Lane: Pool]>([:])
  private let connectionLimit: Int
  private let certificateAuthorities: String?

  /// - Parameters:
  ///   - connectionLimit: connections per host at most; nil leaves some file descriptors to everybody else.
  ///   - certificateAuthorities: the path of a PEM file with the authorities to trust; nil for those of the system.
  public init(connectionLimit: Int? = nil, certificateAuthorities: String? = nil) {
    self.connectionLimit = connectionLimit ?? AsyncHTTPTransport.usualConnectionLimit()
    self.certificateAuthorities = certificateAuthorities
  }

  deinit {
    for pool in pools.withLock({ $0 }).values { pool.client.shutdown { _ in } }
  }

  /// Closes all connections. Requests sent afterwards fail.
  public func shutdown() async {
    let open = pools.withLock { pools in
      defer { pools = [:] }
      return Array(pools.values)
    }
    // A pool that is shut down already is what is wanted.
    for pool in open { try? await pool.client.shutdown() }
  }

  /// Sends `request` over a pooled connection of its lane.
  /// - Throws: ``TransportError``, or `CancellationError` where the calling task is canceled.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let pool = pool(request.lane)
    try await request.handover?.announce()
    try await pool.gate.enter()
    let pass = GatePass(pool.gate)
    try await request.handover?.prepare()
    let body = HandedOverBody(request.body, isFresh: request.handover?.isFresh)
    var outgoing = HTTPClientRequest(url: request.address.description)
    outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
    outgoing.headers = request.headers
    outgoing.body = body.requestBody
    do {
      let answer = try await pool.client.execute(outgoing, timeout: .nanoseconds(Int64(request.timeout * 1e9)))
      let pieces = AnswerBody(base: answer.body, pass: pass)
      return HTTPResponse(status: Int(answer.status.code), headers: answer.headers, body: pieces)
    } catch {
      throw Self.failure(error, mayHaveArrived: body.wasHandedOver)
    }
  }

  private struct Pool {
    let client: HTTPClient
    let gate: Gate
  }

  private func pool(_ lane: HTTPRequest.Lane) -> Pool {
    pools.withLock { pools in
      if let pool = pools[lane] { return pool }
      let limit = lane == .transfer ? connectionLimit : min(connectionLimit, Self.shortLaneLimit)
      var configuration = HTTPClient.Configuration()
      configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = limit
      configuration.connectionPool.idleTimeout = lane == .create || lane == .held ? .seconds(2) : .seconds(30)
      // The pool would go on trying for the whole connect timeout where nobody listens; this client retries itself.
      configuration.connectionPool.retryConnectionEstablishment = false
      // The read timeout must exceed the 60 s that the API holds a request open at most.
      configuration.timeout = .init(connect: .seconds(10), read: .seconds(90))
      if lane != .transfer { configuration.http1_1ConnectionDebugInitializer = Self.keepBuffersSmall }
      // Authorization must not travel to where a redirect points.
      configuration.redirectConfiguration = .disallow
      if let certificateAuthorities {
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.trustRoots = .file(certificateAuthorities)
      }
      let client = HTTPClient(eventLoopGroup: Self.eventLoops, configuration: configuration)
      let pool = Pool(client: client, gate: Gate(limit: limit))
      pools[lane] = pool
      return pool
    }
  }

  /// A connection keeps four buffers of the size of its largest reads, 64 kB each by default: too much for many
  /// connections whose answers are short. (A HTTP/2 pool has few.) The library offers no other place to say so.
  private static let keepBuffersSmall: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
    let sizes = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 16_384)
    return channel.setOption(.recvAllocator, value: sizes)
  }

  // One loop is enough below two thousand connections; a second one costs start-up time.
  private static let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  private static func usualConnectionLimit() -> Int {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    guard getrlimit(resource, &limit) == 0 else { return 64 }
    let spare = 128
    return min(1024, max(8, Int(clamping: limit.rlim_cur) - spare))
  }

  /// Puts what async-http-client and NIO throw into plain words.
  static func failure(_ error: any Error, mayHaveArrived: Bool) -> any Error {
    switch error {
    case is CancellationError:
      return mayHaveArrived ? TransportError.canceledInFlight : error
    case let error as TransportError:
      return error
    case let error as HTTPClientError:
      let isTimeout = [
        .deadlineExceeded, .readTimeout, .writeTimeout, .connectTimeout, .getConnectionFromPoolTimeout,
        .tlsHandshakeTimeout,
      ].contains(error)
      switch error {
      case .cancelled: return mayHaveArrived ? TransportError.canceledInFlight : CancellationError()
      case .deadlineExceeded, .readTimeout:
        return TransportError("no answer in time", isTimeout: true, mayHaveArrived: mayHaveArrived)
      case .connectTimeout:
        return TransportError("no connection in time", isTimeout: true, mayHaveArrived: mayHaveArrived)
      case .remoteConnectionClosed:
        return TransportError("the server closed the connection", mayHaveArrived: mayHaveArrived)
      default:
        return TransportError(error.shortDescription, isTimeout: isTimeout, mayHaveArrived: mayHaveArrived)
      }
    case let error as NIOConnectionError:
      let cause = error.connectionErrors.first.map { words($0.error) } ?? "the host is unknown"
      return TransportError("cannot connect to \(error.host):\(error.port): \(cause)", mayHaveArrived: mayHaveArrived)
    default:
      if let failure = TLSFailure(error) {
        var error = TransportError(failure.reason, mayHaveArrived: mayHaveArrived)
        error.isLasting = failure.isLasting
        return error
      }
      return TransportError(words(error), mayHaveArrived: mayHaveArrived)
    }
  }

  private static func words(_ error: any Error) -> String {
    guard let error = error as? IOError, let text = strerror(error.errnoCode) else { return "\(error)" }
    return String(cString: text).lowercased()
  }
}

extension TransportError {
  /// The task was canceled while the request was under way; for a create that means that nobody knows its fate.
  static let canceledInFlight = TransportError("canceled", mayHaveArrived: true)
}

/// A request body that remembers whether any of it was handed to a connection. A server cannot have accepted a
/// request of which it lacks the body, so a failure before that is safe to repeat.
private final class HandedOverBody: Sendable {
  private let mark = Atomic(false)
  private let body: HTTPBody
  private let isFresh: (@Sendable () -> Bool)?

  init(_ body: HTTPBody, isFresh: (@Sendable () -> Bool)?) { (self.body, self.isFresh) = (body, isFresh) }

  var wasHandedOver: Bool {
    if case .none = body { return true }
    return mark.load(ordering: .acquiring)
  }

  var requestBody: HTTPClientRequest.Body? {
    switch body {
    case .none: nil
    case .bytes(let bytes):
      .stream(Pieces(owner: self, stream: OnePiece(piece: bytes)), length: .known(Int64(bytes.readableBytes)))
    case .stream(let length, let stream): .stream(Pieces(owner: self, stream: stream), length: .known(Int64(length)))
    }
  }

  private struct Pieces: AsyncSequence, Sendable {
    let owner: HandedOverBody
    let stream: ByteStream

    func makeAsyncIterator() -> Iterator { Iterator(owner: owner, base: stream.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
      let owner: HandedOverBody
      var base: any AsyncIteratorProtocol<ByteBuffer, any Error>

      mutating func next() async throws -> ByteBuffer? {
        if let isFresh = owner.isFresh, !owner.mark.load(ordering: .acquiring), !isFresh() {
          var error = TransportError("the connection took too long", isTimeout: true, mayHaveArrived: false)
          error.isStale = true
          throw error
        }
        let piece = try await base.next(isolation: nil)
        owner.mark.store(true, ordering: .releasing)
        return piece
      }
    }
  }
}

/// A sequence of one piece.
struct OnePiece: AsyncSequence, Sendable {
  typealias Failure = any Error
  let piece: ByteBuffer

  func makeAsyncIterator() -> Iterator { Iterator(piece: piece) }

  struct Iterator: AsyncIteratorProtocol {
    var piece: ByteBuffer?

    mutating func next() async throws -> ByteBuffer? {
      defer { piece = nil }
      return piece
    }
  }
}

/// An answer's body that words its failures plainly and keeps its place at the gate until it is read or dropped.
private struct AnswerBody: AsyncSequence, Sendable {
  let base: HTTPClientResponse.Body
  let pass: GatePass

  func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), pass: pass) }

  struct Iterator: AsyncIteratorProtocol {
    var base: HTTPClientResponse.Body.AsyncIterator
    let pass: GatePass

    mutating func next() async throws -> ByteBuffer? {
      do {
        let piece = try await base.next()
        if piece == nil { pass.leave() }
        return piece
      } catch {
        pass.leave()
        throw AsyncHTTPTransport.failure(error, mayHaveArrived: true)
      }
    }
  }
}
