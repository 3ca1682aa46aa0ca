import RepRuntime
import RepValue

/// The pieces of one stream: given again from the journal, or collected for it.
///
/// Only the script thread that reads the stream touches it.
final class RecordedStream {
  private let journal: RunJournal
  private let place: EffectPlace
  private let id: String
  private let content: [UInt8]
  private var pieces: [Value]
  private var error: ScriptError?
  private var position = 0
  private let delivered: Int?
  /// Whether the journal has the stream to its end.
  let isComplete: Bool

  init(_ journal: RunJournal, _ place: EffectPlace, _ id: String, _ content: [UInt8], _ row: RecordedEffect?) {
    (self.journal, self.place, self.id, self.content) = (journal, place, id, content)
    let answer = row.flatMap { Answer($0.answer, journal.secrets, journal.services) }
    delivered = row?.delivered
    guard case .value(let value)? = answer, let known = value["pieces"].array else {
      (pieces, isComplete) = ([], false)
      return
    }
    (pieces, isComplete) = (known, true)
    if case .object(let details) = value["error"] {
      error = ScriptError(
        ErrorKind(rawValue: value["error"]["kind"].string ?? "user"), value["error"]["message"].string ?? "",
        hint: value["error"]["hint"].string, details: details)
    }
  }

  /// The next piece; nil at the end.
  /// - Throws: the error that ended the stream.
  func next(_ context: ContextPointer) throws(ScriptError) -> Value? {
    if position < pieces.count {
      defer { position += 1 }
      return pieces[position]
    }
    if let delivered, position == pieces.count {
      position += 1
      context.pointee.deliver(delivered)
    }
    if let error { throw error }
    return nil
  }

  /// Takes a fresh piece.
  func add(_ text: String) { pieces.append(Value(text)) }

  /// Writes the stream down, which is over.
  func end(_ error: ScriptError?, _ context: ContextPointer) {
    let number = context.pointee.deliver()
    guard error?.isCatchable ?? true else { return }
    var value: Value = ["pieces": Value(pieces)]
    if let error { value["error"] = error.value }
    guard let answer = Answer.value(value).bytes(journal.secrets) else { return }
    journal.add(
      RecordedEffect(
        place: place, name: "stream/pieces", content: content, delivered: number, answer: answer,
        asked: (try? JSON.bytes(Value(id))) ?? []))
  }
}

extension RunJournal {
  /// What is known of a stream that a thread begins to read.
  /// - Throws: kind `divergence` where a recording does not have it.
  func stream(of id: String, _ context: ContextPointer) throws(ScriptError) -> RecordedStream {
    let place = context.pointee.takePlace()
    let content = digest("stream/pieces", Value(id))
    let row = state.withLock { state -> RecordedEffect? in
      guard resumed != nil else { return nil }
      if case .recording = storage { return state.replay.effect(at: place, "stream/pieces") { _ in true } }
      return state.replay.effect(at: place, "stream/pieces", state.keyed(content))
    }
    if row == nil, case .recording = storage {
      throw Divergence.error("stream", recorded: nil, now: Value(id))
    }
    return RecordedStream(self, place, id, content, row)
  }
}
