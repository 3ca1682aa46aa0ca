import NIOHTTP1
import Synchronization

/// Keeps calls within the API's rate limits, so that they wait here instead of being refused there.
///
/// A single call never waits: the buckets start full. Limits of other servers than Replicate's own are not known and
/// are learned from their answers alone: one that counts calls in `ratelimit-remaining` gets the documented limits.
/// Calls of one class go in the order of their priority and of their coming. With a folder, all processes of the
/// machine share the buckets of an account and take turns.
public final class RateLimiter: Sendable {
  /// Calls about files under way at once: their answers show no limit to go by.
  static let filesAtOnce = 4
  /// Tokens of the class `other` that only urgent calls take.
  static let urgentReserve = 60.0
  /// The part of a class that the reading of states leaves to others.
  static let pollingReserve = 0.2
  /// Tokens that are taken at once; what a killed process has taken is lost.
  static let batch = 8
  /// Seconds for which the server's count is good enough to burst.
  static let freshness = 60.0
  /// Creates that go out before the server's count is known, and seconds that the others wait for it at most.
  static let blindBurst = 8
  static let blindWait = 2.0

  private struct Line {
    var waiting = WaitingCalls()
    var isServed = false
    var inFlight = 0
    /// Creates sent since the server's count was last known, and until when the others wait for it.
    var blind = 0
    var blindUntil = 0.0
    /// Ends the wait of whoever serves the line.
    var alarm: Task<Void, Never>?
  }

  private struct State {
    var lines: [RateClass: Line] = [:]
    var nextID = 0
  }

  private let store: any BucketStore
  private let time: TimeSource
  private let isReplicate: Bool
  private let state = Mutex(State())

  /// - Parameters:
  ///   - isReplicate: whether the documented limits hold from the start: 600 creates, 60,000 reads of a prediction by
  ///     id and 3,000 other calls a minute.
  ///   - folder: where the processes of this machine keep their buckets; nil for a process of its own.
  ///   - account: the name of this account's file in it.
  ///   - time: the clock that the buckets fill by.
  public convenience init(
    isReplicate: Bool, folder: String? = nil, account: @escaping @autoclosure @Sendable () -> String = "",
    time: TimeSource
  ) {
    self.init(
      isReplicate: isReplicate,
      DeferredBuckets {
        let initial: @Sendable (RateClass) -> TokenBucket = { isReplicate ? .documented($0) : .unlimited }
        guard let folder else { return PrivateBuckets(initial) }
        return SharedBuckets(folder: folder, account: account(), initial: initial)
          ?? PrivateBuckets { initial($0).halved }
      }, time)
  }

  init(isReplicate: Bool, _ store: any BucketStore, _ time: TimeSource) {
    (self.isReplicate, self.store, self.time) = (isReplicate, store, time)
  }

  // MARK: Calls

  /// Waits until a call of `rateClass` may be made. Every success needs one ``finished(_:)``.
  ///
  /// - Parameter onWait: told of the seconds to wait, about, where there are any.
  /// - Throws: `CancellationError`; then the call counts as not made.
  func acquire(
    _ rateClass: RateClass, _ priority: CallPriority = .single, onWait: (Double) -> Void = { _ in }
  ) async throws {
    try Task.checkCancellation()
    let id: Int? = state.withLock { state in
      var line = state.lines[rateClass, default: Line()]
      defer { state.lines[rateClass] = line }
      if line.waiting.isEmpty(upTo: priority), blocked(rateClass, line) == nil, take(1, rateClass, priority) == 1 {
        count(&line)
        return nil
      }
      state.nextID += 1
      return state.nextID
    }
    guard let id else { return }
    let wait = estimate(rateClass)
    if wait > 0 { onWait(wait) }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        state.withLock { state in
          state.lines[rateClass, default: Line()].waiting.append(id, priority, continuation)
        }
        startServing(rateClass)
        if Task.isCancelled { withdraw(id, rateClass) }
      }
    } onCancel: {
      withdraw(id, rateClass)
    }
  }

  /// A call that was let through has ended, however it did.
  func finished(_ rateClass: RateClass) {
    state.withLock { $0.lines[rateClass]?.inFlight -= 1 }
    if rateClass == .files { startServing(rateClass) }
  }

  /// Learns from an answer's `ratelimit-remaining`.
  ///
  /// - Parameter took: seconds from sending to answer; headers of answers that were held open are stale.
  func observe(_ rateClass: RateClass, headers: HTTPHeaders, took: Double) {
    guard took < 2, let text = headers.first(name: "ratelimit-remaining"), let remaining = Double(text) else { return }
    let others = state.withLock { max(0, ($0.lines[rateClass]?.inFlight ?? 0) - 1) }
    let now = time.boot()
    store.update(rateClass) { bucket in
      let documented = TokenBucket.documented(rateClass)
      if remaining <= documented.burst { bucket.adopt(documented) }
      // What is under way may not be counted yet.
      bucket.learn(remaining: max(0, remaining - Double(others)), now: now)
    }
    state.withLock { state in
      guard state.lines[rateClass]?.blind ?? 0 > 0 else { return }
      state.lines[rateClass]?.blind = 0
      state.lines[rateClass]?.alarm?.cancel()
    }
  }

  /// Learns from a 429: the class is closed for all callers for `seconds`.
  func throttled(_ rateClass: RateClass, for seconds: Double, detail: String?) {
    let now = time.boot()
    store.update(rateClass) { bucket in
      bucket.close(for: seconds, now: now)
      if let limit = detail.flatMap(NamedLimit.init) {
        bucket.replace(burst: limit.burst, perSecond: limit.perMinute / 60, now: now)
      }
    }
  }

  // MARK: The line

  private enum Step {
    case done
    case again
    /// Nothing may go for so many seconds, unless something happens.
    case pause(Double)
    /// The next token is still to come.
    case empty
  }

  private func startServing(_ rateClass: RateClass) {
    let mustServe = state.withLock { state in
      guard var line = state.lines[rateClass], !line.isServed, line.waiting.count > 0 else { return false }
      line.isServed = true
      state.lines[rateClass] = line
      return true
    }
    if mustServe { Task.detached { await self.serve(rateClass) } }
  }

  /// Lets the waiting calls of a class go, each as soon as it may.
  private func serve(_ rateClass: RateClass) async {
    while true {
      switch step(rateClass) {
      case .done: return
      case .again: continue
      case .pause(let seconds): await sleep(seconds, rateClass)
      case .empty: await waitForToken(rateClass)
      }
    }
  }

  private func step(_ rateClass: RateClass) -> Step {
    state.withLock { state in
      guard var line = state.lines[rateClass] else { return .done }
      defer { state.lines[rateClass] = line }
      let blocked = blocked(rateClass, line)
      // Calls about files go on when one of them has ended.
      guard line.waiting.count > 0, rateClass != .files || blocked == nil else {
        line.isServed = false
        return .done
      }
      if let blocked { return .pause(blocked) }
      let isUrgent = line.waiting.hasUrgent
      // What is bounded by more than its bucket is counted one by one.
      let wanted = isUrgent || rateClass == .files || rateClass == .create ? 1 : min(line.waiting.count, Self.batch)
      let granted = take(wanted, rateClass, isUrgent ? .urgent : .single)
      for _ in 0..<granted { letGo(&line) }
      return granted > 0 ? .again : .empty
    }
  }

  /// Reserves one token, so that processes which wait take turns, and gives it to the first in line when it has come.
  private func waitForToken(_ rateClass: RateClass) async {
    let now = time.boot()
    let reserve = reserve(rateClass, .single)
    let wait = store.update(rateClass) { $0.take(now: now, reserve: reserve) }
    await sleep(max(wait, 0.001), rateClass)
    let end = time.boot()
    let isClosed = store.update(rateClass) { $0.closedUntil > end }
    state.withLock { state in
      guard var line = state.lines[rateClass] else { return }
      defer { state.lines[rateClass] = line }
      if isClosed || line.waiting.count == 0 {
        // A 429 came in the meantime, or all have given up.
        store.update(rateClass) { $0.giveBack() }
      } else {
        letGo(&line)
      }
    }
  }

  private func sleep(_ seconds: Double, _ rateClass: RateClass) async {
    let time = time
    let alarm = Task<Void, Never> {
      // Waking early is what the alarm's cancellation is for.
      do { try await time.sleep(seconds) } catch {}
    }
    state.withLock { $0.lines[rateClass]?.alarm = alarm }
    await alarm.value
    state.withLock { $0.lines[rateClass]?.alarm = nil }
  }

  /// Counts a call that goes now.
  private func count(_ line: inout Line) {
    line.inFlight += 1
    if line.blind == 0 { line.blindUntil = time.boot() + Self.blindWait }
    line.blind += 1
  }

  /// Lets the first in line go.
  private func letGo(_ line: inout Line) {
    guard let waiter = line.waiting.next() else { return }
    count(&line)
    waiter.resume()
  }

  /// For how long something other than the bucket keeps calls back, in seconds; nil where nothing does.
  private func blocked(_ rateClass: RateClass, _ line: Line) -> Double? {
    if rateClass == .files { return line.inFlight < Self.filesAtOnce ? nil : .infinity }
    guard rateClass == .create, isReplicate, line.blind >= Self.blindBurst else { return nil }
    // Another machine may have used the account up: a look at the server's count comes before a burst.
    let now = time.boot()
    guard now < line.blindUntil, now - store.update(rateClass, { $0.seenAt }) > Self.freshness else { return nil }
    return line.blindUntil - now
  }

  private func take(_ count: Int, _ rateClass: RateClass, _ priority: CallPriority) -> Int {
    let now = time.boot()
    let reserve = reserve(rateClass, priority)
    return store.update(rateClass) { $0.takeNow(count, now: now, reserve: reserve) }
  }

  private func reserve(_ rateClass: RateClass, _ priority: CallPriority) -> Double {
    guard priority != .urgent else { return 0 }
    if CallPriority.isPolling { return Self.pollingReserve * TokenBucket.documented(rateClass).burst }
    return rateClass == .other ? Self.urgentReserve : 0
  }

  /// Seconds until a call that joins the line now may be made, about.
  private func estimate(_ rateClass: RateClass) -> Double {
    let now = time.boot()
    let ahead = state.withLock { $0.lines[rateClass]?.waiting.count ?? 0 }
    let reserve = reserve(rateClass, .single)
    return store.update(rateClass) { bucket in
      var copy = bucket
      return copy.take(now: now, reserve: reserve) + (bucket.isUnlimited ? 0 : Double(ahead) / bucket.rate)
    }
  }

  private func withdraw(_ id: Int, _ rateClass: RateClass) {
    let waiter = state.withLock { $0.lines[rateClass]?.waiting.remove(id) }
    waiter?.resume(throwing: CancellationError())
  }
}
