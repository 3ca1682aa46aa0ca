import RepRuntime

/// What earlier attempts of a run have recorded, given out once each.
///
/// An effect is the one at the same place that asked for the same. Where the script or what it reads has changed, it is
/// one that asked for the same elsewhere: in the same thread and nearest first, then in any thread.
struct Replay {
  /// Rows of one kind, by place and by contents.
  private struct Pool<Row> {
    private var rows: [Row?] = []
    private var byPlace: [EffectPlace: Int] = [:]
    private var byContent: [[UInt8]: [Int]] = [:]

    var left: [Row] { rows.compactMap { $0 } }

    mutating func reserve(_ count: Int) {
      rows.reserveCapacity(rows.count + count)
      byPlace.reserveCapacity(rows.count + count)
      byContent.reserveCapacity(rows.count + count)
    }

    mutating func add(_ row: Row, at place: EffectPlace, _ content: [UInt8]) {
      // Rows of the run itself come before those of the runs that it goes on from.
      if byPlace[place] == nil { byPlace[place] = rows.count }
      byContent[content, default: []].append(rows.count)
      rows.append(row)
    }

    func row(at place: EffectPlace) -> Row? { byPlace[place].flatMap { rows[$0] } }

    mutating func take(at place: EffectPlace, _ isEqual: (Row) -> Bool) -> Row? {
      guard let index = byPlace[place], let row = rows[index], isEqual(row) else { return nil }
      return take(index)
    }

    mutating func take(
      nearest place: EffectPlace, _ content: [UInt8], at placeOf: (Row) -> EffectPlace, _ isMeant: (Row) -> Bool
    ) -> Row? {
      guard let candidates = byContent[content] else { return nil }
      var best: (index: Int, distance: Int)?
      for index in candidates {
        guard let row = rows[index], isMeant(row) else { continue }
        let other = placeOf(row)
        let distance = other.thread == place.thread ? abs(other.ordinal - place.ordinal) : .max
        if best.map({ distance < $0.distance }) ?? true { best = (index, distance) }
      }
      return best.flatMap { take($0.index) }
    }

    private mutating func take(_ index: Int) -> Row? {
      defer { rows[index] = nil }
      return rows[index]
    }
  }

  private var effects = Pool<RecordedEffect>()
  private var calls = Pool<RecordedCall>()
  /// Whether what is asked elsewhere may be taken: the script, or something that it read, has changed.
  var matchesByContent = false

  /// Nothing recorded.
  init() {}

  /// Takes over the rows of a run.
  mutating func add(_ run: RecordedRun) {
    effects.reserve(run.effects.count)
    calls.reserve(run.calls.count)
    for effect in run.effects { effects.add(effect, at: effect.place, effect.content) }
    for call in run.calls { calls.add(call, at: call.place, call.content) }
  }

  /// The row at a place, where it is of the same effect and `isEqual` holds of what was asked.
  mutating func effect(
    at place: EffectPlace, _ name: String, where isEqual: (RecordedEffect) -> Bool
  ) -> RecordedEffect? {
    effects.take(at: place) { $0.name == name && isEqual($0) }
  }

  /// The row of an effect that asked for this.
  mutating func effect(at place: EffectPlace, _ name: String, _ content: [UInt8]) -> RecordedEffect? {
    if let row = effects.take(at: place, { $0.content == content && $0.name == name }) { return row }
    guard matchesByContent else { return nil }
    return effects.take(nearest: place, content, at: \.place) { $0.name == name }
  }

  /// The row of the call that asked for this.
  /// - Parameter original: where the effect's row was found, which is where its call is too.
  mutating func call(at place: EffectPlace, _ content: [UInt8], original: EffectPlace? = nil) -> RecordedCall? {
    if let original { return calls.take(at: original) { $0.content == content } }
    if let row = calls.take(at: place, { $0.content == content }) { return row }
    guard matchesByContent else { return nil }
    return calls.take(nearest: place, content, at: \.place) { _ in true }
  }

  /// The call that stands at a place and asked for something else.
  func otherCall(at place: EffectPlace) -> RecordedCall? { calls.row(at: place) }

  /// The effect that stands at a place and asked for something else.
  func otherEffect(at place: EffectPlace) -> RecordedEffect? { effects.row(at: place) }

  /// Calls that nothing has asked for yet.
  var unusedCalls: [RecordedCall] { calls.left }
}
