/// The runs that are followed, what is known of how long such runs take, and when each is read next.
struct FollowedRuns {
  /// A run that is so many seconds beyond its usual end is read by its id, once in so many seconds.
  static let overdue = 90.0
  static let overdueInterval = 30.0

  private var runs: [String: FollowedRun] = [:]
  /// When each run that is not being read is to be read again.
  private var queue = DueQueue()
  private var durations = DurationStatistics()
  private var plan = ListPlan()
  /// How many of the runs are left alone for now.
  private var unripe = 0

  var isEmpty: Bool { runs.isEmpty }
  var count: Int { runs.count }
  subscript(id: String) -> FollowedRun? { runs[id] }

  /// How many pages of the list looks take now.
  var load: PollSchedule.Load {
    PollSchedule.Load(due: plan.pages(for: runs.count - unripe), open: plan.pages(for: runs.count))
  }

  /// Follows a run that is `age` seconds old.
  ///
  /// - Returns: whether it is known how long such runs take.
  mutating func add(_ run: RunRecord, age: Double, now: Double) -> Bool {
    let model = durations.model(of: run)
    runs[run.id] = FollowedRun(run, began: now - age, model: model, now: now)
    if run.kind == .prediction, let createdAt = run.createdAt { plan.add(createdAt: createdAt) }
    let (schedule, load, expected) = (PollSchedule(run.kind), load, durations.expected(model))
    let first = schedule.firstLook(expected: expected, load)
    if let expected, age < first {
      queue.insert(run.id, due: now + schedule.interval(age: age, load, expected: expected))
      setUnripe(run.id, true)
    } else {
      queue.insert(run.id, due: max(now, now - age + first))
    }
    return expected != nil
  }

  /// Follows a run no more.
  mutating func remove(_ id: String) {
    setUnripe(id, false)
    runs[id] = nil
    queue.remove(id)
  }

  private mutating func setUnripe(_ id: String, _ isUnripe: Bool) {
    guard let run = runs[id], run.isUnripe != isUnripe else { return }
    runs[id]?.isUnripe = isUnripe
    unripe += isUnripe ? 1 : -1
  }

  // MARK: What is due

  /// When the first run is due; nil while all of them are being read.
  mutating func firstDue() -> Double? { queue.firstDue() }

  /// Takes the runs that are due by a moment out of the queue and says how to read them.
  ///
  /// - Parameter isListed: whether the account's list can be read.
  mutating func takeDue(by moment: Double, isListed: Bool, now: Double) -> [ListPlan.Read] {
    let load = load
    var due: [(id: String, createdAt: Double?)] = []
    while let id = queue.popDue(at: moment) {
      guard let run = runs[id] else { continue }
      // It was put into the queue when less was known about its model.
      if load.open > PollSchedule.fewPages, let expected = durations.expected(run.model) {
        let ripe = run.began + PollSchedule(run.record.kind).firstLook(expected: expected, load)
        if ripe > moment + 0.001 {
          setUnripe(id, true)
          queue.insert(id, due: ripe)
          continue
        }
      }
      setUnripe(id, false)
      due.append((id, isListed && mayBeListed(run, now) ? run.record.createdAt : nil))
    }
    return plan.reads(due)
  }

  /// Whether a look at the list may show how a run stands.
  private mutating func mayBeListed(_ run: FollowedRun, _ now: Double) -> Bool {
    guard run.record.kind == .prediction else { return false }
    let expectedEnd = run.began + (durations.expected(run.model)?.seconds ?? 0) + Self.overdue
    return now < max(expectedEnd, run.lastSingle + Self.overdueInterval)
  }

  /// Puts runs that were not read after all, or not shown, back into the queue.
  mutating func readAgain(_ ids: some Sequence<String>, at due: Double) {
    for id in ids where runs[id] != nil { queue.insert(id, due: due) }
  }

  /// The oldest of the runs of whose duration nothing is known.
  mutating func oldestUnknown() -> FollowedRun? {
    var oldest: FollowedRun?
    for run in runs.values where run.began < oldest?.began ?? .infinity {
      if durations.expected(run.model) == nil { oldest = run }
    }
    return oldest
  }

  // MARK: What reading has shown

  /// Learns from a page of the list how others' runs lie between ours.
  mutating func learn(_ page: ListStretch.Page) {
    plan.learn(rows: page.count, low: page.low, high: page.high, bytes: page.bytes)
  }

  /// A run has been read by its id.
  mutating func wasReadAlone(_ id: String, now: Double) { runs[id]?.lastSingle = now }

  /// A run goes on.
  ///
  /// - Parameter record: how it stands, where that has changed.
  mutating func isOpen(_ id: String, _ record: RunRecord?, now: Double) {
    guard var run = runs[id] else { return }
    if let record { run.record = record }
    run.lastAnswer = now
    run.failures = 0
    runs[id] = run
    let (age, expected, load) = (now - run.began, durations.expected(run.model), load)
    let schedule = PollSchedule(run.record.kind)
    queue.insert(id, due: now + schedule.interval(age: age, load, expected: expected))
    setUnripe(id, expected != nil && age < schedule.firstLook(expected: expected, load))
  }

  /// A run is over.
  ///
  /// - Returns: whether it is the first of its model of which it is known how long it took.
  mutating func hasEnded(_ record: RunRecord, now: Double) -> Bool {
    guard let run = runs[record.id], durations.add(record, of: run.model) else { return false }
    awaitEnds(of: run.model, now)
    return true
  }

  /// It has become known how long the runs of a model take: where there are many, all are due when they should be over,
  /// and not when they were to be looked at without that.
  private mutating func awaitEnds(of model: DurationStatistics.Model, _ now: Double) {
    let load = load
    guard load.open > PollSchedule.fewPages, let expected = durations.expected(model) else { return }
    for (id, run) in runs where run.model == model {
      let ripe = run.began + PollSchedule(run.record.kind).firstLook(expected: expected, load)
      setUnripe(id, ripe > now)
      queue.insert(id, due: max(now, ripe))
    }
  }

  /// A run's state could not be read.
  ///
  /// - Returns: whether it will be read again.
  mutating func failed(_ id: String, _ error: ReplicateError, now: Double) -> Bool {
    guard let due = runs[id]?.retry(after: error, now: now) else { return false }
    queue.insert(id, due: due)
    return true
  }
}
