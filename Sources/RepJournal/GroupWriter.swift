import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Writes rows in groups: what nobody waits for is written together with the next change that somebody does wait for, or
/// after a short while; whatever has been queued while one group was being written makes the next.
///
/// A group with an intent in it is synchronized with the disk when it is committed; the others only reach the system,
/// which a killed process does not undo. SQLite's log is one file, so that what was written before an intent is durable
/// no later than the intent.
final class GroupWriter: Sendable {
  /// What is written together.
  private struct Group {
    var changes: [Change] = []
    /// Those who wait for it.
    var waiters: [CheckedContinuation<Void, any Error>] = []
    /// How many of the changes must outlive a power failure.
    var intents = 0
    /// Whether one of the changes is pressing.
    var isPressing = false
  }

  private enum Step {
    case write
    /// Look again at this moment.
    case look(DispatchTime)
    case nothing
  }

  private struct State {
    /// What is queued.
    var group = Group()
    var isWriting = false
    /// When somebody looks at what is queued; nil where nobody does.
    var nextLook: DispatchTime?
    /// Before this moment nothing is written.
    var notBefore = DispatchTime(uptimeNanoseconds: 0)
    /// Why a group could not be written; everything after it fails too, because order is what is promised.
    var failure: (any Error)?

    /// What is to be done about what is queued.
    mutating func step(_ now: DispatchTime) -> Step {
      guard !isWriting, !group.changes.isEmpty else { return .nothing }
      let isUrgent = !group.waiters.isEmpty || group.changes.count >= GroupWriter.largestGroup
      if isUrgent, notBefore <= now {
        isWriting = true
        return .write
      }
      let delay = group.isPressing ? GroupWriter.pressingDelay : GroupWriter.delay
      let moment = isUrgent ? notBefore : max(notBefore, now + delay)
      if let nextLook, nextLook <= moment { return .nothing }
      nextLook = moment
      return .look(moment)
    }
  }

  /// How long a change waits that nobody waits for: what a kill takes back of it is asked for again by a prediction's id.
  private static let delay = DispatchTimeInterval.milliseconds(50)
  /// How long the id of a prediction waits: without it the account's list has to be searched.
  private static let pressingDelay = DispatchTimeInterval.milliseconds(10)
  /// From one commit of intents to the next, at least: creates that come together share one, and one that comes alone does
  /// not wait.
  private static let spacing = DispatchTimeInterval.milliseconds(4)
  /// The same after a commit of at least so many intents.
  private static let (crowd, crowdSpacing) = (4, DispatchTimeInterval.milliseconds(10))
  /// Changes that are written without waiting for more.
  private static let largestGroup = 1_024

  private let database: DatabaseQueue
  private let state = Mutex(State())
  /// Whether commits are synchronized with the disk now; touched only on the database's queue.
  private let isFull = Atomic(true)

  init(_ database: DatabaseQueue) { self.database = database }

  deinit {
    let rest = state.withLock { $0.failure == nil ? $0.group.changes : [] }
    guard !rest.isEmpty else { return }
    // Nobody is left whom a failure could be told.
    database.asyncWriteWithoutTransaction { try? Self.write(rest, $0) }
  }

  /// Queues a change; nobody waits for it.
  func add(_ change: Change) { add(change, nil, isDurable: false) }

  /// Queues a change and waits until it and all before it are written.
  /// - Throws: why they are not.
  func commit(_ change: Change, isDurable: Bool) async throws {
    try await withCheckedThrowingContinuation { continuation in
      add(change, continuation, isDurable: isDurable)
    }
  }

  private func add(_ change: Change, _ waiter: CheckedContinuation<Void, any Error>?, isDurable: Bool) {
    let step = state.withLock { state in
      state.group.changes.append(change)
      if let waiter { state.group.waiters.append(waiter) }
      if isDurable { state.group.intents += 1 }
      if change.isPressing { state.group.isPressing = true }
      return state.step(.now())
    }
    perform(step)
  }

  private func perform(_ step: Step) {
    switch step {
    case .write: start()
    case .look(let moment): look(at: moment)
    case .nothing: break
    }
  }

  /// Writes what is queued at a moment.
  private func look(at moment: DispatchTime) {
    // Weak, because a journal that is let go is closed at once.
    DispatchQueue.global().asyncAfter(deadline: moment) { [weak self] in
      guard let self else { return }
      let starts = state.withLock { state in
        // An earlier look has taken its place.
        guard state.nextLook == moment else { return false }
        state.nextLook = nil
        guard !state.isWriting, !state.group.changes.isEmpty else { return false }
        state.isWriting = true
        return true
      }
      if starts { start() }
    }
  }

  private func start() {
    database.asyncWriteWithoutTransaction { database in
      while true {
        let group = self.takeGroup()
        self.write(group, database)
        let step = self.state.withLock { state in
          state.isWriting = false
          return state.step(.now())
        }
        guard case .write = step else { return self.perform(step) }
      }
    }
  }

  private func takeGroup() -> Group {
    state.withLock { state in
      var group = Group()
      swap(&group, &state.group)
      if group.intents > 0 {
        state.notBefore = .now() + (group.intents < Self.crowd ? Self.spacing : Self.crowdSpacing)
      }
      return group
    }
  }

  private func write(_ group: Group, _ database: Database) {
    var failure = state.withLock { $0.failure }
    if failure == nil {
      do {
        try synchronize(group.intents > 0, database)
        try Self.write(group.changes, database)
      } catch {
        failure = error
        state.withLock { $0.failure = error }
      }
    }
    for waiter in group.waiters {
      if let failure { waiter.resume(throwing: failure) } else { waiter.resume() }
    }
  }

  private static func write(_ changes: [Change], _ database: Database) throws {
    let rows = RowWriter(database)
    // Statements that stay prepared: the library's own transactions take longer than all rows of a small group.
    let commit = try BoundStatement(database, "COMMIT")
    try BoundStatement(database, "BEGIN IMMEDIATE").run()
    do {
      for change in Change.latest(changes) { try rows.write(change) }
      try commit.run()
    } catch {
      // Some failures have rolled it back already.
      if database.isInsideTransaction { try BoundStatement(database, "ROLLBACK").run() }
      throw error
    }
  }

  /// Sets whether the next commit reaches the disk. The setting holds until it is changed, and cannot be within a
  /// transaction.
  private func synchronize(_ isDurable: Bool, _ database: Database) throws {
    guard isFull.load(ordering: .relaxed) != isDurable else { return }
    let setting = isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"
    // It takes effect when it is prepared, so that it cannot be a statement that stays so.
    let code = sqlite3_exec(database.sqliteConnection, setting, nil, nil, nil)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: setting) }
    isFull.store(isDurable, ordering: .relaxed)
  }
}
