import NIOCore
import NIOHTTP1

/// Sends one HTTP request and gives its answer: the seam between the client and the network.
///
/// Implementations follow no redirects, retry nothing and keep no cookies.
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
  public var method: HTTPVerb
  public var address: WebAddress
  public var headers: HTTPHeaders
  public var body: HTTPBody
  /// Seconds until the head of the answer must have arrived.
  public var timeout: Double
  /// The server is asked to hold the answer back: such requests get connections of their own, so that they never
  /// starve short ones.
  public var isHeld: Bool

  public init(
    _ method: HTTPVerb, _ address: WebAddress, headers: HTTPHeaders = [:], body: HTTPBody = .none,
    timeout: Double = 60, isHeld: Bool = false
  ) {
    (self.method, self.address, self.headers, self.body) = (method, address, headers, body)
    (self.timeout, self.isHeld) = (timeout, isHeld)
  }
}

// Headers hold the token: what shows a request shows its method and address only.
extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  public var description: String { method.rawValue + " " + address.origin + address.path }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The body of a request.
public enum HTTPBody: Sendable {
  case none
  case bytes(ByteBuffer)
  /// `length` bytes that are produced while they are sent; every sending starts a new iterator.
  case stream(length: Int, ByteStream)
}

/// The answer to a request.
public struct HTTPResponse: Sendable {
  public var status: Int
  public var headers: HTTPHeaders
  /// The body, to be read once. Throws ``TransportError``.
  public var body: ByteStream

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

  public init(_ reason: String, isTimeout: Bool = false, mayHaveArrived: Bool) {
    (self.reason, self.isTimeout, self.mayHaveArrived) = (reason, isTimeout, mayHaveArrived)
  }
}
