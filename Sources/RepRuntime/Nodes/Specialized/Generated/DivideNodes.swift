// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

final class DivideNodeNode: Node {
  let left: Node
  let right: Node
  let span: Span

  init(_ left: Node, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func storing(in slot: Int) -> Node? { StoreDivideNodeNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b, y > 0 {
      let result = x / y
      return result &* y == x ? .int(result) : .float(Double(x) / Double(y))
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x / y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.divide, a, b, span)
  }
}

final class StoreDivideNodeNode: Node {
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
      let result = x / y
      return storeNumber(result &* y == x ? .int(result) : .float(Double(x) / Double(y)), in: frame + target)
    }
    if case .float(let x) = a, case .float(let y) = b {
      let result = x / y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.divide, a, b, span), in: frame + target)
    return .normal
  }
}

final class DivideNodeSlot: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreDivideNodeSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = frame[right], y > 0 {
      let result = x / y
      return result &* y == x ? .int(result) : .float(Double(x) / Double(y))
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x / y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.divide, a, frame[right], span)
  }
}

final class StoreDivideNodeSlot: Node {
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
      let result = x / y
      return storeNumber(result &* y == x ? .int(result) : .float(Double(x) / Double(y)), in: frame + target)
    }
    if case .float(let x) = a, case .float(let y) = frame[right] {
      let result = x / y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.divide, a, frame[right], span), in: frame + target)
    return .normal
  }
}

final class DivideNodeInt: Node {
  let left: Node
  let right: Int
  let span: Span

  init(_ left: Node, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreDivideNodeInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .int(let x) = a, right > 0 {
      let result = x / right
      return result &* right == x ? .int(result) : .float(Double(x) / Double(right))
    }
    if case .float(let x) = a {
      let result = x / Double(right)
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.divide, a, .int(right), span)
  }
}

final class StoreDivideNodeInt: Node {
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
      let result = x / right
      return storeNumber(result &* right == x ? .int(result) : .float(Double(x) / Double(right)), in: frame + target)
    }
    if case .float(let x) = a {
      let result = x / Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.divide, a, .int(right), span), in: frame + target)
    return .normal
  }
}

final class DivideNodeFloat: Node {
  let left: Node
  let right: Double
  let span: Span

  init(_ left: Node, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { left.isPure }

  override func storing(in slot: Int) -> Node? { StoreDivideNodeFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    if case .float(let x) = a {
      let result = x / right
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.divide, a, .float(right), span)
  }
}

final class StoreDivideNodeFloat: Node {
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
      let result = x / right
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.divide, a, .float(right), span), in: frame + target)
    return .normal
  }
}

final class DivideSlotNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreDivideSlotNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let x) = frame[left], case .int(let y) = b, y > 0 {
      let result = x / y
      return result &* y == x ? .int(result) : .float(Double(x) / Double(y))
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x / y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.divide, frame[left], b, span)
  }
}

final class StoreDivideSlotNode: Node {
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
      let result = x / y
      return storeNumber(result &* y == x ? .int(result) : .float(Double(x) / Double(y)), in: frame + target)
    }
    if case .float(let x) = frame[left], case .float(let y) = b {
      let result = x / y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.divide, frame[left], b, span), in: frame + target)
    return .normal
  }
}

final class DivideSlotSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreDivideSlotSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], case .int(let y) = frame[right], y > 0 {
      let result = x / y
      return result &* y == x ? .int(result) : .float(Double(x) / Double(y))
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x / y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, frame[left], frame[right], span)
  }
}

final class StoreDivideSlotSlot: Node {
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
      let result = x / y
      return storeNumber(result &* y == x ? .int(result) : .float(Double(x) / Double(y)), in: frame + target)
    }
    if case .float(let x) = frame[left], case .float(let y) = frame[right] {
      let result = x / y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, frame[left], frame[right], span)
  }
}

final class DivideSlotInt: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreDivideSlotInt(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[left], right > 0 {
      let result = x / right
      return result &* right == x ? .int(result) : .float(Double(x) / Double(right))
    }
    if case .float(let x) = frame[left] {
      let result = x / Double(right)
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, frame[left], .int(right), span)
  }
}

final class StoreDivideSlotInt: Node {
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
      let result = x / right
      return storeNumber(result &* right == x ? .int(result) : .float(Double(x) / Double(right)), in: frame + target)
    }
    if case .float(let x) = frame[left] {
      let result = x / Double(right)
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, frame[left], .int(right), span)
  }
}

final class DivideSlotFloat: Node {
  let left: Int
  let right: Double
  let span: Span

  init(_ left: Int, _ right: Double, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreDivideSlotFloat(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let x) = frame[left] {
      let result = x / right
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, frame[left], .float(right), span)
  }
}

final class StoreDivideSlotFloat: Node {
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
      let result = x / right
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, frame[left], .float(right), span)
  }
}

final class DivideIntNode: Node {
  let left: Int
  let right: Node
  let span: Span

  init(_ left: Int, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreDivideIntNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .int(let y) = b, y > 0 {
      let result = left / y
      return result &* y == left ? .int(result) : .float(Double(left) / Double(y))
    }
    if case .float(let y) = b {
      let result = Double(left) / y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.divide, .int(left), b, span)
  }
}

final class StoreDivideIntNode: Node {
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
      let result = left / y
      return storeNumber(result &* y == left ? .int(result) : .float(Double(left) / Double(y)), in: frame + target)
    }
    if case .float(let y) = b {
      let result = Double(left) / y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.divide, .int(left), b, span), in: frame + target)
    return .normal
  }
}

final class DivideIntSlot: Node {
  let left: Int
  let right: Int
  let span: Span

  init(_ left: Int, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreDivideIntSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let y) = frame[right], y > 0 {
      let result = left / y
      return result &* y == left ? .int(result) : .float(Double(left) / Double(y))
    }
    if case .float(let y) = frame[right] {
      let result = Double(left) / y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, .int(left), frame[right], span)
  }
}

final class StoreDivideIntSlot: Node {
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
      let result = left / y
      return storeNumber(result &* y == left ? .int(result) : .float(Double(left) / Double(y)), in: frame + target)
    }
    if case .float(let y) = frame[right] {
      let result = Double(left) / y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, .int(left), frame[right], span)
  }
}

final class DivideFloatNode: Node {
  let left: Double
  let right: Node
  let span: Span

  init(_ left: Double, _ right: Node, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { right.isPure }

  override func storing(in slot: Int) -> Node? { StoreDivideFloatNode(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let b = try right.eval(frame, context)
    if case .float(let y) = b {
      let result = left / y
      if result.isFinite { return .float(result) }
    }
    return try Operators.applySlowly(.divide, .float(left), b, span)
  }
}

final class StoreDivideFloatNode: Node {
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
      let result = left / y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try Operators.applySlowly(.divide, .float(left), b, span), in: frame + target)
    return .normal
  }
}

final class DivideFloatSlot: Node {
  let left: Double
  let right: Int
  let span: Span

  init(_ left: Double, _ right: Int, span: Span) {
    self.left = left
    self.right = right
    self.span = span
  }

  override var isPure: Bool { true }

  override func storing(in slot: Int) -> Node? { StoreDivideFloatSlot(slot, left, right, span: span) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .float(let y) = frame[right] {
      let result = left / y
      if result.isFinite { return .float(result) }
    }
    return try slow(frame)
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, .float(left), frame[right], span)
  }
}

final class StoreDivideFloatSlot: Node {
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
      let result = left / y
      if result.isFinite { return storeNumber(.float(result), in: frame + target) }
    }
    store(try slow(frame), in: frame + target)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame) throws(ScriptError) -> Value {
    try Operators.apply(.divide, .float(left), frame[right], span)
  }
}
