import RepValue
@testable import Replicate
import Testing

struct ListPlanTests {
  private static func plan(_ times: [Double]) -> ListPlan {
    var plan = ListPlan()
    for time in times { plan.add(createdAt: time) }
    return plan
  }

  @Test func fewRunsAreReadByThemselves() {
    let plan = Self.plan([1, 2, 3])
    #expect(plan.reads([("a", 1), ("b", 2), ("c", 3)]) == [.single("a"), .single("b"), .single("c")])
    #expect(plan.reads([]) == [])
  }

  @Test func manyRunsAreReadInPages() {
    let times = (0..<1000).map { Double($0) / 100 }
    let reads = Self.plan(times.shuffled()).reads(times.enumerated().map { ("\($0.offset)", $0.element) })
    #expect(reads.count >= 10 && reads.count <= 12)
    var seen: [String] = []
    for case .pages(let window, let ids) in reads {
      #expect(ids.count <= 100)
      seen += ids
      for id in ids { #expect(window.contains(times[Int(id) ?? 0])) }
    }
    #expect(seen.count == 1000 && Set(seen).count == 1000)
  }

  @Test func othersRowsMakeShorterStretches() {
    let times = (0..<1000).map { Double($0) / 100 }
    var plan = Self.plan(times)
    // Four rows of others to one of ours.
    for _ in 0..<50 { plan.learn(rows: 500, low: 0, high: 1, bytes: 500_000) }
    let due = times.enumerated().map { ("\($0.offset)", Double?.some($0.element)) }
    let stretches = plan.reads(due)
    #expect(stretches.count > 8 && stretches.count <= ListPlan.stretches)
    #expect(abs(plan.pages(for: 1000) - 50) < 5)
    // Nineteen to one: a page shows five of ours.
    for _ in 0..<50 { plan.learn(rows: 2000, low: 0, high: 1, bytes: 2_000_000) }
    #expect(plan.reads(due).allSatisfy { if case .single = $0 { true } else { false } })
  }

  @Test func pagesThatWouldBeHugeAreNotAskedFor() {
    let times = (0..<100).map { Double($0) / 100 }
    var plan = Self.plan(times)
    let due = times.enumerated().map { ("\($0.offset)", Double?.some($0.element)) }
    func largest() -> Int {
      plan.reads(due).map { if case .pages(_, let ids) = $0 { ids.count } else { 1 } }.max() ?? 0
    }
    #expect(largest() > 50)
    // Inputs of 256 kB in every row: twelve make four megabytes.
    for _ in 0..<50 { plan.learn(rows: 100, low: 0, high: 1, bytes: 33_000_000) }
    #expect(largest() <= 13)
    for _ in 0..<50 { plan.learn(rows: 100, low: 0, high: 1, bytes: 500_000_000) }
    #expect(largest() == 1)
  }

  @Test func whatHasNoTimeIsReadByItself() {
    let plan = Self.plan((0..<20).map(Double.init))
    let reads = plan.reads((0..<20).map { ("\($0)", $0 == 3 ? nil : Double($0)) })
    #expect(reads.count == 2 && reads.contains(.single("3")))
  }

  @Test func durationsSayWhenALookPays() throws {
    var durations = DurationStatistics()
    func run(_ seconds: Int?, model: String = "a/b", status: String = "succeeded") throws -> RunRecord {
      var value: Value = [
        "id": "p", "status": Value(status), "model": Value(model), "created_at": "2025-06-15T15:06:00Z",
        "urls": ["get": "https://x/v1/predictions/p"],
      ]
      if let seconds { value["completed_at"] = Value("2025-06-15T15:06:\(seconds)Z") }
      return try #require(RunRecord(value))
    }
    let (model, other) = (durations.model(of: try run(nil)), durations.model(of: try run(nil, model: "x/y")))
    #expect(durations.expected(model) == nil)
    #expect(durations.add(try run(20), of: model))
    for seconds in [12, 30] { #expect(!durations.add(try run(seconds), of: model)) }
    durations.add(try run(10, status: "failed"), of: model)
    durations.add(try run(nil), of: model)
    #expect(durations.expected(model) == .init(seconds: 12, longest: 30, isSure: false))
    #expect(durations.expected(other) == nil)
    for _ in 0..<500 { durations.add(try run(40), of: model) }
    #expect(durations.expected(model) == .init(seconds: 40, longest: 40, isSure: true))
    #expect(durations.model(of: try run(20)) == model)
  }

  private typealias Expectation = DurationStatistics.Expectation
  private typealias Load = PollSchedule.Load

  @Test(arguments: [
    (nil, 0.0, 0.25), (nil, 500, 1.2), (Expectation(seconds: 40, longest: 41, isSure: true), 0, 38),
    (Expectation(seconds: 10, longest: 10.1, isSure: true), 10, 9.5),
    (Expectation(seconds: 10, longest: 10.1, isSure: true), 500, 10.725),
    (Expectation(seconds: 10, longest: 20, isSure: true), 500, 10.125),
  ] as [(DurationStatistics.Expectation?, Double, Double)])
  func firstLooks(expected: DurationStatistics.Expectation?, pages: Double, age: Double) {
    let load = Load(due: pages, open: pages)
    #expect(abs(PollSchedule(.prediction).firstLook(expected: expected, load) - age) < 1e-9)
  }

  @Test(arguments: [
    (0.1, 1.0, 0.05), (1.6, 1, 0.1), (1000, 1, 5), (1, 50, 0.6), (1, 500, 2.7), (32, 500, 4), (1000, 5000, 60),
  ])
  func intervals(age: Double, pages: Double, seconds: Double) {
    let load = Load(due: pages, open: pages)
    #expect(abs(PollSchedule(.prediction).interval(age: age, load) - seconds) < 1e-9)
  }

  /// What cannot be over is left alone; when it may be over at any moment it is looked at often, and then rarely again.
  @Test(arguments: [
    (1.0, true, 1.0, 8.5), (9, true, 1, 0.5), (9.5, true, 1, 0.25), (10.4, true, 1, 0.25), (10.6, true, 1, 0.6625),
    (1, false, 1, 1), (0, false, 1, 0.25), (6, false, 1, 3.5), (1, false, 50, 9.3), (10.2, true, 500, 0.425),
    (10.7, true, 500, 1.3375),
  ])
  func intervalsWhereDurationsAreKnown(age: Double, isSure: Bool, pages: Double, seconds: Double) {
    let expected = Expectation(seconds: 10, longest: 10, isSure: isSure)
    let load = Load(due: pages, open: pages)
    #expect(abs(PollSchedule(.prediction).interval(age: age, load, expected: expected) - seconds) < 1e-9)
  }

  @Test func trainingsAreLookedAtRarely() {
    #expect(PollSchedule(.training).interval(age: 1) == 5 && PollSchedule(.training).interval(age: 1e6) == 30)
  }
}
