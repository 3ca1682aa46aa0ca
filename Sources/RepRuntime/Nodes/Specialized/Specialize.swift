import CRepSupport
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
    case float(Double)
    case member(SlotMemberNode)
    case text(StringStorage)

    /// The same as a node like any other.
    func general(_ node: Node) -> Operand {
      switch self {
      case .int, .float, .member, .text: .node(node)
      case .node, .slot: self
      }
    }
  }

  static func operand(_ node: Node) -> Operand {
    switch node {
    case let local as LocalNode: .slot(local.slot)
    case let int as IntNode: .int(int.value)
    case let constant as ConstantNode:
      if case .float(let float) = constant.value { .float(float) } else { .node(node) }
    case let member as SlotMemberNode: .member(member)
    case let text as TextNode: .text(text.text)
    default: .node(node)
    }
  }

  /// The node for an operator on any operands.
  static func binary(_ operation: BinaryOperator, _ left: Node, _ right: Node, _ span: Span) -> Node {
    if let node = products(operation, left, right, span) { return node }
    let (a, b) = (operand(left), operand(right))
    // Not every shape has a class: what is special about one side is given up first, then about the other.
    for (x, y) in [(a, b), (a.general(left), b), (a, b.general(right)), (a.general(left), b.general(right))] {
      if let node = arithmetic(operation, x, y, span) ?? comparison(operation, x, y, span) { return node }
    }
    return BinaryNode(operation, left, right, span: span)
  }

  /// The node for storing a value in a slot: `x = x + e` changes the slot in place.
  static func store(_ slot: Int, _ value: Node) -> Node {
    switch value {
    case let node as AddSlotNode where node.left == slot: AddToSlotNode(slot, node.right, span: node.span)
    case let node as AddSlotSlot where node.left == slot: AddSlotToSlotNode(slot, node.right, span: node.span)
    case let node as AddSlotInt where node.left == slot: AddIntToSlotNode(slot, node.right, span: node.span)
    case let node as AddSlotMember where node.left == slot: AddToSlotNode(slot, node.right, span: node.span)
    case let local as LocalNode: CopySlotNode(slot, local.slot)
    default: value.storing(in: slot) ?? StoreLocalNode(slot, value)
    }
  }
}

extension Specialize {
  /// The steps to a place that `value` is about to change. Indices are evaluated into slots from `window` on, but for
  /// one that is a variable which evaluating the value cannot change.
  static func path(_ place: Place, _ value: Node, creates: Bool, window: Int) -> Path {
    var step: PathStep
    if case .local(let slot) = place.home { step = SlotPath(slot) } else { step = VariablePath(place.home) }
    var keys: [Node] = []
    for (position, part) in place.steps.enumerated() {
      let isCreating = creates && position == place.steps.count - 1
      switch part {
      case .key(let key, let span): step = MemberPath(step, key: key, creates: isCreating, span: span)
      case .index(let index, let span):
        if let local = index as? LocalNode, value.isPure {
          step = IndexPath(step, slot: local.slot, creates: isCreating, span: span)
        } else {
          step = IndexPath(step, slot: window + keys.count, creates: isCreating, span: span)
          keys.append(index)
        }
      }
    }
    return Path(step, keys: keys, window: window)
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

/// `x += y` on local variables.
final class AddSlotToSlotNode: Node {
  let slot: Int
  let other: Int
  let span: Span

  init(_ slot: Int, _ other: Int, span: Span) {
    self.slot = slot
    self.other = other
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let x) = frame[slot], case .int(let y) = frame[other] {
      let (result, isOverflow) = x.addingReportingOverflow(y)
      if !isOverflow {
        (frame + slot).initialize(to: .int(result))
        return .normal
      }
    }
    if case .float(let x) = frame[slot], case .float(let y) = frame[other] {
      let result = x + y
      if result.isFinite {
        (frame + slot).initialize(to: .float(result))
        return .normal
      }
    }
    try slow(frame, context)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    try Updates.apply(.add, frame + slot, frame[other], span, context)
  }
}

/// `x = y` on local variables.
final class CopySlotNode: Node {
  let slot: Int
  let other: Int

  init(_ slot: Int, _ other: Int) {
    self.slot = slot
    self.other = other
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    store(read(frame + other), in: frame + slot)
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
    if context.pointee.scratch.isExhausted { throw memoryUsedUp() }
    let count = context.pointee.scratch.count - start
    rep_count_work(count)
    if case .string = frame[slot] {
      try Updates.appendBytes(context.pointee.scratch.bytes + start, count: count, to: frame + slot)
      context.pointee.scratch.truncate(to: start)
      return .normal
    }
    let text = StringStorage.make(context.pointee.scratch.bytes + start, count: count)
    context.pointee.scratch.truncate(to: start)
    try Updates.apply(.add, frame + slot, .string(text), span, context)
    return .normal
  }
}
