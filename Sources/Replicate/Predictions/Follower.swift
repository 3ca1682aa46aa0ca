import RepValue

/// Follows predictions and trainings to their end: one per client, for any number of runs.
///
/// Few runs are read by their ids; where many are due, a page of the account's list shows up to a hundred of them. A
/// run's state is never read from the addresses in its record. Only a terminal status ends the following, so a
/// half-finished output is never taken for the result.
public actor Follower {
  /// Reads of states under way at once.
  static let concurrentReads = 16
  /// Seconds for which the list is left alone after it could not be read at all.
  static let listPause = 60.0

  private let caller: any OperationCaller
  private let time: TimeSource
  private let onChange: (@Sendable (RunRecord) -> Void)?
  private var followed = FollowedRuns()
  private var waiters = RunWaiters()
  private var nextWaiter = 0
  /// Who hears of the ends of runs that are followed although nobody waits for them.
  private var accompanied: [String: @Sendable (RunRecord) -> Void] = [:]
  /// What is due and waits for its turn.
  private var waiting: [ListPlan.Read] = []
  private var reads = 0
  private var nextTick = 0.0
  private var nextProbe = 0.0
  /// How often what was to be read has been planned anew.
  private var plans = 0
  private var listIsOffUntil = 0.0
  private var driver: Task<Void, Never>?
  private var alarm: Task<Void, Never>?
  /// Whether something was asked for since the driver last slept.
  private var isAwake = false

  /// - Parameters:
  ///   - caller: reads the records.
  ///   - time: the clock of its pauses.
  ///   - onChange: called with every record whose status or log has changed since the last look.
  public init(
    _ caller: any OperationCaller, time: TimeSource = .system, onChange: (@Sendable (RunRecord) -> Void)? = nil
  ) {
    (self.caller, self.time, self.onChange) = (caller, time, onChange)
  }

  /// The finished record of a run; a run that is over costs no call. How it ended is for
  /// ``RunRecord/output()`` to say.
  ///
  /// - Throws: ``ReplicateError`` where the state cannot be read, or `CancellationError`. The run goes on.
  public func follow(_ run: RunRecord) async throws -> RunRecord { try await follow([run])[0] }

  /// The finished records of several runs, in their order.
  ///
  /// - Throws: the first failure to read a state; the other runs go on.
  public func follow(_ runs: [RunRecord]) async throws -> [RunRecord] {
    var ids: Set<String> = []
    let open = runs.filter { !$0.isTerminal && ids.insert($0.id).inserted }
    if open.isEmpty { return runs }
    try Task.checkCancellation()
    nextWaiter += 1
    let waiter = nextWaiter
    let finished = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiters.add(waiter, open.map(\.id), continuation)
        start(open)
        // Canceled before it was added: the handler has run and found nothing to withdraw.
        if Task.isCancelled { withdraw(waiter) }
      }
    } onCancel: {
      Task { await self.withdraw(waiter) }
    }
    return runs.map { $0.isTerminal ? $0 : finished[$0.id] ?? $0 }
  }

  /// Follows runs for which nobody waits, until they end or ``leave(_:)`` is called. Whoever waits for one later joins.
  /// - Parameter onEnd: called with the final record of each; not for one whose state cannot be read.
  package func accompany(_ runs: [RunRecord], onEnd: @escaping @Sendable (RunRecord) -> Void) {
    let open = runs.filter { !$0.isTerminal }
    guard !open.isEmpty else { return }
    for run in open { accompanied[run.id] = onEnd }
    start(open)
  }

  /// Ends ``accompany(_:onEnd:)``.
  package func leave(_ ids: [String]) {
    for id in ids where accompanied.removeValue(forKey: id) != nil && !waiters.isAwaited(id) { followed.remove(id) }
    wake()
  }

  private func start(_ open: [RunRecord]) {
    let now = time.monotonic()
    for run in open where followed[run.id] == nil {
      let isKnown = followed.add(run, age: run.createdAt.map { max(0, time.now() - $0) } ?? 0, now: now)
      if !isKnown { nextProbe = min(nextProbe, now) }
    }
    if driver == nil { driver = Task { await self.drive() } }
    wake()
  }

  private func withdraw(_ waiter: Int) {
    for id in waiters.withdraw(waiter, CancellationError()) where accompanied[id] == nil { followed.remove(id) }
    wake()
  }

  /// The record of a run as it stands now; a run that is over costs no call.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func look(at run: RunRecord) async throws -> RunRecord {
    if run.isTerminal { return run }
    let record = RunRecord(try await caller.state(of: run), kind: run.kind) ?? run
    if record.isTerminal { tell(record) }
    return record
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
      tell(record)
      finish(run.id, .success(record))
    }
    return record
  }

  /// Runs that are followed, and calls that are under way for them.
  var load: (open: Int, reads: Int) { (followed.count, reads) }

  // MARK: The schedule

  /// Starts the reads that are due, then sleeps until the next one or until something changes.
  private func drive() async {
    while !followed.isEmpty {
      let now = time.monotonic()
      if waiting.isEmpty, now >= nextTick { collectDue(now) }
      probe(now)
      while reads < Self.concurrentReads, let read = waiting.popLast() { begin(read) }
      // While all reads are taken, or all runs are being read, the end of a read is what to wait for.
      let isFull = reads >= Self.concurrentReads
      let next = isFull ? nil : followed.firstDue().map { max($0, nextTick) }
      let probe = isSweeping && nextProbe < .infinity ? nextProbe : nil
      await sleep([next, probe].compactMap { $0 }.min().map { max(0, $0 - now) })
    }
    driver = nil
  }

  /// Plans how to read everything that is due, or nearly so.
  private func collectDue(_ now: Double) {
    let tick = PollSchedule(.prediction).interval(age: 0, followed.load)
    // A little too early for some, never too late for any: the next tick comes when the first that is left is due.
    let until = now + tick / 2
    let due = followed.takeDue(by: until, isListed: now >= listIsOffUntil, now: now)
    guard !due.isEmpty else { return }
    nextTick = until
    // The oldest first: the last of the list is read first.
    waiting = due.reversed()
  }

  /// Whether reading all runs takes so long that how long they take is better learnt from one of them.
  private var isSweeping: Bool { reads > 0 && reads < Self.concurrentReads && manyAreDue }

  /// Whether one look at all runs takes many calls.
  private var manyAreDue: Bool { followed.load.due > PollSchedule.fewPages }

  /// Reads the oldest of the runs of whose duration nothing is known, while a look at all of them is under way.
  private func probe(_ now: Double) {
    guard isSweeping, now >= nextProbe else { return }
    guard let oldest = followed.oldestUnknown() else { return nextProbe = .infinity }
    nextProbe = now + PollSchedule(oldest.record.kind).interval(age: (now - oldest.began) / 2)
    begin(.single(oldest.record.id))
  }

  /// Gives up what is left of a look at all runs: it has become known when they end.
  private func replan() {
    let now = time.monotonic()
    for read in waiting {
      switch read {
      case .single(let id): followed.readAgain([id], at: now)
      case .pages(_, let ids): followed.readAgain(ids, at: now)
      }
    }
    waiting = []
    plans += 1
    nextTick = now
  }

  private func sleep(_ seconds: Double?) async {
    // What was asked for while the driver was busy is not to be slept over.
    guard !isAwake else { return isAwake = false }
    let time = time
    let alarm = Task<Void, Never> {
      if let seconds {
        // Waking early is what the alarm's cancellation is for.
        do { try await time.sleep(seconds) } catch {}
      } else {
        // It rings by that alone: nothing is ever in this stream.
        for await _ in AsyncStream(Void.self, { _ in }) {}
      }
    }
    self.alarm = alarm
    await alarm.value
    self.alarm = nil
    isAwake = false
  }

  private func wake() {
    isAwake = true
    alarm?.cancel()
  }

  // MARK: Reading

  private func begin(_ read: ListPlan.Read) {
    reads += 1
    Task { await self.perform(read) }
  }

  private func perform(_ read: ListPlan.Read) async {
    defer {
      reads -= 1
      wake()
    }
    await CallPriority.$isPolling.withValue(true) {
      switch read {
      case .single(let id): await readAlone(id)
      case .pages(let window, let ids): await readPages(window, ids)
      }
    }
  }

  private func readAlone(_ id: String) async {
    guard let run = followed[id]?.record else { return }
    do {
      let answer = try await caller.state(of: run)
      followed.wasReadAlone(id, now: time.monotonic())
      update(id, with: answer)
    } catch let error as ReplicateError {
      failed(id, error)
    } catch {
      finish(id, .failure(error))
    }
  }

  /// Reads the pages of a stretch until they have shown all of `ids`.
  private func readPages(_ window: LookupWindow, _ ids: [String]) async {
    var stretch = ListStretch(window, ids)
    let begun = plans
    do {
      while let page = try await stretch.nextPage(caller) {
        for row in page.found { take(row) }
        followed.learn(page)
        if plans != begun { return followed.readAgain(stretch.unseen, at: time.monotonic()) }
      }
    } catch {
      return pageFailed(stretch.unseen, error)
    }
    missed(stretch.unseen, of: ids.count)
  }

  /// Takes what a page says of a run.
  private func take(_ row: Value) {
    guard let id = row["id"].string, followed[id] != nil else { return }
    // A page may show an end before its output; only the run itself is sure to have both.
    if row["status"] == "succeeded", row["output"].isNull, row["data_removed"].bool != true {
      waiting.append(.single(id))
    } else {
      update(id, with: row)
    }
  }

  /// Runs that the list does not show, because it lags: that says nothing about them.
  private func missed(_ ids: Set<String>, of count: Int) {
    let open = ids.filter { followed[$0] != nil }
    if open.count < ListPlan.fewestDue || open.count == count {
      waiting += open.map { .single($0) }
    } else {
      followed.readAgain(open, at: time.monotonic() + PollSchedule(.prediction).shortest)
    }
  }

  private func pageFailed(_ ids: Set<String>, _ error: any Error) {
    if let error = error as? ReplicateError, error.status == nil || error.status != 200,
      [.network, .server, .throttled].contains(error.kind)
    {
      for id in ids { failed(id, error) }
    } else {
      // An account whose list cannot be read may still read its runs.
      listIsOffUntil = time.monotonic() + Self.listPause
      waiting += ids.filter { followed[$0] != nil }.map { .single($0) }
    }
  }

  // MARK: States

  private func update(_ id: String, with answer: Value) {
    guard let old = followed[id]?.record else { return }
    // A training's own links may name the predictions' path; what it is stays what it was.
    guard let record = RunRecord(answer, kind: old.kind), record.id == id else {
      return failed(id, ReplicateError(.server, "the record of \(id) lacks id, status or urls.get"))
    }
    let hasChanged = record.status != old.status || record.value["logs"].string != old.value["logs"].string
    // A row that is behind what was seen before says nothing new.
    let isNews = hasChanged && !(old.status == .processing && record.status == .starting)
    if isNews { tell(record) }
    guard record.isTerminal else { return followed.isOpen(id, isNews ? record : nil, now: time.monotonic()) }
    let wasLookingOn = !waiting.isEmpty || manyAreDue
    let isFirst = followed.hasEnded(record, now: time.monotonic())
    finish(id, .success(record))
    if isFirst, wasLookingOn { replan() }
  }

  /// Tells of a change. Companions come first: whoever hears of an end may ask at once what they have kept of it.
  private func tell(_ record: RunRecord) {
    if record.isTerminal { accompanied.removeValue(forKey: record.id)?(record) }
    onChange?(record)
  }

  private func failed(_ id: String, _ error: ReplicateError) {
    guard followed[id] != nil, !followed.failed(id, error, now: time.monotonic()) else { return }
    var error = error
    error.runID = id
    finish(id, .failure(error))
  }

  private func finish(_ id: String, _ result: Result<RunRecord, any Error>) {
    guard followed[id] != nil else { return }
    followed.remove(id)
    accompanied[id] = nil
    switch result {
    case .success(let record): waiters.finish(id, record)
    case .failure(let error):
      for left in waiters.fail(id, error) where accompanied[left] == nil { followed.remove(left) }
    }
  }
}
