// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

extension Specialize {
  /// The node for arithmetic on operands of these shapes, if there is one.
  static func arithmetic(_ operation: BinaryOperator, _ left: Operand, _ right: Operand, _ span: Span) -> Node? {
    switch operation {
    case .add:
      switch (left, right) {
      case (.node(let a), .node(let b)): return AddNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return AddNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return AddNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return AddNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return AddSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return AddSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return AddSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return AddSlotFloat(a, b, span: span)
      case (.int(let a), .node(let b)): return AddIntNode(a, b, span: span)
      case (.int(let a), .slot(let b)): return AddIntSlot(a, b, span: span)
      case (.float(let a), .node(let b)): return AddFloatNode(a, b, span: span)
      case (.float(let a), .slot(let b)): return AddFloatSlot(a, b, span: span)
      case (.member(let a), .member(let b)): return AddMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return AddMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return AddSlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return AddMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return AddNodeMember(a, b, span: span)
      default: return nil
      }
    case .subtract:
      switch (left, right) {
      case (.node(let a), .node(let b)): return SubtractNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return SubtractNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return SubtractNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return SubtractNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return SubtractSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return SubtractSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return SubtractSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return SubtractSlotFloat(a, b, span: span)
      case (.int(let a), .node(let b)): return SubtractIntNode(a, b, span: span)
      case (.int(let a), .slot(let b)): return SubtractIntSlot(a, b, span: span)
      case (.float(let a), .node(let b)): return SubtractFloatNode(a, b, span: span)
      case (.float(let a), .slot(let b)): return SubtractFloatSlot(a, b, span: span)
      case (.member(let a), .member(let b)): return SubtractMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return SubtractMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return SubtractSlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return SubtractMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return SubtractNodeMember(a, b, span: span)
      default: return nil
      }
    case .multiply:
      switch (left, right) {
      case (.node(let a), .node(let b)): return MultiplyNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return MultiplyNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return MultiplyNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return MultiplyNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return MultiplySlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return MultiplySlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return MultiplySlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return MultiplySlotFloat(a, b, span: span)
      case (.int(let a), .node(let b)): return MultiplyIntNode(a, b, span: span)
      case (.int(let a), .slot(let b)): return MultiplyIntSlot(a, b, span: span)
      case (.float(let a), .node(let b)): return MultiplyFloatNode(a, b, span: span)
      case (.float(let a), .slot(let b)): return MultiplyFloatSlot(a, b, span: span)
      case (.member(let a), .member(let b)): return MultiplyMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return MultiplyMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return MultiplySlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return MultiplyMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return MultiplyNodeMember(a, b, span: span)
      default: return nil
      }
    case .divide:
      switch (left, right) {
      case (.node(let a), .node(let b)): return DivideNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return DivideNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return DivideNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return DivideNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return DivideSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return DivideSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return DivideSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return DivideSlotFloat(a, b, span: span)
      case (.int(let a), .node(let b)): return DivideIntNode(a, b, span: span)
      case (.int(let a), .slot(let b)): return DivideIntSlot(a, b, span: span)
      case (.float(let a), .node(let b)): return DivideFloatNode(a, b, span: span)
      case (.float(let a), .slot(let b)): return DivideFloatSlot(a, b, span: span)
      default: return nil
      }
    case .remainder:
      switch (left, right) {
      case (.node(let a), .node(let b)): return RemainderNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return RemainderNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return RemainderNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return RemainderNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return RemainderSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return RemainderSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return RemainderSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return RemainderSlotFloat(a, b, span: span)
      case (.int(let a), .node(let b)): return RemainderIntNode(a, b, span: span)
      case (.int(let a), .slot(let b)): return RemainderIntSlot(a, b, span: span)
      case (.float(let a), .node(let b)): return RemainderFloatNode(a, b, span: span)
      case (.float(let a), .slot(let b)): return RemainderFloatSlot(a, b, span: span)
      default: return nil
      }
    default: return nil
    }
  }
}
