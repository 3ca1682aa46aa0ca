#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The server's time: begins at the machine's and runs `speed` times as fast.
///
/// Everything that the server dates or waits for goes by it, headers included, so that a test of hours takes
/// milliseconds and sees no contradiction.
struct SimulationClock: Sendable {
  let speed: Double
  private let origin: Moment
  private let started: ContinuousClock.Instant

  init(speed: Double) {
    self.speed = speed
    started = .now
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    origin = Moment(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  var now: Moment {
    let elapsed = (ContinuousClock.now - started).inSeconds * speed
    return Moment(microseconds: origin.microseconds + Int64(elapsed * 1e6))
  }

  /// Waits until `moment`; returns at once if it has passed.
  /// - Throws: `CancellationError`.
  func sleep(until moment: Moment) async throws {
    while true {
      let remaining = moment - now
      guard remaining > .zero else { return }
      try await Task.sleep(for: .microseconds(Int64((Double(remaining.microseconds) / speed).rounded(.up)) + 1))
    }
  }

  /// Waits for a length of simulated time.
  func sleep(for duration: Duration) async throws {
    guard duration > .zero else { return }
    try await sleep(until: now + duration)
  }
}
