import Synchronization

/// What became of the creates whose callers stopped waiting before the answer came.
public struct AbandonedReport: Sendable, Equatable {
  /// Ids of what was found and stopped on the server.
  public var canceled: [String] = []
  /// Ids of what was found and still runs.
  public var running: [String] = []
  /// Creates of which nobody knows whether they were accepted.
  public var unconfirmed = 0

  enum Fate: Sendable {
    case canceled(String), running(String), over, neverBegan, unconfirmed
  }

  mutating func add(_ fate: Fate) {
    switch fate {
    case .canceled(let id): canceled.append(id)
    case .running(let id): running.append(id)
    case .unconfirmed: unconfirmed += 1
    case .over, .neverBegan: break
    }
  }
}

/// The creates that go on without their callers.
final class AbandonedCreates: Sendable {
  private struct State {
    /// Those that were added while their call went on: none is settled twice.
    var known: Set<Int> = []
    var tasks: [Int: Task<AbandonedReport.Fate, Never>] = [:]
    var finished = AbandonedReport()
    var leavesRunning = false
  }

  private let state = Mutex(State())

  var leavesRunning: Bool { state.withLock { $0.leavesRunning } }

  func leaveRunning() { state.withLock { $0.leavesRunning = true } }

  func add(_ id: Int, _ settle: @escaping @Sendable () async -> AbandonedReport.Fate) {
    state.withLock { state in
      guard state.known.insert(id).inserted else { return }
      state.tasks[id] = Task.detached {
        let fate = await settle()
        self.finish(id, fate)
        return fate
      }
    }
  }

  /// The call of a create has returned: it is not added again.
  func callEnded(_ id: Int) { state.withLock { _ = $0.known.remove(id) } }

  private func finish(_ id: Int, _ fate: AbandonedReport.Fate) {
    state.withLock { state in
      state.tasks[id] = nil
      state.finished.add(fate)
    }
  }

  /// What is known once all have ended or `seconds` have passed. What was reported is forgotten.
  func report(within seconds: Double, _ time: TimeSource) async -> AbandonedReport {
    let tasks = state.withLock { Array($0.tasks.values) }
    if !tasks.isEmpty {
      await withTaskGroup(of: Bool.self) { group in
        // One of the two children ends first; the other's result does not matter any more.
        let (done, end) = AsyncStream<Void>.makeStream()
        let watcher = Task.detached {
          for task in tasks { _ = await task.value }
          end.finish()
        }
        group.addTask {
          for await _ in done {}
          return true
        }
        group.addTask {
          do { try await time.sleep(seconds) } catch {}
          return false
        }
        _ = await group.next()
        group.cancelAll()
        watcher.cancel()
      }
    }
    return state.withLock { state in
      var report = state.finished
      report.unconfirmed += state.tasks.count
      state.finished = AbandonedReport()
      return report
    }
  }
}
