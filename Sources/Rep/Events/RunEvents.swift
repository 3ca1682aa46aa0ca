import Replicate
import Synchronization

/// The events of one run, as they happen.
///
///     let events = RunEvents()
///     Task { for await event in events { show(event) } }
///     let result = try await script.run(params: params, events: events)
///
/// Each iterator gets every event from the moment it is made, the first one also what happened before; all end with the
/// run. Events wait for their reader, however many they are. One `RunEvents` serves one run.
public final class RunEvents: AsyncSequence, Sendable {
  /// What happened.
  public typealias Element = RunEvent
  /// Gives one reader its events, in order.
  public typealias AsyncIterator = AsyncStream<RunEvent>.Iterator

  private struct State {
    var observers: [@Sendable (RunEvent) -> Void] = []
    var readers: [AsyncStream<RunEvent>.Continuation] = []
    /// What happened before the first reader; nil once there was one, and where nobody can come.
    var early: [RunEvent]?
    var isFinished = false
  }

  /// Events kept for a first reader who has not come yet; a host that never reads must not fill its memory.
  static let earlyLimit = 10_000

  /// The events of the run on whose behalf the current task works.
  @TaskLocal static var current: RunEvents?

  private let state: Mutex<State>

  /// Events for a run that is about to start.
  public init() { state = Mutex(State(early: [])) }

  /// - Parameter isRead: whether anybody outside will ever get to see it.
  init(isRead: Bool) { state = Mutex(State(early: isRead ? [] : nil)) }

  /// Calls `body` with every event from now on, in order, on the thread that it happens on. It must return quickly and
  /// must not call anything of the run. Nothing is kept for readers that come later then.
  public func observe(_ body: @escaping @Sendable (RunEvent) -> Void) {
    state.withLock { state in
      state.observers.append(body)
      state.early = nil
    }
  }

  /// Like ``observe(_:)`` for what belongs to the run itself: it is no reader.
  func listen(_ body: @escaping @Sendable (RunEvent) -> Void) { state.withLock { $0.observers.append(body) } }

  /// A further reader: it gets every event from now on; the first one also gets what happened before.
  public func makeAsyncIterator() -> AsyncStream<RunEvent>.Iterator {
    let (stream, reader) = AsyncStream<RunEvent>.makeStream(bufferingPolicy: .unbounded)
    state.withLock { state in
      for event in state.early ?? [] { reader.yield(event) }
      state.early = nil
      if state.isFinished { reader.finish() } else { state.readers.append(reader) }
    }
    return stream.makeAsyncIterator()
  }

  func send(_ event: RunEvent) {
    state.withLock { state in
      // Under the lock, so that all see the same order.
      for observer in state.observers { observer(event) }
      for reader in state.readers { reader.yield(event) }
      if let count = state.early?.count, count < Self.earlyLimit { state.early?.append(event) }
    }
  }

  /// Ends all readers; observers still hear of what is canceled after the end of the run.
  func finish() {
    let readers = state.withLock { state in
      state.isFinished = true
      defer { state.readers = [] }
      return state.readers
    }
    for reader in readers { reader.finish() }
  }
}
