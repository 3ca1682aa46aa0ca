import RepSyntax
import RepValue

extension Compiler {
  func match(_ subject: Expression, _ arms: [MatchArm], span: Span, body: (Body) -> Node) -> Node {
    let value = withValueContext { compile(subject) }
    guard makesCode else {
      for arm in arms {
        if let condition = arm.condition { _ = compile(condition) }
        _ = body(arm.body)
      }
      return nothing
    }
    let compiled = arms.map { arm -> ArmParts in
      let mark = function.slotMark
      var boxed: [Int] = []
      let pattern = self.pattern(arm.pattern, boxed: &boxed)
      let condition = arm.condition.map { condition in withValueContext { compile(condition) } }
      var node = body(arm.body)
      let end = function.slotMark
      if end > mark { node = ScopeNode(node, slots: mark..<end) }
      return ArmParts(
        pattern: pattern, boxes: boxed.isEmpty ? nil : BoxNode(boxed), condition: condition, body: node)
    }
    return MatchNode(value, compiled, span: subject.span)
  }

  private func pattern(_ pattern: Pattern, boxed: inout [Int]) -> PatternNode {
    switch pattern.kind {
    case .wildcard, .invalid: return PatternNode()
    case .bind(let name): return bind(Name(name, pattern.span), &boxed)
    case .literal(let literal):
      let value = Self.constant(literal) ?? .null
      if specializes, case .string(let text) = value { return TextPattern(text) }
      return LiteralPattern(value)
    case .range(let lower, let upper, let isClosed):
      return RangePattern(Self.constant(lower) ?? .null, Self.constant(upper) ?? .null, isClosed: isClosed)
    case .list(let items, let rest):
      let patterns = items.map { self.pattern($0, boxed: &boxed) }
      var slot = -1
      if let name = rest?.name, let bound = bind(name, &boxed) as? BindPattern { slot = bound.slot }
      return ListPattern(patterns, hasRest: rest != nil, restSlot: slot)
    case .object(let entries):
      return ObjectPattern(
        entries.map { entry in
          (key(entry.key.text), entry.pattern.map { self.pattern($0, boxed: &boxed) } ?? bind(entry.key, &boxed))
        })
    case .alternatives(let patterns):
      return AlternativesPattern(patterns.map { self.pattern($0, boxed: &boxed) })
    }
  }

  private func bind(_ name: Name, _ boxed: inout [Int]) -> PatternNode {
    guard let variable = variable(at: name.span) else { return PatternNode() }
    reach(variable)
    if variable.needsCell { boxed.append(variable.slot) }
    return BindPattern(frameSlot(variable))
  }
}
