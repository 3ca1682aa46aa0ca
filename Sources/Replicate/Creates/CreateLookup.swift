import RepValue

/// Looks up creates without an answer in the account's lists: one reader for any number of them.
///
/// Runs with equal input are exchangeable, so any that serves no other call may serve the one that waits: adopting never
/// pays twice. Only the verdict that a create was never accepted can, so it takes two complete reads and a long wait.
public actor CreateLookup {
  private struct Search {
    let create: UnansweredCreate
    let window: LookupWindow
    let continuation: CheckedContinuation<LookupOutcome, any Error>
    var reads = 0
    var firstRead: Double?
    var lastFailure: Double?
    var due: Double
    /// Ids that agree in all that is shown, where several different inputs may be meant.
    var ambiguous: Set<String> = []
    var removed: Set<String> = []
  }

  /// Candidates that are looked at once the creates that may own them have their answers.
  private struct Pending {
    let rows: [RunList.Row]
    var waitingFor: Set<Int>
  }

  private let caller: any OperationCaller
  private let ledger: any CreateLedger
  private let policy: LookupPolicy
  private let time: TimeSource
  private let clock: ServerClock
  private var searches: [Int: Search] = [:]
  /// Creates that are on their way and may yet be answered.
  private var inFlight: [CreateIntent.Key: Set<Int>] = [:]
  private var pending: [CreateIntent.Key: Pending] = [:]
  private var adopting: Set<CreateIntent.Key> = []
  private var driver: Task<Void, Never>?
  private var alarm: Task<Void, Never>?

  init(
    _ caller: any OperationCaller, ledger: any CreateLedger, policy: LookupPolicy, time: TimeSource, clock: ServerClock
  ) {
    (self.caller, self.ledger, self.policy, self.time, self.clock) = (caller, ledger, policy, time, clock)
  }

  /// A create is about to be sent: what the list shows may be its own.
  func sending(_ intent: CreateIntent) { inFlight[intent.key, default: []].insert(intent.id) }

  /// A create has its answer, a refusal, or none for ever; what it owns is claimed.
  func sent(_ intent: CreateIntent) async {
    inFlight[intent.key]?.remove(intent.id)
    if inFlight[intent.key]?.isEmpty == true { inFlight[intent.key] = nil }
    guard var waiting = pending[intent.key], waiting.waitingFor.remove(intent.id) != nil else { return }
    if waiting.waitingFor.isEmpty {
      pending[intent.key] = nil
      await adopt(intent.key, waiting.rows)
    } else {
      pending[intent.key] = waiting
    }
  }

  /// Whether creates that may be taken for `intent` are on their way.
  func hasPeers(_ intent: CreateIntent) -> Bool { inFlight[intent.key] != nil }

  /// Finds out what became of a create.
  ///
  /// - Throws: `CancellationError`; what became of the create is then still unknown.
  public func find(_ create: UnansweredCreate) async throws -> LookupOutcome {
    let id = create.intent.id
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        searches[id] = Search(
          create: create, window: create.window(policy), continuation: continuation, due: time.monotonic())
        // What it reads is no run's alone.
        if driver == nil {
          driver = Task { await AnswerAllowance.Share.$current.withValue(nil) { await self.drive() } }
        }
        alarm?.cancel()
        if Task.isCancelled { withdraw(id) }
      }
    } onCancel: {
      Task { await self.withdraw(id) }
    }
  }

  private func withdraw(_ id: Int) {
    searches.removeValue(forKey: id)?.continuation.resume(throwing: CancellationError())
    alarm?.cancel()
  }

  private func finish(_ id: Int, _ outcome: LookupOutcome) {
    searches.removeValue(forKey: id)?.continuation.resume(returning: outcome)
  }

  // MARK: Reading

  private func drive() async {
    while !searches.isEmpty {
      let now = time.monotonic()
      let due = searches.values.reduce(Double.infinity) { min($0, $1.due) }
      if due > now { await sleep(due - now) } else { await sweep(now) }
    }
    driver = nil
  }

  private func sleep(_ seconds: Double) async {
    let time = time
    let alarm = Task<Void, Never> {
      // Waking early is what the alarm's cancellation is for.
      do { try await time.sleep(seconds) } catch {}
    }
    self.alarm = alarm
    await alarm.value
  }

  /// Reads every window in which a search is due, for all searches in it.
  private func sweep(_ now: Double) async {
    for kind in [RunRecord.Kind.prediction, .training] {
      let ofKind = searches.values.filter { Self.kind($0) == kind }
      for window in LookupWindow.merged(ofKind.map(\.window)) {
        let inside = ofKind.filter { $0.window.low >= window.low && $0.window.high <= window.high }
        guard inside.contains(where: { $0.due <= now }) else { continue }
        await read(kind, window, inside.map(\.create.intent.id))
      }
    }
  }

  private static func kind(_ search: Search) -> RunRecord.Kind {
    if case .training = search.create.intent.target { .training } else { .prediction }
  }

  private func read(_ kind: RunRecord.Kind, _ window: LookupWindow, _ ids: [Int]) async {
    let began = time.monotonic()
    let list: RunList
    do {
      list = try await CallPriority.$isUrgent.withValue(true) { try await RunList.read(kind, window, caller) }
    } catch {
      return failed(ids, error, began)
    }
    for id in ids { noteRead(id, began) }
    let keys = Set(ids.compactMap { searches[$0]?.create.intent.key })
    for key in keys {
      let rows = list.rows.filter { row in key.target?.agrees(with: row.record) ?? false }
      // What the creates under way may own is left alone until they have their answers.
      if pending[key] != nil { continue }
      if let peers = inFlight[key], !rows.isEmpty {
        pending[key] = Pending(rows: rows, waitingFor: peers)
      } else {
        await adopt(key, rows)
      }
    }
    for id in ids {
      guard let search = searches[id], pending[search.create.intent.key] == nil else { continue }
      await judge(id, list, began, kind)
    }
  }

  private func noteRead(_ id: Int, _ began: Double) {
    guard var search = searches[id] else { return }
    search.lastFailure = nil
    if search.firstRead == nil { search.firstRead = began }
    let delay = min(policy.longestDelay, policy.firstDelay * Double(1 << min(search.reads, 16)))
    search.reads += 1
    let now = time.monotonic()
    let verdicts = [settled(search, times: 1), settled(search, times: 2)].filter { $0 > now }
    search.due = ([now + delay] + verdicts).min() ?? now + delay
    searches[id] = search
  }

  /// The monotonic moment from which on a read may show an absence.
  private func settled(_ search: Search, times: Double) -> Double {
    let settled = clock.monotonic(at: search.create.lastSending(policy) + times * policy.settle)
    return max(settled, (search.firstRead ?? settled) + policy.readSpacing)
  }

  private func failed(_ ids: [Int], _ error: any Error, _ began: Double) {
    let now = time.monotonic()
    for id in ids {
      guard var search = searches[id] else { continue }
      let since = search.lastFailure ?? began
      let isFinal = (error as? ReplicateError).map { [.auth, .argument, .validation].contains($0.kind) } ?? true
      guard !isFinal, now - since < policy.patience else {
        finish(id, .unresolved(unresolved(search, "the account's list cannot be read: \(error)")))
        continue
      }
      search.lastFailure = since
      search.due = now + min(policy.longestDelay, max(policy.firstDelay, now - since))
      searches[id] = search
    }
  }

  // MARK: Deciding

  /// Gives the rows that serve no call to the searches that they fit, the best first.
  private func adopt(_ key: CreateIntent.Key, _ rows: [RunList.Row]) async {
    // Two rounds at once could give one call two runs; the next read makes up for the one that is left out.
    guard !rows.isEmpty, adopting.insert(key).inserted else { return }
    defer { adopting.remove(key) }
    let claimed = await ledger.claimed(among: rows.map(\.id))
    var free = rows.filter { !claimed.contains($0.id) }.sorted { ($0.rank, $0.createdAt) < ($1.rank, $1.createdAt) }
    let members = searches.values.filter { $0.create.intent.key == key }
      .sorted { ($0.create.sentLow, $0.create.intent.id) < ($1.create.sentLow, $1.create.intent.id) }
    let isUniform = Set(members.map(\.create.intent.visible.exactKey)).count < 2
    for member in members {
      let intent = member.create.intent
      var ambiguous: Set<String> = []
      var removed: Set<String> = []
      var taken: Int?
      for (index, row) in free.enumerated() where member.window.contains(row.createdAt) {
        if row.isRemoved {
          removed.insert(row.id)
          continue
        }
        let match = intent.visible.match(row.record["input"])
        guard match > .none else { continue }
        // Inputs that only look alike may be different: the wrong output would be worse than a question.
        guard match == .exact || isUniform else {
          ambiguous.insert(row.id)
          continue
        }
        guard searches[intent.id] != nil else { break }
        if await ledger.claim(row.record, for: intent) {
          taken = index
          break
        }
      }
      if let taken {
        finish(intent.id, .adopted(free.remove(at: taken).record))
      } else {
        searches[intent.id]?.ambiguous = ambiguous
        searches[intent.id]?.removed = removed
      }
    }
  }

  /// Says that a create was never accepted, once that is certain enough.
  private func judge(_ id: Int, _ list: RunList, _ began: Double, _ kind: RunRecord.Kind) async {
    guard let search = searches[id] else { return }
    // Something created after the sending shows that the list is up to date.
    let isFresh = list.rows.contains { $0.createdAt > search.create.sentLow }
    guard began >= settled(search, times: isFresh ? 1 : 2), search.reads > 1 else { return }
    if let problem = question(search) { return finish(id, .unresolved(problem)) }
    do {
      guard try await isCovered(search, kind) else {
        return finish(id, .unresolved(unresolved(search, "the account's list does not reach back to it")))
      }
    } catch {
      return failed([id], error, began)
    }
    finish(id, .absent)
  }

  /// What keeps a create from counting as absent although nothing serves it.
  private func question(_ search: Search) -> ReplicateError? {
    if search.removed.count == 1, let id = search.removed.first, search.ambiguous.isEmpty {
      var error = ReplicateError(
        .outputGone, "the answer of \(search.create.intent.operation.id) was lost, and so is what it had started: "
          + "the input and output of \(id) have been deleted on the server", hint: ErrorHints.outputGone, runID: id)
      error.isUnanswered = true
      return error.of(search.create.intent.operation)
    }
    let ids = search.ambiguous.union(search.removed).sorted()
    guard !ids.isEmpty else { return nil }
    return unresolved(search, "it may be one of \(ids.prefix(8).joined(separator: ", "))")
  }

  /// How far back the list reaches is not documented: what it cannot show is not absent.
  private func isCovered(_ search: Search, _ kind: RunRecord.Kind) async throws -> Bool {
    let age = clock.latest(at: time.monotonic()) - search.create.sentLow
    guard age > Self.certainReach else { return true }
    return try await RunList.reaches(before: search.window.low, kind, caller)
  }

  private static let certainReach = 3600.0

  private func unresolved(_ search: Search, _ why: String) -> ReplicateError {
    .unresolved(search.create.intent.operation, why)
  }
}

extension ReplicateError {
  /// A create of which nobody can tell whether it was accepted.
  static func unresolved(_ operation: Operation, _ why: String) -> ReplicateError {
    ReplicateError(
      .unresolved, "\(operation.id) got no answer, and nobody can tell whether it was accepted: \(why)",
      hint: ErrorHints.unresolved, isUnanswered: true
    ).of(operation)
  }
}
