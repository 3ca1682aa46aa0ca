import RepRuntime
import Replicate
import Synchronization

/// Follows what a script has started and awaits only later: where creating many takes longer than they run, the first
/// ends are seen, and their outputs kept, long before the script gets to its `await`. The server keeps them for an hour.
final class UnawaitedRuns: Sendable {
  /// Seconds after its creation from which a run is followed. Until then it costs no call of its own.
  static let usualPatience = 5.0

  private struct State {
    /// Those that are not followed yet, by their ids.
    var pending: [String: RunRecord] = [:]
    /// Their ids in the order of their creation, with the time from which they are followed; from `head` on.
    var order: [(id: String, due: Double)] = []
    var head = 0
    /// The scopes of those that are followed.
    var scopes: [String: CancelScope] = [:]
    var followed: Set<String> = []
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
      state.pending[run.id] = run
      state.scopes[run.id] = scope
      state.order.append((run.id, due))
      if state.timer == nil { state.timer = Task.detached { [weak self, time] in await Self.keepTime(time) { self } } }
    }
  }

  /// Somebody waits for runs from now on.
  func awaited(_ ids: some Sequence<String>) {
    state.withLock { state in
      for id in ids where state.pending.removeValue(forKey: id) != nil { state.scopes[id] = nil }
    }
  }

  /// Somebody reads a run's output as it comes, and with it its end.
  func streamed(_ id: String) {
    awaited([id])
    let isFollowed = state.withLock { state in
      state.scopes[id] = nil
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
      while state.head < state.order.count, state.pending[state.order[state.head].id] == nil { state.head += 1 }
      guard state.head < state.order.count else {
        (state.order, state.head, state.timer) = ([], 0, nil)
        return nil
      }
      return max(0, state.order[state.head].due - time.monotonic())
    }
  }

  private func followDue() async {
    let now = time.monotonic()
    let due = state.withLock { state in
      var due: [RunRecord] = []
      while state.head < state.order.count, state.order[state.head].due <= now {
        if let run = state.pending.removeValue(forKey: state.order[state.head].id) { due.append(run) }
        state.head += 1
      }
      state.followed.formUnion(due.map(\.id))
      return due
    }
    await follower.accompany(due) { [weak self] record in self?.ended(record) }
  }

  private func ended(_ record: RunRecord) {
    finished.add(record)
    let scope = state.withLock { state in
      state.followed.remove(record.id)
      return state.scopes.removeValue(forKey: record.id)
    }
    scope?.finish(record.id)
  }
}
