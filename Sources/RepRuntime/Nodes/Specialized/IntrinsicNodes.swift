import RepSyntax
import RepValue

extension Specialize {
  /// A node for a call of one of the built-ins that have one, or the call itself.
  static func call(_ call: BuiltinCallNode, _ arguments: [Node]) -> Node {
    guard let intrinsic = call.function.builtin.intrinsic, call.isInOrder else { return call }
    switch intrinsic {
    case .len: return arguments.count == 1 ? LenNode(arguments[0], call) : call
    case .abs, .sqrt, .floor:
      return arguments.count == 1 ? NumberFunctionNode(intrinsic, arguments[0], call) : call
    case .div: return arguments.count == 2 ? DivNode(arguments[0], arguments[1], call) : call
    case .min, .max:
      // Both take any number of values, which arrive as a list.
      guard arguments.count == 1, let list = arguments[0] as? ListNode, list.elements.count == 2 else {
        return call
      }
      return ExtremeNode(list.elements, isLeast: intrinsic == .min, call)
    }
  }
}

/// `len(x)`: a list or object in a variable is not retained.
final class LenNode: Node {
  let operand: Node
  let call: BuiltinCallNode

  init(_ operand: Node, _ call: BuiltinCallNode) {
    self.operand = operand
    self.call = call
  }

  override var isPure: Bool { operand.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if let address = try operand.peek(frame, context), let count = Self.count(address) { return .int(count) }
    let target = frame + call.window
    target.initialize(to: try operand.eval(frame, context))
    if let count = Self.count(target) {
      drop(target)
      return .int(count)
    }
    return try call.call(target, context)
  }

  /// The length where it is known without counting.
  @inline(__always)
  private static func count(_ address: Frame) -> Int? {
    switch address.pointee {
    case .list(let list): list.count
    case .object(let object): object.liveCount
    default: nil
    }
  }
}

/// `abs(x)`, `sqrt(x)`, `floor(x)`.
final class NumberFunctionNode: Node {
  let function: Intrinsic
  let operand: Node
  let call: BuiltinCallNode

  init(_ function: Intrinsic, _ operand: Node, _ call: BuiltinCallNode) {
    self.function = function
    self.operand = operand
    self.call = call
  }

  override var isPure: Bool { operand.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try operand.eval(frame, context)
    switch value {
    case .int(let int):
      if function == .abs, int != .min { return .int(int < 0 ? 0 &- int : int) }
      if function == .floor { return value }
    case .float(let double):
      switch function {
      case .abs: return .float(double.magnitude)
      case .sqrt: if double >= 0 { return .float(double.squareRoot()) }
      // Beyond 2^62 it may not fit an int.
      case .floor: if double.magnitude < 0x1p62 { return .int(Int(double.rounded(.down))) }
      default: break
      }
    default: break
    }
    let target = frame + call.window
    target.initialize(to: value)
    return try call.call(target, context)
  }
}

/// `div(a, b)`.
final class DivNode: Node {
  let left: Node
  let right: Node
  let call: BuiltinCallNode

  init(_ left: Node, _ right: Node, _ call: BuiltinCallNode) {
    self.left = left
    self.right = right
    self.call = call
  }

  override var isPure: Bool { left.isPure && right.isPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try left.eval(frame, context)
    let b = try right.eval(frame, context)
    if case .int(let x) = a, case .int(let y) = b, y > 0 {
      let quotient = x / y
      return .int(x < 0 && quotient &* y != x ? quotient &- 1 : quotient)
    }
    let target = frame + call.window
    target.initialize(to: a)
    (target + 1).initialize(to: b)
    return try call.call(target, context)
  }
}

/// `min(a, b)` and `max(a, b)`.
final class ExtremeNode: Node {
  let items: NodeList
  let isLeast: Bool
  let call: BuiltinCallNode

  init(_ items: NodeList, isLeast: Bool, _ call: BuiltinCallNode) {
    self.items = items
    self.isLeast = isLeast
    self.call = call
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let a = try items.eval(0, frame, context)
    let b = try items.eval(1, frame, context)
    // Of equals the first is taken, as the built-in does.
    if case .int(let x) = a, case .int(let y) = b { return .int(isLeast ? (y < x ? y : x) : (y > x ? y : x)) }
    if case .float(let x) = a, case .float(let y) = b { return .float(isLeast ? (y < x ? y : x) : (y > x ? y : x)) }
    let list = ListStorage(minimumCapacity: 2)
    list.append(a)
    list.append(b)
    let target = frame + call.window
    target.initialize(to: .list(list))
    return try call.call(target, context)
  }
}
