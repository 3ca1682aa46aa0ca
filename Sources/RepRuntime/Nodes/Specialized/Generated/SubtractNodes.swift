// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

final class SubtractNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func storing(in slot: Int) -> Node? { StoreSubtractNodeNode(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.subtract, a, b, span)
  }
}

final class StoreSubtractNodeNode: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, a, b, span), in: frame + target)
    return .normal
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

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreSubtractNodeSlot(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.subtract, a, frame[right], span)
  }
}

final class StoreSubtractNodeSlot: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, a, frame[right], span), in: frame + target)
    return .normal
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

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreSubtractNodeInt(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.subtract, a, .int(right), span)
  }
}

final class StoreSubtractNodeInt: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a {
      let result = x - Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, a, .int(right), span), in: frame + target)
    return .normal
  }
}

final class SubtractNodeFloat: Node {
  let left: Node
  let right: Double
  let span: Span

  init(_ left: Node, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreSubtractNodeFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .float(let x) = a {
      let result = x - right
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.subtract, a, .float(right), span)
  }
}

final class StoreSubtractNodeFloat: Node {
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
      let result = x - right
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, a, .float(right), span), in: frame + target)
    return .normal
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

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreSubtractSlotNode(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.subtract, frame[left], b, span)
  }
}

final class StoreSubtractSlotNode: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, frame[left], b, span), in: frame + target)
    return .normal
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

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractSlotSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, frame[left], frame[right], span)
  }
}

final class StoreSubtractSlotSlot: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, frame[left], frame[right], span)
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

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractSlotInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left] {
      let (result, isOverflow) = x.subtractingReportingOverflow(right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left] {
      let result = x - Double(right)
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, frame[left], .int(right), span)
  }
}

final class StoreSubtractSlotInt: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left] {
      let result = x - Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, frame[left], .int(right), span)
  }
}

final class SubtractSlotFloat: Node {
  let left: Int
  let right: Double
  let span: Span

  init(_ left: Int, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractSlotFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let x) = frame[left] {
      let result = x - right
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, frame[left], .float(right), span)
  }
}

final class StoreSubtractSlotFloat: Node {
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
      let result = x - right
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, frame[left], .float(right), span)
  }
}

final class SubtractIntNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreSubtractIntNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let y) = b {
      let (result, isOverflow) = left.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let y) = b {
      let result = Double(left) - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.subtract, .int(left), b, span)
  }
}

final class StoreSubtractIntNode: Node {
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
      let (result, isOverflow) = left.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let y) = b {
      let result = Double(left) - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, .int(left), b, span), in: frame + target)
    return .normal
  }
}

final class SubtractIntSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractIntSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let y) = frame[right] {
      let (result, isOverflow) = left.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let y) = frame[right] {
      let result = Double(left) - y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, .int(left), frame[right], span)
  }
}

final class StoreSubtractIntSlot: Node {
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
      let (result, isOverflow) = left.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let y) = frame[right] {
      let result = Double(left) - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, .int(left), frame[right], span)
  }
}

final class SubtractFloatNode: Node {
  let left: Double
  let right: Node
  let span: Span

  init(_ left: Double, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreSubtractFloatNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .float(let y) = b {
      let result = left - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.subtract, .float(left), b, span)
  }
}

final class StoreSubtractFloatNode: Node {
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
      let result = left - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, .float(left), b, span), in: frame + target)
    return .normal
  }
}

final class SubtractFloatSlot: Node {
  let left: Double
  let right: Int
  let span: Span

  init(_ left: Double, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractFloatSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let y) = frame[right] {
      let result = left - y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, .float(left), frame[right], span)
  }
}

final class StoreSubtractFloatSlot: Node {
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
      let result = left - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.subtract, .float(left), frame[right], span)
  }
}

final class SubtractMemberMember: Node {
  let left: SlotMemberNode
  let right: SlotMemberNode
  let span: Span

  init(_ left: SlotMemberNode, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractMemberMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.subtract, a, b, span)
  }
}

final class StoreSubtractMemberMember: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, a, b, span), in: frame + target)
    return .normal
  }
}

final class SubtractMemberSlot: Node {
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ left: SlotMemberNode, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractMemberSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.subtract, a, frame[right], span)
  }
}

final class StoreSubtractMemberSlot: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, a, frame[right], span), in: frame + target)
    return .normal
  }
}

final class SubtractSlotMember: Node {
  let left: Int
  let right: SlotMemberNode
  let span: Span

  init(_ left: Int, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractSlotMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.value(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.subtract, frame[left], b, span)
  }
}

final class StoreSubtractSlotMember: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, frame[left], b, span), in: frame + target)
    return .normal
  }
}

final class SubtractMemberInt: Node {
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ left: SlotMemberNode, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreSubtractMemberInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    if case .int(let x) = a {
      let (result, isOverflow) = x.subtractingReportingOverflow(right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a {
      let result = x - Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.subtract, a, .int(right), span)
  }
}

final class StoreSubtractMemberInt: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a {
      let result = x - Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, a, .int(right), span), in: frame + target)
    return .normal
  }
}

final class SubtractNodeMember: Node {
  let left: Node
  let right: SlotMemberNode
  let span: Span

  init(_ left: Node, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreSubtractNodeMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x - y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.subtract, a, b, span)
  }
}

final class StoreSubtractNodeMember: Node {
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
      let (result, isOverflow) = x.subtractingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x - y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.subtract, a, b, span), in: frame + target)
    return .normal
  }
}
