// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

extension Specialize {
  /// The node for arithmetic on operands of these shapes, if there is one.
  static func arithmetic(_ operation: BinaryOperator, _ left: Operand, _ right: Operand, _ span: Span) -> Node? {
    switch operation {
    case .add:
      switch (left, right) {
      case (.node(let a), .node(let b)): return AddNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return AddSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return AddNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return AddSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return AddNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return AddSlotInt(a, b, span: span)
      default: return nil
      }
    case .subtract:
      switch (left, right) {
      case (.node(let a), .node(let b)): return SubtractNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return SubtractSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return SubtractNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return SubtractSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return SubtractNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return SubtractSlotInt(a, b, span: span)
      default: return nil
      }
    case .multiply:
      switch (left, right) {
      case (.node(let a), .node(let b)): return MultiplyNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return MultiplySlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return MultiplyNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return MultiplySlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return MultiplyNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return MultiplySlotInt(a, b, span: span)
      default: return nil
      }
    case .remainder:
      switch (left, right) {
      case (.node(let a), .node(let b)): return RemainderNodeNode(a, b, span: span)
      case (.slot(let a), .node(let b)): return RemainderSlotNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return RemainderNodeSlot(a, b, span: span)
      case (.slot(let a), .slot(let b)): return RemainderSlotSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return RemainderNodeInt(a, b, span: span)
      case (.slot(let a), .int(let b)): return RemainderSlotInt(a, b, span: span)
      default: return nil
      }
    default: return nil
    }
  }
}

final class AddNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.add, a, b, span)
  }
}

final class AddSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.add, frame[left], b, span)
  }
}

final class AddNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.add, a, frame[right], span)
  }
}

final class AddSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.add, frame[left], frame[right], span)
  }
}

final class AddNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a {
      let (result, isOverflow) = x.addingReportingOverflow(right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a {
      let result = x + Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.add, a, .int(right), span)
  }
}

final class AddSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left] {
      let (result, isOverflow) = x.addingReportingOverflow(right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left] {
      let result = x + Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.add, frame[left], .int(right), span)
  }
}

final class SubtractNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.subtract, a, b, span)
  }
}

final class SubtractSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.subtract, frame[left], b, span)
  }
}

final class SubtractNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.subtract, a, frame[right], span)
  }
}

final class SubtractSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.subtract, frame[left], frame[right], span)
  }
}

final class SubtractNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a {
      let (result, isOverflow) = x.subtractingReportingOverflow(right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a {
      let result = x - Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.subtract, a, .int(right), span)
  }
}

final class SubtractSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left] {
      let (result, isOverflow) = x.subtractingReportingOverflow(right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left] {
      let result = x - Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.subtract, frame[left], .int(right), span)
  }
}

final class MultiplyNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.multiply, a, b, span)
  }
}

final class MultiplySlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.multiply, frame[left], b, span)
  }
}

final class MultiplyNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.multiply, a, frame[right], span)
  }
}

final class MultiplySlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.multiply, frame[left], frame[right], span)
  }
}

final class MultiplyNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a {
      let result = x * Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.multiply, a, .int(right), span)
  }
}

final class MultiplySlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left] {
      let result = x * Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.apply(.multiply, frame[left], .int(right), span)
  }
}

final class RemainderNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b, y > 0 {
      let result = x % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try Operators.apply(.remainder, a, b, span)
  }
}

final class RemainderSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b, y > 0 {
      let result = x % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try Operators.apply(.remainder, frame[left], b, span)
  }
}

final class RemainderNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right], y > 0 {
      let result = x % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try Operators.apply(.remainder, a, frame[right], span)
  }
}

final class RemainderSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right], y > 0 {
      let result = x % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try Operators.apply(.remainder, frame[left], frame[right], span)
  }
}

final class RemainderNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, right > 0 {
      let result = x % right
      return .int(result < 0 ? result &+ right : result)
    }
    return try Operators.apply(.remainder, a, .int(right), span)
  }
}

final class RemainderSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], right > 0 {
      let result = x % right
      return .int(result < 0 ? result &+ right : result)
    }
    return try Operators.apply(.remainder, frame[left], .int(right), span)
  }
}
