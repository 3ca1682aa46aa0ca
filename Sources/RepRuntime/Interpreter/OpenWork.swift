import Synchronization

/// Work that a script has begun elsewhere and that may cost money while it goes on: a prediction, or a request for one
/// whose answer has not come.
public struct OpenWork: Sendable {
  /// What became of work that was to be stopped.
  public enum Ending: Sendable, Equatable {
    /// It was stopped; the text names it.
    case canceled(String)
    /// It had ended already; the text names it.
    case over(String)
    /// Whether it goes on is not known; the text says what it is.
    case unconfirmed(String)
  }

  /// The stopping of work, with what becomes of it.
  public typealias Stopping = Task<Ending, Never>

  /// What the id of a request for a prediction begins with, until its answer names the prediction.
  public static let createPrefix = "create "

  /// Names the work within its run: the id of a prediction or training, or one that begins with ``createPrefix``.
  public let id: String
  /// Names it for people.
  public let what: String
  /// Stops it.
  public let cancel: @Sendable () async -> Ending

  /// Describes work.
  /// - Parameters:
  ///   - id: names it within its run; see ``id``.
  ///   - what: names it for people; the id where nothing else is known.
  ///   - cancel: stops it.
  public init(id: String, what: String? = nil, cancel: @escaping @Sendable () async -> Ending) {
    (self.id, self.what, self.cancel) = (id, what ?? id, cancel)
  }

  /// Whether it is a request for a prediction or training that has no answer yet.
  public var isCreate: Bool { id.hasPrefix(Self.createPrefix) }
}

/// The work that was begun in a tree of scopes: one table for all of them, so that each piece is stopped by one of them
/// or by none.
final class WorkTable: Sendable {
  struct Entry {
    let work: OpenWork
    /// The numbers of the scopes around it.
    let scopes: [Int]
    /// Set from when it is being stopped until that has ended.
    var stopping: OpenWork.Stopping?
  }

  let entries = Mutex<[String: Entry]>([:])
}

extension CancelScope {
  /// Remembers work until ``finish(_:)``: it is stopped with this scope and with those around it, at once where that has
  /// happened already.
  public func begin(_ work: OpenWork) {
    let scopes = chain
    table.entries.withLock { entries in
      var entry = WorkTable.Entry(work: work, scopes: scopes.map(\.number))
      if scopes.contains(where: \.isWorkStopped) { entry.stopping = stopping(work) }
      entries[work.id] = entry
    }
  }

  /// Forgets work that has ended by itself.
  public func finish(_ id: String) { pass(id, to: nil) }

  /// Puts what work has led to in its place, in one step: a prediction in the place of the request for it.
  ///
  /// Where the old work is being stopped, it is for that stopping to stop what it has led to.
  public func pass(_ id: String, to successor: OpenWork?) {
    table.entries.withLock { entries in
      guard let old = entries[id], old.stopping == nil else { return }
      entries[id] = nil
      if let successor { entries[successor.id] = WorkTable.Entry(work: successor, scopes: old.scopes) }
    }
  }

  /// The work that was begun inside, has not ended and is not being stopped, in no order.
  public var openWork: [OpenWork] {
    table.entries.withLock { entries in
      entries.values.filter { $0.stopping == nil && $0.scopes.contains(number) }.map(\.work)
    }
  }

  /// The stopping of work that was begun inside, as far as it is under way.
  public var stoppingWork: [OpenWork.Stopping] {
    table.entries.withLock { entries in
      entries.values.compactMap { $0.scopes.contains(number) ? $0.stopping : nil }
    }
  }

  /// Begins to stop everything that was begun inside, without waiting for it. Whoever ends the run waits for
  /// the stoppings: a process that is gone stops nothing.
  /// - Returns: the stopping of each. ``stoppingWork`` has those of them that have not ended yet.
  @discardableResult
  public func stopOpenWork() -> [OpenWork.Stopping] {
    table.entries.withLock { entries in
      stopsWork.store(true, ordering: .relaxed)
      var stoppings: [OpenWork.Stopping] = []
      for (id, entry) in entries where entry.stopping == nil && entry.scopes.contains(number) {
        let stopping = stopping(entry.work)
        entries[id]?.stopping = stopping
        stoppings.append(stopping)
      }
      return stoppings
    }
  }

  /// Begins to stop one piece of the work that was begun inside.
  /// - Returns: the stopping, also where it was under way; nil where the work has ended.
  public func stopWork(_ id: String) -> OpenWork.Stopping? {
    table.entries.withLock { entries in
      guard let entry = entries[id], entry.scopes.contains(number) else { return nil }
      if let stopping = entry.stopping { return stopping }
      let stopping = stopping(entry.work)
      entries[id]?.stopping = stopping
      return stopping
    }
  }

  /// Stops work and then forgets it; only under the table's lock.
  private func stopping(_ work: OpenWork) -> OpenWork.Stopping {
    Task.detached { [table] in
      let ending = await work.cancel()
      table.entries.withLock { $0[work.id] = nil }
      return ending
    }
  }

  private var isWorkStopped: Bool { stopsWork.load(ordering: .relaxed) }

  /// This scope and those around it.
  private var chain: [CancelScope] {
    var scopes: [CancelScope] = []
    var scope: CancelScope? = self
    while let current = scope {
      scopes.append(current)
      scope = current.parent
    }
    return scopes
  }
}
