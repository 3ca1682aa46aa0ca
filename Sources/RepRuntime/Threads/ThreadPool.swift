import Synchronization
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The threads that scripts run on.
///
/// A script blocks its thread while it waits, which must never be one of Swift's cooperative pool: so scripts have
/// threads of their own. Two bounds keep many scripts from taking a process over:
/// - So many bodies have a thread at the same time, waiting ones included. Runs beyond that are queued and start first
///   come, first served; a `parallel` goes on with the threads that it has.
/// - So many compute at the same time, of those that have a thread. The others are queued for a turn, which is as long
///   as about 200,000 steps; waiting for anything gives the turn back. So no script starves another, however long it
///   loops, nor the host, however many there are.
///
/// Threads are made when they are needed and used again; one that has had nothing to do for a second ends.
public final class ThreadPool: Sendable {
  /// What engines use unless they are given another one: 4,096 threads, and as many that compute as there are cores.
  public static let shared = ThreadPool()

  /// The bodies of scripts that have a thread at the same time.
  public let threads: Int
  /// The bodies that compute at the same time.
  public let processors: Int

  /// A pool without threads as yet.
  /// - Parameters:
  ///   - threads: bodies of scripts that have a thread at the same time, at least 1. A host function that waits for
  ///     another script of the same pool needs one more.
  ///   - processors: how many of them compute at the same time, at least 1; nil for as many as the machine has cores.
  public init(threads: Int = 4_096, processors: Int? = nil) {
    self.threads = max(1, threads)
    self.processors = max(1, processors ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    turns = Turns(count: self.processors)
  }

  /// The turns of those that compute.
  let turns: Turns

  /// Something to be done on a thread.
  final class Job: Sendable {
    /// The run of a main body; nil for a body that joins a `parallel`.
    let owner: ObjectIdentifier?
    let stackBytes: Int
    let body: @Sendable (borrowing NativeThread) -> Void
    /// Called instead of `body` where no thread was to be had after all.
    let refused: @Sendable () -> Void

    init(
      owner: ObjectIdentifier? = nil, stackBytes: Int, _ body: @escaping @Sendable (borrowing NativeThread) -> Void,
      refused: @escaping @Sendable () -> Void = {}
    ) {
      (self.owner, self.stackBytes, self.body, self.refused) = (owner, max(stackBytes, 256 << 10), body, refused)
    }
  }

  /// A thread that has nothing to do.
  private final class Idle: @unchecked Sendable {
    let stackBytes: Int
    let wake = Signal()
    // Guarded by the pool's lock.
    var job: Job?
    var mustEnd = false

    init(stackBytes: Int) { self.stackBytes = stackBytes }
  }

  private struct State {
    /// Threads that there are, idle ones included.
    var count = 0
    var idle: [Idle] = []
    /// Runs that wait for a thread, the first one first.
    var queue: [Job] = []
  }
  private let state = Mutex(State())
  /// How long a thread waits for its next body, in nanoseconds: nothing is kept of scripts where none runs.
  private static let idleTime: UInt64 = 1_000_000_000

  /// What is to be done for a job.
  private enum Start {
    case wake(Idle)
    case make(instead: Idle?)
    case queued
    case refused
  }

  /// Starts a job as soon as there is a thread for it. Only a run waits for one.
  /// - Returns: false when there is none now and the job is not queued.
  func start(_ job: Job) -> Bool {
    let start = state.withLock { state -> Start in
      if let index = state.idle.lastIndex(where: { $0.stackBytes >= job.stackBytes }) {
        let idle = state.idle.remove(at: index)
        idle.job = job
        return .wake(idle)
      }
      if state.count < threads {
        state.count += 1
        return .make(instead: nil)
      }
      // Those that are idle have too small a stack.
      if let idle = state.idle.first {
        state.idle.removeFirst()
        idle.mustEnd = true
        return .make(instead: idle)
      }
      guard job.owner != nil else { return .refused }
      state.queue.append(job)
      return .queued
    }
    switch start {
    case .queued: return true
    case .refused: return false
    case .wake(let idle):
      idle.wake.signal()
      return true
    case .make(let idle):
      idle?.wake.signal()
      return make(for: job)
    }
  }

  /// Takes back the job of a run that has not got a thread yet.
  func withdraw(_ owner: ObjectIdentifier) -> Job? {
    state.withLock { state in
      guard let index = state.queue.firstIndex(where: { $0.owner == owner }) else { return nil }
      return state.queue.remove(at: index)
    }
  }

  /// How many runs wait for a thread.
  var queuedCount: Int { state.withLock { $0.queue.count } }

  /// Makes a thread, which is counted already. Where the system gives none, a run waits for one of those that work.
  private func make(for job: Job) -> Bool {
    let first = FirstJob(job)
    if NativeThread.start(stackBytes: job.stackBytes, { self.work(on: $0, first) }) { return true }
    return state.withLock { state in
      state.count -= 1
      guard job.owner != nil, state.count > state.idle.count else { return false }
      state.queue.append(job)
      return true
    }
  }

  /// The job for which a thread was made, which the thread must not keep longer than it works on it.
  private final class FirstJob: Sendable {
    private let job: Mutex<Job?>
    init(_ job: Job) { self.job = Mutex(job) }
    func take() -> Job? { job.withLock { $0.take() } }
  }

  /// What a thread does from its beginning to its end.
  private func work(on thread: borrowing NativeThread, _ first: FirstJob) {
    var next = first.take()
    while true {
      do {
        guard let job = next.take() else { return }
        job.body(thread)
      }
      next = nextJob(for: thread)
    }
  }

  private enum Next {
    case job(Job)
    case idle(Idle)
    case makeWay(Job)
  }

  /// The next thing to do for a thread; nil where it ends.
  private func nextJob(for thread: borrowing NativeThread) -> Job? {
    let stackBytes = thread.stackBytes
    let next = state.withLock { state -> Next in
      if let job = state.queue.first {
        state.queue.removeFirst()
        return job.stackBytes <= stackBytes ? .job(job) : .makeWay(job)
      }
      let idle = Idle(stackBytes: stackBytes)
      state.idle.append(idle)
      return .idle(idle)
    }
    switch next {
    case .job(let job): return job
    case .makeWay(let job):
      if !make(for: job) { job.refused() }
      return nil
    case .idle(let idle):
      idle.wake.wait(until: monotonicNanoseconds() + Self.idleTime)
      return state.withLock { state in
        if idle.job == nil, !idle.mustEnd {
          state.idle.removeAll { $0 === idle }
          state.count -= 1
        }
        return idle.job
      }
    }
  }
}

extension ScriptError {
  /// The error of a run for which the system gives no thread.
  package static var noThread: ScriptError {
    ScriptError(
      .limit, "the process runs as many scripts as it can", hint: "start fewer at a time", isCatchable: false)
  }
}
