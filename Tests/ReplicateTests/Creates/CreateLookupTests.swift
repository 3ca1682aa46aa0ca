import RepValue
@testable import Replicate
import Synchronization
import Testing

/// The look-up against a list that the test writes, on a clock that only its own waits move.
struct CreateLookupTests {
  private static let start = 1_750_000_000.0

  /// A listed prediction, created so many seconds after the start.
  private static func row(
    _ id: String, at seconds: Double = 1, _ status: String = "processing", input: Value = ["prompt": "otter"],
    model: String = "a/b", more: Value = [:]
  ) -> Value {
    var row: Value = [
      "id": Value(id), "status": Value(status), "model": Value(model), "version": "hidden", "source": "api",
      "input": input, "created_at": Value(Timestamp.iso8601(start + seconds) ?? ""),
      "urls": ["get": Value("https://api.replicate.com/v1/predictions/\(id)")],
    ]
    for (key, value) in more.pairs ?? [] { row[key] = value }
    return row
  }

  private static func intent(_ input: Value = ["prompt": "otter"]) -> CreateIntent {
    CreateIntent(.modelsPredictionsCreate, ["model_owner": "a", "model_name": "b", "input": input])
  }

  private static func unanswered(_ input: Value = ["prompt": "otter"]) -> UnansweredCreate {
    UnansweredCreate(intent(input), sentLow: start, sentHigh: start + 2)
  }

  /// A list whose rows depend on the moment, and its look-up.
  private struct Bench {
    let caller: FakeCaller
    let time = FakeTime(now: start)
    let ledger = MemoryLedger()
    let lookup: CreateLookup

    init(policy: LookupPolicy = LookupPolicy(), _ rows: @escaping @Sendable (_ seconds: Double) throws -> [Value]) {
      let time = time
      caller = FakeCaller { operation, arguments, _ in
        let low = arguments.values["created_after"].double ?? 0
        let high = arguments.values["created_before"].double ?? .infinity
        let all = try rows(time.now - start).filter { row in
          let created = Timestamp.seconds(iso8601: row["created_at"].string ?? "") ?? 0
          return operation == .trainingsList || (created >= low && created < high)
        }
        return ["results": Value(all), "next": .null]
      }
      lookup = CreateLookup(
        caller, ledger: ledger, policy: policy, time: time.source(), clock: ServerClock(time.source()))
    }

    func find(_ create: UnansweredCreate) async throws -> String {
      switch try await lookup.find(create) {
      case .adopted(let record): record["id"].string ?? "?"
      case .absent: "absent"
      case .unresolved(let error): error.kind.rawValue
      }
    }

    func find(_ creates: [UnansweredCreate]) async throws -> [String] {
      try await withThrowingTaskGroup(of: (Int, String).self) { group in
        for (index, create) in creates.enumerated() { group.addTask { (index, try await find(create)) } }
        var found = [String](repeating: "", count: creates.count)
        for try await (index, id) in group { found[index] = id }
        return found
      }
    }
  }

  @Test func whatIsListedIsAdoptedAtOnce() async throws {
    let bench = Bench { _ in [Self.row("p"), Self.row("other", input: ["prompt": "cat"])] }
    #expect(try await bench.find(Self.unanswered()) == "p")
    #expect(bench.caller.calls == ["predictions.list"])
    #expect(await bench.ledger.claimed(among: ["p", "other"]) == ["p"])
  }

  /// The list lags; the waits between its reads double.
  @Test func whatIsListedLateIsFound() async throws {
    let bench = Bench { seconds in seconds < 60 ? [] : [Self.row("p")] }
    #expect(try await bench.find(Self.unanswered()) == "p")
    #expect(bench.time.sleeps.prefix(6) == [0.5, 1, 2, 4, 8, 16])
  }

  @Test func aFreshListWithoutItAfterTheSettlingShowsAbsence() async throws {
    let bench = Bench { _ in [Self.row("witness", at: 3, input: ["prompt": "cat"])] }
    #expect(try await bench.find(Self.unanswered()) == "absent")
    let elapsed = bench.time.now - Self.start
    #expect(elapsed >= 122 && elapsed < 124)
  }

  @Test func withoutAWitnessTheWaitIsTwiceAsLong() async throws {
    let bench = Bench { _ in [Self.row("older", at: -3, input: ["prompt": "cat"])] }
    #expect(try await bench.find(Self.unanswered()) == "absent")
    let elapsed = bench.time.now - Self.start
    #expect(elapsed >= 242 && elapsed < 244)
  }

  /// The bytes of a process that died could have left later than anybody wrote down.
  @Test func anOldIntentIsLookedUpTwiceTenSecondsApart() async throws {
    let bench = Bench { _ in [Self.row("witness", at: -3000, input: ["prompt": "cat"])] }
    let old = UnansweredCreate(Self.intent(), sentLow: Self.start - 3000.5, sentHigh: nil)
    #expect(try await bench.find(old) == "absent")
    #expect(bench.time.now - Self.start >= 10 && bench.time.now - Self.start < 20)
    #expect(bench.caller.calls.count > 1)
  }

  @Test func whatServesAnotherCallIsLeftAlone() async throws {
    let bench = Bench { _ in [Self.row("taken"), Self.row("witness", at: 3, input: [:])] }
    await bench.ledger.answered(Self.intent(), ["id": "taken"])
    #expect(try await bench.find(Self.unanswered()) == "absent")
  }

  @Test(arguments: [0, 1, 2, 3, 5])
  func asManyAreAdoptedAsAreListed(listed: Int) async throws {
    let bench = Bench { _ in (0..<listed).map { Self.row("p\($0)", at: Double($0) * 0.1) } + [Self.row("w", model: "x/y")] }
    let found = try await bench.find((0..<3).map { _ in Self.unanswered() })
    let adopted = found.filter { $0.hasPrefix("p") }
    #expect(adopted.count == min(3, listed) && Set(adopted).count == adopted.count)
    #expect(found.filter { $0 == "absent" }.count == 3 - adopted.count)
  }

  /// Many at once cost as many reads of the list as one.
  @Test func oneReadServesAllSearches() async throws {
    let bench = Bench { seconds in
      seconds < 30 ? [] : (0..<200).map { Self.row("p\($0)", input: ["prompt": Value("otter \($0)")]) }
    }
    let found = try await bench.find((0..<200).map { Self.unanswered(["prompt": Value("otter \($0)")]) })
    #expect(found == (0..<200).map { "p\($0)" })
    #expect(bench.caller.calls.count < 20)
  }

  @Test func theBestIsAdoptedFirst() async throws {
    let bench = Bench { _ in
      [
        Self.row("failed", at: 0, "failed"), Self.row("canceled", at: 0.1, "canceled"), Self.row("late", at: 2),
        Self.row("early", at: 1, "succeeded"),
      ]
    }
    #expect(try await bench.find(Self.unanswered()) == "early")
    #expect(try await bench.find(Self.unanswered()) == "late")
    #expect(try await bench.find(Self.unanswered()) == "failed")
  }

  /// What a create under way may own is not given to another before its answer is there.
  @Test func anAnswerBeatsAnAdoption() async throws {
    let bench = Bench { _ in [Self.row("p"), Self.row("w", model: "x/y")] }
    let held = Self.intent()
    await bench.lookup.sending(held)
    async let found = bench.find(Self.unanswered())
    while bench.caller.calls.count < 3 { await Task.yield() }
    await bench.ledger.answered(held, ["id": "p"])
    await bench.lookup.sent(held)
    #expect(try await found == "absent")
  }

  @Test func aCandidateThatItsOwnerDoesNotGetIsAdopted() async throws {
    let bench = Bench { _ in [Self.row("p")] }
    let held = Self.intent()
    await bench.lookup.sending(held)
    async let found = bench.find(Self.unanswered())
    while bench.caller.calls.isEmpty { await Task.yield() }
    await bench.lookup.sent(held)
    #expect(try await found == "p")
  }

  /// Two inputs that the list cannot tell apart: nobody gets the other one's output.
  @Test func inputsThatOnlyLookAlikeAreAQuestion() async throws {
    let bench = Bench { _ in
      ["1", "2"].map { Self.row($0, input: ["image": Value("https://replicate.delivery/\($0).png")]) }
    }
    let found = try await bench.find(
      ["AAAA", "BBBB"].map { Self.unanswered(["image": Value("data:image/png;base64,\($0)")]) })
    #expect(found == ["unresolved", "unresolved"])
    // One alone can only be one of them.
    let alone = try await bench.find(Self.unanswered(["image": "data:image/png;base64,AAAA"]))
    #expect(["1", "2"].contains(alone))
  }

  @Test func aDeletedRunIsPaidAndLost() async throws {
    let bench = Bench { _ in [Self.row("gone", input: [:], more: ["data_removed": true])] }
    #expect(try await bench.find(Self.unanswered()) == "output_gone")
    let two = Bench { _ in ["1", "2"].map { Self.row($0, input: [:], more: ["data_removed": true]) } }
    #expect(try await two.find(Self.unanswered()) == "unresolved")
  }

  @Test func aListThatDoesNotReachBackShowsNothing() async throws {
    let bench = Bench { _ in [Self.row("new", at: -10, model: "x/y")] }
    let old = UnansweredCreate(Self.intent(), sentLow: Self.start - 100_000, sentHigh: Self.start - 99_999)
    #expect(try await bench.find(old) == "unresolved")
    let older = Bench { _ in [Self.row("older", at: -200_000, model: "x/y")] }
    #expect(try await older.find(old) == "absent")
  }

  @Test func trainingsAreReadUntilTheirWindow() async throws {
    let time = FakeTime(now: Self.start)
    let caller = FakeCaller { operation, arguments, number in
      #expect(operation == .trainingsList && arguments.values["created_after"].isNull)
      let page = number % 2
      let rows = [
        Self.row("t\(page)", at: page == 0 ? 1 : -50, input: ["steps": 10], model: "a/trainer"),
        Self.row("old", at: page == 0 ? 0 : -60, model: "a/trainer"),
      ]
      return ["results": Value(rows), "next": Value("https://api.replicate.com/v1/trainings?cursor=\(number)")]
    }
    let lookup = CreateLookup(
      caller, ledger: MemoryLedger(), policy: LookupPolicy(), time: time.source(), clock: ServerClock(time.source()))
    let training = CreateIntent(
      .trainingsCreate,
      ["owner": "a", "name": "trainer", "version_id": "v", "destination": "me/x", "input": ["steps": 10]])
    let outcome = try await lookup.find(UnansweredCreate(training, sentLow: Self.start, sentHigh: Self.start + 1))
    guard case .adopted(let record) = outcome else {
      Issue.record("not adopted: \(outcome)")
      return
    }
    #expect(record["id"] == "t0" && caller.calls.count == 2)
  }

  /// The server forgets the filters in `next`, and hands out rows outside the window.
  @Test func filtersAreCarriedAlong() async throws {
    let caller = FakeCaller { _, arguments, number in
      #expect(arguments.values["created_after"].double == Self.start - 5)
      #expect(arguments.values["created_before"].double == Self.start + 2 + 120)
      #expect(arguments.nextPage.map(\.value) == (number == 0 ? [] : ["\(number)"]))
      let row = number < 3 ? Self.row("x\(number)", at: 500) : Self.row("p")
      return [
        "results": [row], "next": number == 3 ? "null" : Value("http://elsewhere/v1/predictions?cursor=\(number + 1)"),
      ]
    }
    let time = FakeTime(now: Self.start)
    let lookup = CreateLookup(
      caller, ledger: MemoryLedger(), policy: LookupPolicy(), time: time.source(), clock: ServerClock(time.source()))
    let outcome = try await lookup.find(Self.unanswered())
    if case .adopted(let record) = outcome { #expect(record["id"] == "p") } else { Issue.record("\(outcome)") }
  }

  /// A read that fails shows nothing, however late it is.
  @Test func onlyCompleteReadsCount() async throws {
    let bench = Bench { seconds in
      if seconds < 300 { throw ReplicateError(.server, "away") }
      return [Self.row("p")]
    }
    #expect(try await bench.find(Self.unanswered()) == "p")
    let never = Bench { _ in throw ReplicateError(.network, "away") }
    #expect(try await never.find(Self.unanswered()) == "unresolved")
    #expect(never.time.now - Self.start >= 600)
    let refused = Bench { _ in throw ReplicateError(.auth, "no") }
    #expect(try await refused.find(Self.unanswered()) == "unresolved")
    #expect(refused.time.sleeps.isEmpty)
  }

  @Test func aSearchThatIsCanceledEnds() async throws {
    let bench = Bench { _ in [] }
    let release = AsyncStream<Void>.makeStream()
    let stuck = FakeCaller { _, _, _ in
      var gate = release.stream.makeAsyncIterator()
      _ = await gate.next()
      return ["results": []]
    }
    let lookup = CreateLookup(
      stuck, ledger: bench.ledger, policy: LookupPolicy(), time: bench.time.source(),
      clock: ServerClock(bench.time.source()))
    let search = Task { try await lookup.find(Self.unanswered()) }
    while stuck.calls.isEmpty { await Task.yield() }
    search.cancel()
    await #expect(throws: CancellationError.self) { _ = try await search.value }
    release.continuation.finish()
  }
}
