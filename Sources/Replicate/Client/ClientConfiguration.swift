import Logging

/// What a ``ReplicateClient`` is made with.
public struct ClientConfiguration: Sendable {
  /// This module's version, as the User-Agent names it.
  public static let version = "0.1.0"

  /// Nil lets every call but signed downloads fail with kind `auth`.
  public var token: APIToken?
  /// Where the API is.
  public var baseURL: BaseURL
  /// What is wrong with the token or the address that was given: every call throws it. Nil where nothing is.
  public var problem: ReplicateError?
  /// What the client calls itself in every request.
  public var userAgent = "rep/" + version
  /// When a call that failed is sent again.
  public var retries = RetryPolicy()
  /// Bytes of an answer at most; a larger one is an error, not a full memory.
  public var answerLimit = 64 << 20
  /// Where the client takes time and chance from.
  public var time = TimeSource.system
  /// Requests are logged here at level `debug`, without tokens and bodies. Nil logs nothing.
  public var logger: Logger?
  /// Called before the client waits and sends again, so that a program can say why it is slow.
  public var onRetry: (@Sendable (RetryNotice) -> Void)?
  /// Called before a call waits for a rate limit.
  public var onWait: (@Sendable (WaitNotice) -> Void)?
  /// Says for each host that a download's redirects lead to whether files may come from there; nil allows all.
  public var mayDownload: (@Sendable (_ host: String) -> Bool)?
  /// The folder in which the processes of this machine share what they know of rate limits; nil shares nothing.
  public var limitsFolder: String?
  /// How creates without an answer are looked up.
  public var lookup = LookupPolicy()
  /// Called for what becomes of creates without an answer.
  public var onLookup: (@Sendable (LookupNotice) -> Void)?

  /// The usual settings for an account.
  public init(token: APIToken? = nil, baseURL: BaseURL = .replicate) {
    (self.token, self.baseURL) = (token, baseURL)
  }

  /// Reads `REPLICATE_API_TOKEN`, and `REPLICATE_BASE_URL` or `REPLICATE_API_BASE_URL`, with or without `/v1`.
  /// A variable that is set but empty counts as not set.
  ///
  /// - Parameter variable: gives an environment variable by name.
  /// - Throws: ``ReplicateError`` of kind `auth` or `argument` where a variable is malformed.
  public static func environment(_ variable: (String) -> String?) throws(ReplicateError) -> ClientConfiguration {
    func text(_ name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }
    var configuration = ClientConfiguration()
    if let token = text("REPLICATE_API_TOKEN") { configuration.token = try APIToken(token) }
    if let base = text("REPLICATE_BASE_URL") ?? text("REPLICATE_API_BASE_URL") {
      configuration.baseURL = try BaseURL(base)
    }
    return configuration
  }
}

/// A call waits for a rate limit before it is sent.
public struct WaitNotice: Sendable {
  /// The operation's id.
  public var operation: String
  /// Seconds until it is sent, about.
  public var delay: Double
  /// Which of the rate limits it waits for.
  public var rateClass: RateClass

  /// A wait of `delay` seconds.
  public init(operation: String, delay: Double, rateClass: RateClass = .other) {
    (self.operation, self.delay, self.rateClass) = (operation, delay, rateClass)
  }
}

/// The client is about to wait and to send a call again.
public struct RetryNotice: Sendable {
  /// The operation's id.
  public var operation: String
  /// Seconds until it is sent again.
  public var delay: Double
  /// Why it failed.
  public var error: ReplicateError
}
