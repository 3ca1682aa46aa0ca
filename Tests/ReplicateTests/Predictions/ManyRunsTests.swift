import RepValue
@testable import Replicate
import Synchronization
import Testing

/// Ten thousand runs on a clock that nothing moves but the follower's own waits: the calls are counted.
struct ManyRunsTests {
  private static let start = 1_750_000_000.0

  /// A service that knows runs by number: ours, and others' among them.
  private final class Service: Sendable {
    struct Run: Sendable {
      let id: String
      let createdAt: Double
      let endsAt: Double
      let isOurs: Bool
      let open: Value
      let done: Value
    }

    let time = FakeTime(now: start)
    let runs: [Run]
    private let places: [String: Int]
    /// Seconds by which the list lags behind.
    let lag: Double
    /// Seconds that each call takes; no two are answered at once.
    let cost: Double
    private let counts = Mutex<[String: Int]>([:])

    init(ours: Int, over seconds: Double, foreign: Int, duration: @escaping (Int) -> Double, lag: Double = 0, cost: Double = 0) {
      var random = SeededGenerator(seed: UInt64(ours + foreign))
      var all: [(Double, Bool)] = (0..<ours).map { _ in (start - Double.random(in: 0..<seconds, using: &random), true) }
      all += (0..<foreign).map { _ in (start - Double.random(in: 0..<seconds, using: &random), false) }
      all.sort { $0.0 < $1.0 }
      runs = all.enumerated().map { index, run in
        let id = "r\(index)"
        let createdAt = (run.0 * 1000).rounded(.down) / 1000
        let base: Value = [
          "id": Value(id), "status": "processing", "model": "a/b",
          "created_at": Value(Timestamp.iso8601(createdAt) ?? ""),
          "urls": ["get": Value("https://api.replicate.com/v1/predictions/\(id)")],
        ]
        var done = base
        let endsAt = createdAt + duration(index)
        done["status"] = "succeeded"
        done["output"] = Value(id)
        done["completed_at"] = Value(Timestamp.iso8601(endsAt) ?? "")
        return Run(id: id, createdAt: createdAt, endsAt: endsAt, isOurs: run.1, open: base, done: done)
      }
      places = Dictionary(uniqueKeysWithValues: runs.enumerated().map { ($0.element.id, $0.offset) })
      (self.lag, self.cost) = (lag, cost)
    }

    var ours: [Run] { runs.filter(\.isOurs) }
    var calls: Int { counts.withLock { $0.values.reduce(0, +) } }
    func calls(_ operation: String) -> Int { counts.withLock { $0[operation, default: 0] } }

    func answer(_ operation: Replicate.Operation, _ arguments: Arguments) throws -> Value {
      counts.withLock { $0[operation.id, default: 0] += 1 }
      time.advance(by: cost)
      let now = time.now
      if operation == .predictionsGet {
        guard let place = places[arguments.values["prediction_id"].string ?? ""] else {
          throw ReplicateError(.notFound, "none", status: 404)
        }
        return now >= runs[place].endsAt ? runs[place].done : runs[place].open
      }
      let low = arguments.values["created_after"].string.flatMap { Timestamp.seconds(iso8601: $0) } ?? 0
      let high = arguments.values["created_before"].string.flatMap { Timestamp.seconds(iso8601: $0) } ?? .infinity
      // The cursor is the place of the page's first row, counted from the newest.
      let skip = arguments.nextPage.first.flatMap { Int($0.value) } ?? 0
      var end = runs.partitioningIndex { $0.createdAt >= high } - skip
      let begin = runs.partitioningIndex { $0.createdAt >= low }
      var rows: [Value] = []
      while end > begin, rows.count < 100 {
        end -= 1
        rows.append(now - lag >= runs[end].endsAt ? runs[end].done : runs[end].open)
      }
      let next = end > begin ? Value("https://x/v1/predictions?cursor=\(skip + rows.count)") : .null
      return ["results": Value(rows), "next": next]
    }
  }

  private static func follow(_ service: Service) async throws -> (worst: Double, wrong: Int) {
    let late = Mutex(0.0)
    let caller = FakeCaller { operation, arguments, _ in try service.answer(operation, arguments) }
    let ends = Dictionary(uniqueKeysWithValues: service.runs.map { ($0.id, $0.endsAt) })
    let ours = service.ours
    let subject = Mutex<Follower?>(nil)
    let hasBegun = Atomic(false)
    var source = service.time.source()
    let jump = source.sleep
    // The clock stands still while runs are being handed over and while calls are under way, however long that takes:
    // each of them ends the sleep in which the follower waits for it.
    source.sleep = { seconds in
      let end = service.time.now + seconds
      while true {
        let load = await subject.withLock { $0 }?.load ?? (open: 0, reads: 0)
        if load.open == ours.count { hasBegun.store(true, ordering: .relaxed) }
        if hasBegun.load(ordering: .relaxed), load.reads == 0 { break }
        // Where calls take time, that passes here too.
        if service.cost == 0 { try await Task.sleep(for: .seconds(3600)) }
        try Task.checkCancellation()
        if hasBegun.load(ordering: .relaxed), service.time.now >= end { return }
        await Task.yield()
      }
      try await jump(max(0, end - service.time.now))
    }
    let follower = Follower(caller, time: source) { record in
      guard record.isTerminal, let end = ends[record.id] else { return }
      let delay = service.time.now - end
      late.withLock { $0 = max($0, delay) }
    }
    subject.withLock { $0 = follower }
    let records = try await follower.follow(ours.compactMap { RunRecord($0.open) })
    let wrong = zip(records, ours).count { $0.0.value["output"].string != $0.1.id }
    return (late.withLock { $0 }, wrong)
  }

  @Test(arguments: [(0, 1100), (40_000, 5000)])
  func tenThousandRunsOfTenSeconds(foreign: Int, calls: Int) async throws {
    let service = Service(ours: 10_000, over: 2, foreign: foreign) { _ in 10 }
    let (worst, wrong) = try await Self.follow(service)
    #expect(wrong == 0)
    #expect(service.calls <= calls)
    #expect(worst <= 1.5, "seconds of the test's own clock")
  }

  /// A look at all of them takes three seconds, so that it is given up once it is known when they end. How late each end
  /// is seen depends here on how fast the machine is beside this clock, so only the calls are judged.
  @Test func aServiceThatAnswersSlowly() async throws {
    let service = Service(ours: 10_000, over: 10, foreign: 40_000, duration: { _ in 15 }, cost: 0.006)
    let (_, wrong) = try await Self.follow(service)
    #expect(wrong == 0)
    #expect(service.calls <= 5000)
  }

  @Test func durationsThatDiffer() async throws {
    let service = Service(ours: 2000, over: 2, foreign: 0) { 5 + Double($0 % 100) / 10 }
    let (worst, wrong) = try await Self.follow(service)
    #expect(wrong == 0)
    // Reading each by its id would take eighteen times as many as there are runs.
    #expect(service.calls <= 4000)
    #expect(worst <= 2)
  }

  /// What a list that lags does not show yet is not lost, and what it shows is not taken back.
  @Test func aListThatLags() async throws {
    let service = Service(ours: 500, over: 1, foreign: 0, duration: { _ in 3 }, lag: 5)
    let (worst, wrong) = try await Self.follow(service)
    #expect(wrong == 0 && worst < 8)
  }

  @Test func aFewAreReadByTheirIDs() async throws {
    let service = Service(ours: 5, over: 1, foreign: 1000) { _ in 10 }
    let (_, wrong) = try await Self.follow(service)
    #expect(wrong == 0 && service.calls("predictions.list") == 0)
  }
}

extension Array {
  /// The first index whose element belongs to the second part.
  fileprivate func partitioningIndex(_ belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
