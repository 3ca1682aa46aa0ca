import NIOHTTP1
import RepValue

/// Calls Replicate's API: one call is one operation, retried only where that is safe.
///
///     let client = ReplicateClient(try .environment { getenv($0).map { String(cString: $0) } })
///     let model = try await client.call(.modelsGet, ["model_owner": "replicate", "model_name": "hello-world"])
public final class ReplicateClient: OperationCaller {
  /// What it was made with.
  public let configuration: ClientConfiguration
  let transport: any Transport
  let limiter: RateLimiter
  let serverClock: ServerClock
  private let builder: RequestBuilder

  /// - Parameters:
  ///   - configuration: the account, the address, and how calls are made.
  ///   - transport: what sends the requests; by default the process's own connections.
  public init(_ configuration: ClientConfiguration, transport: any Transport = AsyncHTTPTransport.shared) {
    self.configuration = configuration
    self.transport = transport
    limiter = RateLimiter(
      isReplicate: configuration.baseURL.isReplicate, folder: configuration.limitsFolder,
      account: SharedBuckets.name(base: configuration.baseURL, token: configuration.token), time: configuration.time)
    serverClock = ServerClock(configuration.time)
    builder = RequestBuilder(
      base: configuration.baseURL, token: configuration.token, userAgent: configuration.userAgent)
  }

  /// The request that a call would send, for showing it; its token is not in it.
  ///
  /// - Throws: ``ReplicateError`` of kind `argument`.
  public func preview(_ operation: Operation, _ arguments: Arguments) throws(ReplicateError) -> HTTPRequest {
    let token = configuration.token ?? APIToken.placeholder
    var request = try RequestBuilder(
      base: configuration.baseURL, token: token, userAgent: configuration.userAgent
    ).request(operation, arguments)
    if request.headers.contains(name: "Authorization") {
      request.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(token)")
    }
    return request
  }

  /// Performs an operation, again after failures where that is safe, and gives the body of its answer.
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func call(_ operation: Operation, _ arguments: Arguments = [:]) async throws -> Value {
    try await call(operation, arguments, nil)
  }

  /// Performs an operation whose sendings `sending` watches over.
  func call(_ operation: Operation, _ arguments: Arguments, _ sending: CreateSending?) async throws -> Value {
    if let problem = configuration.problem { throw problem.of(operation) }
    let request = try builder.request(operation, arguments)
    try TransferAllowance.take(request.body.length, .upload)
    let answer = try await Attempts(client: self, operation: operation, request: request, sending: sending).run()
    if case .stream(_, let form as MultipartForm) = request.body { try verify(form, answer) }
    return answer
  }

  private func verify(_ form: MultipartForm, _ record: Value) throws(ReplicateError) {
    guard let received = record["checksums"]["sha256"].string, let sent = form.checksum,
      received.lowercased() != sent
    else { return }
    throw ReplicateError(
      .network, "the file arrived damaged: its SHA-256 is \(sent) here and \(received) there",
      hint: "delete the file \(record["id"].string ?? "") and upload it again"
    ).of(.filesCreate)
  }

  /// Reads the item lists of a page operation page by page: `body` gets each page and says whether to go on.
  ///
  /// - Throws: what ``call(_:_:)`` throws, ``ReplicateError`` of kind `server` for a `next` link that leads nowhere,
  ///   and what `body` throws.
  public func forEachPage(
    _ operation: Operation, _ arguments: Arguments = [:], _ body: (Value) async throws -> Bool
  ) async throws {
    var next: Arguments? = arguments
    while let arguments = next {
      let page = try await call(operation, arguments)
      guard try await body(page) else { return }
      next = try arguments.next(after: page)
    }
  }
}
