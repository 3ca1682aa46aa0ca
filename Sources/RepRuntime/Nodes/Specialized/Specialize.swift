import RepSyntax
import RepValue

/// Chooses specialised nodes for hot shapes of code. Each gives the same value and the same error as the node that it
/// replaces; a test runs the corpus through both.
enum Specialize {
  /// How an operand is had.
  enum Operand {
    case node(Node)
    case slot(Int)
    case int(Int)
  }

  static func operand(_ node: Node) -> Operand {
    switch node {
    case let local as LocalNode: .slot(local.slot)
    case let int as IntNode: .int(int.value)
    default: .node(node)
    }
  }

  /// The node for an operator on any operands.
  static func binary(_ operation: BinaryOperator, _ left: Node, _ right: Node, _ span: Span) -> Node {
    let (a, b) = (asLeft(left), operand(right))
    return arithmetic(operation, a, b, span) ?? comparison(operation, a, b, span)
      ?? BinaryNode(operation, left, right, span: span)
  }

  /// An int on the left is rare enough to stay a node.
  private static func asLeft(_ node: Node) -> Operand {
    if case .int = operand(node) { return .node(node) }
    return operand(node)
  }

  /// The node for storing a value in a slot: `x = x + e` changes the slot in place.
  static func store(_ slot: Int, _ value: Node) -> Node {
    switch value {
    case let node as AddSlotNode where node.left == slot: AddToSlotNode(slot, node.right, span: node.span)
    case let node as AddSlotSlot where node.left == slot: AddToSlotNode(slot, LocalNode(node.right), span: node.span)
    case let node as AddSlotInt where node.left == slot: AddIntToSlotNode(slot, node.right, span: node.span)
    default: StoreLocalNode(slot, value)
    }
  }
}

/// `x += e` on a local variable: numbers and texts grow where they lie.
final class AddToSlotNode: Node {
  let slot: Int
  let value: Node
  let span: Span

  init(_ slot: Int, _ value: Node, span: Span) {
    self.slot = slot
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let added = try value.eval(frame, context)
    if case .int(let x) = frame[slot], case .int(let y) = added {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow {
        (frame + slot).initialize(to: .int(result))
        return .normal
      }
    }
    if case .float(let x) = frame[slot], case .float(let y) = added {
      let result = x + y
      if result.isFinite {
        (frame + slot).initialize(to: .float(result))
        return .normal
      }
    }
    try Updates.apply(.add, frame + slot, added, span, context)
    return .normal
  }
}

/// `x += 1` on a local variable.
final class AddIntToSlotNode: Node {
  let slot: Int
  let value: Int
  let span: Span

  init(_ slot: Int, _ value: Int, span: Span) {
    self.slot = slot
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[slot] {
      let (result, isOverflow) = x.addingReportingOverflow(value)
      if !isOverflow {
        (frame + slot).initialize(to: .int(result))
        return .normal
      }
    }
    try Updates.apply(.add, frame + slot, .int(value), span, context)
    return .normal
  }
}

/// `text += "…\(e)…"` on a local variable: the pieces are written behind the text, with no string in between.
final class AppendTemplateNode: Node {
  let slot: Int
  let template: TemplateNode
  let span: Span

  init(_ slot: Int, _ template: TemplateNode, span: Span) {
    self.slot = slot
    self.template = template
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let start = context.pointee.scratch.count
    do throws(ScriptError) {
      try template.render(frame, context)
    } catch {
      context.pointee.scratch.truncate(to: start)
      throw error
    }
    let count = context.pointee.scratch.count - start
    if case .string = frame[slot] {
      Updates.appendBytes(context.pointee.scratch.bytes + start, count: count, to: frame + slot)
      context.pointee.scratch.truncate(to: start)
      return .normal
    }
    let text = StringStorage.make(context.pointee.scratch.bytes + start, count: count)
    context.pointee.scratch.truncate(to: start)
    try Updates.apply(.add, frame + slot, .string(text), span, context)
    return .normal
  }
}
