// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

final class RemainderNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func storing(in slot: Int) -> Node? { StoreRemainderNodeNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b, y > 0 {
      let result = x % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try Operators.applySlowly(.remainder, a, b, span)
  }
}

final class StoreRemainderNodeNode: Node {
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
    if case .int(let x) = a, case .int(let y) = b, y > 0 {
      let result = x % y
      return storeNumber(.int(result < 0 ? result &+ y : result), in: frame + target)
    }
    store(try Operators.applySlowly(.remainder, a, b, span), in: frame + target)
    return .normal
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

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreRemainderNodeSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right], y > 0 {
      let result = x % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try Operators.applySlowly(.remainder, a, frame[right], span)
  }
}

final class StoreRemainderNodeSlot: Node {
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
    if case .int(let x) = a, case .int(let y) = frame[right], y > 0 {
      let result = x % y
      return storeNumber(.int(result < 0 ? result &+ y : result), in: frame + target)
    }
    store(try Operators.applySlowly(.remainder, a, frame[right], span), in: frame + target)
    return .normal
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

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreRemainderNodeInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, right > 0 {
      let result = x % right
      return .int(result < 0 ? result &+ right : result)
    }
    return try Operators.applySlowly(.remainder, a, .int(right), span)
  }
}

final class StoreRemainderNodeInt: Node {
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
    if case .int(let x) = a, right > 0 {
      let result = x % right
      return storeNumber(.int(result < 0 ? result &+ right : result), in: frame + target)
    }
    store(try Operators.applySlowly(.remainder, a, .int(right), span), in: frame + target)
    return .normal
  }
}

final class RemainderNodeFloat: Node {
  let left: Node
  let right: Double
  let span: Span

  init(_ left: Node, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreRemainderNodeFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    return try Operators.applySlowly(.remainder, a, .float(right), span)
  }
}

final class StoreRemainderNodeFloat: Node {
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
    store(try Operators.applySlowly(.remainder, a, .float(right), span), in: frame + target)
    return .normal
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

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreRemainderSlotNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b, y > 0 {
      let result = x % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try Operators.applySlowly(.remainder, frame[left], b, span)
  }
}

final class StoreRemainderSlotNode: Node {
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
    if case .int(let x) = frame[left], case .int(let y) = b, y > 0 {
      let result = x % y
      return storeNumber(.int(result < 0 ? result &+ y : result), in: frame + target)
    }
    store(try Operators.applySlowly(.remainder, frame[left], b, span), in: frame + target)
    return .normal
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

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreRemainderSlotSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right], y > 0 {
      let result = x % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, frame[left], frame[right], span)
  }
}

final class StoreRemainderSlotSlot: Node {
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
    if case .int(let x) = frame[left], case .int(let y) = frame[right], y > 0 {
      let result = x % y
      return storeNumber(.int(result < 0 ? result &+ y : result), in: frame + target)
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, frame[left], frame[right], span)
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

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreRemainderSlotInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], right > 0 {
      let result = x % right
      return .int(result < 0 ? result &+ right : result)
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, frame[left], .int(right), span)
  }
}

final class StoreRemainderSlotInt: Node {
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
    if case .int(let x) = frame[left], right > 0 {
      let result = x % right
      return storeNumber(.int(result < 0 ? result &+ right : result), in: frame + target)
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, frame[left], .int(right), span)
  }
}

final class RemainderSlotFloat: Node {
  let left: Int
  let right: Double
  let span: Span

  init(_ left: Int, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreRemainderSlotFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, frame[left], .float(right), span)
  }
}

final class StoreRemainderSlotFloat: Node {
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
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, frame[left], .float(right), span)
  }
}

final class RemainderIntNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreRemainderIntNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let y) = b, y > 0 {
      let result = left % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try Operators.applySlowly(.remainder, .int(left), b, span)
  }
}

final class StoreRemainderIntNode: Node {
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
    if case .int(let y) = b, y > 0 {
      let result = left % y
      return storeNumber(.int(result < 0 ? result &+ y : result), in: frame + target)
    }
    store(try Operators.applySlowly(.remainder, .int(left), b, span), in: frame + target)
    return .normal
  }
}

final class RemainderIntSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreRemainderIntSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let y) = frame[right], y > 0 {
      let result = left % y
      return .int(result < 0 ? result &+ y : result)
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, .int(left), frame[right], span)
  }
}

final class StoreRemainderIntSlot: Node {
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
    if case .int(let y) = frame[right], y > 0 {
      let result = left % y
      return storeNumber(.int(result < 0 ? result &+ y : result), in: frame + target)
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, .int(left), frame[right], span)
  }
}

final class RemainderFloatNode: Node {
  let left: Double
  let right: Node
  let span: Span

  init(_ left: Double, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreRemainderFloatNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    return try Operators.applySlowly(.remainder, .float(left), b, span)
  }
}

final class StoreRemainderFloatNode: Node {
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
    store(try Operators.applySlowly(.remainder, .float(left), b, span), in: frame + target)
    return .normal
  }
}

final class RemainderFloatSlot: Node {
  let left: Double
  let right: Int
  let span: Span

  init(_ left: Double, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreRemainderFloatSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, .float(left), frame[right], span)
  }
}

final class StoreRemainderFloatSlot: Node {
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
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.remainder, .float(left), frame[right], span)
  }
}
