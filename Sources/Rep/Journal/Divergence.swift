import RepRuntime
import RepValue

/// A run that asks for something else than the one it repeats, though nothing has changed that could explain it.
enum Divergence {
  /// The error, with what differs field by field.
  /// - Parameter recorded: what was asked then, as JSON; nil where nothing was.
  static func error(_ name: String, recorded: [UInt8]?, now asked: Value) -> ScriptError {
    let details = ObjectStorage(minimumCapacity: 2)
    details.set(StringStorage.make("action"), Value(name))
    guard let recorded, let then = try? JSON.parse(recorded) else {
      return ScriptError(
        .divergence, "`\(name)` is not in the recording", hint: "record the run again", details: details,
        isCatchable: false)
    }
    let fields = differences(then, asked)
    details.set(StringStorage.make("fields"), Value(fields.map { Value($0) }))
    return ScriptError(
      .divergence, "`\(name)` asks for something else than in the recorded run: \(fields.joined(separator: "; "))",
      hint: "the script has changed, or depends on something that is not recorded", details: details,
      isCatchable: false)
  }

  /// Where two values differ: `input.prompt: "a" was "b"`.
  static func differences(_ then: Value, _ now: Value, at path: String = "") -> [String] {
    if agree(then, now) { return [] }
    if let before = then.pairs, let after = now.pairs {
      var keys = before.map(\.key)
      keys += after.map(\.key).filter { !keys.contains($0) }
      return keys.flatMap { key in
        differences(then[key], now[key], at: path.isEmpty ? key : "\(path).\(key)")
      }
    }
    let place = path.isEmpty ? "" : "\(path): "
    return ["\(place)\(text(now)) was \(text(then))"]
  }

  /// Whether two things asked are the same; what is masked agrees with everything.
  static func agree(_ then: Value, _ now: Value) -> Bool {
    if then.string == Asked.mask || now.string == Asked.mask { return true }
    if let before = then.pairs, let after = now.pairs {
      return before.count == after.count && before.allSatisfy { now.contains(key: $0.key) && agree($0.value, now[$0.key]) }
    }
    if let before = then.array, let after = now.array {
      return before.count == after.count && zip(before, after).allSatisfy { agree($0, $1) }
    }
    return then == now
  }

  private static func text(_ value: Value) -> String {
    let text = (try? JSON.text(value)) ?? value.typeName
    return text.count > 80 ? text.prefix(80) + "…" : text
  }
}

extension RunJournal {
  /// A run that is repeated from a recording alone asks nobody else.
  func refuseIfRecording(_ effect: Effect, _ asked: Value) throws(ScriptError) {
    guard case .recording = storage else { return }
    let other = state.withLock { $0.replay.otherEffect(at: effect.place) }
    let recorded = other.flatMap { $0.name == effect.name ? $0.asked : nil }
    throw Divergence.error(effect.name, recorded: recorded, now: Asked.shown(asked))
  }
}
