import RepRuntime
import Replicate
import Synchronization

/// Follows what a script has started and awaits only later: where creating many takes longer than they run, the first
/// ends are seen, and their outputs kept, long before the script gets to its `await`. The server keeps them for an hour.
final class UnawaitedRuns: Sendable {
  /// Seconds after its creation from which a run is followed. What is awaited by then costs no call of its own.
  static let usualPatience = 5.0

  private struct State {
    /// Those that are not followed yet in the order of their creation, with the time from which they are; from `head` on.
    var pending: [(run: RunRecord, due: Double)] = []
    var head = 0
    /// Those whose outputs are read as they come.
    var streamed: Set<String> = []
    var followed: Set<String> = []
    /// One of the run's scopes, all of which hear of ends alike.
    var scope: CancelScope?
    var timer: Task<Void, Never>?
  }

  private let follower: Follower
  private let time: TimeSource
  private let patience: Double
  private let finished: FinishedRecords
  private let state = Mutex(State())

  /// - Parameter finished: gets the final records.
  init(_ services: Services, finished: FinishedRecords) {
    (follower, time) = (services.follower, services.client.configuration.time)
    patience = services.options.unawaitedPatience
    self.finished = finished
  }

  deinit {
    let (timer, followed) = state.withLock { ($0.timer, Array($0.followed)) }
    timer?.cancel()
    guard !followed.isEmpty else { return }
    Task { [follower] in await follower.leave(followed) }
  }

  /// A run was started in a scope, which hears of its end.
  func add(_ run: RunRecord, in scope: CancelScope) {
    let due = time.monotonic() + patience
    state.withLock { state in
      state.scope = state.scope ?? scope
      state.pending.append((run, due))
      if state.timer == nil { state.timer = Task.detached { [weak self, time] in await Self.keepTime(time) { self } } }
    }
  }

  /// Somebody reads a run's output as it comes, and with it its end.
  func streamed(_ id: String) {
    let isFollowed = state.withLock { state in
      state.streamed.insert(id)
      return state.followed.remove(id) != nil
    }
    if isFollowed { Task { [follower] in await follower.leave([id]) } }
  }

  /// Follows what has become due, until nothing is left or nobody wants it any more.
  private static func keepTime(_ time: TimeSource, _ runs: () -> UnawaitedRuns?) async {
    while let wait = runs()?.secondsUntilDue() {
      do { try await time.sleep(wait) } catch { return }
      await runs()?.followDue()
    }
  }

  /// Nil where nothing is pending: the timer ends then.
  private func secondsUntilDue() -> Double? {
    state.withLock { state in
      guard state.head < state.pending.count else {
        (state.pending, state.head, state.timer) = ([], 0, nil)
        return nil
      }
      return max(0, state.pending[state.head].due - time.monotonic())
    }
  }

  private func followDue() async {
    let now = time.monotonic()
    let due = state.withLock { state in
      var due: [RunRecord] = []
      while state.head < state.pending.count, state.pending[state.head].due <= now {
        let run = state.pending[state.head].run
        if !state.streamed.contains(run.id), finished[run.id] == nil { due.append(run) }
        state.head += 1
      }
      state.followed.formUnion(due.lazy.map(\.id))
      return due
    }
    await follower.accompany(due) { [weak self] record in self?.ended(record) }
    // A stream that began meanwhile may have left its run before it was followed.
    await follower.leave(state.withLock { state in due.map(\.id).filter(state.streamed.contains) })
  }

  private func ended(_ record: RunRecord) {
    finished.add(record)
    let scope = state.withLock { state in
      state.followed.remove(record.id)
      return state.scope
    }
    scope?.finish(record.id)
  }
}
