import RepValue
import Replicate

/// Creates of a run that were sent and have no answer, and that nobody but their owner can decide about.
public struct UndecidedCreates: Sendable {
  /// Their rows.
  public let calls: [RecordedCall]
  private let journal: any Journal
  private let account: String
  private let client: ReplicateClient

  /// - Parameters:
  ///   - calls: creates of one run that got no answer.
  ///   - journal: where the run is written down.
  ///   - account: `type/username`, see ``RunHeader/account``.
  ///   - client: asks the account for its predictions and trainings.
  public init(_ calls: [RecordedCall], in journal: any Journal, account: String, _ client: ReplicateClient) {
    (self.calls, self.journal, self.account, self.client) = (calls, journal, account, client)
  }

  /// When the first of them was sent, in seconds since 1970.
  public var since: Double? { calls.compactMap(\.sentLow).min() }

  /// Looks them up as a run that goes on does (durability, section 1.4), all at once. A call whose prediction or training is
  /// found has it from then on.
  /// - Throws: `ReplicateError`, `CancellationError`.
  public func lookUp() async throws -> [(call: RecordedCall, outcome: LookupOutcome)] {
    let named = Dictionary(calls.map { ("\($0.id)", $0) }) { first, _ in first }
    let creates = CreateResolver(client, ledger: CallClaims(journal: journal, account: account, calls: named))
    return try await withThrowingTaskGroup(of: (Int, LookupOutcome).self) { group in
      for (index, call) in calls.enumerated() {
        guard let intent = call.intent, let low = call.sentLow else { continue }
        let create = UnansweredCreate(intent, sentLow: low, sentHigh: call.sentHigh)
        group.addTask { (index, try await creates.lookUp(create)) }
      }
      var found: [(call: RecordedCall, outcome: LookupOutcome)] = []
      for try await (index, outcome) in group {
        var call = calls[index]
        if case .adopted(let record) = outcome { call.adopt(record) }
        found.append((call, outcome))
      }
      return found
    }
  }

  /// What the account lists since then and serves no call, the newest first: the first page of each list.
  /// - Throws: ``JournalError``, `ReplicateError`.
  public func listed() async throws -> [Value] {
    guard let since else { return [] }
    let low = (since - 5).rounded(.down)
    var rows: [Value] = []
    if calls.contains(where: { $0.operation != Operation.trainingsCreate.id }) {
      rows += try await client.call(.predictionsList, ["created_after": .float(low)])["results"].array ?? []
    }
    if calls.contains(where: { $0.operation == Operation.trainingsCreate.id }) {
      // The list of trainings takes no filters.
      rows += (try await client.call(.trainingsList)["results"].array ?? []).filter { row in
        row["created_at"].string.flatMap { Timestamp.seconds(iso8601: $0) }.map { $0 >= low } ?? true
      }
    }
    let claimed = try journal.claimed(among: rows.compactMap { $0["id"].string }, account: account)
    return rows.filter { $0["id"].string.map { !claimed.contains($0) } ?? false }
  }
}

extension RecordedCall {
  /// Whether it was sent and nobody knows what became of it.
  public var isUndecided: Bool { state.isUndecided }
}

extension RecordedCall.State {
  var isUndecided: Bool { [.intended, .unanswered, .unresolved].contains(self) }
}

extension RunJournal {
  /// What the owner says about a create whose fate nobody can tell, and about all others of the run that are known then:
  /// the question is put once.
  func decide(_ intent: CreateIntent, at place: EffectPlace) async -> CreateDecision? {
    guard let ask = settings.decide, let journal = state.withLock({ $0.journal }) else { return nil }
    let (task, call) = state.withLock { state -> (Task<CreateDecision?, Never>?, RecordedCall?) in
      guard let call = state.calls[place]?.call else { return (nil, nil) }
      if let question = state.question, question.calls.contains(call.id) { return (question.task, call) }
      let isMeant = { (other: RecordedCall) in
        other.isUndecided && (other.id == call.id || self.needsWord(other))
      }
      let known = state.calls.values.map(\.call).filter(isMeant)
      let calls = known + state.replay.unusedCalls.filter(isMeant)
      let undecided = UndecidedCreates(calls, in: journal, account: state.account, services.client)
      let task = Task { await ask(undecided) }
      state.question = (task, Set(calls.map(\.id)))
      return (task, call)
    }
    guard let task, let call else { return nil }
    let decision = await task.value
    switch decision {
    case .giveUp:
      update(place) { call in
        call.state = .refused
        call.reason = Self.givenUp
      }
    case .wait:
      // Then it is asked again.
      state.withLock { state in
        if state.question?.calls.contains(call.id) == true { state.question = nil }
      }
    case .resend, nil: break
    }
    return decision
  }

  /// Whether a create is not sent again without its owner's word.
  private func needsWord(_ call: RecordedCall) -> Bool {
    let isDear = Operations.all.first { $0.id == call.operation }?.isDear ?? false
    return isDear || !services.client.configuration.lookup.resends
  }
}
