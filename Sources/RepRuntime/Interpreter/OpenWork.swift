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
  /// Stops it.
  public let cancel: @Sendable () async -> Ending

  /// Describes work.
  public init(id: String, cancel: @escaping @Sendable () async -> Ending) {
    self.id = id
    self.cancel = cancel
  }
}

extension CancelScope {
  /// Remembers work until ``finish(_:)``: it is stopped with this scope and with those around it.
  public func begin(_ work: OpenWork) {
    var scope: CancelScope? = self
    while let current = scope {
      current.work.withLock { $0.open[work.id] = work }
      scope = current.parent
    }
  }

  /// Forgets work that has ended.
  public func finish(_ id: String) {
    var scope: CancelScope? = self
    while let current = scope {
      current.work.withLock { work in
        work.open[id] = nil
        work.stopping[id] = nil
      }
      scope = current.parent
    }
  }

  /// The work that was begun inside, has not ended and is not being stopped, in no order.
  public var openWork: [OpenWork] { work.withLock { Array($0.open.values) } }

  /// The stopping of work that was begun inside, as far as it is under way.
  public var stoppingWork: [OpenWork.Stopping] { work.withLock { Array($0.stopping.values) } }

  /// Begins to stop everything that was begun inside, without waiting for it. Whoever ends the run waits for
  /// the stoppings: a process that is gone stops nothing.
  /// - Returns: the stopping of each. ``stoppingWork`` has those of them that have not ended yet.
  @discardableResult
  public func stopOpenWork() -> [OpenWork.Stopping] {
    openWork.map { work in
      let task = Task.detached {
        let ending = await work.cancel()
        self.finish(work.id)
        return ending
      }
      var scope: CancelScope? = self
      while let current = scope {
        current.work.withLock { items in
          // It may have ended meanwhile.
          if items.open.removeValue(forKey: work.id) != nil { items.stopping[work.id] = task }
        }
        scope = current.parent
      }
      return task
    }
  }
}
