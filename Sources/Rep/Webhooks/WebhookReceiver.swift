/// Listens for HTTP requests on a port: what `webhooks.listen` stands on. The target `RepWebhooks` has one; a program
/// that serves HTTP already may bring its own.
public protocol WebhookReceiver: Sendable {
  /// Begins to listen.
  /// - Parameters:
  ///   - host: the address to bind; anything but a loopback address lets other machines in.
  ///   - port: 0 takes a free one.
  ///   - bodyLimit: bytes of a request's body at most; larger ones are refused with 413 without being kept.
  ///   - answer: decides about a POST request. Other methods are refused with 405.
  /// - Throws: where the port cannot be had.
  func listen(
    host: String, port: Int, bodyLimit: Int, answer: @escaping @Sendable (WebhookRequest) async -> WebhookAnswer
  ) async throws -> any WebhookListener
}

/// A port that is listened on.
public protocol WebhookListener: Sendable {
  /// The port's number.
  var port: Int { get }
  /// Closes the port and all connections.
  func stop() async
}

/// A POST request as it came.
public struct WebhookRequest: Sendable {
  /// The headers, their names in lower case.
  public var headers: [String: String]
  /// The body, byte for byte: it is what was signed.
  public var body: [UInt8]

  /// A request.
  public init(headers: [String: String], body: [UInt8]) { (self.headers, self.body) = (headers, body) }
}

/// What a request is answered with: a status and a line of text.
public struct WebhookAnswer: Sendable {
  /// The HTTP status.
  public var status: Int
  /// Why, for whoever looks into it.
  public var text: String
  /// To be called once the answer has been sent, or could not be: the sender is told before the script goes on, which
  /// may end the process.
  public var afterwards: (@Sendable () -> Void)?

  /// An answer.
  public init(_ status: Int, _ text: String, afterwards: (@Sendable () -> Void)? = nil) {
    (self.status, self.text, self.afterwards) = (status, text, afterwards)
  }
}
