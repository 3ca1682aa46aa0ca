import RepSyntax
import RepValue

/// `a op b` on any operands, except those that decide by their left side alone: the reference for the specialised nodes.
final class BinaryNode: Node {
  let operation: BinaryOperator
  let left: Node
  let right: Node
  let span: Span

  init(_ operation: BinaryOperator, _ left: Node, _ right: Node, span: Span) {
    self.operation = operation
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    return try Operators.apply(operation, a, b, span)
  }
}

/// `a and b`: the deciding operand (R26).
final class AndNode: Node {
  let left: Node
  let right: Node

  init(_ left: Node, _ right: Node) {
    self.left = left
    self.right = right
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try left.eval(frame, context)
    return value.isTruthy ? try right.eval(frame, context) : value
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if try !left.evalBool(frame, context) { return false }
    return try right.evalBool(frame, context)
  }
}

/// `a or b`: the deciding operand (R26).
final class OrNode: Node {
  let left: Node
  let right: Node

  init(_ left: Node, _ right: Node) {
    self.left = left
    self.right = right
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try left.eval(frame, context)
    return value.isTruthy ? value : try right.eval(frame, context)
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if try left.evalBool(frame, context) { return true }
    return try right.evalBool(frame, context)
  }
}

/// `not a`
final class NotNode: Node {
  let operand: Node
  init(_ operand: Node) { self.operand = operand }

  override var isPure: Bool { operand.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try !operand.evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    try !operand.evalBool(frame, context)
  }
}

/// `-a`
final class NegateNode: Node {
  let operand: Node
  let span: Span

  init(_ operand: Node, span: Span) {
    self.operand = operand
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try operand.eval(frame, context)
    if case .int(let int) = value, int != .min { return .int(0 &- int) }
    if case .float(let double) = value { return .float(-double) }
    return try Operators.negate(value, span)
  }
}

/// `a ?? b`
final class CoalesceNode: Node {
  let left: Node
  let right: Node

  init(_ left: Node, _ right: Node) {
    self.left = left
    self.right = right
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try left.eval(frame, context)
    if case .null = value { return try right.eval(frame, context) }
    return value
  }
}

/// The left side of `??` where it reads a member: says how to guard it when the key is missing (R25).
final class CoalesceHintNode: Node {
  let value: Node
  let example: String

  init(_ value: Node, example: String) {
    self.value = value
    self.example = example
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      return try value.eval(frame, context)
    } catch {
      guard error.kind == .key, error.isCatchable else { throw error }
      throw ScriptError(.key, error.message, hint: "`??` replaces null, not a missing key: write `\(example)`")
        .keepingTrace(of: error)
    }
  }
}

/// `a..b` and `a..<b` as a value: a list of ints (R20).
final class RangeNode: Node {
  let lower: Node
  let upper: Node
  let isClosed: Bool
  let span: Span

  init(_ lower: Node, _ upper: Node, isClosed: Bool, span: Span) {
    self.lower = lower
    self.upper = upper
    self.isClosed = isClosed
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let bounds = try RangeBounds(lower, upper, isClosed, span, frame, context)
    let list = ListStorage(minimumCapacity: 0)
    var next = bounds.start
    while next < bounds.end {
      // In pieces, so that a huge range meets a limit before it meets the end of memory.
      let piece = min(bounds.end - next, 4_096)
      try nativeWork(piece, context)
      list.reserve(piece)
      for _ in 0..<piece {
        list.append(.int(next))
        next += 1
      }
    }
    return .list(list)
  }
}

/// The bounds of a range as a half-open interval.
struct RangeBounds {
  let start: Int
  let end: Int

  /// - Throws: kind `type` for bounds that are no ints.
  init(
    _ lower: Node, _ upper: Node, _ isClosed: Bool, _ span: Span, _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) {
    let low = try lower.eval(frame, context)
    let high = try upper.eval(frame, context)
    guard case .int(let start) = low, case .int(let last) = high else {
      throw ScriptError(.type, "a range takes two ints, got \(low.typeName) and \(high.typeName)").at(span)
    }
    self.start = start
    if isClosed {
      let (next, isOverflow) = last.addingReportingOverflow(1)
      if isOverflow { throw ScriptError(.number, "the range ends beyond the largest int").at(span) }
      end = max(start, next)
    } else {
      end = max(start, last)
    }
  }
}
