import Dispatch
import GRDB
import Synchronization

/// Writes rows in groups: what nobody waits for is written together with the next change that somebody does wait for, or
/// after a short while; whatever has been queued while one group was being written makes the next.
///
/// A group with an intent in it is synchronized with the disk when it is committed; the others only reach the system,
/// which a killed process does not undo. SQLite's log is one file, so that what was written before an intent is durable
/// no later than the intent.
final class GroupWriter: Sendable {
  private struct Entry {
    let change: Change
    let waiter: CheckedContinuation<Void, any Error>?
    let isDurable: Bool
  }

  private struct State {
    var entries: [Entry] = []
    var isWriting = false
    /// Whether somebody looks after ``delay`` at what is queued.
    var isScheduled = false
    /// Why a group could not be written; everything after it fails too, because order is what is promised.
    var failure: (any Error)?
  }

  /// How long a change waits that nobody waits for: what a kill may take back of it is looked up again.
  private static let delay = DispatchTimeInterval.milliseconds(10)
  /// Changes that are written without waiting for more.
  private static let largestGroup = 1_024

  private let database: DatabaseQueue
  private let state = Mutex(State())
  /// Whether commits are synchronized with the disk now; touched only on the database's queue.
  private let isFull = Atomic(true)

  init(_ database: DatabaseQueue) { self.database = database }

  deinit {
    let rest = state.withLock { $0.failure == nil ? $0.entries.map(\.change) : [] }
    guard !rest.isEmpty else { return }
    // Nobody is left whom a failure could be told.
    database.asyncWriteWithoutTransaction { try? Self.write(rest, $0) }
  }

  /// Queues a change; nobody waits for it.
  func add(_ change: Change) { add(Entry(change: change, waiter: nil, isDurable: false)) }

  /// Queues a change and waits until it and all before it are written.
  /// - Throws: why they are not.
  func commit(_ change: Change, isDurable: Bool) async throws {
    try await withCheckedThrowingContinuation { continuation in
      add(Entry(change: change, waiter: continuation, isDurable: isDurable))
    }
  }

  private func add(_ entry: Entry) {
    let (starts, schedules) = state.withLock { state in
      state.entries.append(entry)
      guard !state.isWriting else { return (false, false) }
      if entry.waiter != nil || state.entries.count >= Self.largestGroup {
        state.isWriting = true
        return (true, false)
      }
      defer { state.isScheduled = true }
      return (false, !state.isScheduled)
    }
    if starts { start() }
    if schedules { schedule() }
  }

  private func schedule() {
    // Weak, because a journal that is let go is closed at once.
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.delay) { [weak self] in
      guard let self else { return }
      let starts = state.withLock { state in
        state.isScheduled = false
        guard !state.isWriting, !state.entries.isEmpty else { return false }
        state.isWriting = true
        return true
      }
      if starts { start() }
    }
  }

  private func start() {
    database.asyncWriteWithoutTransaction { database in
      var group = self.takeGroup(isDue: true)
      while let changes = group {
        self.write(changes, database)
        group = self.takeGroup(isDue: false)
      }
    }
  }

  private func takeGroup(isDue: Bool) -> [Entry]? {
    let (group, schedules) = state.withLock { state -> ([Entry]?, Bool) in
      guard isDue || state.entries.count >= Self.largestGroup || state.entries.contains(where: { $0.waiter != nil }) else {
        state.isWriting = false
        guard !state.entries.isEmpty, !state.isScheduled else { return (nil, false) }
        state.isScheduled = true
        return (nil, true)
      }
      defer { state.entries = [] }
      return (state.entries, false)
    }
    if schedules { schedule() }
    return group
  }

  private func write(_ group: [Entry], _ database: Database) {
    var failure = state.withLock { $0.failure }
    if failure == nil {
      do {
        try synchronize(group.contains { $0.isDurable }, database)
        try Self.write(group.map(\.change), database)
      } catch {
        failure = error
        state.withLock { $0.failure = error }
      }
    }
    for entry in group {
      guard let waiter = entry.waiter else { continue }
      if let failure { waiter.resume(throwing: failure) } else { waiter.resume() }
    }
  }

  private static func write(_ changes: [Change], _ database: Database) throws {
    let rows = try RowWriter(database)
    try database.inTransaction(.immediate) {
      for change in Change.latest(changes) { try rows.write(change, database) }
      return .commit
    }
  }

  /// Sets whether the next commit reaches the disk. The setting holds until it is changed, and cannot be within a
  /// transaction.
  private func synchronize(_ isDurable: Bool, _ database: Database) throws {
    guard isFull.load(ordering: .relaxed) != isDurable else { return }
    try database.execute(sql: isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
    isFull.store(isDurable, ordering: .relaxed)
  }
}
