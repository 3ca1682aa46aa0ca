import CRepSupport

extension Value: Equatable {
  /// Units of work, of which 1,024 make a step, that looking into a list or object counts besides its elements.
  static let containerWork = 32

  /// Deep equality (rule R26): false across types but for numbers, which compare exactly (`1 == 1.0`); objects by key,
  /// whatever the order; functions and things of the host are equal to themselves only.
  @inlinable
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.float(let left), .float(let right)): left == right
    case (.string(let left), .string(let right)): StringStorage.equal(left, right)
    default: Equality.areEqual(left, right)
    }
  }

  /// Negative, zero or positive for two numbers or two strings (by scalar); nil for anything else (rule R26).
  @inlinable
  public static func compare(_ left: Value, _ right: Value) -> Int? {
    switch (left, right) {
    case (.int(let left), .int(let right)): left < right ? -1 : left == right ? 0 : 1
    case (.string(let left), .string(let right)): StringStorage.compare(left, right)
    default: compareNumbers(left, right)
    }
  }

  @usableFromInline
  static func compareNumbers(_ left: Value, _ right: Value) -> Int? { NumberComparison.compare(left, right) }
}

/// Deep equality with a bounded stack: pairs nested deeper than the limit wait in a list. Values that share their parts
/// can hold more pairs than anybody can compare, so the work is counted; what is compared when a script has to stop is
/// unequal.
@usableFromInline
struct Equality {
  private static let depthLimit = 128
  private var waiting: [(Value, Value)] = []

  @usableFromInline
  static func areEqual(_ left: Value, _ right: Value) -> Bool {
    var equality = Equality()
    guard equality.compare(left, right, depth: 0) else { return false }
    while let (left, right) = equality.waiting.popLast() {
      guard equality.compare(left, right, depth: 0) else { return false }
    }
    return true
  }

  private mutating func compare(_ left: Value, _ right: Value, depth: Int) -> Bool {
    switch (left, right) {
    case (.null, .null), (.unset, .unset), (.normal, .normal), (.breaking, .breaking), (.continuing, .continuing):
      return true
    case (.bool(let left), .bool(let right)): return left == right
    case (.string(let left), .string(let right)): return StringStorage.equal(left, right)
    case (.int, _), (.float, _), (.number, _): return NumberComparison.compare(left, right) == 0
    case (.list(let left), .list(let right)):
      if left === right { return true }
      guard left.count == right.count, !rep_work_must_stop(Value.containerWork + left.count) else { return false }
      for index in 0..<left.count {
        guard descend(left.elements[index], right.elements[index], depth: depth) else { return false }
      }
      return true
    case (.object(let left), .object(let right)):
      return left === right || compare(left, right, depth: depth)
    case (.function(let left), .function(let right)): return left.isEqual(to: right)
    case (.opaque(let left), .opaque(let right)): return left === right || left.isEqual(to: right)
    case (.cell(let left), .cell(let right)): return left === right
    default: return false
    }
  }

  private mutating func compare(_ left: ObjectStorage, _ right: ObjectStorage, depth: Int) -> Bool {
    guard left.liveCount == right.liveCount, !rep_work_must_stop(Value.containerWork + left.liveCount) else { return false }
    for position in 0..<left.used where !left.isHole(position) {
      guard let other = right.value(for: left.entries[position].key),
        descend(left.entries[position].value, other, depth: depth)
      else { return false }
    }
    return true
  }

  @inline(__always)
  private mutating func descend(_ left: Value, _ right: Value, depth: Int) -> Bool {
    if depth < Self.depthLimit || !left.isContainer { return compare(left, right, depth: depth + 1) }
    waiting.append((left, right))
    return true
  }
}
