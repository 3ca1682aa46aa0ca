// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

extension Specialize {
  /// The node for two products of variables that are added or subtracted.
  static func products(_ operation: BinaryOperator, _ left: Node, _ right: Node, _ span: Span) -> Node? {
    guard let left = left as? MultiplySlotSlot, let right = right as? MultiplySlotSlot else { return nil }
    switch operation {
    case .add: return AddProducts(left, right, span: span)
    case .subtract: return SubtractProducts(left, right, span: span)
    default: return nil
    }
  }
}

/// `a * b + c * d` of four variables.
final class AddProducts: Node {
  let left: MultiplySlotSlot
  let right: MultiplySlotSlot
  let span: Span

  init(_ left: MultiplySlotSlot, _ right: MultiplySlotSlot, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let a) = frame[left.left], case .float(let b) = frame[left.right],
      case .float(let c) = frame[right.left], case .float(let d) = frame[right.right] {
      // Finite only where both products are.
      let result = a * b + c * d
      if result.isFinite { return .float(result) }
    }
    return try slow(frame, context)
  }

  @inline(never)
  private func slow(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try Operators.apply(.add, left.eval(frame, context), right.eval(frame, context), span)
  }
}

/// `a * b - c * d` of four variables.
final class SubtractProducts: Node {
  let left: MultiplySlotSlot
  let right: MultiplySlotSlot
  let span: Span

  init(_ left: MultiplySlotSlot, _ right: MultiplySlotSlot, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let a) = frame[left.left], case .float(let b) = frame[left.right],
      case .float(let c) = frame[right.left], case .float(let d) = frame[right.right] {
      // Finite only where both products are.
      let result = a * b - c * d
      if result.isFinite { return .float(result) }
    }
    return try slow(frame, context)
  }

  @inline(never)
  private func slow(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, left.eval(frame, context), right.eval(frame, context), span)
  }
}
