import RepSyntax
import RepValue

/// Statements one after the other.
final class BlockNode: Node {
  let statements: NodeList
  init(_ statements: [Node]) { self.statements = NodeList(statements) }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let count = statements.count
    var index = 0
    while index < count {
      let completion = try statements.exec(index, frame, context)
      guard case .normal = completion else { return completion }
      index &+= 1
    }
    return .normal
  }
}

/// Two statements.
final class PairNode: Node {
  let first: Node
  let second: Node

  init(_ first: Node, _ second: Node) {
    self.first = first
    self.second = second
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let completion = try first.exec(frame, context)
    guard case .normal = completion else { return completion }
    return try second.exec(frame, context)
  }
}

/// Three statements.
final class TripleNode: Node {
  let first: Node
  let second: Node
  let third: Node

  init(_ first: Node, _ second: Node, _ third: Node) {
    self.first = first
    self.second = second
    self.third = third
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let one = try first.exec(frame, context)
    guard case .normal = one else { return one }
    let two = try second.exec(frame, context)
    guard case .normal = two else { return two }
    return try third.exec(frame, context)
  }
}

/// A block where its value is used: the statements, then the last expression. `return` and the like inside the
/// statements were compiled to transfers, so their completions are always normal.
final class BlockValueNode: Node {
  let statements: NodeList
  let last: Node

  init(_ statements: [Node], last: Node) {
    self.statements = NodeList(statements)
    self.last = last
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    var index = 0
    while index < statements.count {
      _ = try statements.exec(index, frame, context)
      index &+= 1
    }
    return try last.eval(frame, context)
  }
}

/// Statements whose completion may be a `return`, then what follows, as the value of a function.
final class TailBlockNode: Node {
  let statements: NodeList
  let last: Node

  init(_ statements: [Node], last: Node) {
    self.statements = NodeList(statements)
    self.last = last
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    var index = 0
    while index < statements.count {
      let completion = try statements.exec(index, frame, context)
      guard case .normal = completion else { return completion }
      index &+= 1
    }
    return try last.eval(frame, context)
  }
}

/// Empties the slots of a block when it ends, so that no list is held, and therefore copied, for a name out of scope.
final class ScopeNode: Node {
  let body: Node
  let firstSlot: Int
  let endSlot: Int

  init(_ body: Node, slots: Range<Int>) {
    self.body = body
    firstSlot = slots.lowerBound
    endSlot = slots.upperBound
  }

  @inline(__always)
  private func clear(_ frame: Frame) {
    var slot = firstSlot
    while slot < endSlot {
      drop(frame + slot)
      (frame + slot).initialize(to: .null)
      slot &+= 1
    }
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try body.eval(frame, context)
    clear(frame)
    return value
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let completion = try body.exec(frame, context)
    clear(frame)
    return completion
  }
}

/// `if`, as a statement or a value. A missing `else` is a node that gives null.
final class ConditionalNode: Node {
  let condition: Node
  let consequence: Node
  let alternative: Node

  init(_ condition: Node, _ consequence: Node, _ alternative: Node) {
    self.condition = condition
    self.consequence = consequence
    self.alternative = alternative
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try condition.evalBool(frame, context)
      ? try consequence.eval(frame, context) : try alternative.eval(frame, context)
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    try condition.evalBool(frame, context)
      ? try consequence.evalBool(frame, context) : try alternative.evalBool(frame, context)
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try condition.evalBool(frame, context)
      ? try consequence.exec(frame, context) : try alternative.exec(frame, context)
  }
}

/// `if` without `else`, as a statement.
final class WhenNode: Node {
  let condition: Node
  let body: Node

  init(_ condition: Node, _ body: Node) {
    self.condition = condition
    self.body = body
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try condition.evalBool(frame, context) ? try body.exec(frame, context) : .normal
  }
}

/// Nothing to do.
final class EmptyNode: Node {
  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { .null }
  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { .normal }
}

/// `return` where statements stand.
final class ReturnNode: Node {
  let value: Node
  init(_ value: Node) { self.value = value }
  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try value.eval(frame, context)
  }
}

/// `break` and `continue` where statements stand.
final class CompletionNode: Node {
  let completion: Value
  init(_ completion: Value) { self.completion = completion }
  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { completion }
}

/// `return`, `break` and `continue` inside an expression: they leave it as an error that no `try` sees.
final class TransferNode: Node {
  enum Kind {
    case breaking
    case continuing
    case returning
  }
  let kind: Kind
  let value: Node

  init(_ kind: Kind, _ value: Node) {
    self.kind = kind
    self.value = value
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    switch kind {
    case .breaking: throw ScriptError(transfer: .breaking)
    case .continuing: throw ScriptError(transfer: .continuing)
    case .returning: throw ScriptError(transfer: .returning(try value.eval(frame, context)))
    }
  }
}

/// The body of a function that holds a `return` inside an expression.
final class CatchReturnNode: Node {
  let body: Node
  init(_ body: Node) { self.body = body }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      return try body.eval(frame, context)
    } catch {
      if case .returning(let value) = error.transfer { return value }
      throw error
    }
  }
}

/// The body of a loop that holds a `break` or `continue` inside an expression.
final class CatchLoopTransferNode: Node {
  let body: Node
  init(_ body: Node) { self.body = body }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      return try body.exec(frame, context)
    } catch {
      switch error.transfer {
      case .breaking: return .breaking
      case .continuing: return .continuing
      default: throw error
      }
    }
  }
}

/// `while`
final class WhileNode: Node {
  let condition: Node
  let body: Node
  let span: Span

  init(_ condition: Node, _ body: Node, span: Span) {
    self.condition = condition
    self.body = body
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    while try condition.evalBool(frame, context) {
      try step(context, at: span)
      let completion = try body.exec(frame, context)
      switch completion {
      case .normal, .continuing: continue
      case .breaking: return .normal
      default: return completion
      }
    }
    return .normal
  }
}

/// `for i in a..b`: no list is built.
final class ForRangeNode: Node {
  let slot: Int
  let lower: Node
  let upper: Node
  let isClosed: Bool
  let body: Node
  let span: Span

  init(slot: Int, _ lower: Node, _ upper: Node, isClosed: Bool, body: Node, span: Span) {
    self.slot = slot
    self.lower = lower
    self.upper = upper
    self.isClosed = isClosed
    self.body = body
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let bounds = try RangeBounds(lower, upper, isClosed, span, frame, context)
    var next = bounds.start
    while next < bounds.end {
      store(.int(next), in: frame + slot)
      try step(context, at: span)
      let completion = try body.exec(frame, context)
      next &+= 1
      switch completion {
      case .normal, .continuing: continue
      case .breaking: return .normal
      default: return completion
      }
    }
    return .normal
  }
}

/// `for` over anything else that can be walked.
final class ForNode: Node {
  let walk: Walk
  let body: Node

  init(_ walk: Walk, body: Node) {
    self.walk = walk
    self.body = body
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try walk.sequence.eval(frame, context)
    if case .list(let list) = value, !walk.hasBoxes {
      // The loop holds the list, so a change to the variable copies it: its elements stay where they are.
      return try overList(list.elements, list.count, frame, context)
    }
    return try overAnything(value, frame, context)
  }

  @inline(__always)
  private func overList(
    _ elements: Frame, _ count: Int, _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) -> Value {
    let hasIndex = walk.second >= 0
    let item = frame + (hasIndex ? walk.second : walk.first)
    var index = 0
    while index < count {
      try step(context, at: walk.span)
      if hasIndex { store(.int(index), in: frame + walk.first) }
      store(read(elements + index), in: item)
      index &+= 1
      let completion = try body.exec(frame, context)
      switch completion {
      case .normal, .continuing: continue
      case .breaking: return .normal
      default: return completion
      }
    }
    return .normal
  }

  private func overAnything(
    _ value: Value, _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) -> Value {
    var result = Value.normal
    try walk.each(of: value, frame, context) { () throws(ScriptError) in
      let completion = try body.exec(frame, context)
      switch completion {
      case .normal, .continuing: return true
      case .breaking: return false
      default:
        result = completion
        return false
      }
    }
    return result
  }
}
