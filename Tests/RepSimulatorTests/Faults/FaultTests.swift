import RepValue
import Testing

@testable import RepSimulator

@Suite struct FaultTests {
  private func withFault(
    _ text: String, _ configure: (inout Simulator.Configuration) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
  ) async throws {
    let fault = try #require(Fault(text))
    try await withSimulator({
      $0.faults = [fault]
      configure(&$0)
    }) { try await body($0) }
  }

  @Test(arguments: [402, 500, 502, 503])
  func statusesAreAnswered(status: Int) async throws {
    try await withFault("\(status)@account.get=first:1") { server in
      let answer = try await server.get("/account")
      #expect(answer.status == status)
      #expect(answer.json["status"].int == status)
      #expect(try await server.get("/account").status == 200)
    }
  }

  @Test func pagesOfTheEdgeAreHTML() async throws {
    try await withFault("html:502") { server in
      let answer = try await server.get("/account")
      #expect(answer.status == 502)
      #expect(answer.header("content-type")?.hasPrefix("text/html") == true)
      #expect(answer.json.isNull)
    }
  }

  @Test(
    arguments: [
      ("throttled:3", "3", 3, "Request was throttled. Your rate limit resets in ~3s."),
      ("throttled:3:sentence", nil, nil, "Request was throttled. Your rate limit resets in ~3s."),
      ("throttled:3:none", nil, nil, "Request was throttled."),
    ] as [(String, String?, Int?, String)])
  func throttlingTellsTheWaitInSeveralWays(fault: String, header: String?, body: Int?, detail: String) async throws {
    try await withFault(fault) { server in
      let answer = try await server.get("/account")
      #expect(answer.status == 429)
      #expect(answer.header("retry-after") == header)
      #expect(answer.json["retry_after"].int == body)
      #expect(answer.json["detail"].string == detail)
    }
  }

  @Test func theWaitMayBeADate() async throws {
    try await withFault("throttled:3:date", { $0.speed = 1 }) { server in
      let answer = try await server.get("/account")
      #expect(answer.header("retry-after")?.hasSuffix(" GMT") == true)
      #expect(answer.header("retry-after") != answer.header("date"))
      #expect(answer.json["retry_after"].isNull)
    }
  }

  @Test func aResetHasNoEffect() async throws {
    try await withFault("reset@models.predictions.create") { server in
      await #expect(throws: (any Error).self) { try await server.create("rep/echo", ["text": "x"]) }
      #expect(server.simulator.statistics.creates == 0)
      #expect(server.simulator.statistics.statuses[0] == 1)
      let list = try await server.get("/predictions").json["results"]
      #expect(list.count == 0)
    }
  }

  @Test func aLostAnswerHasItsEffect() async throws {
    try await withFault("lost@models.predictions.create=first:1") { server in
      await #expect(throws: (any Error).self) { try await server.create("rep/echo", ["text": "x"]) }
      #expect(try await server.get("/predictions").json["results"][0]["input"]["text"].string == "x")
      _ = try await server.create("rep/echo", ["text": "x"])
      #expect(server.simulator.statistics.creates == 2)
      #expect(server.simulator.statistics.duplicateCreates == 1)
    }
  }

  @Test func aLateCreateAppearsLater() async throws {
    try await withFault("late:5s@models.predictions.create", { $0.speed = 20 }) { server in
      let before = try #require(try await server.get("/account").header("date"))
      _ = try await server.create("rep/echo", ["text": "x"], wait: 60)
      var list = Value.null
      while list.count == 0 { list = try await server.get("/predictions").json["results"] }
      // Dates of answers have whole seconds: it was created in none of the five that begin before it was sent.
      let created = try #require(Moment(iso8601: list[0]["created_at"].text))
      #expect(!(0..<5).map { (created - .seconds($0)).httpDate }.contains(before))
      #expect(server.simulator.statistics.creates == 1)
    }
  }

  @Test func bodiesBreakOff() async throws {
    try await withFault("truncated@account.get") { server in
      await #expect(throws: (any Error).self) { try await server.get("/account") }
      let other = try await server.get("/hardware")
      #expect(other.status == 200)
    }
  }

  @Test(arguments: ["slow:2s", "delayed:2s"])
  func bodiesMayTakeTheirTime(fault: String) async throws {
    try await withFault(fault) { server in
      let answer = try await server.get("/account")
      #expect(answer.status == 200)
      #expect(answer.json["username"].string == "me")
    }
  }

  @Test func bodiesMayBeNonsense() async throws {
    try await withFault("malformed") { server in
      let answer = try await server.get("/account")
      #expect(answer.status == 200)
      #expect(throws: JSONError.self) { try JSON.parse(answer.bytes) }
    }
  }

  @Test func bodiesMayBeHugeOrDeep() async throws {
    try await withFault("huge:5000000") { server in
      let answer = try await server.get("/account")
      #expect(answer.bytes.count > 5_000_000)
    }
    try await withFault("deep:10000") { server in
      let answer = try await server.get("/account")
      #expect(answer.bytes.count == 20_000)
      #expect(throws: JSONError.self) { try JSON.parse(answer.bytes) }
    }
  }

  @Test func redirectsLeadToAnotherOrigin() async throws {
    try await withFault("redirect@account.get") { server in
      let answer = try await server.get("/account")
      #expect(answer.status == 307)
      let location = try #require(answer.header("location"))
      #expect(location.hasPrefix(server.simulator.deliveryOrigin))
      _ = try await send("GET", location)
      #expect(server.simulator.statistics.redirectsFollowed == 1)
      #expect(server.simulator.statistics.tokensSeenElsewhere == 0)
      _ = try await server.get(location)
      #expect(server.simulator.statistics.tokensSeenElsewhere == 1)
    }
  }

  @Test func tokensElsewhereCanBeRefused() async throws {
    try await withSimulator({ $0.refusesTokenElsewhere = true }) { server in
      let prediction = try await server.create("black-forest-labs/flux-schnell", ["prompt": "x"], wait: 60).json
      let url = prediction["output"][0].text
      #expect(try await server.get(url).status == 401)
      #expect(try await send("GET", url).status == 200)
      #expect(server.simulator.statistics.deliveries == 1)
    }
  }

  @Test func ratesFollowTheSeed() async throws {
    func pattern(_ seed: UInt64) -> [Bool] {
      let injector = FaultInjector([Fault(.reset, when: .rate(0.3))], seed: seed)
      return (0..<200).map { _ in injector.next(for: .accountGet) != nil }
    }
    #expect(pattern(1) == pattern(1))
    #expect(pattern(1) != pattern(2))
    #expect((30...90).contains(pattern(1).count { $0 }))
  }

  @Test(
    arguments: [
      (.always, [true, true, true, true]), (.first(2), [true, true, false, false]),
      (.nth([2, 4]), [false, true, false, true]),
      (.every(3), [false, false, true, false]), (.rate(0), [false, false, false, false]),
      (.rate(1), [true, true, true, true]),
    ] as [(Fault.Occurrence, [Bool])])
  func occurrencesAreCounted(occurrence: Fault.Occurrence, expected: [Bool]) {
    let injector = FaultInjector([Fault(.reset, at: ["account.get"], when: occurrence)], seed: 1)
    let seen = (0..<4).map { _ in
      _ = injector.next(for: .hardwareList)
      return injector.next(for: .accountGet) != nil
    }
    #expect(seen == expected)
  }

  @Test(
    arguments: [
      ("500", Fault(.status(500))),
      ("lost@predictions.create=0.1", Fault(.answerLost, at: ["predictions.create"], when: .rate(0.1))),
      ("throttled:3=first:2", Fault(.throttled(seconds: 3, hint: .seconds), when: .first(2))),
      (
        "late:1.5s@predictions.create,trainings.create=nth:1,4",
        Fault(.acceptedLate(.milliseconds(1500)), at: ["predictions.create", "trainings.create"], when: .nth([1, 4]))
      ),
      ("html:502=every:10", Fault(.html(502), when: .every(10))), ("slow:250ms", Fault(.slowBody(.milliseconds(250)))),
      ("delayed:2m=always", Fault(.delayed(.seconds(120)))), ("reset=1", Fault(.reset, when: .rate(1))),
    ])
  func faultsAreReadFromText(text: String, fault: Fault) {
    #expect(Fault(text) == fault)
  }

  @Test(
    arguments: [
      "", "nonsense", "200", "600", "500:1", "lost@", "lost@nothing", "lost=", "lost=2", "lost=first", "lost=nth:",
      "lost=nth:x",
      "lost=every:0", "throttled", "throttled:x", "throttled:1:never", "throttled:1:date:x", "late", "late:-1s",
      "late:s", "html",
      "html:200", "@account.get", "=0.5", "huge:-1", "deep:x",
    ])
  func otherTextIsNoFault(text: String) {
    #expect(Fault(text) == nil)
  }

  @Test func everyDocumentedExampleIsAFault() {
    for effect in Fault.effectWords { #expect(Fault(effect.example) != nil, "\(effect.example)") }
  }
}

@Suite struct RateLimitTests {
  @Test func headersCountDownAsRecorded() async throws {
    try await withSimulator({ $0.speed = 1 }) { server in
      let first = try await server.create("rep/echo", ["text": "x"])
      #expect(first.header("ratelimit-remaining") == "599")
      #expect(first.header("ratelimit-reset") == "1")
      #expect(try await server.get("/account").header("ratelimit-remaining") == "2999")
      #expect(try await server.get("/predictions/\(first.json["id"])").header("ratelimit-remaining") == "59999")
      #expect(try await server.get("/files").header("ratelimit-remaining") == nil)
    }
  }

  @Test func lowCreditAllowsOneAtATime() async throws {
    try await withSimulator({
      $0.rateLimits = .lowCredit
      // The bucket stands still, however long the two requests take.
      $0.speed = 0.001
    }) { server in
      #expect(try await server.create("rep/echo", ["text": "x"]).status == 201)
      let answer = try await server.create("rep/echo", ["text": "y"])
      #expect(answer.status == 429)
      let seconds = try #require(answer.json["retry_after"].int)
      #expect(seconds == 10)
      #expect(answer.header("retry-after") == "\(seconds)")
      #expect(
        answer.json["detail"].string
          == "Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a "
          + "burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~\(seconds)s.")
      #expect(server.simulator.statistics.creates == 1)
      #expect(try await server.get("/account").status == 200)
    }
  }

  @Test func bucketsRefillEvenly() {
    let limiter = RateLimiter(RateLimits(createsPerMinute: 60, createBurst: 3))
    let start = Moment(microseconds: 0)
    let verdicts = (0..<5).map { _ in limiter.take(.creates, at: start) }
    #expect(verdicts.map { $0?.isAllowed } == [true, true, true, false, false])
    #expect(verdicts.map { $0?.remaining } == [2, 1, 0, 0, 0])
    #expect(verdicts[2]?.secondsUntilFull == 3)
    #expect(verdicts[3]?.secondsUntilNext == 1)
    #expect(limiter.take(.creates, at: start + .milliseconds(900))?.isAllowed == false)
    #expect(limiter.take(.creates, at: start + .milliseconds(1100))?.isAllowed == true)
    #expect(limiter.take(.creates, at: start + .seconds(100))?.remaining == 2)
    #expect(limiter.take(.polls, at: start)?.remaining == 59_999)
    #expect(RateLimiter(.off).take(.creates, at: start) == nil)
  }
}
