@testable import Replicate
import Testing

struct AbandonedCreatesTests {
  /// The time is up: what has not ended is unconfirmed, and what ends later is in the next report.
  @Test func theReportWaitsNoLongerThanItWasTold() async {
    let time = FakeTime()
    let abandoned = AbandonedCreates()
    let (open, end) = AsyncStream<Void>.makeStream()
    abandoned.add(1) {
      for await _ in open {}
      return .canceled("p1")
    }
    abandoned.add(2) { .neverBegan }
    let early = await abandoned.report(within: 3, time.source())
    #expect(early.unconfirmed >= 1 && early.canceled.isEmpty)
    #expect(time.sleeps == [3])
    end.finish()
    var canceled: [String] = []
    while canceled.isEmpty, !Task.isCancelled { canceled = await abandoned.report(within: 3600, time.source()).canceled }
    #expect(canceled == ["p1"])
  }
}
