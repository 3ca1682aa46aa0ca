import RepSyntax

/// Finds out which variable each name means, which variables closures share, and which functions need no closure.
///
/// The compiler needs those answers before it makes the first node, so this pass walks the whole tree first and
/// leaves them keyed by the offset at which a name stands.
struct ScopeAnalysis {
  /// The variable that a name at an offset declares or uses.
  private(set) var variables = OffsetTable<Variable>()
  /// The function that starts at an offset.
  private(set) var functions: [Int: FunctionScope] = [:]
  var diagnostics: [Diagnostic] = []
  let main: FunctionScope

  let builtins: BuiltinSet
  private let globalBase: Int
  var function: FunctionScope
  private var names: VisibleNames
  private var blockIDs: [Int] = [0]
  private var blockCount = 0
  private var allFunctions: [FunctionScope] = []
  /// The statements of the blocks around, for the message about a use that comes too early.
  private var openBlocks: [[Statement]] = []
  /// In a session, where the names of all inputs so far live: a name that is bound again keeps its place, so that
  /// functions made before see the new value. Nil for a script, where a name is bound once.
  private(set) var sessionSlots: [String: Int]?
  /// Where top-level names of the session stand, in the order of the text.
  private(set) var sessionUses: [(variable: Variable, span: Span)] = []

  /// - Parameters:
  ///   - outer: the variables of earlier inputs of a session.
  ///   - globalBase: where the module's variables begin among the globals.
  ///   - sessionSlots: where those live that are bound already; see ``sessionSlots``.
  init(
    builtins: BuiltinSet, outer: [String: Variable] = [:], main: FunctionScope, globalBase: Int,
    sessionSlots: [String: Int]? = nil
  ) {
    self.builtins = builtins
    self.main = main
    self.globalBase = globalBase
    self.sessionSlots = sessionSlots
    function = main
    allFunctions = [main]
    names = VisibleNames(outer)
  }

  /// Lets everything go once nobody refers to it from outside: to be called when all code is made.
  func breakCycles() { for scope in allFunctions { scope.forgetVariables() } }

  /// The names that top-level code has bound so far.
  var topLevel: [String: Variable] { names.innermostBlock }

  mutating func run(_ statements: [Statement]) {
    push(statements)
    walk(statements)
    settleStaticFunctions()
  }

  // MARK: Blocks and declarations

  /// Where some statements bind a name.
  private static func binding(of name: String, in statements: [Statement]) -> Span? {
    for statement in statements {
      switch statement.kind {
      case .binding(let binding): if binding.name.text == name { return binding.name.span }
      case .importModule(_, let module): if module.text == name { return module.span }
      default: break
      }
    }
    return nil
  }

  mutating func inBlock(_ statements: [Statement], _ body: (inout ScopeAnalysis) -> Void = { _ in }) {
    push(statements)
    body(&self)
    walk(statements)
    pop()
  }

  mutating func scoped(_ body: (inout ScopeAnalysis) -> Void) {
    push([])
    body(&self)
    pop()
  }

  private mutating func push(_ statements: [Statement]) {
    names.push()
    blockCount += 1
    blockIDs.append(blockCount)
    openBlocks.append(statements)
  }

  private mutating func pop() {
    names.pop()
    blockIDs.removeLast()
    openBlocks.removeLast()
  }

  private var isTopLevel: Bool { function === main && names.depth == 2 }

  @discardableResult
  mutating func declare(_ name: Name, _ kind: Variable.Kind) -> Variable {
    let variable = Variable(
      name: name.text, kind: kind, span: name.span, owner: function, block: blockIDs[blockIDs.count - 1],
      isGlobal: isTopLevel)
    if let earlier = names.declare(name.text, variable), !(sessionSlots != nil && isTopLevel) {
      diagnostics.append(
        Diagnostic(
          "duplicate-name", "`\(name.text)` is already defined in this block", at: name.span,
          hint: earlier.kind == .mutable ? "assign to it: `\(name.text) = …`" : "choose another name",
          notes: [Diagnostic.Note("first defined here", earlier.span)]))
    }
    function.declaredCount += 1
    let slot = function.allocateSlot()
    variable.slot = isTopLevel ? globalBase + slot : slot
    if isTopLevel, sessionSlots != nil { placeInSession(variable) }
    variables[name.span.start] = variable
    return variable
  }

  private mutating func placeInSession(_ variable: Variable) {
    if let known = sessionSlots?[variable.name] {
      variable.marker = variable.slot
      variable.slot = known
    } else {
      sessionSlots?[variable.name] = variable.slot
    }
  }

  mutating func walk(_ statements: [Statement]) {
    // A `fn` is visible in its whole block (R15), so mutual recursion needs no order.
    for statement in statements {
      if case .function(let name, let literal) = statement.kind {
        let variable = declare(name, .function)
        let scope = FunctionScope(name: name.text, parent: function)
        scope.variable = variable
        variable.function = scope
        // A later input may bind the name again, so it is looked up at each call.
        if sessionSlots != nil, isTopLevel { scope.isStatic = false }
        functions[literal.span.start] = scope
        allFunctions.append(scope)
      }
    }
    for statement in statements { walk(statement) }
  }

  mutating func walk(_ statement: Statement) {
    switch statement.kind {
    case .binding(let binding):
      walk(binding.value)
      declare(binding.name, binding.isMutable ? .mutable : .constant)
    case .function(_, let literal):
      if let scope = functions[literal.span.start] { walkFunction(literal, scope) }
    case .expression(let expression): walk(expression)
    case .whileLoop(let condition, let body):
      walk(condition)
      inBlock(body.statements)
    case .forLoop(let head, let body):
      walk(head.sequence)
      inBlock(body.statements) { $0.declare(head) }
    case .param(let param):
      if let value = param.defaultValue { walk(value) }
      if param.defaultValue == nil, sessionSlots != nil, !names.outerHas(param.name.text) {
        diagnostics.append(
          Diagnostic(
            "missing-param", "the param `\(param.name.text)` needs a value", at: param.name.span,
            hint: "bind it first: `let \(param.name.text) = …`"))
      }
      declare(param.name, .param)
    case .importModule(_, let name): declare(name, .module)
    case .test(_, let body):
      let scope = FunctionScope(name: nil, parent: function)
      functions[body.span.start] = scope
      allFunctions.append(scope)
      scope.allocateSlot()
      enter(scope) { $0.inBlock(body.statements) }
    case .invalid: break
    }
  }

  mutating func declare(_ head: ForHead) {
    declare(head.first, .loop)
    if let second = head.second { declare(second, .loop) }
  }

  mutating func enter(_ scope: FunctionScope, _ body: (inout ScopeAnalysis) -> Void) {
    let outer = function
    function = scope
    body(&self)
    function = outer
  }

  mutating func walkFunction(_ literal: FunctionLiteral, _ scope: FunctionScope) {
    enter(scope) { analysis in
      analysis.scoped { analysis in
        for parameter in literal.parameters { analysis.declare(parameter.name, .parameter) }
        scope.allocateSlot()
        for parameter in literal.parameters {
          if let value = parameter.defaultValue { analysis.walk(value) }
        }
        analysis.walk(literal.body)
      }
    }
  }

  mutating func walk(_ body: Body) {
    switch body {
    case .block(let block): inBlock(block.statements)
    case .expression(let expression): walk(expression)
    }
  }

  mutating func newFunction(at offset: Int, isParallelBody: Bool = false) -> FunctionScope {
    let scope = FunctionScope(name: nil, parent: function, isParallelBody: isParallelBody)
    // A parallel body and a lambda inside it may start at the same offset; bodies are looked up first.
    functions[isParallelBody ? -offset - 1 : offset] = scope
    allFunctions.append(scope)
    return scope
  }

  // MARK: Uses

  mutating func use(_ name: String, at span: Span, isPipeStage: Bool = false) {
    if let (variable, isOuter) = names.find(name) { return use(variable, at: span, isOuter: isOuter) }
    if builtins.contains(name) { return }
    if isPipeStage, builtins.methods(name) != nil { return }
    unknown(name, at: span)
  }

  private mutating func use(_ variable: Variable, at span: Span, isOuter: Bool) {
    variables[span.start] = variable
    if isOuter {
      sessionUses.append((variable, span))
      if function !== main { variable.isCaptured = true }
    }
    guard variable.owner !== function, !variable.isGlobal else { return }
    variable.isCaptured = true
    var scope: FunctionScope? = function
    while let current = scope, current !== variable.owner {
      current.capture(variable)
      // Closures of named functions are made when their block begins, before its other variables have values; a
      // function reaches itself without a capture.
      if let named = current.variable, named.block == variable.block, named !== variable {
        variable.isCapturedEarly = true
      }
      scope = current.parent
    }
  }

  private mutating func unknown(_ name: String, at span: Span) {
    for statements in openBlocks.reversed() {
      if let place = Self.binding(of: name, in: statements) {
        diagnostics.append(
          Diagnostic(
            "used-before-definition", "`\(name)` is used before it is defined", at: span,
            hint: "move the definition above this line", notes: [Diagnostic.Note("defined here", place)]))
        return
      }
    }
    let candidates = builtins.functionNames + names.all
    var hint: String?
    if let near = Suggestion.nearest(to: name, among: candidates) {
      hint = "did you mean `\(near)`?"
    } else if let methods = builtins.methods(name) {
      hint = "`\(name)` is a method of \(methods.receivers.description): write `value.\(name)(…)`"
    }
    diagnostics.append(Diagnostic("unknown-name", "there is nothing called `\(name)` here", at: span, hint: hint))
  }

  // MARK: Static functions

  /// A `fn` needs no closure when all that it captures are such functions; the largest such set is found by removal.
  private func settleStaticFunctions() {
    var isSettled = false
    while !isSettled {
      isSettled = true
      for scope in allFunctions where scope.isStatic {
        let needsClosure = scope.captures.contains { captured in
          !(captured.kind == .function && captured.function?.isStatic == true)
        }
        if needsClosure {
          scope.isStatic = false
          isSettled = false
        }
      }
    }
    for scope in allFunctions { scope.dropStaticCaptures() }
  }
}
