import NIOHTTP1
@testable import Replicate
import Testing

struct ServerClockTests {
  @Test func answersNarrowTheOffsetDown() {
    let time = FakeTime(now: 100)
    let clock = ServerClock(time.source())
    #expect(!clock.isSet && clock.earliest(at: 7) == 7)
    // 2025-06-15 15:06:40 is 1_750_000_000; the monotonic clock is 1_749_999_000 behind.
    clock.learn(["Date": "Sun, 15 Jun 2025 15:06:40 GMT"], sent: 1000.2, received: 1000.6)
    #expect(clock.isSet)
    #expect(abs(clock.earliest(at: 2000) - (1_750_000_000 + 999.4)) < 1e-3)
    #expect(abs(clock.latest(at: 2000) - (1_750_000_000 + 1000.8)) < 1e-3)
    clock.learn(["Date": "Sun, 15 Jun 2025 15:06:42 GMT"], sent: 1002.9, received: 1002.95)
    #expect(clock.latest(at: 2000) - clock.earliest(at: 2000) < 0.8)
    // A server whose clock is elsewhere is believed at once.
    clock.learn(["Date": "Sun, 15 Jun 2025 16:06:40 GMT"], sent: 1003, received: 1003.1)
    #expect(clock.earliest(at: 1003.1) >= 1_750_003_599)
    clock.learn([:], sent: 0, received: 1)
    clock.learn(["Date": "yesterday"], sent: 0, received: 1)
    #expect(clock.earliest(at: 1003.1) >= 1_750_003_599)
  }
}
