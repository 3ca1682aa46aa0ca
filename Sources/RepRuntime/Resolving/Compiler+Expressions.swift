import RepSyntax
import RepValue

extension Compiler {
  /// An expression for its value.
  func compile(_ expression: Expression) -> Node { makesCode ? node(expression) : inspect(expression) }

  /// The node of an expression.
  func node(_ expression: Expression) -> Node {
    switch expression.kind {
    case .null: return NullNode()
    case .bool(let bool): return BoolNode(bool)
    case .number(let literal):
      let value = Self.value(of: literal)
      if case .int(let int) = value { return IntNode(int) }
      return ConstantNode(value)
    case .string(let literal): return string(literal)
    case .name(let name): return self.name(name, expression.span)
    case .list(let elements): return list(elements)
    case .object(let entries): return object(entries, span: expression.span)
    case .listComprehension(let head, let condition, let value):
      return comprehension(head, condition, value)
    case .objectComprehension(let head, let condition, let key, let value):
      let sequence = compile(head.sequence)
      let arriving = declareArriving([head.first] + (head.second.map { [$0] } ?? []))
      let test = condition.map { compile($0) } ?? BoolNode(true)
      return ObjectComprehensionNode(
        walk(head, sequence, arriving), condition: test, key: compile(key), value: compile(value), keySpan: key.span)
    case .function(let literal): return compile(literal)
    case .group(let inner): return compile(inner)
    case .unary(let operation, let operand):
      checkResult(of: operand)
      switch operation {
      case .negate: return NegateNode(compile(operand), span: expression.span)
      case .not: return NotNode(compile(operand))
      }
    case .binary(let operation, let left, let right, let span):
      return binary(operation, left, right, span)
    case .range(let lower, let upper, let isClosed):
      return RangeNode(compile(lower), compile(upper), isClosed: isClosed, span: expression.span)
    case .member, .index: return chain(expression)
    case .call(let call):
      return hasOptionalLink(expression) ? ChainNode(link(expression)) : self.call(call, span: expression.span)
    case .pipe(let value, let stage): return pipe(value, stage, span: expression.span)
    case .await(let operand): return awaiting(operand, span: expression.span)
    case .attempt(let operand): return EnvelopeNode(withValueContext { compile(operand) })
    case .attemptBlock(let block, let clause):
      let body = value(block.statements)
      guard let clause else { return EnvelopeNode(body) }
      return withValueContext {
        let (slot, boxes) = declareCaught(clause)
        return CatchNode(body, slot: slot, boxes: boxes, handler: value(clause.body.statements))
      }
    case .conditional(let clauses, let otherwise):
      return withValueContext {
        var node: Node = otherwise.map { value($0.statements) } ?? NullNode()
        for clause in clauses.reversed() {
          node = ConditionalNode(compile(clause.condition), value(clause.body.statements), node)
        }
        return node
      }
    case .match(let subject, let arms):
      return withValueContext {
        match(subject, arms, span: expression.span) { body in
          switch body {
          case .block(let block): self.value(block.statements)
          case .expression(let inner):
            self.isAssignment(inner)
              ? BlockValueNode([self.statement(inner)], last: NullNode()) : self.compile(inner)
          }
        }
      }
    case .parallel(let parallel): return self.parallel(parallel, span: expression.span)
    case .within(let duration, let block):
      return withValueContext {
        WithinNode(compile(duration), value(block.statements), span: expression.span)
      }
    case .throwing(let value): return ThrowNode(withValueContext { compile(value) }, span: expression.span)
    case .returning(let value):
      function.hasReturnTransfer = true
      return TransferNode(.returning, value.map { value in withValueContext { compile(value) } } ?? NullNode())
    case .breaking: return transfer(.breaking)
    case .continuing: return transfer(.continuing)
    case .assignment: return BlockValueNode([statement(expression)], last: NullNode())
    case .invalid: return NullNode()
    }
  }

  private func transfer(_ kind: TransferNode.Kind) -> Node {
    if loopTransfers.isEmpty {
      // `continue` in the body of a `parallel` ends that body with null (R33).
      function.hasReturnTransfer = true
      return TransferNode(.returning, NullNode())
    }
    loopTransfers[loopTransfers.count - 1] = true
    return TransferNode(kind, NullNode())
  }

  // MARK: Literals

  static func value(of literal: NumberLiteral) -> Value {
    if let text = literal.jsonText, let value = Value.number(text: text) { return value }
    switch literal.value {
    case .int(let int): return .int(int)
    case .float(let double): return .float(double)
    case .outOfRange: return .null
    }
  }

  func string(_ literal: StringLiteral) -> Node {
    if let text = literal.plainText { return TextNode(text.isEmpty ? .empty : self.text(text)) }
    return TemplateNode(
      literal.segments.map { segment in
        switch segment {
        case .text(let text): return TextNode(self.text(text))
        case .interpolation(let inner):
          checkResult(of: inner)
          return withValueContext { compile(inner) }
        }
      })
  }

  /// Text of a literal, with what threads would otherwise cache in it worked out already.
  private func text(_ text: String) -> StringStorage { key(text) }

  private func list(_ elements: [Element]) -> Node {
    var nodes: [(node: Node, isSpread: Bool, span: Span)] = []
    for element in elements {
      switch element {
      case .value(let value):
        checkResult(of: value)
        nodes.append((compile(value), false, value.span))
      case .spread(let value): nodes.append((compile(value), true, value.span))
      }
    }
    if nodes.contains(where: \.isSpread) { return SpreadListNode(nodes) }
    return ListNode(nodes.map(\.node))
  }

  func object(_ entries: [Entry], span: Span) -> Node {
    let hasDuplicates = checkKeys(of: entries)
    guard makesCode else {
      for entry in entries {
        switch entry {
        case .spread(let value): _ = inspect(value)
        case .pair(let name, let value):
          _ = entryValue(name, value)
          if case .string(let literal) = name { inspect(literal) }
        }
      }
      return nothing
    }
    var pairs: [(key: StringStorage, value: Node)] = []
    var built: [(entry: BuiltObjectNode.Entry, span: Span)] = []
    var isPlain = !hasDuplicates
    for entry in entries {
      switch entry {
      case .spread(let value):
        isPlain = false
        built.append((.spread(compile(value)), value.span))
      case .pair(let name, let value):
        let node = entryValue(name, value)
        if let text = Self.plainKey(name) {
          pairs.append((key(text), node))
          built.append((.pair(key: TextNode(key(text)), value: node), name.span))
        } else if case .string(let literal) = name {
          isPlain = false
          built.append((.pair(key: string(literal), value: node), name.span))
        }
      }
    }
    return isPlain ? ObjectNode(pairs) : BuiltObjectNode(built)
  }

  /// Warns of keys that stand twice; gives whether one does.
  private func checkKeys(of entries: [Entry]) -> Bool {
    guard entries.count > 1 else { return false }
    var hasDuplicates = false
    var seen: [String: Span] = [:]
    seen.reserveCapacity(entries.count)
    for case .pair(let name, _) in entries {
      guard let text = Self.plainKey(name) else { continue }
      if let first = seen.updateValue(name.span, forKey: text) {
        hasDuplicates = true
        warn("duplicate-key", "`\(text)` stands twice in this object; the last value counts", at: name.span,
          hint: "the first is on line \(source.location(at: first.start).line)")
      }
    }
    return hasDuplicates
  }

  static func plainKey(_ key: ObjectKey) -> String? {
    switch key {
    case .name(let name): name.text
    case .string(let literal): literal.plainText
    }
  }

  private func entryValue(_ key: ObjectKey, _ value: Expression?) -> Node {
    if let value {
      checkResult(of: value)
      return compile(value)
    }
    guard case .name(let name) = key else { return NullNode() }
    return self.name(name.text, name.span)
  }

  private func comprehension(_ head: ForHead, _ condition: Expression?, _ value: Expression) -> Node {
    let names = [head.first] + (head.second.map { [$0] } ?? [])
    if head.second == nil, case .range(let lower, let upper, let isClosed) = head.sequence.kind {
      let range = RangeNode(compile(lower), compile(upper), isClosed: isClosed, span: head.sequence.span)
      let arriving = declareArriving(names)
      let test = condition.map { compile($0) } ?? BoolNode(true)
      return RangeComprehensionNode(
        slot: arriving.slots.first ?? 0, range: range, boxes: arriving.boxes, condition: test, value: compile(value))
    }
    let sequence = compile(head.sequence)
    let arriving = declareArriving(names)
    let test = condition.map { compile($0) } ?? BoolNode(true)
    return ListComprehensionNode(walk(head, sequence, arriving), condition: test, value: compile(value))
  }

  // MARK: Names and operators

  func name(_ name: String, _ span: Span) -> Node {
    if let variable = variable(at: span) {
      if variable.module != nil {
        report("module-as-value", "`\(name)` is a module, not a value", at: span, hint: "name a member: `\(name).…`")
      }
      return read(variable, at: span)
    }
    if let builtin = use(name) { return ConstantNode(.function(builtin)) }
    if let constant = builtins.constant(named: name) { return ConstantNode(constant) }
    if builtins.isGroup(name) {
      report("group-as-value", "`\(name)` is a group of built-ins, not a value", at: span,
        hint: "name one of them: `\(name).…`")
    }
    return NullNode()
  }

  private func binary(_ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ span: Span) -> Node {
    checkResult(of: left)
    checkResult(of: right)
    switch operation {
    case .and: return AndNode(compile(left), compile(right))
    case .or: return OrNode(compile(left), compile(right))
    case .coalesce:
      return CoalesceNode(guarded(left), compile(right))
    default: return arithmetic(operation, compile(left), compile(right), span)
    }
  }

  func arithmetic(_ operation: BinaryOperator, _ left: Node, _ right: Node, _ span: Span) -> Node {
    specializes
      ? Specialize.binary(operation, left, right, span) : BinaryNode(operation, left, right, span: span)
  }

  /// The left side of `??`: a missing key in it gets a hint of its own (R25).
  private func guarded(_ left: Expression) -> Node {
    let node = compile(left)
    guard case .member(let base, let name, false) = left.kind, !isModulePath(left) else { return node }
    return CoalesceHintNode(node, example: "\(text(base))?.\(name.text) ?? …")
  }

  // MARK: Chains

  private func chain(_ expression: Expression) -> Node {
    hasOptionalLink(expression) ? ChainNode(link(expression)) : link(expression)
  }

  /// Whether a `?.` or `?[` stands in the chain that ends here; parentheses end a chain.
  func hasOptionalLink(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .member(let base, _, let isOptional), .index(let base, _, let isOptional):
      isOptional || hasOptionalLink(base)
    case .call(let call): hasOptionalLink(call.callee)
    default: false
    }
  }

  /// One link of a chain, with those before it.
  private func link(_ expression: Expression) -> Node {
    switch expression.kind {
    case .member(let base, let name, let isOptional):
      if let member = moduleMember(base, name) { return member }
      if variable(atRootOf: expression) == nil, let path = path(expression) {
        if let builtin = use(path) { return ConstantNode(.function(builtin)) }
        if let constant = builtins.constant(named: path) { return ConstantNode(constant) }
        if let root = path.split(separator: ".").first, builtins.isGroup(String(root)),
          !builtins.isInsideConstant(path) {
          unknownBuiltin(path, at: expression.span)
          return NullNode()
        }
      }
      checkResult(of: base)
      let object = link(base)
      if specializes, let local = object as? LocalNode {
        return SlotMemberNode(local.slot, key: key(name.text), isOptional: isOptional, span: name.span)
      }
      let member = MemberNode(object, key: key(name.text), isOptional: isOptional, span: name.span)
      return specializes && object.isPeekable ? PathMemberNode(member) : member
    case .index(let base, let index, let isOptional):
      checkResult(of: base)
      let container = link(base)
      let span = Span(base.span.end, expression.span.end)
      if case .range(let lower, let upper, let isClosed) = index.kind {
        return SliceNode(
          container, withValueContext { compile(lower) }, withValueContext { compile(upper) }, isClosed: isClosed,
          isOptional: isOptional, span: span)
      }
      let key = withValueContext { compile(index) }
      if specializes, !isOptional, let local = container as? LocalNode {
        if let position = key as? LocalNode {
          return SlotSlotIndexNode(local.slot, position.slot, isOptional: isOptional, span: span)
        }
        return SlotIndexNode(local.slot, key, isOptional: isOptional, span: span)
      }
      let item = IndexNode(container, key, isOptional: isOptional, span: span)
      if specializes, !isOptional, let cell = container as? CapturedCellNode, let position = key as? LocalNode {
        return CellSlotIndexNode(cell, position.slot, item)
      }
      return specializes && container.isPeekable && key.isPure ? PathIndexNode(item) : item
    case .call(let call): return self.call(call, span: expression.span)
    default: return withValueContext { compile(expression) }
    }
  }

  /// The receiver of a method call inside a chain.
  func receiver(_ expression: Expression) -> Node {
    makesCode ? withValueContext { link(expression) } : inspect(expression)
  }

  /// `a.b.c` as a dotted name; nil for anything else.
  func path(_ expression: Expression) -> String? {
    switch expression.kind {
    case .name(let name): return name
    case .member(let base, let name, false): return path(base).map { $0 + "." + name.text }
    default: return nil
    }
  }

  func variable(atRootOf expression: Expression) -> Variable? {
    ScopeAnalysis.root(of: expression).flatMap { variable(at: $0.span) }
  }

  func isModulePath(_ expression: Expression) -> Bool {
    guard case .member(let base, _, _) = expression.kind, case .name = base.kind else { return false }
    return variable(at: base.span)?.module != nil
  }

  /// `module.member`
  func moduleMember(_ base: Expression, _ name: Name) -> Node? {
    guard let member = memberVariable(base, name) else { return nil }
    if member.isStaticFunction, let scope = member.function {
      return StaticFunctionNode(code(of: scope), store)
    }
    return GlobalNode(member.slot, name: member.name, span: name.span)
  }

  /// The variable behind `module.member`; reports a member that does not exist.
  func memberVariable(_ base: Expression, _ name: Name) -> Variable? {
    guard case .name(let moduleName) = base.kind, let module = variable(at: base.span)?.module else { return nil }
    if let member = module.members[name.text] { return member }
    let near = Suggestion.nearest(to: name.text, among: module.members.keys)
    report("unknown-member", "the module `\(moduleName)` has no member `\(name.text)`", at: name.span,
      hint: near.map { "did you mean `\($0)`?" } ?? (name.text.hasPrefix("_") ? "names that start with `_` are private" : nil))
    return Variable(
      name: name.text, kind: .constant, span: name.span, owner: analysis.main, block: 0, isGlobal: true)
  }

  func unknownBuiltin(_ path: String, at span: Span) {
    let near = Suggestion.nearest(to: path, among: builtins.functionNames)
    report("unknown-name", "there is no built-in called `\(path)`", at: span,
      hint: near.map { "did you mean `\($0)`?" } ?? "`rep actions` lists them")
  }

  // MARK: Constants

  /// The value of an expression that needs no run: literals, and lists and objects of them.
  static func constant(_ expression: Expression) -> Value? {
    switch expression.kind {
    case .null: return .null
    case .bool(let bool): return .bool(bool)
    case .number(let literal): return value(of: literal)
    case .string(let literal): return literal.plainText.map { .string(StringStorage.make($0)) }
    case .group(let inner): return constant(inner)
    case .unary(.negate, let operand):
      switch constant(operand) {
      case .int(let int) where int != .min: return .int(-int)
      case .float(let double): return .float(-double)
      default: return nil
      }
    case .list(let elements):
      let list = ListStorage(minimumCapacity: elements.count)
      for element in elements {
        guard case .value(let inner) = element, let value = constant(inner) else { return nil }
        list.append(value)
      }
      return .list(list)
    case .object(let entries):
      let object = ObjectStorage(minimumCapacity: entries.count)
      for entry in entries {
        guard case .pair(let key, let inner?) = entry, let name = plainKey(key), let value = constant(inner) else {
          return nil
        }
        object.set(StringStorage.make(name), value)
      }
      return .object(object)
    default: return nil
    }
  }
}
