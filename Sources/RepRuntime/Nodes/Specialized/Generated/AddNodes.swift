// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

final class AddNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func storing(in slot: Int) -> Node? { StoreAddNodeNode(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.add, a, b, span)
  }
}

final class StoreAddNodeNode: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, a, b, span), in: frame + target)
    return .normal
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

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreAddNodeSlot(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.add, a, frame[right], span)
  }
}

final class StoreAddNodeSlot: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, a, frame[right], span), in: frame + target)
    return .normal
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

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreAddNodeInt(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.add, a, .int(right), span)
  }
}

final class StoreAddNodeInt: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a {
      let result = x + Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, a, .int(right), span), in: frame + target)
    return .normal
  }
}

final class AddNodeFloat: Node {
  let left: Node
  let right: Double
  let span: Span

  init(_ left: Node, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreAddNodeFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .float(let x) = a {
      let result = x + right
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.add, a, .float(right), span)
  }
}

final class StoreAddNodeFloat: Node {
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
      let result = x + right
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, a, .float(right), span), in: frame + target)
    return .normal
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

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreAddSlotNode(slot, left, right, span: span) }

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
    return try Operators.applySlowly(.add, frame[left], b, span)
  }
}

final class StoreAddSlotNode: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, frame[left], b, span), in: frame + target)
    return .normal
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

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddSlotSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, frame[left], frame[right], span)
  }
}

final class StoreAddSlotSlot: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, frame[left], frame[right], span)
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

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddSlotInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left] {
      let (result, isOverflow) = x.addingReportingOverflow(right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left] {
      let result = x + Double(right)
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, frame[left], .int(right), span)
  }
}

final class StoreAddSlotInt: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left] {
      let result = x + Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, frame[left], .int(right), span)
  }
}

final class AddSlotFloat: Node {
  let left: Int
  let right: Double
  let span: Span

  init(_ left: Int, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddSlotFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let x) = frame[left] {
      let result = x + right
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, frame[left], .float(right), span)
  }
}

final class StoreAddSlotFloat: Node {
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
      let result = x + right
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, frame[left], .float(right), span)
  }
}

final class AddIntNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreAddIntNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let y) = b {
      let (result, isOverflow) = left.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let y) = b {
      let result = Double(left) + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.add, .int(left), b, span)
  }
}

final class StoreAddIntNode: Node {
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
      let (result, isOverflow) = left.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let y) = b {
      let result = Double(left) + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, .int(left), b, span), in: frame + target)
    return .normal
  }
}

final class AddIntSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddIntSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let y) = frame[right] {
      let (result, isOverflow) = left.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let y) = frame[right] {
      let result = Double(left) + y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, .int(left), frame[right], span)
  }
}

final class StoreAddIntSlot: Node {
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
      let (result, isOverflow) = left.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let y) = frame[right] {
      let result = Double(left) + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, .int(left), frame[right], span)
  }
}

final class AddFloatNode: Node {
  let left: Double
  let right: Node
  let span: Span

  init(_ left: Double, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreAddFloatNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .float(let y) = b {
      let result = left + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.add, .float(left), b, span)
  }
}

final class StoreAddFloatNode: Node {
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
      let result = left + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, .float(left), b, span), in: frame + target)
    return .normal
  }
}

final class AddFloatSlot: Node {
  let left: Double
  let right: Int
  let span: Span

  init(_ left: Double, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddFloatSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let y) = frame[right] {
      let result = left + y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, .float(left), frame[right], span)
  }
}

final class StoreAddFloatSlot: Node {
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
      let result = left + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.add, .float(left), frame[right], span)
  }
}

final class AddMemberMember: Node {
  let left: SlotMemberNode
  let right: SlotMemberNode
  let span: Span

  init(_ left: SlotMemberNode, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddMemberMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.add, a, b, span)
  }
}

final class StoreAddMemberMember: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, a, b, span), in: frame + target)
    return .normal
  }
}

final class AddMemberSlot: Node {
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ left: SlotMemberNode, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddMemberSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.add, a, frame[right], span)
  }
}

final class StoreAddMemberSlot: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, a, frame[right], span), in: frame + target)
    return .normal
  }
}

final class AddSlotMember: Node {
  let left: Int
  let right: SlotMemberNode
  let span: Span

  init(_ left: Int, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddSlotMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.value(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.add, frame[left], b, span)
  }
}

final class StoreAddSlotMember: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, frame[left], b, span), in: frame + target)
    return .normal
  }
}

final class AddMemberInt: Node {
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ left: SlotMemberNode, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreAddMemberInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.value(frame, context)
    if case .int(let x) = a {
      let (result, isOverflow) = x.addingReportingOverflow(right)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a {
      let result = x + Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.add, a, .int(right), span)
  }
}

final class StoreAddMemberInt: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(right)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a {
      let result = x + Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, a, .int(right), span), in: frame + target)
    return .normal
  }
}

final class AddNodeMember: Node {
  let left: Node
  let right: SlotMemberNode
  let span: Span

  init(_ left: Node, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreAddNodeMember(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return .int(result) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x + y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.add, a, b, span)
  }
}

final class StoreAddNodeMember: Node {
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
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow { return storeNumber(.int(result), in: frame + target) }
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x + y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.add, a, b, span), in: frame + target)
    return .normal
  }
}
