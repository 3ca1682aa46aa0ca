import RepSyntax
import RepValue

extension Compiler {
  // MARK: Blocks

  /// What must happen before the first statement of a block: shared cells, and the closures of its functions (R15).
  func prologue(_ statements: [Statement]) -> [Node] {
    // Most blocks have no functions, and then nothing comes first: a variable is captured early by such a function only.
    let functions = statements.filter { if case .function = $0.kind { true } else { false } }
    guard !functions.isEmpty else { return [] }
    var cells: [Int] = []
    var closures: [Node] = []
    for case .function(let name, _) in functions.lazy.map(\.kind) {
      guard let variable = variable(at: name.span) else { continue }
      reach(variable)
    }
    for statement in statements {
      guard case .binding(let binding) = statement.kind, let variable = variable(at: binding.name.span),
        variable.needsCell, variable.isCapturedEarly
      else { continue }
      reach(variable)
      cells.append(frameSlot(variable))
    }
    for case .function(let name, let literal) in functions.lazy.map(\.kind) {
      guard let variable = variable(at: name.span), let scope = analysis.functions[literal.span.start] else { continue }
      if variable.needsCell, !variable.isStaticFunction { cells.append(frameSlot(variable)) }
      scope.prepareSignature(literal.parameters)
    }
    for case .function(let name, let literal) in functions.lazy.map(\.kind) {
      guard let variable = variable(at: name.span) else { continue }
      let value = compile(literal)
      guard makesCode else { continue }
      if variable.isGlobal {
        closures.append(StoreLocalNode(frameSlot(variable), value))
      } else if !variable.isStaticFunction {
        closures.append(
          variable.needsCell
            ? DeclareCellNode(variable.slot, value, reusesCell: true) : StoreLocalNode(variable.slot, value))
      }
    }
    return (cells.isEmpty ? [] : [PrepareCellsNode(cells)]) + closures
  }

  /// Statements for their effect.
  func block(_ statements: [Statement], clears: Bool = true) -> Node {
    guard makesCode else { return inspect(statements, dropsLast: true) }
    let mark = function.slotMark
    var nodes = prologue(statements)
    for (index, statement) in statements.enumerated() {
      checkEffect(statement, isLast: index == statements.count - 1, isDropped: true)
      nodes.append(compile(statement))
    }
    return cleared(sequence(nodes), from: mark, clears: clears)
  }

  /// Statements whose last expression is a value, inside an expression.
  func value(_ statements: [Statement]) -> Node {
    guard makesCode else { return inspect(statements, dropsLast: false) }
    return withValueContext {
      let mark = function.slotMark
      var nodes = prologue(statements)
      var last: Node = NullNode()
      for (index, statement) in statements.enumerated() {
        let isLast = index == statements.count - 1
        checkEffect(statement, isLast: isLast, isDropped: !isLast)
        if isLast, case .expression(let expression) = statement.kind, !isAssignment(expression) {
          last = compile(expression)
        } else {
          nodes.append(compile(statement))
        }
      }
      let node = nodes.isEmpty ? last : BlockValueNode(nodes, last: last)
      return cleared(node, from: mark, clears: true)
    }
  }

  /// The statements of a function from `start` on: the value of the last expression, or of a `return`.
  func tail(_ statements: [Statement], scopeSlots: Bool) -> Node {
    guard makesCode else { return inspect(statements, dropsLast: false) }
    let mark = function.slotMark
    let nodes = prologue(statements)
    let body = tail(statements[...], before: nodes)
    return cleared(body, from: mark, clears: scopeSlots)
  }

  private func tail(_ statements: ArraySlice<Statement>, before nodes: [Node]) -> Node {
    var nodes = nodes
    for index in statements.indices {
      let statement = statements[index]
      let isLast = index == statements.endIndex - 1
      checkEffect(statement, isLast: isLast, isDropped: !isLast)
      if case .expression(let expression) = statement.kind {
        if isLast, !isAssignment(expression) { return joined(nodes, tail(expression)) }
        if case .returning = expression.kind { return joined(nodes, tail(expression)) }
        // `if c { return a }` and what follows are one expression: no completion to look at.
        if case .conditional(let clauses, nil) = expression.kind, clauses.count == 1,
          endsInReturn(clauses[0].body) {
          let condition = withValueContext { compile(clauses[0].condition) }
          let consequence = tail(clauses[0].body.statements, scopeSlots: true)
          let rest = tail(statements[(index + 1)...], before: [])
          return joined(nodes, ConditionalNode(condition, consequence, rest))
        }
      }
      nodes.append(compile(statement))
    }
    return joined(nodes, NullNode())
  }

  private func endsInReturn(_ block: Block) -> Bool {
    guard case .expression(let last)? = block.statements.last?.kind else { return false }
    switch last.kind {
    case .returning, .throwing: return true
    default: return false
    }
  }

  private func joined(_ nodes: [Node], _ last: Node) -> Node {
    nodes.isEmpty ? last : TailBlockNode(nodes, last: last)
  }

  /// An expression as the value of a function.
  func tail(_ expression: Expression) -> Node {
    guard makesCode else { return inspect(expression) }
    switch expression.kind {
    case .returning(let value):
      guard let value else { return NullNode() }
      return tail(value)
    case .conditional(let clauses, let otherwise):
      var node: Node = otherwise.map { tail($0.statements, scopeSlots: true) } ?? NullNode()
      for clause in clauses.reversed() {
        let condition = withValueContext { compile(clause.condition) }
        node = ConditionalNode(condition, tail(clause.body.statements, scopeSlots: true), node)
      }
      return node
    case .match(let subject, let arms):
      return match(subject, arms, span: expression.span) { body in
        switch body {
        case .block(let block): self.tail(block.statements, scopeSlots: true)
        case .expression(let inner):
          self.isAssignment(inner) ? BlockValueNode([self.statement(inner)], last: NullNode()) : self.tail(inner)
        }
      }
    default: return withValueContext { compile(expression) }
    }
  }

  private func sequence(_ nodes: [Node]) -> Node {
    switch nodes.count {
    case 0: EmptyNode()
    case 1: nodes[0]
    case 2: PairNode(nodes[0], nodes[1])
    case 3: TripleNode(nodes[0], nodes[1], nodes[2])
    default: BlockNode(nodes)
    }
  }

  private func cleared(_ node: Node, from mark: Int, clears: Bool) -> Node {
    let end = function.slotMark
    guard clears, end > mark, makesCode else { return node }
    return ScopeNode(node, slots: mark..<end)
  }

  func isAssignment(_ expression: Expression) -> Bool {
    if case .assignment = expression.kind { return true }
    return false
  }

  // MARK: Statements

  func compile(_ statement: Statement) -> Node {
    switch statement.kind {
    case .binding(let binding):
      checkResult(of: binding.value)
      let value = withValueContext { compile(binding.value) }
      guard makesCode else { return nothing }
      guard let variable = variable(at: binding.name.span) else { return EmptyNode() }
      reach(variable)
      if variable.needsCell {
        return DeclareCellNode(variable.slot, value, reusesCell: variable.isCapturedEarly)
      }
      let slot = frameSlot(variable)
      return marking(variable, specializes ? Specialize.store(slot, value) : StoreLocalNode(slot, value))
    case .param(let param):
      guard let variable = variable(at: param.name.span) else { return EmptyNode() }
      guard let value = param.defaultValue.map({ value in withValueContext { compile(value) } }) else {
        return marking(variable, EmptyNode())
      }
      if analysis.sessionSlots != nil { return marking(variable, StoreLocalNode(frameSlot(variable), value)) }
      return DefaultNode(frameSlot(variable), value)
    case .function(let name, _):
      guard let variable = variable(at: name.span) else { return EmptyNode() }
      return marking(variable, EmptyNode())
    case .importModule(_, let name):
      // Its members live elsewhere; a value in its own slot says that the module has run.
      guard analysis.sessionSlots != nil, let variable = variable(at: name.span) else { return EmptyNode() }
      return marking(variable, StoreLocalNode(frameSlot(variable), NullNode()))
    case .test, .invalid: return EmptyNode()
    case .expression(let expression): return self.statement(expression)
    case .whileLoop(let condition, let body):
      let test = withValueContext { compile(condition) }
      let (loop, _) = loopBody(body.statements, names: [])
      return WhileNode(test, loop, span: condition.span)
    case .forLoop(let head, let body): return forLoop(head, body)
    }
  }

  /// Notes that a declaration of a session has run; see ``Variable/marker``.
  private func marking(_ variable: Variable, _ node: Node) -> Node {
    guard let marker = variable.marker else { return node }
    return PairNode(node, StoreLocalNode(marker - globalBase, NullNode()))
  }

  private func loopBody(_ statements: [Statement], names: [Name]) -> (Node, slots: (slots: [Int], boxes: Node?)) {
    let outer = isStatementChain
    isStatementChain = true
    loopTransfers.append(false)
    let arriving = declareArriving(names)
    var body = block(statements)
    if loopTransfers.removeLast() { body = CatchLoopTransferNode(body) }
    isStatementChain = outer
    // A `return` in a loop that stands inside an expression cannot travel as a completion past that expression.
    if !outer {
      function.hasReturnTransfer = true
      body = ReturnTransferNode(body)
    }
    return (body, arriving)
  }

  private func forLoop(_ head: ForHead, _ body: Block) -> Node {
    let names = [head.first] + (head.second.map { [$0] } ?? [])
    if head.second == nil, case .range(let lower, let upper, let isClosed) = head.sequence.kind {
      let low = withValueContext { compile(lower) }
      let high = withValueContext { compile(upper) }
      let (loop, arriving) = loopBody(body.statements, names: names)
      let boxed = arriving.boxes.map { PairNode($0, loop) as Node } ?? loop
      return ForRangeNode(
        slot: arriving.slots.first ?? 0, low, high, isClosed: isClosed, body: boxed, span: head.sequence.span)
    }
    let sequence = withValueContext { compile(head.sequence) }
    let (loop, arriving) = loopBody(body.statements, names: names)
    return ForNode(walk(head, sequence, arriving), body: loop)
  }

  func walk(_ head: ForHead, _ sequence: Node, _ arriving: (slots: [Int], boxes: Node?)) -> Walk {
    Walk(
      sequence, first: arriving.slots.first ?? 0, second: arriving.slots.count > 1 ? arriving.slots[1] : -1,
      boxes: arriving.boxes, span: head.sequence.span)
  }

  /// An expression where its value is not used.
  func statement(_ expression: Expression) -> Node {
    guard makesCode else { return inspectDropped(expression) }
    switch expression.kind {
    case .assignment(let place, let operation, let value):
      return assignment(place, operation, value, span: expression.span)
    case .conditional(let clauses, let otherwise):
      var node: Node? = otherwise.map { block($0.statements) }
      for clause in clauses.reversed() {
        let condition = withValueContext { compile(clause.condition) }
        let body = block(clause.body.statements)
        node = node.map { ConditionalNode(condition, body, $0) } ?? WhenNode(condition, body)
      }
      return node ?? EmptyNode()
    case .match(let subject, let arms):
      return match(subject, arms, span: expression.span) { body in
        switch body {
        case .block(let block): self.block(block.statements)
        case .expression(let inner): self.statement(inner)
        }
      }
    case .attemptBlock(let body, let clause?):
      let attempted = block(body.statements)
      let (slot, boxes) = declareCaught(clause)
      return CatchNode(attempted, slot: slot, boxes: boxes, handler: block(clause.body.statements))
    case .returning(let value) where isStatementChain:
      return ReturnNode(value.map { value in withValueContext { compile(value) } } ?? NullNode())
    case .breaking where isStatementChain: return CompletionNode(.breaking)
    case .continuing where isStatementChain:
      if loopTransfers.isEmpty { return ReturnNode(NullNode()) }
      return CompletionNode(.continuing)
    case .group(let inner): return statement(inner)
    default: return withValueContext { compile(expression) }
    }
  }

  func declareCaught(_ clause: CatchClause) -> (slot: Int, boxes: Node?) {
    guard let name = clause.name else { return (-1, nil) }
    let arriving = declareArriving([name])
    return (arriving.slots.first ?? -1, arriving.boxes)
  }

  // MARK: Assignments

  private func assignment(
    _ target: Expression, _ operation: AssignmentOperator, _ value: Expression, span: Span
  ) -> Node {
    checkResult(of: value)
    guard makesCode else {
      inspectPlace(target)
      return compile(value)
    }
    // The indices stand in slots while further ones and the value are evaluated.
    return withWindow(Self.indexCount(target)) { window in
      guard let place = place(target) else { return EmptyNode() }
      let node = withValueContext { compile(value) }
      switch operation {
      case .assign: return assign(place, node, window: window, span)
      case .coalesce: return CoalescePlaceNode(place, node)
      case .add: return update(place, .add, node, window: window, span)
      case .subtract: return update(place, .subtract, node, window: window, span)
      case .multiply: return update(place, .multiply, node, window: window, span)
      case .divide: return update(place, .divide, node, window: window, span)
      case .remainder: return update(place, .remainder, node, window: window, span)
      }
    }
  }

  private func assign(_ place: Place, _ value: Node, window: Int, _ span: Span) -> Node {
    if place.steps.isEmpty {
      if case .local(let slot) = place.home {
        return specializes ? Specialize.store(slot, value) : StoreLocalNode(slot, value)
      }
      if specializes, case .capturedCell(let environment, let index) = place.home {
        if let sum = value as? AddNodeInt, let cell = sum.left as? CapturedCellNode, cell.index == index,
          cell.environment == environment {
          return AddIntToCapturedCellNode(cell, sum.right, span: sum.span)
        }
        return StoreCapturedCellNode(environment: environment, index: index, value, span: span)
      }
      return StoreVariableNode(place.home, value, span: span)
    }
    guard specializes else { return StorePlaceNode(place, value) }
    if place.steps.count == 1, case .local(let slot) = place.home {
      switch place.steps[0] {
      case .key(let key, let span): return StoreSlotMemberNode(slot, key: key, value, span: span)
      case .index(let index, let span):
        if let local = index as? LocalNode, let bool = value as? BoolNode {
          return StoreSlotSlotBoolNode(slot, local.slot, bool.value, span: span)
        }
        if let local = index as? LocalNode, value.isPure {
          return StoreSlotSlotIndexNode(slot, local.slot, value, span: span)
        }
        return StoreSlotIndexNode(slot, index, value, span: span)
      }
    }
    let node = StorePathNode(Specialize.path(place, value, creates: true, window: window), value)
    if place.steps.count == 1, case .index(let index, _) = place.steps[0], let local = index as? LocalNode,
      value.isPure, case .capturedCell(let environment, let cell) = place.home {
      return StoreCellSlotIndexNode(
        environment: environment, cell: cell, index: local.slot, value, general: node)
    }
    return node
  }

  private func update(
    _ place: Place, _ operation: BinaryOperator, _ value: Node, window: Int, _ span: Span
  ) -> Node {
    guard specializes else { return UpdatePlaceNode(place, operation, value, span: span) }
    if place.steps.isEmpty {
      guard case .local(let slot) = place.home else {
        return operation == .add
          ? AddToVariableNode(place.home, value, span: span) : UpdatePlaceNode(place, operation, value, span: span)
      }
      // These evaluate their right side first and read the variable then (R28).
      guard operation == .add else {
        return Specialize.store(slot, Specialize.binary(operation, LocalNode(slot), value, span))
      }
      if let template = value as? TemplateNode { return AppendTemplateNode(slot, template, span: span) }
      if let int = value as? IntNode { return AddIntToSlotNode(slot, int.value, span: span) }
      if case .float = Specialize.operand(value) {
        return Specialize.store(slot, Specialize.binary(operation, LocalNode(slot), value, span))
      }
      if let local = value as? LocalNode { return AddSlotToSlotNode(slot, local.slot, span: span) }
      return AddToSlotNode(slot, value, span: span)
    }
    return UpdatePathNode(
      Specialize.path(place, value, creates: false, window: window), operation, value, span: span)
  }

  /// How many indices a place has at most.
  private static func indexCount(_ place: Expression) -> Int {
    switch place.kind {
    case .member(let base, _, _): indexCount(base)
    case .index(let base, _, _): indexCount(base) + 1
    default: 0
    }
  }

  /// A place inside a variable; nil where the expression is none, which the parser has reported.
  func place(_ expression: Expression) -> Place? {
    var steps: [PlaceStep] = []
    var current = expression
    while true {
      switch current.kind {
      case .name:
        guard let variable = variable(at: current.span) else { return nil }
        return Place(home(of: variable), steps.reversed(), span: expression.span)
      case .member(let base, let name, _):
        steps.append(.key(key(name.text), name.span))
        current = base
      case .index(let base, let index, _):
        steps.append(.index(withValueContext { compile(index) }, index.span))
        current = base
      default: return nil
      }
    }
  }

  /// A key, shared by all places that name it.
  func key(_ text: String) -> StringStorage {
    if let known = store.keys[text] { return known }
    let key = StringStorage.make(text)
    store.keys[text] = key
    return key
  }
}

/// A loop body inside an expression: a `return` leaves it as a transfer.
final class ReturnTransferNode: Node {
  let body: Node
  init(_ body: Node) { self.body = body }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let completion = try body.exec(frame, context)
    switch completion {
    case .normal, .breaking, .continuing: return completion
    default: throw ScriptError(transfer: .returning(completion))
    }
  }
}
