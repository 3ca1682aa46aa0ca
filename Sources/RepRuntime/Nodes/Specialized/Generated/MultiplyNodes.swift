// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

final class MultiplyNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func storing(in slot: Int) -> Node? { StoreMultiplyNodeNode(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.multiply, a, b, span)
  }
}

final class StoreMultiplyNodeNode: Node {
  let target: Int
  let left: Node
  let right: Node
  let span: Span

  init(_ target: Int, _ left: Node, _ right: Node, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, a, b, span), in: frame + target)
    return .normal
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

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreMultiplyNodeSlot(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.multiply, a, frame[right], span)
  }
}

final class StoreMultiplyNodeSlot: Node {
  let target: Int
  let left: Node
  let right: Int
  let span: Span

  init(_ target: Int, _ left: Node, _ right: Int, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, a, frame[right], span), in: frame + target)
    return .normal
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

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreMultiplyNodeInt(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.multiply, a, .int(right), span)
  }
}

final class StoreMultiplyNodeInt: Node {
  let target: Int
  let left: Node
  let right: Int
  let span: Span

  init(_ target: Int, _ left: Node, _ right: Int, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a {
      let result = x * Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, a, .int(right), span), in: frame + target)
    return .normal
  }
}

final class MultiplyNodeFloat: Node {
  let left: Node
  let right: Double
  let span: Span

  init(_ left: Node, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreMultiplyNodeFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .float(let x) = a {
      let result = x * right
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.multiply, a, .float(right), span)
  }
}

final class StoreMultiplyNodeFloat: Node {
  let target: Int
  let left: Node
  let right: Double
  let span: Span

  init(_ target: Int, _ left: Node, _ right: Double, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .float(let x) = a {
      let result = x * right
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, a, .float(right), span), in: frame + target)
    return .normal
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

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreMultiplySlotNode(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.multiply, frame[left], b, span)
  }
}

final class StoreMultiplySlotNode: Node {
  let target: Int
  let left: Int
  let right: Node
  let span: Span

  init(_ target: Int, _ left: Int, _ right: Node, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, frame[left], b, span), in: frame + target)
    return .normal
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

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplySlotSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, frame[left], frame[right], span)
  }
}

final class StoreMultiplySlotSlot: Node {
  let target: Int
  let left: Int
  let right: Int
  let span: Span

  init(_ target: Int, _ left: Int, _ right: Int, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, frame[left], frame[right], span)
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

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplySlotInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left] {
      let result = x * Double(right)
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, frame[left], .int(right), span)
  }
}

final class StoreMultiplySlotInt: Node {
  let target: Int
  let left: Int
  let right: Int
  let span: Span

  init(_ target: Int, _ left: Int, _ right: Int, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left] {
      let result = x * Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, frame[left], .int(right), span)
  }
}

final class MultiplySlotFloat: Node {
  let left: Int
  let right: Double
  let span: Span

  init(_ left: Int, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplySlotFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let x) = frame[left] {
      let result = x * right
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, frame[left], .float(right), span)
  }
}

final class StoreMultiplySlotFloat: Node {
  let target: Int
  let left: Int
  let right: Double
  let span: Span

  init(_ target: Int, _ left: Int, _ right: Double, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let x) = frame[left] {
      let result = x * right
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, frame[left], .float(right), span)
  }
}

final class MultiplyIntNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreMultiplyIntNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let y) = b {
      let (result, isOverflow) = left.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let y) = b {
      let result = Double(left) * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.multiply, .int(left), b, span)
  }
}

final class StoreMultiplyIntNode: Node {
  let target: Int
  let left: Int
  let right: Node
  let span: Span

  init(_ target: Int, _ left: Int, _ right: Node, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let y) = b {
      let (result, isOverflow) = left.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let y) = b {
      let result = Double(left) * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, .int(left), b, span), in: frame + target)
    return .normal
  }
}

final class MultiplyIntSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplyIntSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let y) = frame[right] {
      let (result, isOverflow) = left.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let y) = frame[right] {
      let result = Double(left) * y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, .int(left), frame[right], span)
  }
}

final class StoreMultiplyIntSlot: Node {
  let target: Int
  let left: Int
  let right: Int
  let span: Span

  init(_ target: Int, _ left: Int, _ right: Int, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let y) = frame[right] {
      let (result, isOverflow) = left.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let y) = frame[right] {
      let result = Double(left) * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, .int(left), frame[right], span)
  }
}

final class MultiplyFloatNode: Node {
  let left: Double
  let right: Node
  let span: Span

  init(_ left: Double, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreMultiplyFloatNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .float(let y) = b {
      let result = left * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.multiply, .float(left), b, span)
  }
}

final class StoreMultiplyFloatNode: Node {
  let target: Int
  let left: Double
  let right: Node
  let span: Span

  init(_ target: Int, _ left: Double, _ right: Node, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .float(let y) = b {
      let result = left * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, .float(left), b, span), in: frame + target)
    return .normal
  }
}

final class MultiplyFloatSlot: Node {
  let left: Double
  let right: Int
  let span: Span

  init(_ left: Double, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplyFloatSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let y) = frame[right] {
      let result = left * y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, .float(left), frame[right], span)
  }
}

final class StoreMultiplyFloatSlot: Node {
  let target: Int
  let left: Double
  let right: Int
  let span: Span

  init(_ target: Int, _ left: Double, _ right: Int, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let y) = frame[right] {
      let result = left * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.multiply, .float(left), frame[right], span)
  }
}

final class MultiplyMemberMember: Node {
  let left: SlotMemberNode
  let right: SlotMemberNode
  let span: Span

  init(_ left: SlotMemberNode, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplyMemberMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.multiply, a, b, span)
  }
}

final class StoreMultiplyMemberMember: Node {
  let target: Int
  let left: SlotMemberNode
  let right: SlotMemberNode
  let span: Span

  init(_ target: Int, _ left: SlotMemberNode, _ right: SlotMemberNode, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, a, b, span), in: frame + target)
    return .normal
  }
}

final class MultiplyMemberSlot: Node {
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ left: SlotMemberNode, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplyMemberSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.multiply, a, frame[right], span)
  }
}

final class StoreMultiplyMemberSlot: Node {
  let target: Int
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ target: Int, _ left: SlotMemberNode, _ right: Int, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, a, frame[right], span), in: frame + target)
    return .normal
  }
}

final class MultiplySlotMember: Node {
  let left: Int
  let right: SlotMemberNode
  let span: Span

  init(_ left: Int, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplySlotMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.value(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.multiply, frame[left], b, span)
  }
}

final class StoreMultiplySlotMember: Node {
  let target: Int
  let left: Int
  let right: SlotMemberNode
  let span: Span

  init(_ target: Int, _ left: Int, _ right: SlotMemberNode, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.value(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, frame[left], b, span), in: frame + target)
    return .normal
  }
}

final class MultiplyMemberInt: Node {
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ left: SlotMemberNode, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreMultiplyMemberInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    if case .int(let x) = a {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a {
      let result = x * Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.multiply, a, .int(right), span)
  }
}

final class StoreMultiplyMemberInt: Node {
  let target: Int
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ target: Int, _ left: SlotMemberNode, _ right: Int, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    if case .int(let x) = a {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a {
      let result = x * Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, a, .int(right), span), in: frame + target)
    return .normal
  }
}

final class MultiplyNodeMember: Node {
  let left: Node
  let right: SlotMemberNode
  let span: Span

  init(_ left: Node, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreMultiplyNodeMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x * y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.multiply, a, b, span)
  }
}

final class StoreMultiplyNodeMember: Node {
  let target: Int
  let left: Node
  let right: SlotMemberNode
  let span: Span

  init(_ target: Int, _ left: Node, _ right: SlotMemberNode, span: Span) {
    self.target = target
    self.left = left
    self.right = right
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.multipliedReportingOverflow(by: y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x * y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.multiply, a, b, span), in: frame + target)
    return .normal
  }
}
