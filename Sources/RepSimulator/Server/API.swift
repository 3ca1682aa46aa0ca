import Hummingbird
import RepValue
import Synchronization

/// The API's server side: everything between a request and its reply, and the state behind it.
///
/// The operations stand in `Routes/`, one extension for each group.
final class API: Sendable {
  let configuration: Simulator.Configuration
  let clock: SimulationClock
  let world: Mutex<World>
  let changes = ChangeSignal()
  let tally: Tally
  let webhooks: WebhookSender
  private let limiter: RateLimiter
  let faults: FaultInjector
  private let boundOrigins = Mutex(Origins(api: "", delivery: ""))
  /// Work that goes on after its request was answered: webhooks, late creates. Ends with the server.
  let background: BackgroundTasks

  init(_ configuration: Simulator.Configuration) {
    self.configuration = configuration
    clock = SimulationClock(speed: configuration.speed)
    world = Mutex(World(seed: configuration.seed, now: clock.now))
    tally = Tally()
    limiter = RateLimiter(configuration.rateLimits)
    faults = FaultInjector(configuration.faults, seed: configuration.seed)
    background = BackgroundTasks()
    webhooks = WebhookSender(secret: configuration.webhookSecret, tally: tally)
  }

  /// Known once both listeners are bound.
  var origins: Origins {
    get { boundOrigins.withLock { $0 } }
    set { boundOrigins.withLock { $0 = newValue } }
  }

  /// Answers one request.
  /// - Throws: `Disconnect` where no answer, or no further answer, is to be given.
  func respond(to request: Request) async throws -> Reply {
    let path = request.uri.path
    if path == "/simulator/statistics" { return .json(tally.current.json) }
    guard let match = Operation.match(method: request.method.rawValue, path: path) else {
      tally.add { $0.requests["unknown", default: 0] += 1 }
      return record(Self.unknownPath(request))
    }
    tally.add { $0.requests[match.operation.rawValue, default: 0] += 1 }
    try await clock.sleep(for: configuration.latency)
    let call = Call(
      operation: match.operation, request: request, parameters: match.parameters,
      query: PercentEncoding.query(request.uri.query ?? ""), now: clock.now)
    var reply: Reply
    var limitHeaders: [(name: String, value: String)] = []
    do throws(APIError) {
      try checkToken(call)
      limitHeaders = try takeRateLimit(call)
    } catch {
      return record(Reply(error))
    }
    let fault = faults.next(for: call.operation)
    if let fault, let instead = try await act(on: fault, path: path, call) {
      reply = instead
    } else {
      reply = await perform(call)
    }
    reply.headers += limitHeaders
    if let fault { reply = try await spoil(reply, by: fault, call) }
    return record(reply)
  }

  private func perform(_ call: Call) async -> Reply {
    do throws(APIError) {
      return try await handle(call)
    } catch {
      return Reply(error)
    }
  }

  private func record(_ reply: Reply) -> Reply {
    tally.add { $0.statuses[reply.status, default: 0] += 1 }
    return reply
  }

  private static func unknownPath(_ request: Request) -> Reply {
    let methods = ["GET", "POST", "PATCH", "DELETE", "QUERY"].filter {
      Operation.match(method: $0, path: request.uri.path) != nil
    }
    guard !methods.isEmpty else { return Reply(.notFound) }
    var error = APIError(405, "Method \"\(request.method.rawValue)\" not allowed.")
    error.headers = [("Allow", methods.joined(separator: ", "))]
    return Reply(error)
  }

  private func checkToken(_ call: Call) throws(APIError) {
    guard call.operation.needsToken else { return }
    guard accepts(call.header("authorization")) else { throw .unauthenticated }
  }

  /// Whether an `Authorization` header shows a token of this server.
  func accepts(_ header: String?) -> Bool { Self.token(in: header).map(isAccepted) ?? false }

  /// The token of an `Authorization` header: `Bearer r8_…`, or `Token r8_…` as older clients send.
  static func token(in header: String?) -> String? {
    guard let parts = header?.split(separator: " "), parts.count == 2,
      ["bearer", "token"].contains(parts[0].lowercased())
    else { return nil }
    return String(parts[1])
  }

  private func isAccepted(_ token: String) -> Bool {
    guard configuration.tokens.isEmpty else { return configuration.tokens.contains(token) }
    return token.hasPrefix("r8_") && token.utf8.count >= 6
  }

  private func takeRateLimit(_ call: Call) throws(APIError) -> [(name: String, value: String)] {
    guard let bucket = call.operation.rateLimit, let verdict = limiter.take(bucket, at: call.now) else { return [] }
    let headers = [
      ("ratelimit-remaining", "\(verdict.remaining)"), ("ratelimit-reset", "\(max(1, verdict.secondsUntilFull))"),
    ]
    guard verdict.isAllowed else {
      var error = APIError.throttled(configuration.rateLimits, bucket, seconds: verdict.secondsUntilNext)
      error.headers += headers
      throw error
    }
    return headers
  }
}

/// Tasks that nobody waits for, until the server stops and cancels them all.
final class BackgroundTasks: Sendable {
  private struct State {
    var next = 0
    var tasks: [Int: Task<Void, Never>] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())

  func run(_ work: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      guard !state.isClosed else { return }
      let number = state.next
      state.next += 1
      state.tasks[number] = Task { [weak self] in
        await work()
        self?.finish(number)
      }
    }
  }

  private func finish(_ number: Int) {
    state.withLock { _ = $0.tasks.removeValue(forKey: number) }
  }

  func cancelAll() {
    let tasks = state.withLock { state in
      state.isClosed = true
      return Array(state.tasks.values)
    }
    for task in tasks { task.cancel() }
  }
}
