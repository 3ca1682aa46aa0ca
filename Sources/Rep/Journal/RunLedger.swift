import RepRuntime
import RepValue
import Replicate
import Synchronization

/// Brings the creates of an engine's runs to their journals; those of runs without one are remembered in memory.
///
/// A create knows the run that it belongs to by a text that travels with it (``CreateContext``).
final class RunLedger: CreateLedger {
  private struct Entry {
    weak var journal: RunJournal?
  }

  private struct State {
    var journals: [Int: Entry] = [:]
    var next = 0
    /// Predictions that serve a call of this process: rows in a journal may still be on their way.
    var claims = RecentClaims()
  }

  private let state = Mutex(State())
  private let memory = MemoryLedger()

  func nextNumber() -> Int {
    state.withLock { state in
      state.next += 1
      return state.next
    }
  }

  func register(_ journal: RunJournal) { state.withLock { $0.journals[journal.number] = Entry(journal: journal) } }

  func forget(_ number: Int) { state.withLock { _ = $0.journals.removeValue(forKey: number) } }

  private func journal(of intent: CreateIntent) -> (RunJournal, EffectPlace)? {
    // Not `split`, which takes ten times as long: this is asked at every step of a create.
    guard let name = intent.call, let first = name.utf8.firstIndex(of: UInt8(ascii: " ")) else { return nil }
    let place = name[name.utf8.index(after: first)...]
    guard let second = place.utf8.firstIndex(of: UInt8(ascii: " ")), let number = Int(name[..<first]),
      let ordinal = Int(place[..<second]), let journal = state.withLock({ $0.journals[number]?.journal })
    else { return nil }
    return (journal, EffectPlace(thread: String(place[place.utf8.index(after: second)...]), ordinal: ordinal))
  }

  // MARK: CreateLedger

  func begin(_ intent: CreateIntent) async throws -> CreateStart {
    guard let (journal, place) = journal(of: intent) else { return .send }
    return try await journal.begin(intent, at: place)
  }

  func willSend(_ intent: CreateIntent, at sentLow: Double) async throws {
    guard let (journal, place) = journal(of: intent) else { return }
    try await journal.willSend(intent, at: place, sentLow)
  }

  func refused(_ intent: CreateIntent, _ error: ReplicateError) async {
    guard let (journal, place) = journal(of: intent) else { return }
    journal.update(place) { call in
      call.state = .refused
      call.reason = error.message
    }
  }

  func unanswered(_ intent: CreateIntent, at sentHigh: Double) async {
    guard let (journal, place) = journal(of: intent) else { return }
    journal.update(place) { call in
      call.state = .unanswered
      call.sentHigh = sentHigh
    }
  }

  func answered(_ intent: CreateIntent, _ record: Value) async {
    guard let (journal, place) = journal(of: intent) else { return await memory.answered(intent, record) }
    if let id = record["id"].string { state.withLock { _ = $0.claims.insert(id) } }
    await journal.learnSecrets(intent, record, at: place)
    journal.answered(record, at: place)
  }

  func claim(_ record: Value, for intent: CreateIntent) async -> Bool {
    guard let (journal, place) = journal(of: intent) else { return await memory.claim(record, for: intent) }
    guard let id = record["id"].string, state.withLock({ $0.claims.insert(id) }) else { return false }
    await journal.learnSecrets(intent, record, at: place)
    do {
      // What another process has is claimed for good.
      return try await journal.claim(record, at: place)
    } catch {
      state.withLock { $0.claims.remove(id) }
      return false
    }
  }

  func claimed(among ids: [String]) async -> Set<String> {
    let (own, journals) = state.withLock { state in
      (Set(ids.filter(state.claims.contains)), state.journals.values.compactMap(\.journal))
    }
    var claimed = await memory.claimed(among: ids).union(own)
    for journal in journals { claimed.formUnion(journal.claimed(among: ids)) }
    return claimed
  }

  func decide(_ intent: CreateIntent) async -> CreateDecision? {
    guard let (journal, place) = journal(of: intent) else { return nil }
    return await journal.decide(intent, at: place)
  }

  func ended(_ intent: CreateIntent, _ error: any Error) async {
    guard let (journal, place) = journal(of: intent) else { return }
    journal.ended(intent, at: place, error)
  }
}

extension RunJournal {
  /// How a create of an effect names its call to the ledger.
  func callName(at place: EffectPlace) -> String { "\(number) \(place.ordinal) \(place.thread)" }

  /// What is to be done about a create.
  func begin(_ intent: CreateIntent, at place: EffectPlace) async throws -> CreateStart {
    if case .nowhere = storage { return .send }
    let (_, run) = try await ready()
    // Apart, because what an asynchronous function has at hand is memory from the heap.
    if let start = try start(of: intent, at: place, run) { return start }
    return try await .known(readAgain(intent, at: place))
  }

  /// What is to be done about a create; nil where its prediction has to be read by its id.
  private func start(of intent: CreateIntent, at place: EffectPlace, _ run: Int) throws -> CreateStart? {
    let isDear = intent.operation.isDear
    let secretKeys = addSecrets(of: intent)
    let known = state.withLock { state in state.calls[place].map { ($0.call.content, $0.call.isKeyed) } }
    // What takes long is done without the lock, for which the script waits, too.
    let unknown = known == nil ? namedCall(intent, at: place) : nil
    let (content, isKeyed) = known ?? (unknown?.content ?? [], unknown?.isKeyed ?? false)
    let key = isKeyed ? content : keyed(content)
    let call = state.withLock { state -> RecordedCall? in
      if let unknown { state.calls[place] = TrackedCall(unknown) }
      guard let tracked = state.calls[place] else { return nil }
      if !tracked.call.isKeyed {
        (tracked.call.content, tracked.call.isKeyed) = (key, true)
        if !secretKeys.isEmpty { tracked.call.mask(secretKeys, secrets) }
      }
      (tracked.call.run, tracked.call.account) = (run, state.account)
      if tracked.call.id == 0 { tracked.call.id = state.nextCall(of: run) }
      // Most are new, and the whole call is a dozen texts.
      return tracked.call.state == .refused && tracked.call.reason != Self.givenUp ? nil : tracked.call
    }
    guard let call else { return .send }
    switch call.state {
    case .refused:
      throw ReplicateError(.canceled, "\(intent.operation.id) was given up by its owner", hint: "--new starts over")
    case .open, .done:
      return call.record.flatMap { try? JSON.parse(secrets.show(in: $0)) }.map { .known($0) }
    case .lost:
      throw ReplicateError(
        .outputGone, "the output of \(call.prediction ?? "a prediction") was paid for and is lost",
        hint: "--repay buys it again", runID: call.prediction)
    case .intended, .unanswered, .unresolved:
      // Whatever was sent for this call must be what is looked for.
      if intent.operation.id != call.operation, !call.operation.isEmpty, !isDear {
        if intent.operation == .modelsPredictionsCreate {
          throw ReplicateError(.notFound, "\(call.reference) is run by its version", status: 404)
        }
        throw unresolvable(call, "the model has changed since")
      }
      guard call.version == Self.version(intent), let low = call.sentLow else {
        throw unresolvable(call, "the model has changed since")
      }
      return .lookUp(sentLow: low, sentHigh: call.sentHigh)
    }
  }

  /// Reads a prediction or training whose answer is damaged: it was paid for, and the service still knows it.
  private func readAgain(_ intent: CreateIntent, at place: EffectPlace) async throws -> Value {
    let id = try prediction(at: place)
    let isTraining = intent.operation == .trainingsCreate
    let record = try await services.client.call(
      isTraining ? .trainingsGet : .predictionsGet,
      Replicate.Arguments([isTraining ? "training_id" : "prediction_id": Value(id)]))
    await learnSecrets(intent, record, at: place)
    answered(record, at: place)
    return record
  }

  private func prediction(at place: EffectPlace) throws -> String {
    guard let call = state.withLock({ $0.calls[place]?.call }) else { throw JournalError("a create is not in the journal") }
    guard let id = call.prediction else { throw unresolvable(call, "its record in the journal cannot be read") }
    return id
  }

  /// The reason of a call that its owner does without.
  public static let givenUp = "given up"

  private func unresolvable(_ call: RecordedCall, _ why: String) -> ReplicateError {
    ReplicateError(
      .unresolved, "a create of \(call.reference) has no answer, and \(why)",
      hint: "rep runs resolve \(call.run)", isUnanswered: true)
  }

  /// The row of a create that is no run, such as that of a model: its effect is an ordinary answer.
  private func namedCall(_ intent: CreateIntent, at place: EffectPlace) -> RecordedCall {
    let asked = Asked.shown(intent.arguments.values)
    let content = digest(intent.operation.id, intent.arguments.values)
    var call = RecordedCall(
      run: run ?? 0, place: place, content: content, asked: secrets.hide(in: (try? JSON.bytes(asked)) ?? []))
    call.reference = Self.reference(intent.arguments.values)
    let key = keyed(content)
    return state.withLock { $0.replay.call(at: place, key) } ?? call
  }

  static func version(_ intent: CreateIntent) -> String? {
    intent.arguments.values["version"].string ?? intent.arguments.values["version_id"].string
  }

  /// Writes down that a create is about to be sent; nothing may be sent before this returns.
  func willSend(_ intent: CreateIntent, at place: EffectPlace, _ sentLow: Double) async throws {
    if case .nowhere = storage { return }
    let (journal, _) = try await ready()
    guard let call = sending(intent, at: place, sentLow) else { throw JournalError("a create is not in the journal") }
    do {
      try await journal.commit(call)
    } catch let error as JournalError {
      throw ScriptError(error)
    }
  }

  private func sending(_ intent: CreateIntent, at place: EffectPlace, _ sentLow: Double) -> RecordedCall? {
    state.withLock { state in
      guard let tracked = state.calls[place] else { return nil }
      tracked.call.willSend(intent, sentLow)
      var call = tracked.call
      call.hide(secrets)
      return call
    }
  }

  /// Changes a call and queues what of it has changed.
  func update(_ place: EffectPlace, _ changed: RecordedCall.Parts = .all, _ change: (inout RecordedCall) -> Void) {
    state.withLock { state in
      guard let tracked = state.calls[place] else { return }
      let (known, before) = (tracked.call.prediction, tracked.call.state)
      change(&tracked.call)
      if let id = tracked.call.prediction, id != known { state.places[id] = place }
      // One that never came as far as its intent has no row.
      guard tracked.call.id != 0 else { return }
      // All other states stand in the row of the intent.
      let isOnItsWay = before == .intended || before == .open || before == .done
      state.write(tracked.call, changed: isOnItsWay ? changed : .all, secrets)
    }
  }

  /// A create was accepted, or found.
  func answered(_ record: Value, at place: EffectPlace) {
    // What takes long is done before: the script waits for the state, too.
    let notes = RecordNotes(record)
    update(place, notes.record == nil ? .created : [.created, .ended]) { call in
      call.note(notes)
      if call.state != .done { call.state = .open }
    }
  }

  /// A prediction or training of this run is over.
  func finished(_ record: RunRecord) {
    if record.isPartial {
      // Whoever awaits it in a later process reads it by its id.
      if let place = state.withLock({ $0.places[record.id] }) {
        update(place, .created) { call in
          if call.state == .open { call.status = record.value["status"].string }
        }
      }
      return
    }
    let known = state.withLock { state -> (place: EffectPlace, reference: String, hasCreation: Bool)? in
      guard let place = state.places[record.id], let tracked = state.calls[place], tracked.call.state != .done
      else { return nil }
      return (place, tracked.call.reference, tracked.call.createdAt != nil)
    }
    guard let known else { return }
    // What takes long is done before, as above.
    let notes = RecordNotes(record, isKnown: known.hasCreation)
    update(known.place, .ended) { call in
      call.note(notes)
      call.state = .done
    }
    countTime(of: record.value, known.reference)
    if record.status == .succeeded { outputs?.keep(record) }
  }

  /// Takes a record that was found as a call's own; false where it serves another one.
  /// - Throws: ``JournalError``.
  func claim(_ record: Value, at place: EffectPlace) async throws -> Bool {
    let (journal, known) = state.withLock { ($0.journal, $0.calls[place]?.call) }
    if let journal, var call = known {
      call.note(RecordNotes(record))
      call.state = RunRecord(record)?.isTerminal == true ? .done : .open
      // What is queued of the call must not come after it.
      try await journal.flush()
      call.hide(secrets)
      guard try journal.claim(call) else { return false }
    }
    answered(record, at: place)
    return true
  }

  func claimed(among predictions: [String]) -> Set<String> {
    let (journal, account) = state.withLock { ($0.journal, $0.account) }
    // What cannot be read may serve a call: then nothing is adopted.
    guard let journal else { return [] }
    return (try? journal.claimed(among: predictions, account: account)) ?? Set(predictions)
  }

  func ended(_ intent: CreateIntent, at place: EffectPlace, _ error: any Error) {
    guard let error = error as? ReplicateError else { return }
    update(place) { call in
      switch error.kind {
      case .unresolved: call.state = .unresolved
      case .outputGone:
        call.state = .lost
        call.prediction = error.runID ?? call.prediction
      default: return
      }
      call.reason = error.message
    }
  }
}
