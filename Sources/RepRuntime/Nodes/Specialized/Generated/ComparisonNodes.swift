// Written by scripts/generate-nodes; change that instead.
import RepSyntax
import RepValue

extension Specialize {
  /// The node for comparison on operands of these shapes, if there is one.
  static func comparison(_ operation: BinaryOperator, _ left: Operand, _ right: Operand, _ span: Span) -> Node? {
    switch operation {
    case .less:
      switch (left, right) {
      case (.node(let a), .node(let b)): return LessNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return LessNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return LessNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return LessNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return LessSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return LessSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return LessSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return LessSlotFloat(a, b, span: span)
      case (.member(let a), .member(let b)): return LessMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return LessMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return LessSlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return LessMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return LessNodeMember(a, b, span: span)
      default: return nil
      }
    case .lessOrEqual:
      switch (left, right) {
      case (.node(let a), .node(let b)): return LessOrEqualNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return LessOrEqualNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return LessOrEqualNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return LessOrEqualNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return LessOrEqualSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return LessOrEqualSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return LessOrEqualSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return LessOrEqualSlotFloat(a, b, span: span)
      case (.member(let a), .member(let b)): return LessOrEqualMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return LessOrEqualMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return LessOrEqualSlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return LessOrEqualMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return LessOrEqualNodeMember(a, b, span: span)
      default: return nil
      }
    case .greater:
      switch (left, right) {
      case (.node(let a), .node(let b)): return GreaterNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return GreaterNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return GreaterNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return GreaterNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return GreaterSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return GreaterSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return GreaterSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return GreaterSlotFloat(a, b, span: span)
      case (.member(let a), .member(let b)): return GreaterMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return GreaterMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return GreaterSlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return GreaterMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return GreaterNodeMember(a, b, span: span)
      default: return nil
      }
    case .greaterOrEqual:
      switch (left, right) {
      case (.node(let a), .node(let b)): return GreaterOrEqualNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return GreaterOrEqualNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return GreaterOrEqualNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return GreaterOrEqualNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return GreaterOrEqualSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return GreaterOrEqualSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return GreaterOrEqualSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return GreaterOrEqualSlotFloat(a, b, span: span)
      case (.member(let a), .member(let b)): return GreaterOrEqualMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return GreaterOrEqualMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return GreaterOrEqualSlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return GreaterOrEqualMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return GreaterOrEqualNodeMember(a, b, span: span)
      default: return nil
      }
    case .equal:
      switch (left, right) {
      case (.node(let a), .node(let b)): return EqualNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return EqualNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return EqualNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return EqualNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return EqualSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return EqualSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return EqualSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return EqualSlotFloat(a, b, span: span)
      case (.member(let a), .member(let b)): return EqualMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return EqualMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return EqualSlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return EqualMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return EqualNodeMember(a, b, span: span)
      case (.node(let a), .text(let b)): return EqualNodeText(a, b, span: span)
      case (.slot(let a), .text(let b)): return EqualSlotText(a, b, span: span)
      case (.member(let a), .text(let b)): return EqualMemberText(a, b, span: span)
      default: return nil
      }
    case .notEqual:
      switch (left, right) {
      case (.node(let a), .node(let b)): return NotEqualNodeNode(a, b, span: span)
      case (.node(let a), .slot(let b)): return NotEqualNodeSlot(a, b, span: span)
      case (.node(let a), .int(let b)): return NotEqualNodeInt(a, b, span: span)
      case (.node(let a), .float(let b)): return NotEqualNodeFloat(a, b, span: span)
      case (.slot(let a), .node(let b)): return NotEqualSlotNode(a, b, span: span)
      case (.slot(let a), .slot(let b)): return NotEqualSlotSlot(a, b, span: span)
      case (.slot(let a), .int(let b)): return NotEqualSlotInt(a, b, span: span)
      case (.slot(let a), .float(let b)): return NotEqualSlotFloat(a, b, span: span)
      case (.member(let a), .member(let b)): return NotEqualMemberMember(a, b, span: span)
      case (.member(let a), .slot(let b)): return NotEqualMemberSlot(a, b, span: span)
      case (.slot(let a), .member(let b)): return NotEqualSlotMember(a, b, span: span)
      case (.member(let a), .int(let b)): return NotEqualMemberInt(a, b, span: span)
      case (.node(let a), .member(let b)): return NotEqualNodeMember(a, b, span: span)
      case (.node(let a), .text(let b)): return NotEqualNodeText(a, b, span: span)
      case (.slot(let a), .text(let b)): return NotEqualSlotText(a, b, span: span)
      case (.member(let a), .text(let b)): return NotEqualMemberText(a, b, span: span)
      default: return nil
      }
    default: return nil
    }
  }
}
