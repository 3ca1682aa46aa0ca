import RepValue

/// Watches for creates that were sent again because they seemed never accepted, and turn up after all: what still runs
/// is stopped, and the twin is reported.
actor TwinWatch {
  private struct Watch {
    let create: UnansweredCreate
    let window: LookupWindow
    let ends: Double
    var readUpTo: Double
  }

  private let client: ReplicateClient
  private let ledger: any CreateLedger
  private let lookup: CreateLookup
  private let onLookup: (@Sendable (LookupNotice) -> Void)?
  private var watches: [Int: Watch] = [:]
  private var driver: Task<Void, Never>?

  private var policy: LookupPolicy { client.configuration.lookup }
  private var time: TimeSource { client.configuration.time }

  init(
    _ client: ReplicateClient, ledger: any CreateLedger, lookup: CreateLookup,
    onLookup: (@Sendable (LookupNotice) -> Void)?
  ) {
    (self.client, self.ledger, self.lookup, self.onLookup) = (client, ledger, lookup, onLookup)
  }

  /// Watches for a twin of a create that is about to be sent again. The earliest watch of a call goes on.
  func begin(_ create: UnansweredCreate) {
    guard policy.twinWatch > 0, create.intent.target != nil, watches[create.intent.id] == nil else { return }
    let window = create.window(policy)
    watches[create.intent.id] = Watch(
      create: create, window: window, ends: time.monotonic() + policy.twinWatch, readUpTo: window.low)
    // What it reads is no run's alone.
    if driver == nil { driver = Task { await AnswerAllowance.Share.$current.withValue(nil) { await self.drive() } } }
  }

  private func drive() async {
    while !watches.isEmpty {
      do {
        try await time.sleep(policy.twinInterval)
      } catch {
        break
      }
      await look()
    }
    driver = nil
  }

  private func look() async {
    let now = client.serverClock.latest(at: time.monotonic())
    let due = watches.values.map { watch in
      let isLast = time.monotonic() >= watch.ends
      // What was accepted late is new in the list; what was only listed late is looked for at the end once more.
      let low = isLast ? watch.window.low : watch.readUpTo - policy.settle / 2
      return (watch: watch, window: LookupWindow(low: max(watch.window.low, low), high: now + 1), isLast: isLast)
    }
    for window in LookupWindow.merged(due.map(\.window)) {
      let inside = due.filter { $0.window.low >= window.low && $0.window.high <= window.high }
      do {
        let list = try await CallPriority.$isUrgent.withValue(true) {
          try await RunList.read(.prediction, window, client)
        }
        for item in inside {
          let id = item.watch.create.intent.id
          switch await stopTwin(of: item.watch.create, list) {
          case .stopped: watches[id] = nil
          case .none: if item.isLast { watches[id] = nil } else { watches[id]?.readUpTo = now }
          case .undecided: break
          }
        }
      } catch {
        // The next look reads the same stretch again; the last one has been tried.
        for item in inside where item.isLast { watches[item.watch.create.intent.id] = nil }
      }
    }
  }

  private enum Verdict {
    /// There was one. A create that was sent again has one at most.
    case stopped
    case none
    /// The owner of what is listed may still be waiting for its answer.
    case undecided
  }

  private func stopTwin(of create: UnansweredCreate, _ list: RunList) async -> Verdict {
    let intent = create.intent
    guard await !lookup.hasPeers(intent) else { return .undecided }
    let alike = list.rows.filter { row in
      !row.isRemoved && (intent.target?.agrees(with: row.record) ?? false)
        && intent.visible.match(row.record["input"]) == .exact
    }
    let claimed = await ledger.claimed(among: alike.map(\.id))
    for row in alike where !claimed.contains(row.id) {
      guard await ledger.claim(row.record, for: intent) else { continue }
      var isCanceled = false
      if let run = RunRecord(row.record), !run.isTerminal {
        isCanceled = (try? await client.cancel(run)) != nil
      }
      onLookup?(LookupNotice(operation: intent.operation.id, stage: .lateTwin(id: row.id, isCanceled: isCanceled)))
      return .stopped
    }
    return .none
  }
}
