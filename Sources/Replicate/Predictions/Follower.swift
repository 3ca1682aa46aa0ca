import RepValue

/// Follows predictions and trainings to their end: one per client, for any number of runs.
///
/// Few runs are read by their ids; where many are due, a page of the account's list shows up to a hundred of them. A
/// run's state is never read from the addresses in its record. Only a terminal status ends the following, so a
/// half-finished output is never taken for the result.
public actor Follower {
  /// Reads of states under way at once.
  static let concurrentReads = 16
  /// Seconds for which a fresh id that the server does not know yet is asked for again.
  static let freshIDPatience = 60.0
  /// Seconds without any answer, and failures in a row, after which following gives up. The run itself goes on.
  static let silencePatience = 300.0
  static let fewestFailures = 5
  /// A run that is so many seconds beyond its usual end is read by its id, once in so many seconds.
  static let overdue = 90.0
  static let overdueInterval = 30.0
  /// Seconds for which the list is left alone after it could not be read at all.
  static let listPause = 60.0

  private struct Followed {
    var record: RunRecord
    /// When the run began, on the monotonic clock.
    let began: Double
    let model: DurationStatistics.Model
    var lastAnswer: Double
    var lastSingle: Double
    /// Failures since then.
    var failures = 0
    var hasTriedOtherKind = false
    /// It is left alone, because others of its model have taken longer than it has so far.
    var isUnripe = false
  }

  private let caller: any OperationCaller
  private let time: TimeSource
  private let onChange: (@Sendable (RunRecord) -> Void)?
  private var followed: [String: Followed] = [:]
  /// When each run that is not being read is to be read again.
  private var queue = DueQueue()
  /// What is due and waits for its turn.
  private var waiting: [ListPlan.Read] = []
  private var plan = ListPlan()
  private var durations = DurationStatistics()
  /// How many of the runs are left alone for now.
  private var unripe = 0
  private var nextTick = 0.0
  private var nextProbe = 0.0
  /// How often what was to be read has been planned anew.
  private var plans = 0
  private var listIsOffUntil = 0.0
  private var waiters = RunWaiters()
  /// Who hears of the ends of runs that are followed although nobody waits for them.
  private var accompanied: [String: @Sendable (RunRecord) -> Void] = [:]
  private var nextWaiter = 0
  private var reads = 0
  private var driver: Task<Void, Never>?
  private var alarm: Task<Void, Never>?

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
    for id in ids where accompanied.removeValue(forKey: id) != nil && !waiters.isAwaited(id) { drop(id) }
    wake()
  }

  private func start(_ runs: [RunRecord]) {
    for run in runs { add(run) }
    if driver == nil { driver = Task { await self.drive() } }
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

  private func add(_ run: RunRecord) {
    guard followed[run.id] == nil else { return }
    let now = time.monotonic()
    let age = run.createdAt.map { max(0, time.now() - $0) } ?? 0
    let model = durations.model(of: run)
    followed[run.id] = Followed(record: run, began: now - age, model: model, lastAnswer: now, lastSingle: now)
    if run.kind == .prediction, let createdAt = run.createdAt { plan.add(createdAt: createdAt) }
    let expected = durations.expected(model)
    if expected == nil { nextProbe = min(nextProbe, now) }
    let first = PollSchedule(run.kind).firstLook(expected: expected, looks)
    if let expected, age < first {
      let wait = PollSchedule(run.kind).interval(age: age, looks, expected: expected)
      queue.insert(run.id, due: now + wait)
      setUnripe(run.id, true)
    } else {
      queue.insert(run.id, due: max(now, now - age + first))
    }
  }

  private func withdraw(_ waiter: Int) {
    for id in waiters.withdraw(waiter, CancellationError()) where accompanied[id] == nil { drop(id) }
    wake()
  }

  /// Follows a run no more.
  private func drop(_ id: String) {
    setUnripe(id, false)
    followed[id] = nil
    queue.remove(id)
  }

  private func setUnripe(_ id: String, _ isUnripe: Bool) {
    guard let run = followed[id], run.isUnripe != isUnripe else { return }
    followed[id]?.isUnripe = isUnripe
    unripe += isUnripe ? 1 : -1
  }

  /// How many pages of the list looks take now.
  private var looks: PollSchedule.Load {
    PollSchedule.Load(due: plan.pages(for: followed.count - unripe), open: plan.pages(for: followed.count))
  }

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
      let next = isFull ? nil : queue.firstDue().map { max($0, nextTick) }
      let probe = isSweeping && nextProbe < .infinity ? nextProbe : nil
      await sleep([next, probe].compactMap { $0 }.min().map { max(0, $0 - now) })
    }
    driver = nil
  }

  private func begin(_ read: ListPlan.Read) {
    reads += 1
    Task { await self.perform(read) }
  }

  /// Plans how to read everything that is due, or nearly so.
  private func collectDue(_ now: Double) {
    let looks = looks
    let schedule = PollSchedule(.prediction)
    let tick = schedule.interval(age: 0, looks)
    // A little too early for some, never too late for any: the next tick comes when the first that is left is due.
    let until = now + tick / 2
    var due: [(id: String, createdAt: Double?)] = []
    while let id = queue.popDue(at: until) {
      guard let run = followed[id] else { continue }
      // It was put into the queue when less was known about its model.
      if looks.open > PollSchedule.fewPages, let expected = durations.expected(run.model) {
        let ripe = run.began + PollSchedule(run.record.kind).firstLook(expected: expected, looks)
        if ripe > until + 0.001 {
          setUnripe(id, true)
          queue.insert(id, due: ripe)
          continue
        }
      }
      setUnripe(id, false)
      due.append((id, isListed(run, now) ? run.record.createdAt : nil))
    }
    guard !due.isEmpty else { return }
    nextTick = until
    // The oldest first: the last of the list is read first.
    waiting = plan.reads(due).reversed()
  }

  /// Whether reading all runs takes so long that how long they take is better learnt from one of them.
  private var isSweeping: Bool { reads > 0 && reads < Self.concurrentReads && looks.due > PollSchedule.fewPages }

  /// Reads the oldest of the runs of whose duration nothing is known, while a look at all of them is under way.
  private func probe(_ now: Double) {
    guard isSweeping, now >= nextProbe else { return }
    var found: Followed?
    for run in followed.values where run.began < found?.began ?? .infinity {
      if durations.expected(run.model) == nil { found = run }
    }
    guard let oldest = found else { return nextProbe = .infinity }
    nextProbe = now + PollSchedule(oldest.record.kind).interval(age: (now - oldest.began) / 2)
    begin(.single(oldest.record.id))
  }

  /// Gives up what is left of a look at all runs: it has become known when they end.
  private func replan() {
    let now = time.monotonic()
    for read in waiting {
      switch read {
      case .single(let id): requeue([id], now)
      case .pages(_, let ids): requeue(ids, now)
      }
    }
    waiting = []
    plans += 1
    nextTick = now
  }

  private func requeue(_ ids: some Sequence<String>, _ now: Double) {
    for id in ids where followed[id] != nil { queue.insert(id, due: now) }
  }

  /// Whether a look at the list may show how a run stands.
  private func isListed(_ run: Followed, _ now: Double) -> Bool {
    guard run.record.kind == .prediction, now >= listIsOffUntil else { return false }
    let expectedEnd = run.began + (durations.expected(run.model)?.seconds ?? 0) + Self.overdue
    return now < max(expectedEnd, run.lastSingle + Self.overdueInterval)
  }

  private func sleep(_ seconds: Double?) async {
    // What was asked for while the driver was busy is not to be slept over.
    guard !isAwake else { return isAwake = false }
    let time = time
    let alarm = Task<Void, Never> {
      // Waking early is what the alarm's cancellation is for. Without a time it rings by that alone.
      do {
        if let seconds { try await time.sleep(seconds) } else { try await Task.sleep(for: .seconds(3600)) }
      } catch {}
    }
    self.alarm = alarm
    await alarm.value
    self.alarm = nil
    isAwake = false
  }

  private var isAwake = false

  private func wake() {
    isAwake = true
    alarm?.cancel()
  }

  // MARK: Reading

  private func perform(_ read: ListPlan.Read) async {
    defer {
      reads -= 1
      wake()
    }
    await CallPriority.$isPolling.withValue(true) {
      switch read {
      case .single(let id): await readSingle(id)
      case .pages(let window, let ids): await readPages(window, ids)
      }
    }
  }

  private func readSingle(_ id: String) async {
    guard let run = followed[id]?.record else { return }
    do {
      let answer = try await caller.state(of: run)
      followed[id]?.lastSingle = time.monotonic()
      update(id, with: answer)
    } catch let error as ReplicateError {
      failed(id, error)
    } catch {
      finish(id, .failure(error))
    }
  }

  /// Reads the pages of a stretch until they have shown all of `ids`.
  private func readPages(_ window: LookupWindow, _ ids: [String]) async {
    var unseen = Set(ids)
    var next: Arguments? = [
      "created_after": Value(Timestamp.precise(window.low) ?? ""),
      "created_before": Value(Timestamp.precise(window.high) ?? ""),
    ]
    var upTo = window.high
    let begun = plans
    do {
      while let arguments = next, !unseen.isEmpty {
        let page = try await caller.call(.predictionsList, arguments)
        guard let rows = page["results"].array else {
          throw ReplicateError(.server, "predictions.list: the page holds no results", status: 200)
        }
        next = try arguments.next(after: page)
        let oldest = take(rows, &unseen)
        let low = next == nil ? window.low : min(oldest, upTo)
        plan.learn(rows: rows.count, low: low, high: upTo, bytes: ListPlan.bytes(of: rows))
        if plans != begun { return requeue(unseen, time.monotonic()) }
        // Pages that do not lead on, or go in a circle, show no more.
        guard low < upTo else { break }
        upTo = low
      }
    } catch {
      return pageFailed(Array(unseen), error)
    }
    missed(unseen, of: ids.count)
  }

  /// Takes what a page says of the runs in `unseen`.
  ///
  /// - Returns: when its oldest row was created.
  private func take(_ rows: [Value], _ unseen: inout Set<String>) -> Double {
    for row in rows {
      guard let id = row["id"].string, unseen.remove(id) != nil, followed[id] != nil else { continue }
      // A page may show an end before its output; only the run itself is sure to have both.
      if row["status"] == "succeeded", row["output"].isNull, row["data_removed"].bool != true {
        waiting.append(.single(id))
      } else {
        update(id, with: row)
      }
    }
    // The newest comes first.
    return rows.last.flatMap { $0["created_at"].string }.flatMap { Timestamp.seconds(iso8601: $0) } ?? .infinity
  }

  /// Runs that the list does not show, because it lags: that says nothing about them.
  private func missed(_ ids: Set<String>, of count: Int) {
    let now = time.monotonic()
    let open = ids.filter { followed[$0] != nil }
    if open.count < ListPlan.fewestDue || open.count == count {
      waiting += open.map { .single($0) }
    } else {
      for id in open { queue.insert(id, due: now + PollSchedule(.prediction).shortest) }
    }
  }

  private func pageFailed(_ ids: [String], _ error: any Error) {
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
    guard let old = followed[id] else { return }
    // A training's own links may name the predictions' path; what it is stays what it was.
    guard let record = RunRecord(answer, kind: old.record.kind), record.id == id else {
      return failed(id, ReplicateError(.server, "the record of \(id) lacks id, status or urls.get"))
    }
    let now = time.monotonic()
    // A row that is behind what was seen before says nothing new.
    let isStale = old.record.status == .processing && record.status == .starting
    if !isStale {
      let hasChanged =
        record.status != old.record.status || record.value["logs"].string != old.record.value["logs"].string
      if hasChanged { tell(record) }
      if record.isTerminal {
        let isFirst = durations.add(record, of: old.model)
        finish(id, .success(record))
        if isFirst, !waiting.isEmpty || looks.due > PollSchedule.fewPages { replan() }
        return
      }
      followed[id]?.record = record
    }
    let (age, expected) = (now - old.began, durations.expected(old.model))
    let schedule = PollSchedule(record.kind)
    let interval = schedule.interval(age: age, looks, expected: expected)
    setUnripe(id, expected != nil && age < schedule.firstLook(expected: expected, looks))
    followed[id]?.lastAnswer = now
    followed[id]?.failures = 0
    queue.insert(id, due: now + interval)
  }

  /// Tells of a change. Companions come first: whoever hears of an end may ask at once what they have kept of it.
  private func tell(_ record: RunRecord) {
    if record.isTerminal { accompanied.removeValue(forKey: record.id)?(record) }
    onChange?(record)
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
      followed[id]?.failures += 1
      guard now - run.lastAnswer < Self.silencePatience || run.failures < Self.fewestFailures else { break }
      return queue.insert(id, due: now + PollSchedule(run.record.kind).longest)
    default: break
    }
    var error = error
    error.runID = id
    finish(id, .failure(error))
  }

  private func finish(_ id: String, _ result: Result<RunRecord, any Error>) {
    guard followed[id] != nil else { return }
    drop(id)
    accompanied[id] = nil
    switch result {
    case .success(let record): waiters.finish(id, record)
    case .failure(let error):
      for left in waiters.fail(id, error) where accompanied[left] == nil { drop(left) }
    }
  }
}
