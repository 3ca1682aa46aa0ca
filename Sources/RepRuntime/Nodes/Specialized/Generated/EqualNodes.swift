// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

final class EqualNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x == y }
    if case .float(let x) = a, case .float(let y) = b { return x == y }
    return try Operators.applyBool(.equal, a, b, span)
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

  override var isPure: Bool { left.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] { return x == y }
    if case .float(let x) = a, case .float(let y) = frame[right] { return x == y }
    return try Operators.applyBool(.equal, a, frame[right], span)
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

  override var isPure: Bool { left.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .int(let x) = a { return x == right }
    if case .float(let x) = a, right.magnitude <= 1 << 53 { return x == Double(right) }
    return try Operators.applyBool(.equal, a, .int(right), span)
  }
}

final class EqualNodeFloat: Node {
  let left: Node
  let right: Double
  let span: Span

  init(_ left: Node, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .float(let x) = a { return x == right }
    return try Operators.applyBool(.equal, a, .float(right), span)
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

  override var isPure: Bool { right.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b { return x == y }
    if case .float(let x) = frame[left], case .float(let y) = b { return x == y }
    return try Operators.applyBool(.equal, frame[left], b, span)
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

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left], case .int(let y) = frame[right] { return x == y }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] { return x == y }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Bool {
    try Operators.apply(.equal, frame[left], frame[right], span).isTruthy
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

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .int(let x) = frame[left] { return x == right }
    if case .float(let x) = frame[left], right.magnitude <= 1 << 53 { return x == Double(right) }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Bool {
    try Operators.apply(.equal, frame[left], .int(right), span).isTruthy
  }
}

final class EqualSlotFloat: Node {
  let left: Int
  let right: Double
  let span: Span

  init(_ left: Int, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .float(let x) = frame[left] { return x == right }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Bool {
    try Operators.apply(.equal, frame[left], .float(right), span).isTruthy
  }
}

final class EqualMemberMember: Node {
  let left: SlotMemberNode
  let right: SlotMemberNode
  let span: Span

  init(_ left: SlotMemberNode, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.value(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x == y }
    if case .float(let x) = a, case .float(let y) = b { return x == y }
    return try Operators.applyBool(.equal, a, b, span)
  }
}

final class EqualMemberSlot: Node {
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ left: SlotMemberNode, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.value(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right] { return x == y }
    if case .float(let x) = a, case .float(let y) = frame[right] { return x == y }
    return try Operators.applyBool(.equal, a, frame[right], span)
  }
}

final class EqualSlotMember: Node {
  let left: Int
  let right: SlotMemberNode
  let span: Span

  init(_ left: Int, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let b = try right.value(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b { return x == y }
    if case .float(let x) = frame[left], case .float(let y) = b { return x == y }
    return try Operators.applyBool(.equal, frame[left], b, span)
  }
}

final class EqualMemberInt: Node {
  let left: SlotMemberNode
  let right: Int
  let span: Span

  init(_ left: SlotMemberNode, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.value(frame, context)
    if case .int(let x) = a { return x == right }
    if case .float(let x) = a, right.magnitude <= 1 << 53 { return x == Double(right) }
    return try Operators.applyBool(.equal, a, .int(right), span)
  }
}

final class EqualNodeMember: Node {
  let left: Node
  let right: SlotMemberNode
  let span: Span

  init(_ left: Node, _ right: SlotMemberNode, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    let b = try right.value(frame, context)
    if case .int(let x) = a, case .int(let y) = b { return x == y }
    if case .float(let x) = a, case .float(let y) = b { return x == y }
    return try Operators.applyBool(.equal, a, b, span)
  }
}

final class EqualNodeText: Node {
  let left: Node
  let right: StringStorage
  let span: Span

  init(_ left: Node, _ right: StringStorage, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.eval(frame, context)
    if case .string(let x) = a { return StringStorage.equal(x, right) }
    return try Operators.applyBool(.equal, a, .string(right), span)
  }
}

final class EqualSlotText: Node {
  let left: Int
  let right: StringStorage
  let span: Span

  init(_ left: Int, _ right: StringStorage, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if case .string(let x) = frame[left] { return StringStorage.equal(x, right) }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Bool {
    try Operators.apply(.equal, frame[left], .string(right), span).isTruthy
  }
}

final class EqualMemberText: Node {
  let left: SlotMemberNode
  let right: StringStorage
  let span: Span

  init(_ left: SlotMemberNode, _ right: StringStorage, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .bool(try evalBool(frame, context))
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let a = try left.value(frame, context)
    if case .string(let x) = a { return StringStorage.equal(x, right) }
    return try Operators.applyBool(.equal, a, .string(right), span)
  }
}
