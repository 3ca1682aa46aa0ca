import RepRuntime
import RepValue
import Replicate

extension RecordedCall {
  /// Makes it a call that a journal may hold.
  mutating func hide(_ secrets: SecretTexts) {
    guard !secrets.isEmpty else { return }
    record = record.map(secrets.hide(in:))
    asked = secrets.hide(in: asked)
    reason = reason.map(secrets.mask)
  }
}

/// A call of the run as it now is; touched only under the lock of the journal's state. A class, because a call holds a
/// dozen texts, and a dictionary would copy them all to read one.
final class TrackedCall {
  var call: RecordedCall

  init(_ call: RecordedCall) { self.call = call }
}

extension RunJournal.State {
  /// Queues the row of a call.
  func write(_ call: consuming RecordedCall, changed: RecordedCall.Parts = .all, _ secrets: SecretTexts) {
    guard let journal else { return }
    call.hide(secrets)
    journal.record(call, changed: changed)
  }

  /// The number of the next call of the run.
  mutating func nextCall(of run: Int) -> Int {
    callCount += 1
    return run << 32 + callCount
  }

  /// Takes over what a run has recorded, less what gets a new attempt.
  mutating func take(_ recorded: RecordedRun, repays: Bool) {
    account = recorded.header.account
    callCount = recorded.calls.filter { $0.id >> 32 == run }.map { $0.id & 0xFFFF_FFFF }.max() ?? 0
    let ending = recorded.header.ending
    retried = Set(ending?.retried ?? [])
    let predictions = Set(ending?.retriedPredictions ?? [])
    var left = recorded
    for index in left.calls.indices where repays || !predictions.isEmpty {
      let call = left.calls[index]
      let isRetried = call.prediction.map(predictions.contains) ?? false
      guard isRetried || (repays && call.state == .lost) else { continue }
      retried.insert(call.place)
      left.calls[index].state = .refused
      left.calls[index].reason = "a new attempt after \(call.prediction ?? "it")"
      left.calls[index].prediction = nil
      left.calls[index].record = nil
      left.calls[index].delivery = nil
      left.calls[index].awaited = nil
      left.calls[index].status = nil
    }
    let gone = retried
    let lost = Array("\"kind\":\"output_gone\"".utf8)
    // A save that is done again takes over the files that it has made.
    for index in left.effects.indices where left.effects[index].name == "save" && gone.contains(left.effects[index].place) {
      (left.effects[index].name, left.effects[index].answer) = (RunJournal.saveBegun, Array(#"{"answer":true}"#.utf8))
    }
    if repays || !gone.isEmpty {
      left.effects.removeAll { effect in
        (gone.contains(effect.place) && effect.name != RunJournal.saveBegun)
          || (repays && effect.answer.firstRange(of: lost) != nil)
      }
    }
    saved = left.saved
    replay.add(left)
    for call in left.calls where call.prediction != nil { places[call.prediction ?? ""] = call.place }
  }

  /// Remembers a call by its place and its prediction.
  mutating func keep(_ call: RecordedCall) {
    calls[call.place] = TrackedCall(call)
    if let prediction = call.prediction { places[prediction] = call.place }
  }
}

// MARK: Opening

extension RunJournal {
  /// Begins to open the journal, so that it is ready when the create is.
  func open() {
    state.withLock { state in
      guard state.opening == nil, state.run == nil, case .later = storage else { return }
      state.opening = Task.detached { try await self.openNow() }
    }
  }

  /// The open journal and the run's number in it.
  /// - Throws: why it cannot be opened; then nothing may be sent.
  func ready() async throws -> (any Journal, Int) {
    if let known = opened { return known }
    open()
    if let opening = state.withLock({ $0.opening }) { try await opening.value }
    guard let known = opened else { throw JournalError("the journal is not open") }
    return known
  }

  private var opened: (any Journal, Int)? {
    state.withLock { state in
      guard let journal = state.journal, let run = state.run else { return nil }
      return (journal, run)
    }
  }

  private func openNow() async throws {
    do {
      try begin(account: try await Self.account(services))
    } catch {
      // The next create tries again.
      state.withLock { $0.opening = nil }
      throw error
    }
  }

  /// The account that the token belongs to: `type/username`.
  /// - Throws: what the client throws.
  static func account(_ services: Services) async throws -> String {
    let record = try await services.client.call(.accountGet)
    return "\(record["type"].string ?? "user")/\(record["username"].string ?? "")"
  }

  /// Writes the run down, with all that it has done so far.
  private func begin(account: String) throws {
    guard case .later(let open) = storage else { throw JournalError("a recording is not written to") }
    let journal = try open()
    outputs?.open(journal, limit: settings.keptBytes)
    var header = header
    header.account = account
    header.params = identity.digest(arguments: settings.arguments, key: journal.digestKey)
    let run = try journal.begin(header)
    state.withLock { state in
      (state.journal, state.run, state.account) = (journal, run, account)
      for var row in state.early {
        row.content = state.keyed(row.content)
        journal.record(row, of: run)
      }
      state.early = []
      for (files, place) in state.earlyFiles { journal.record(files, at: place, of: run) }
      state.earlyFiles = []
    }
  }
}
