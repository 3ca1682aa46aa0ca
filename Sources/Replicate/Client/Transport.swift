import NIOCore
import NIOHTTP1

/// Sends one HTTP request and gives its answer: the seam between the client and the network.
///
/// Implementations follow no redirects, retry nothing, keep no cookies, and honour ``HTTPRequest/handover``.
public protocol Transport: Sendable {
  /// Sends `request` and gives the answer as soon as its head has arrived; the body follows while it is read.
  ///
  /// - Throws: ``TransportError``, or `CancellationError` where the calling task is canceled.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// The bytes of a request's or an answer's body, in pieces.
public typealias ByteStream = any AsyncSequence<ByteBuffer, any Error> & Sendable

/// One HTTP request.
public struct HTTPRequest: Sendable {
  /// The method.
  public var method: HTTPVerb
  /// Where it goes.
  public var address: WebAddress
  /// The headers; `Content-Length` and `Host` come from the transport.
  public var headers: HTTPHeaders
  /// The body.
  public var body: HTTPBody
  /// Seconds until the head of the answer must have arrived.
  public var timeout: Double
  /// Which connections it goes over.
  public var lane: Lane
  /// What has to happen between getting a connection and the first byte; nil for nothing.
  public var handover: Handover?

  /// A request.
  public init(
    _ method: HTTPVerb, _ address: WebAddress, headers: HTTPHeaders = [:], body: HTTPBody = .none,
    timeout: Double = 60, lane: Lane = .usual
  ) {
    (self.method, self.address, self.headers, self.body) = (method, address, headers, body)
    (self.timeout, self.lane) = (timeout, lane)
  }

  /// Requests of one lane share connections and never wait for those of another.
  public enum Lane: Sendable, CaseIterable {
    /// Short calls.
    case usual
    /// Calls that must not meet a connection that has been idle for long: a server that closes it at that moment leaves
    /// nobody knowing whether the call was accepted.
    case create
    /// Creates whose answer the server is asked to hold back.
    case held
    /// Event streams, downloads and uploads, which take long.
    case transfer
  }
}

/// What has to happen before the first byte of a request leaves.
public struct Handover: Sendable {
  /// Called before the request waits for a connection: what ``prepare`` has to wait for can begin. What it throws keeps
  /// the request from being sent, and is thrown on. A transport may leave it out.
  public var announce: @Sendable () async throws -> Void
  /// Called once a connection may be used; what it throws keeps the request from being sent, and is thrown on.
  public var prepare: @Sendable () async throws -> Void
  /// Asked when the body is about to go out: false keeps it here, because ``prepare`` is too long ago. The request then
  /// fails with a ``TransportError`` that has not arrived.
  public var isFresh: @Sendable () -> Bool

  /// All steps.
  public init(
    announce: @escaping @Sendable () async throws -> Void = {}, prepare: @escaping @Sendable () async throws -> Void,
    isFresh: @escaping @Sendable () -> Bool
  ) {
    (self.announce, self.prepare, self.isFresh) = (announce, prepare, isFresh)
  }
}

// Headers hold the token: what shows a request shows its method and address only.
extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  /// Method and address, without the query and without headers.
  public var description: String { method.rawValue + " " + address.origin + address.path }
  /// Nothing: a dump does not show the token.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The body of a request.
public enum HTTPBody: Sendable {
  /// No body.
  case none
  /// These bytes.
  case bytes(ByteBuffer)
  /// `length` bytes that are produced while they are sent; every sending starts a new iterator.
  case stream(length: Int, ByteStream)
}

/// The answer to a request.
public struct HTTPResponse: Sendable {
  /// The status code (RFC 9110 section 15).
  public var status: Int
  /// The headers.
  public var headers: HTTPHeaders
  /// The body, to be read once. Throws ``TransportError``.
  public var body: ByteStream

  /// An answer.
  public init(status: Int, headers: HTTPHeaders, body: ByteStream) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }
}

/// Why a request got no answer, or no complete one.
public struct TransportError: Error, Sendable {
  /// What happened, in a few words, such as `connection refused`.
  public var reason: String
  /// The time for an answer ran out.
  public var isTimeout: Bool
  /// The whole request may have reached the server. False only where that is certain: the connection was never
  /// made, or broke before the body was handed to it.
  public var mayHaveArrived: Bool
  /// Nothing was sent, because ``Handover/prepare`` was too long ago: this machine was slow, not the server.
  public var isStale = false
  /// Sending it again soon would fail in the same way, such as where the certificate is not trusted.
  public var isLasting = false

  /// A failure.
  public init(_ reason: String, isTimeout: Bool = false, mayHaveArrived: Bool) {
    (self.reason, self.isTimeout, self.mayHaveArrived) = (reason, isTimeout, mayHaveArrived)
  }
}
