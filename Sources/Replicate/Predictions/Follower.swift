import RepValue

/// Follows predictions and trainings to their end: one per client, for any number of runs.
///
/// A run's state is read by its id, never from the addresses in its record. Only a terminal status ends the following,
/// so a half-finished output is never taken for the result.
public actor Follower {
  /// Reads of states under way at once.
  static let concurrentReads = 16
  /// Seconds for which a fresh id that the server does not know yet is asked for again.
  static let freshIDPatience = 60.0
  /// Seconds without any answer after which following gives up. The run itself goes on.
  static let silencePatience = 300.0

  private struct Followed {
    var record: RunRecord
    /// When the run began, on the monotonic clock.
    let began: Double
    var lastAnswer: Double
    var hasTriedOtherKind = false
    var waiters: [Int: CheckedContinuation<RunRecord, any Error>] = [:]
  }

  private let caller: any OperationCaller
  private let time: TimeSource
  private let onChange: (@Sendable (RunRecord) -> Void)?
  private var followed: [String: Followed] = [:]
  /// When each run that is not being read is to be read again.
  private var queue = DueQueue()
  private var nextWaiter = 0
  private var reads = 0
  private var driver: Task<Void, Never>?
  private var alarm: Task<Void, Never>?

  /// - Parameter onChange: called with every record whose status or log has changed since the last look.
  public init(
    _ caller: any OperationCaller, time: TimeSource = .system, onChange: (@Sendable (RunRecord) -> Void)? = nil
  ) {
    (self.caller, self.time, self.onChange) = (caller, time, onChange)
  }

  /// The finished record of a run; a run that is over costs no call. How it ended is for
  /// ``RunRecord/output()`` to say.
  ///
  /// - Throws: ``ReplicateError`` where the state cannot be read, or `CancellationError`. The run goes on.
  public func follow(_ run: RunRecord) async throws -> RunRecord {
    if run.isTerminal { return run }
    try Task.checkCancellation()
    nextWaiter += 1
    let waiter = nextWaiter
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        add(run, waiter, continuation)
        // Canceled before it was added: the handler has run and found nothing to withdraw.
        if Task.isCancelled { withdraw(waiter, from: run.id) }
      }
    } onCancel: {
      Task { await self.withdraw(waiter, from: run.id) }
    }
  }

  /// The finished records of several runs, in their order.
  ///
  /// - Throws: the first failure to read a state; the other runs go on.
  public func follow(_ runs: [RunRecord]) async throws -> [RunRecord] {
    try await withThrowingTaskGroup(of: (Int, RunRecord).self) { group in
      var finished = runs
      for (index, run) in runs.enumerated() where !run.isTerminal {
        group.addTask { (index, try await self.follow(run)) }
      }
      for try await (index, record) in group { finished[index] = record }
      return finished
    }
  }

  /// Stops a run on the server and gives its record; who follows it learns of its end at once. A run that is over is
  /// left as it is.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  @discardableResult
  public func cancel(_ run: RunRecord) async throws -> RunRecord {
    let record = try await caller.cancel(run)
    // The server may say `processing` until the model has stopped: then the next look tells.
    if record.isTerminal, followed[run.id] != nil {
      onChange?(record)
      finish(run.id, .success(record))
    }
    return record
  }

  private func add(_ run: RunRecord, _ waiter: Int, _ continuation: CheckedContinuation<RunRecord, any Error>) {
    if followed[run.id] == nil {
      let now = time.monotonic()
      let age = run.createdAt.map { max(0, time.now() - $0) } ?? 0
      followed[run.id] = Followed(record: run, began: now - age, lastAnswer: now)
      queue.insert(run.id, due: age < 1 ? now + PollSchedule.first : now)
    }
    followed[run.id]?.waiters[waiter] = continuation
    if driver == nil { driver = Task { await self.drive() } }
    alarm?.cancel()
  }

  private func withdraw(_ waiter: Int, from id: String) {
    guard let continuation = followed[id]?.waiters.removeValue(forKey: waiter) else { return }
    if followed[id]?.waiters.isEmpty == true {
      followed[id] = nil
      queue.remove(id)
    }
    alarm?.cancel()
    continuation.resume(throwing: CancellationError())
  }

  /// Starts the reads that are due, then sleeps until the next one or until something changes.
  private func drive() async {
    while !followed.isEmpty {
      let now = time.monotonic()
      while reads < Self.concurrentReads, let id = queue.popDue(at: now) {
        reads += 1
        Task { await self.read(id) }
      }
      // While all reads are taken, or all runs are being read, the end of a read is what to wait for.
      await sleep(reads < Self.concurrentReads ? queue.firstDue().map { max(0, $0 - now) } : nil)
    }
    driver = nil
  }

  private func sleep(_ seconds: Double?) async {
    let time = time
    let alarm = Task<Void, Never> {
      // Waking early is what the alarm's cancellation is for. Without a time it rings by that alone.
      do {
        if let seconds { try await time.sleep(seconds) } else { try await Task.sleep(for: .seconds(3600)) }
      } catch {}
    }
    self.alarm = alarm
    await alarm.value
  }

  private func read(_ id: String) async {
    defer {
      reads -= 1
      alarm?.cancel()
    }
    guard let run = followed[id]?.record else { return }
    do {
      let answer = try await Self.state(of: run, caller)
      update(id, with: answer)
    } catch let error as ReplicateError {
      failed(id, error)
    } catch {
      finish(id, .failure(error))
    }
  }

  /// The run's record as the server has it now.
  private static func state(of run: RunRecord, _ caller: any OperationCaller) async throws -> Value {
    switch run.kind {
    case .prediction: try await caller.call(.predictionsGet, ["prediction_id": Value(run.id)])
    case .training: try await caller.call(.trainingsGet, ["training_id": Value(run.id)])
    }
  }

  private func update(_ id: String, with answer: Value) {
    guard let old = followed[id] else { return }
    // A training's own links may name the predictions' path; what it is stays what it was.
    guard let record = RunRecord(answer, kind: old.record.kind), record.id == id else {
      let message = "the record of \(id) lacks id, status or urls.get"
      return finish(id, .failure(ReplicateError(.server, message, runID: id)))
    }
    let hasChanged =
      record.status != old.record.status || record.value["logs"].string != old.record.value["logs"].string
    if hasChanged { onChange?(record) }
    if record.isTerminal { return finish(id, .success(record)) }
    let now = time.monotonic()
    let interval = PollSchedule(record.kind).interval(age: now - old.began, open: followed.count)
    followed[id]?.record = record
    followed[id]?.lastAnswer = now
    queue.insert(id, due: now + interval)
  }

  private func failed(_ id: String, _ error: ReplicateError) {
    guard let run = followed[id] else { return }
    let now = time.monotonic()
    switch error.kind {
    case .notFound:
      if !run.hasTriedOtherKind {
        // The links of trainings do not always say that they are trainings.
        followed[id]?.hasTriedOtherKind = true
        if let other = RunRecord(run.record.value, kind: run.record.kind == .training ? .prediction : .training) {
          followed[id]?.record = other
        }
        return queue.insert(id, due: now)
      }
      guard now - run.began < Self.freshIDPatience else { break }
      followed[id]?.hasTriedOtherKind = false
      return queue.insert(id, due: now + 1)
    case .network, .server, .throttled:
      guard now - run.lastAnswer < Self.silencePatience else { break }
      return queue.insert(id, due: now + PollSchedule(run.record.kind).longest)
    default: break
    }
    var error = error
    error.runID = id
    finish(id, .failure(error))
  }

  private func finish(_ id: String, _ result: Result<RunRecord, any Error>) {
    guard let run = followed.removeValue(forKey: id) else { return }
    queue.remove(id)
    for continuation in run.waiters.values { continuation.resume(with: result) }
  }
}

extension OperationCaller {
  /// Stops a run on the server and gives its record; one that is over already is left as it is.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func cancel(_ run: RunRecord) async throws -> RunRecord {
    if run.isTerminal { return run }
    let value =
      switch run.kind {
      case .prediction: try await call(.predictionsCancel, ["prediction_id": Value(run.id)])
      case .training: try await call(.trainingsCancel, ["training_id": Value(run.id)])
      }
    return RunRecord(value, kind: run.kind) ?? run
  }
}
