import Dispatch
import GRDB
import GRDBSQLite
import Rep
import Synchronization

/// Writes rows in groups: what nobody waits for is written together with the next change that somebody does wait for, or
/// after a short while; whatever has been queued while one group was being written makes the next.
///
/// A group with an intent in it is synchronized with the disk when it is committed; the others only reach the system,
/// which a killed process does not undo. SQLite's log is one file, so that what was written before an intent is durable
/// no later than the intent.
final class GroupWriter: Sendable {
  private let queue: ChangeQueue

  init(_ database: DatabaseQueue) { queue = ChangeQueue(database) }

  deinit { queue.close() }

  /// Queues a change; nobody waits for it.
  func add(_ change: Change) { queue.add(change, nil, isDurable: false) }

  /// Queues a change and waits until it and all before it are written.
  /// - Throws: why they are not.
  func commit(_ change: Change, isDurable: Bool) async throws {
    try await withCheckedThrowingContinuation { continuation in
      queue.add(change, continuation, isDurable: isDurable)
    }
  }

  /// Writes what is queued, and nothing after it.
  func close() {
    queue.close()
    queue.waitForEnd()
  }
}

/// What is queued, and the thread that writes it: it outlives the writer until all is written.
///
/// A thread of its own that sleeps until something is due: timers and hops between Dispatch's threads took longer than the
/// rows.
private final class ChangeQueue: Sendable {
  /// What is written together.
  private struct Group {
    var changes: [Change] = []
    /// Those who wait for it.
    var waiters: [CheckedContinuation<Void, any Error>] = []
    /// How many of the changes must outlive a power failure.
    var intents = 0
    /// When it is written at the latest.
    var due = DispatchTime.distantFuture
  }

  private enum Step {
    case write(Group)
    case sleep(until: DispatchTime)
    case end
  }

  private struct State {
    /// What is queued.
    var group = Group()
    var hasThread = false
    /// Until when the thread sleeps; nil while it is awake.
    var sleepsUntil: DispatchTime?
    /// Before this moment nothing is written.
    var notBefore = DispatchTime(uptimeNanoseconds: 0)
    /// Whether nothing comes after what is queued.
    var isClosed = false

    /// When what is queued is written.
    var moment: DispatchTime { isClosed ? .now() : max(notBefore, group.due) }

    /// Whether the thread sleeps too long for what is queued now; it counts as awake from then on.
    mutating func wakes() -> Bool {
      guard let until = sleepsUntil, moment < until else { return false }
      sleepsUntil = nil
      return true
    }

    /// What the thread does now.
    mutating func step() -> Step {
      sleepsUntil = nil
      guard !group.changes.isEmpty || !isClosed else { return .end }
      let (moment, now) = (moment, DispatchTime.now())
      guard moment <= now else {
        sleepsUntil = moment
        return .sleep(until: moment)
      }
      var taken = Group()
      swap(&taken, &group)
      if taken.intents > 0 {
        notBefore = now + (taken.intents < ChangeQueue.crowd ? ChangeQueue.spacing : ChangeQueue.crowdSpacing)
      }
      return .write(taken)
    }
  }

  /// How long a change waits that nobody waits for: what a kill takes back of it is asked for again by a prediction's id.
  private static let delay = DispatchTimeInterval.milliseconds(100)
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
  private let alarm = DispatchSemaphore(value: 0)
  private let end = DispatchSemaphore(value: 0)

  init(_ database: DatabaseQueue) { self.database = database }

  func add(_ change: Change, _ waiter: CheckedContinuation<Void, any Error>?, isDurable: Bool) {
    let known = state.withLock { state -> (wakes: Bool, starts: Bool)? in
      guard !state.isClosed else { return nil }
      state.group.changes.append(change)
      if let waiter { state.group.waiters.append(waiter) }
      if isDurable { state.group.intents += 1 }
      let isUrgent = waiter != nil || state.group.changes.count >= Self.largestGroup
      if isUrgent {
        state.group.due = DispatchTime(uptimeNanoseconds: 0)
      } else if state.group.changes.count == 1 || change.isPressing {
        state.group.due = min(state.group.due, .now() + (change.isPressing ? Self.pressingDelay : Self.delay))
      }
      let starts = !state.hasThread
      state.hasThread = true
      return (state.wakes(), starts)
    }
    guard let (wakes, starts) = known else {
      waiter?.resume(throwing: JournalError("the journal has been closed"))
      return
    }
    if starts {
      // A queue of its own has a thread of its own, which may sleep.
      DispatchQueue(label: "rep.journal").async { self.work() }
    } else if wakes {
      alarm.signal()
    }
  }

  /// Has the thread write what is left, and end.
  func close() {
    let wakes = state.withLock { state in
      state.isClosed = true
      return state.wakes()
    }
    if wakes { alarm.signal() }
  }

  /// Waits until the thread has ended.
  func waitForEnd() {
    guard state.withLock({ $0.hasThread }) else { return }
    end.wait()
    end.signal()
  }

  // MARK: The thread

  private func work() {
    let connection = Connection()
    while true {
      switch state.withLock({ $0.step() }) {
      case .write(let group): write(group, connection)
      case .sleep(let moment): _ = alarm.wait(timeout: moment)
      case .end:
        end.signal()
        return
      }
    }
  }

  /// What the thread knows of its connection.
  private final class Connection {
    /// Whether commits are synchronized with the disk.
    var isFull = true
    /// Why a group could not be written; everything after it fails too, because order is what is promised.
    var failure: (any Error)?
  }

  private func write(_ group: Group, _ connection: Connection) {
    if connection.failure == nil {
      do {
        try database.writeWithoutTransaction { database in
          try Self.synchronize(group.intents > 0, database, connection)
          try Self.write(group.changes, database)
        }
      } catch {
        connection.failure = error
      }
    }
    for waiter in group.waiters {
      if let failure = connection.failure { waiter.resume(throwing: failure) } else { waiter.resume() }
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
  private static func synchronize(_ isDurable: Bool, _ database: Database, _ connection: Connection) throws {
    guard connection.isFull != isDurable else { return }
    let setting = isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"
    // It takes effect when it is prepared, so that it cannot be a statement that stays so.
    let code = sqlite3_exec(database.sqliteConnection, setting, nil, nil, nil)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: setting) }
    connection.isFull = isDurable
  }
}
