import RepSyntax
import RepValue

/// A pattern, ready to match (R22).
class PatternNode {
  /// Whether the value looks like the pattern; binds its names where it does, and perhaps some where it does not.
  func matches(_ value: Value, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool { true }
}

/// A name, which takes whatever comes.
final class BindPattern: PatternNode {
  let slot: Int
  init(_ slot: Int) { self.slot = slot }
  override func matches(_ value: Value, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    store(value, in: frame + slot)
    return true
  }
}

/// A literal.
final class LiteralPattern: PatternNode {
  let literal: Value
  init(_ literal: Value) { self.literal = literal }
  override func matches(_ value: Value, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    value == literal
  }
}

/// `a..b`: numbers between; no list is built (R20).
final class RangePattern: PatternNode {
  let lower: Value
  let upper: Value
  let isClosed: Bool

  init(_ lower: Value, _ upper: Value, isClosed: Bool) {
    self.lower = lower
    self.upper = upper
    self.isClosed = isClosed
  }

  override func matches(_ value: Value, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    switch value {
    case .int, .float, .number:
      guard let low = Value.compare(lower, value), let high = Value.compare(value, upper) else { return false }
      return low <= 0 && (isClosed ? high <= 0 : high < 0)
    default: return false
    }
  }
}

/// `[a, b, ...rest]`
final class ListPattern: PatternNode {
  let items: [PatternNode]
  let hasRest: Bool
  /// Where the rest goes; -1 for a bare `...`.
  let restSlot: Int

  init(_ items: [PatternNode], hasRest: Bool, restSlot: Int) {
    self.items = items
    self.hasRest = hasRest
    self.restSlot = restSlot
  }

  override func matches(_ value: Value, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    guard case .list(let list) = value else { return false }
    guard hasRest ? list.count >= items.count : list.count == items.count else { return false }
    for (index, item) in items.enumerated() {
      if try !item.matches(list.elements[index], frame, context) { return false }
    }
    if restSlot >= 0 { store(.list(list.copy(from: items.count, to: list.count)), in: frame + restSlot) }
    return true
  }
}

/// `{key: pattern, name}`
final class ObjectPattern: PatternNode {
  let keys: [StringStorage]
  let patterns: [PatternNode]

  init(_ entries: [(key: StringStorage, pattern: PatternNode)]) {
    keys = entries.map(\.key)
    patterns = entries.map(\.pattern)
  }

  override func matches(_ value: Value, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    guard case .object(let object) = value else { return false }
    for (index, key) in keys.enumerated() {
      let position = object.find(key)
      guard position >= 0 else { return false }
      if try !patterns[index].matches(object.entries[position].value, frame, context) { return false }
    }
    return true
  }
}

/// `a | b`
final class AlternativesPattern: PatternNode {
  let alternatives: [PatternNode]
  init(_ alternatives: [PatternNode]) { self.alternatives = alternatives }
  override func matches(_ value: Value, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    for alternative in alternatives where try alternative.matches(value, frame, context) { return true }
    return false
  }
}

/// `match`
final class MatchNode: Node {
  struct Arm {
    let pattern: PatternNode
    /// Moves what the pattern bound into cells where closures share it.
    let boxes: Node
    let condition: Node
    let body: Node
  }
  let subject: Node
  let arms: [Arm]
  let span: Span

  init(_ subject: Node, _ arms: [Arm], span: Span) {
    self.subject = subject
    self.arms = arms
    self.span = span
  }

  @inline(__always)
  private func select(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Node {
    let value = try subject.eval(frame, context)
    for arm in arms {
      if try arm.pattern.matches(value, frame, context) {
        _ = try arm.boxes.exec(frame, context)
        if try arm.condition.evalBool(frame, context) { return arm.body }
      }
    }
    throw ScriptError(
      .match, "no arm of the `match` fits \(Self.shown(value))", hint: "add an arm for all else: `other => …`"
    ).at(span)
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try select(frame, context).eval(frame, context)
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try select(frame, context).exec(frame, context)
  }

  private static func shown(_ value: Value) -> String {
    let text: String
    if case .string(let string) = value { text = "\"\(string.text)\"" } else { text = Operators.text(value) }
    return text.count > 60 ? text.prefix(60) + "…" : text
  }
}
