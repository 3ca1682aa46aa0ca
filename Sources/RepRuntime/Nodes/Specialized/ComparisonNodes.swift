// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

extension Specialize {
  /// The node for comparison on operands of these shapes, if there is one.
  static func comparison(_ operation: BinaryOperator, _ left: Operand, _ right: Operand, _ span: Span) -> Node? {
    switch operation {
    case .less:
      switch (left, right) {
      case (.node(let a), .node(let b)): return LessNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return LessSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return LessNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return LessSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return LessNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return LessSlotInt(a, b, span: span)
      default: return nil
      }
    case .lessOrEqual:
      switch (left, right) {
      case (.node(let a), .node(let b)): return LessOrEqualNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return LessOrEqualSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return LessOrEqualNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return LessOrEqualSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return LessOrEqualNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return LessOrEqualSlotInt(a, b, span: span)
      default: return nil
      }
    case .greater:
      switch (left, right) {
      case (.node(let a), .node(let b)): return GreaterNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return GreaterSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return GreaterNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return GreaterSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return GreaterNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return GreaterSlotInt(a, b, span: span)
      default: return nil
      }
    case .greaterOrEqual:
      switch (left, right) {
      case (.node(let a), .node(let b)): return GreaterOrEqualNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return GreaterOrEqualSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return GreaterOrEqualNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return GreaterOrEqualSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return GreaterOrEqualNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return GreaterOrEqualSlotInt(a, b, span: span)
      default: return nil
      }
    case .equal:
      switch (left, right) {
      case (.node(let a), .node(let b)): return EqualNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return EqualSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return EqualNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return EqualSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return EqualNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return EqualSlotInt(a, b, span: span)
      default: return nil
      }
    case .notEqual:
      switch (left, right) {
      case (.node(let a), .node(let b)): return NotEqualNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return NotEqualSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return NotEqualNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return NotEqualSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return NotEqualNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return NotEqualSlotInt(a, b, span: span)
      default: return nil
      }
    default: return nil
    }
  }
}

final class LessNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x < y }
    if case .float(let x) = a, case .float(let y) = b { return x < y }
    return try Operators.apply(.less, a, b, span).isTruthy
  }
}

final class LessSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b { return x < y }
    if case .float(let x) = frame[left], case .float(let y) = b { return x < y }
    return try Operators.apply(.less, frame[left], b, span).isTruthy
  }
}

final class LessNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] { return x < y }
    if case .float(let x) = a, case .float(let y) = frame[right] { return x < y }
    return try Operators.apply(.less, a, frame[right], span).isTruthy
  }
}

final class LessSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] { return x < y }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] { return x < y }
    return try Operators.apply(.less, frame[left], frame[right], span).isTruthy
  }
}

final class LessNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a { return x < right }
    return try Operators.apply(.less, a, .int(right), span).isTruthy
  }
}

final class LessSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left] { return x < right }
    return try Operators.apply(.less, frame[left], .int(right), span).isTruthy
  }
}

final class LessOrEqualNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x <= y }
    if case .float(let x) = a, case .float(let y) = b { return x <= y }
    return try Operators.apply(.lessOrEqual, a, b, span).isTruthy
  }
}

final class LessOrEqualSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b { return x <= y }
    if case .float(let x) = frame[left], case .float(let y) = b { return x <= y }
    return try Operators.apply(.lessOrEqual, frame[left], b, span).isTruthy
  }
}

final class LessOrEqualNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] { return x <= y }
    if case .float(let x) = a, case .float(let y) = frame[right] { return x <= y }
    return try Operators.apply(.lessOrEqual, a, frame[right], span).isTruthy
  }
}

final class LessOrEqualSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] { return x <= y }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] { return x <= y }
    return try Operators.apply(.lessOrEqual, frame[left], frame[right], span).isTruthy
  }
}

final class LessOrEqualNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a { return x <= right }
    return try Operators.apply(.lessOrEqual, a, .int(right), span).isTruthy
  }
}

final class LessOrEqualSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left] { return x <= right }
    return try Operators.apply(.lessOrEqual, frame[left], .int(right), span).isTruthy
  }
}

final class GreaterNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x > y }
    if case .float(let x) = a, case .float(let y) = b { return x > y }
    return try Operators.apply(.greater, a, b, span).isTruthy
  }
}

final class GreaterSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b { return x > y }
    if case .float(let x) = frame[left], case .float(let y) = b { return x > y }
    return try Operators.apply(.greater, frame[left], b, span).isTruthy
  }
}

final class GreaterNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] { return x > y }
    if case .float(let x) = a, case .float(let y) = frame[right] { return x > y }
    return try Operators.apply(.greater, a, frame[right], span).isTruthy
  }
}

final class GreaterSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] { return x > y }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] { return x > y }
    return try Operators.apply(.greater, frame[left], frame[right], span).isTruthy
  }
}

final class GreaterNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a { return x > right }
    return try Operators.apply(.greater, a, .int(right), span).isTruthy
  }
}

final class GreaterSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left] { return x > right }
    return try Operators.apply(.greater, frame[left], .int(right), span).isTruthy
  }
}

final class GreaterOrEqualNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x >= y }
    if case .float(let x) = a, case .float(let y) = b { return x >= y }
    return try Operators.apply(.greaterOrEqual, a, b, span).isTruthy
  }
}

final class GreaterOrEqualSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b { return x >= y }
    if case .float(let x) = frame[left], case .float(let y) = b { return x >= y }
    return try Operators.apply(.greaterOrEqual, frame[left], b, span).isTruthy
  }
}

final class GreaterOrEqualNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] { return x >= y }
    if case .float(let x) = a, case .float(let y) = frame[right] { return x >= y }
    return try Operators.apply(.greaterOrEqual, a, frame[right], span).isTruthy
  }
}

final class GreaterOrEqualSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] { return x >= y }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] { return x >= y }
    return try Operators.apply(.greaterOrEqual, frame[left], frame[right], span).isTruthy
  }
}

final class GreaterOrEqualNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a { return x >= right }
    return try Operators.apply(.greaterOrEqual, a, .int(right), span).isTruthy
  }
}

final class GreaterOrEqualSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left] { return x >= right }
    return try Operators.apply(.greaterOrEqual, frame[left], .int(right), span).isTruthy
  }
}

final class EqualNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x == y }
    if case .float(let x) = a, case .float(let y) = b { return x == y }
    return try Operators.apply(.equal, a, b, span).isTruthy
  }
}

final class EqualSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b { return x == y }
    if case .float(let x) = frame[left], case .float(let y) = b { return x == y }
    return try Operators.apply(.equal, frame[left], b, span).isTruthy
  }
}

final class EqualNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] { return x == y }
    if case .float(let x) = a, case .float(let y) = frame[right] { return x == y }
    return try Operators.apply(.equal, a, frame[right], span).isTruthy
  }
}

final class EqualSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] { return x == y }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] { return x == y }
    return try Operators.apply(.equal, frame[left], frame[right], span).isTruthy
  }
}

final class EqualNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a { return x == right }
    return try Operators.apply(.equal, a, .int(right), span).isTruthy
  }
}

final class EqualSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left] { return x == right }
    return try Operators.apply(.equal, frame[left], .int(right), span).isTruthy
  }
}

final class NotEqualNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x != y }
    if case .float(let x) = a, case .float(let y) = b { return x != y }
    return try Operators.apply(.notEqual, a, b, span).isTruthy
  }
}

final class NotEqualSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b { return x != y }
    if case .float(let x) = frame[left], case .float(let y) = b { return x != y }
    return try Operators.apply(.notEqual, frame[left], b, span).isTruthy
  }
}

final class NotEqualNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] { return x != y }
    if case .float(let x) = a, case .float(let y) = frame[right] { return x != y }
    return try Operators.apply(.notEqual, a, frame[right], span).isTruthy
  }
}

final class NotEqualSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] { return x != y }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] { return x != y }
    return try Operators.apply(.notEqual, frame[left], frame[right], span).isTruthy
  }
}

final class NotEqualNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a { return x != right }
    return try Operators.apply(.notEqual, a, .int(right), span).isTruthy
  }
}

final class NotEqualSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left] { return x != right }
    return try Operators.apply(.notEqual, frame[left], .int(right), span).isTruthy
  }
}
