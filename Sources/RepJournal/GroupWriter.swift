import GRDB
import Synchronization

/// Writes rows in groups: whatever has been queued while one group was being written makes the next.
///
/// A group with an intent in it is synchronized with the disk when it is committed; the others only reach the system,
/// which a killed process does not undo. SQLite's log is one file, so that what was written before an intent is durable
/// no later than the intent.
final class GroupWriter: Sendable {
  typealias Change = @Sendable (Database) throws -> Void

  private struct Entry {
    let change: Change
    let waiter: CheckedContinuation<Void, any Error>?
    let isDurable: Bool
  }

  private struct State {
    var entries: [Entry] = []
    var isWriting = false
    /// Why a group could not be written; everything after it fails too, because order is what is promised.
    var failure: (any Error)?
  }

  private let database: DatabaseQueue
  private let state = Mutex(State())

  init(_ database: DatabaseQueue) { self.database = database }

  /// Queues a change; nobody waits for it.
  func add(_ change: @escaping Change) { add(Entry(change: change, waiter: nil, isDurable: false)) }

  /// Queues a change and waits until it and all before it are written.
  /// - Throws: why they are not.
  func commit(isDurable: Bool, _ change: @escaping Change) async throws {
    try await withCheckedThrowingContinuation { continuation in
      add(Entry(change: change, waiter: continuation, isDurable: isDurable))
    }
  }

  private func add(_ entry: Entry) {
    let starts = state.withLock { state in
      state.entries.append(entry)
      defer { state.isWriting = true }
      return !state.isWriting
    }
    guard starts else { return }
    database.asyncWriteWithoutTransaction { database in
      while let group = self.takeGroup() { self.write(group, database) }
    }
  }

  private func takeGroup() -> [Entry]? {
    state.withLock { state in
      guard !state.entries.isEmpty else {
        state.isWriting = false
        return nil
      }
      defer { state.entries = [] }
      return state.entries
    }
  }

  private func write(_ group: [Entry], _ database: Database) {
    var failure = state.withLock { $0.failure }
    if failure == nil {
      do {
        // The setting holds for the commits that follow; it cannot be changed within a transaction.
        let isDurable = group.contains { $0.isDurable }
        try database.execute(sql: isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
        try database.inTransaction(.immediate) {
          for entry in group { try entry.change(database) }
          return .commit
        }
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
}
