import RepValue
@testable import Replicate
import Synchronization
import Testing

struct RetryTests {
  /// Answers with each of `replies` in turn, then with an empty object.
  private static func then(_ replies: [Reply]) -> ScriptedServer.Script {
    { _, number in number < replies.count ? replies[number] : .json("{}") }
  }

  private static let safe: [Replicate.Operation] = [
    .accountGet, .predictionsGet, .modelsSearch, .deploymentsDelete, .predictionsCancel, .deploymentsUpdate,
    .filesCreate,
  ]
  private static let unsafe: [Replicate.Operation] = [
    .predictionsCreate, .modelsPredictionsCreate, .deploymentsPredictionsCreate, .trainingsCreate, .modelsCreate,
    .deploymentsCreate,
  ]
  private static let faults: [Reply] = [
    .drop, .problem(500, "{}"), .problem(502, ""), .problem(503, ""), .problem(408, ""),
    Reply(body: Array(#"{"id": "abc"}"#.utf8), action: .truncate(afterBytes: 5)),
  ]

  @Test(arguments: safe, faults.indices)
  func whatMayBeRepeatedIs(operation: Replicate.Operation, fault: Int) async throws {
    let isCutOff = if case .truncate = Self.faults[fault].action { true } else { false }
    // A body that nobody reads cannot be cut off.
    guard !(isCutOff && operation.response == .empty) else { return }
    try await Harness.run(script: Self.then([Self.faults[fault], Self.faults[fault]])) { harness in
      try await harness.perform(operation)
      #expect(harness.server.requests.count == 3)
      #expect(harness.time.sleeps == [0.5, 1])
      // A repeated upload is whole again.
      #expect(Set(harness.server.requests.map(\.body.count)).count == 1)
    }
  }

  @Test(arguments: unsafe, faults.indices)
  func aCreateIsNeverSentAgainOnAGuess(operation: Replicate.Operation, fault: Int) async throws {
    try await Harness.run(script: Self.then([Self.faults[fault]])) { harness in
      let error = await failure { try await harness.perform(operation) }
      #expect(error?.isUnanswered == true)
      #expect(error?.kind == .network || error?.kind == .server)
      #expect(error?.message.contains("nobody knows whether it was accepted") == true)
      #expect(harness.server.requests.count == 1)
      #expect(harness.time.sleeps.isEmpty)
    }
  }

  @Test(arguments: safe + unsafe)
  func throttledCallsAreAllSentAgain(operation: Replicate.Operation) async throws {
    let throttled = Reply.problem(429, #"{"detail":"Request was throttled."}"#, headers: [("Retry-After", "7")])
    try await Harness.run(script: Self.then([throttled])) { harness in
      try await harness.perform(operation)
      #expect(harness.server.requests.count == 2)
      #expect(harness.time.sleeps.reduce(0, +) >= 7)
    }
  }

  @Test(arguments: [
    (#"{"detail":"Request was throttled. Your rate limit resets in ~30s."}"#, [(String, String)](), 30.0),
    (#"{"detail":"…~5s.","status":429,"retry_after":12}"#, [], 12),
    (#"{"detail":"…~5s.","status":429,"retry_after":12}"#, [("Retry-After", "3")], 3),
    // 2025-06-15 15:06:40 is when the fake clock starts.
    ("", [("Retry-After", "Sun, 15 Jun 2025 15:07:00 GMT")], 20),
    ("", [("Retry-After", "Sun, 15 Jun 2025 15:06:00 GMT")], 0),
  ])
  func theServersWaitIsKept(body: String, headers: [(String, String)], seconds: Double) async throws {
    try await Harness.run(random: 0, script: Self.then([.problem(429, body, headers: headers)])) { harness in
      let before = harness.time.now
      try await harness.perform(.predictionsCreate)
      #expect(harness.time.now - before >= seconds)
      #expect(harness.time.now - before < seconds + 1.01)
    }
  }

  @Test func throttlingForLongerThanPatienceIsAnError() async throws {
    try await Harness.run(script: { _, _ in .problem(429, "{}", headers: [("Retry-After", "100")]) }) { harness in
      let error = await failure { try await harness.perform(.accountGet) }
      #expect(error?.kind == .throttled && error?.retryAfter == 100 && error?.isUnanswered == false)
      #expect(harness.server.requests.count == 3)
    }
  }

  @Test func retriesEnd() async throws {
    try await Harness.run(script: { _, _ in .problem(500, "{}") }) { harness in
      let error = await failure { try await harness.perform(.accountGet) }
      #expect(error?.kind == .server && error?.isUnanswered == false)
      #expect(harness.server.requests.count == 5)
      #expect(harness.time.sleeps == [0.5, 1, 2, 4])
    }
  }

  @Test(arguments: [400, 401, 402, 403, 404, 410, 413, 422])
  func refusalsAreFinal(status: Int) async throws {
    try await Harness.run(script: { _, _ in .problem(status, "{}") }) { harness in
      for operation in [Replicate.Operation.accountGet, .predictionsCreate] {
        let error = await failure { try await harness.perform(operation) }
        #expect(error?.status == status && error?.isUnanswered == false)
      }
      #expect(harness.server.requests.count == 2)
    }
  }

  /// Nothing listens: no byte was sent, so even a create is tried again.
  @Test(arguments: [Replicate.Operation.accountGet, .predictionsCreate, .trainingsCreate])
  func aRefusedConnectionIsTriedAgain(operation: Replicate.Operation) async throws {
    let time = FakeTime()
    // No ordinary process may listen on port 1.
    var configuration = ClientConfiguration(
      token: try APIToken(Harness.token), baseURL: try BaseURL("http://127.0.0.1:1"))
    configuration.time = time.source()
    let transport = AsyncHTTPTransport(connectionLimit: 4)
    let client = ReplicateClient(configuration, transport: transport)
    let error = await failure { try await Harness.perform(operation, client) }
    #expect(error?.kind == .network && error?.isUnanswered == false)
    #expect(error?.message.contains("connection refused") == true, "\(error?.message ?? "")")
    #expect(time.sleeps == [0.5, 1, 2, 4])
    await transport.shutdown()
  }

  /// The server closes each connection after its answer, without a word. A create that meets such a connection may be
  /// sent again only if it never left; reads must not notice at all.
  @Test func connectionsThatDieWhileIdle() async throws {
    try await Harness.run(
      script: { _, _ in
        var reply = Reply.json(#"{"id": "x"}"#, status: 201)
        reply.closesConnection = true
        return reply
      }
    ) { harness in
      var unanswered = 0
      for number in 0..<200 {
        do {
          _ = try await harness.client.call(.predictionsCreate, ["version": "v", "input": ["n": .int(number)]])
        } catch let error as ReplicateError {
          #expect(error.isUnanswered)
          unanswered += 1
        }
        try await harness.perform(.accountGet)
      }
      let creates = harness.server.requests.filter { $0.method == "POST" }
      #expect(Set(creates.map(\.text)).count == creates.count, "a create has arrived twice")
      #expect(creates.count + unanswered >= 200)
    }
  }

  @Test func aDeleteThatWasDoneByALostSendingSucceeds() async throws {
    try await Harness.run(script: Self.then([.drop, .problem(404, "{}")])) { harness in
      try await harness.perform(.filesDelete)
      #expect(harness.server.requests.count == 2)
    }
    // But one that was never sent before is not there.
    try await Harness.run(script: { _, _ in .problem(404, "{}") }) { harness in
      let error = await failure { try await harness.perform(.filesDelete) }
      #expect(error?.kind == .notFound)
    }
  }

  @Test func noticesSayWhy() async throws {
    let notices = Mutex<[RetryNotice]>([])
    try await Harness.run(
      configure: { $0.onRetry = { notice in notices.withLock { $0.append(notice) } } },
      script: Self.then([.problem(503, "")])
    ) { harness in
      try await harness.perform(.accountGet)
    }
    let seen = notices.withLock { $0 }
    #expect(seen.map(\.operation) == ["account.get"])
    #expect(seen.map(\.delay) == [0.5])
    #expect(seen.map(\.error.status) == [503])
  }

  @Test func aHangingServerEndsInANetworkError() async throws {
    try await Harness.run(configure: { $0.retries = .never }, script: { _, _ in .hang }) { harness in
      let transport = AsyncHTTPTransport(connectionLimit: 2)
      let address = try #require(WebAddress(harness.base + "/account"))
      await #expect(throws: TransportError.self) {
        _ = try await transport.send(
          HTTPRequest(.get, address, headers: ["Authorization": "Bearer x"], timeout: 0.05))
      }
      await transport.shutdown()
    }
  }

  @Test func cancelingACreateUnderWaySaysThatItsFateIsUnknown() async throws {
    let arrived = AsyncStream<Void>.makeStream()
    try await Harness.run(
      script: { _, _ in
        arrived.continuation.yield()
        return .hang
      }
    ) { harness in
      for (operation, isCreate) in [(Replicate.Operation.predictionsCreate, true), (.accountGet, false)] {
        let task = Task { try await harness.perform(operation) }
        var arrivals = arrived.stream.makeAsyncIterator()
        _ = await arrivals.next()
        task.cancel()
        let result = await task.result
        switch result {
        case .success: Issue.record("it cannot have been answered")
        case .failure(let error as ReplicateError): #expect(isCreate && error.isUnanswered && error.kind == .canceled)
        case .failure(let error): #expect(!isCreate && error is CancellationError)
        }
      }
    }
  }

  @Test(arguments: [(0.0, [0.25, 0.5, 1, 2, 4, 4]), (0.999, [0.7495, 1.499, 2.998, 5.996, 11.992, 11.992])])
  func backOffGrowsWithJitter(random: Double, delays: [Double]) {
    let policy = RetryPolicy()
    for (index, delay) in delays.enumerated() {
      #expect(abs(policy.delay(afterAttempt: index + 1, random: random) - delay) < 1e-9)
    }
  }
}
