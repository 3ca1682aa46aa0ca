#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the client takes time and chance from. Tests inject their own, so that they wait for nothing.
public struct TimeSource: Sendable {
  /// Seconds since 1970.
  public var now: @Sendable () -> Double
  /// Seconds on a clock that never goes back.
  public var monotonic: @Sendable () -> Double
  /// Seconds since the machine was started, time asleep included, the same for all of its processes.
  public var boot: @Sendable () -> Double
  /// Waits for so many seconds; throws `CancellationError` when its task is canceled.
  public var sleep: @Sendable (Double) async throws -> Void
  /// A number in 0..<1.
  public var random: @Sendable () -> Double

  /// Clocks, a wait and a source of chance.
  public init(
    now: @escaping @Sendable () -> Double, monotonic: @escaping @Sendable () -> Double,
    boot: (@Sendable () -> Double)? = nil, sleep: @escaping @Sendable (Double) async throws -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    (self.now, self.monotonic, self.boot) = (now, monotonic, boot ?? monotonic)
    (self.sleep, self.random) = (sleep, random)
  }

  /// The machine's clocks and its random generator.
  public static let system = TimeSource(
    now: { seconds(CLOCK_REALTIME) },
    monotonic: { seconds(CLOCK_MONOTONIC) },
    boot: { seconds(bootClock) },
    sleep: { try await sleepInPieces($0) },
    random: { Double.random(in: 0..<1) })

  /// A sleep that is canceled keeps its memory, 0.7 kB, until it would have ended: a long one is made of short ones.
  private static func sleepInPieces(_ seconds: Double) async throws {
    var left = Duration.seconds(seconds)
    let end = ContinuousClock.now + left
    repeat {
      try await Task.sleep(for: min(left, .seconds(1)))
      left = end - .now
    } while left > .zero
  }

  #if os(Linux)
    private static let bootClock = CLOCK_BOOTTIME
  #else
    // Darwin's monotonic clock goes on while the machine sleeps.
    private static let bootClock = CLOCK_MONOTONIC
  #endif

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
