#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import RepSyntax
import RepValue

/// A pattern, ready to match (R22). The value is read where it lies: looking at it and inside it retains nothing.
class PatternNode {
  /// Whether the value at an address looks like the pattern; binds its names where it does, and perhaps some where it
  /// does not.
  func matches(_ value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool { true }
}

/// The patterns inside another one, read without a retain; see ``NodeList``.
final class PatternList {
  struct Item: ~Copyable {
    let pattern: PatternNode
    /// The key that the pattern is for, in an object.
    let key: StringStorage

    @inline(__always)
    borrowing func matches(
      _ value: Frame, _ frame: Frame, _ context: ContextPointer
    ) throws(ScriptError) -> Bool {
      try pattern.matches(value, frame, context)
    }

    /// The address of the value of the key in an object.
    @inline(__always)
    borrowing func member(of value: Frame) -> Frame? {
      Members.member(key, at: value) ?? Members.find(key, at: value)
    }
  }

  let count: Int
  let items: UnsafeMutablePointer<Item>

  convenience init(_ patterns: [PatternNode]) { self.init(patterns.map { (.empty, $0) }) }

  init(_ entries: [(key: StringStorage, pattern: PatternNode)]) {
    count = entries.count
    items = .allocate(capacity: max(1, entries.count))
    for (index, entry) in entries.enumerated() {
      (items + index).initialize(to: Item(pattern: entry.pattern, key: entry.key))
    }
  }

  deinit {
    items.deinitialize(count: count)
    items.deallocate()
  }
}

/// A name, which takes whatever comes.
final class BindPattern: PatternNode {
  let slot: Int
  init(_ slot: Int) { self.slot = slot }
  override func matches(_ value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    store(read(value), in: frame + slot)
    return true
  }
}

/// A literal.
final class LiteralPattern: PatternNode {
  let literal: Value
  init(_ literal: Value) { self.literal = literal }
  override func matches(_ value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    value.pointee == literal
  }
}

/// A literal text.
final class TextPattern: PatternNode {
  let text: StringStorage
  init(_ text: StringStorage) { self.text = text }
  override func matches(_ value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    guard case .string(let other) = value.pointee else { return false }
    if other === text { return true }
    let count = text.count
    return other.count == count && memcmp(other.bytes, text.bytes, count) == 0
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

  override func matches(_ value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    switch value.pointee {
    case .int, .float, .number:
      guard let low = Value.compare(lower, value.pointee), let high = Value.compare(value.pointee, upper) else {
        return false
      }
      return low <= 0 && (isClosed ? high <= 0 : high < 0)
    default: return false
    }
  }
}

/// `[a, b, ...rest]`
final class ListPattern: PatternNode {
  let patterns: PatternList
  let hasRest: Bool
  /// Where the rest goes; -1 for a bare `...`.
  let restSlot: Int

  init(_ items: [PatternNode], hasRest: Bool, restSlot: Int) {
    patterns = PatternList(items)
    self.hasRest = hasRest
    self.restSlot = restSlot
  }

  override func matches(_ value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    guard let elements = elements(value) else { return false }
    var index = 0
    while index < patterns.count {
      if try !patterns.items[index].matches(elements + index, frame, context) { return false }
      index &+= 1
    }
    if restSlot >= 0, case .list(let list) = value.pointee {
      try nativeWork(list.count, context)
      try claim(list.count * MemoryLayout<Value>.stride)
      store(.list(list.copy(from: patterns.count, to: list.count)), in: frame + restSlot)
    }
    return true
  }

  /// The elements of a list of fitting length.
  @inline(__always)
  private func elements(_ value: Frame) -> Frame? {
    guard case .list(let list) = value.pointee else { return nil }
    guard hasRest ? list.count >= patterns.count : list.count == patterns.count else { return nil }
    return list.elements
  }
}

/// `{key: pattern, name}`
final class ObjectPattern: PatternNode {
  let patterns: PatternList
  init(_ entries: [(key: StringStorage, pattern: PatternNode)]) { patterns = PatternList(entries) }

  override func matches(_ value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    // What is no object has no members; `{}` as a pattern has none to ask for.
    guard case .object = value.pointee else { return false }
    var index = 0
    while index < patterns.count {
      guard let member = patterns.items[index].member(of: value) else { return false }
      if try !patterns.items[index].matches(member, frame, context) { return false }
      index &+= 1
    }
    return true
  }
}

/// `a | b`
final class AlternativesPattern: PatternNode {
  let alternatives: PatternList
  init(_ alternatives: [PatternNode]) { self.alternatives = PatternList(alternatives) }
  override func matches(_ value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    var index = 0
    while index < alternatives.count {
      if try alternatives.items[index].matches(value, frame, context) { return true }
      index &+= 1
    }
    return false
  }
}
