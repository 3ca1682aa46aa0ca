import RepRuntime
import RepValue
import Replicate

/// What `await` gives. Where the journal has the record of the run that is awaited, the output is not written a second
/// time: the call says which effect it was, and a further await of it has a row with the run's id in the place of a digest,
/// and no answer.
extension RunJournal {
  /// Gives the recorded outcome of a run, or waits for it and writes it down.
  func outcome(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
    guard let id = Self.awaited(effect) else { return try answer(effect, body) }
    let content = Array(id.utf8)
    if resumed != nil {
      if let row = recorded(effect, keyed: content), let answer = Answer(row.answer, secrets, services) ?? output(of: id, effect)
      {
        return try again(row, answer, effect)
      }
      // A failed run, somebody else's, or one of an older journal: the row has the whole answer.
      let asked = Asked.arguments(effect)
      if let row = recorded(effect, digest(effect.name, asked)), let answer = Answer(row.answer, secrets, services) {
        return try again(row, answer, effect)
      }
      try refuseIfRecording(effect, asked)
    }
    let waits = effect.context.pointee.waitCount
    let answer = try Answer(of: body)
    let waited = effect.context.pointee.waitCount != waits
    if case .value = answer, hasRecord(of: id) {
      let awaited = RecordedCall.Await(
        place: effect.place, number: waited ? effect.context.pointee.deliver() : nil)
      if !note(awaited, of: id) { add(RecordedEffect(awaiting: id, awaited), isKeyed: true) }
    } else {
      let asked = Asked.arguments(effect)
      record(effect, digest(effect.name, asked), Asked.shown(asked), answer, waited: waited)
    }
    return try answer.get()
  }

  /// The id of the one run that is awaited; nil for several.
  private static func awaited(_ effect: Effect) -> String? {
    guard let arguments = effect.call?.arguments, case .object(let object) = arguments[0] else { return nil }
    return CanonicalText.run(object)
  }

  /// Whether a run is one of this journal's, and its final record is in its row.
  private func hasRecord(of id: String) -> Bool {
    state.withLock { state in
      guard let place = state.places[id], let tracked = state.calls[place] else { return false }
      return tracked.call.state == .done && tracked.call.record != nil
    }
  }

  /// Writes an await down with the run's call; false where that has another one.
  private func note(_ awaited: RecordedCall.Await, of id: String) -> Bool {
    state.withLock { state in
      guard let place = state.places[id], let tracked = state.calls[place], tracked.call.awaited == nil
      else { return false }
      tracked.call.awaited = awaited
      state.write(tracked.call, changed: .awaited, secrets)
      return true
    }
  }

  /// The output of a run as its row has it.
  private func output(of id: String, _ effect: Effect) -> Answer? {
    let known = effect.context.pointee.finished(id)
    let call = known == nil ? state.withLock { state in state.places[id].flatMap { state.calls[$0]?.call } } : nil
    let run = known ?? call.flatMap(record(of:)).flatMap { RunRecord($0) }
    return (try? run?.output()).map { .value($0) }
  }
}

extension RecordedEffect {
  /// An `await` of one run whose record is in its call.
  public init(awaiting id: String, _ awaited: RecordedCall.Await) {
    self.init(
      place: awaited.place, name: Self.await, content: Array(id.utf8), delivered: awaited.number, answer: [], asked: [])
  }

  private static let await = "await"

  /// The id of the run whose output is the answer; nil where the row has an answer of its own.
  var awaitedRun: String? { answer.isEmpty && name == Self.await ? String(decoding: content, as: UTF8.self) : nil }
}
