import RepSyntax
import RepValue

/// Turns the syntax tree of one module into nodes.
///
/// Names are resolved by ``ScopeAnalysis`` before; this pass decides where values live, binds arguments to parameters,
/// and finds the mistakes that need no run (R13).
final class Compiler {
  let source: Source
  let builtins: BuiltinSet
  let analysis: ScopeAnalysis
  let store: CodeStore
  /// Where the module's variables begin among the globals.
  let globalBase: Int
  let specializes: Bool
  /// False to find mistakes only: then every node is ``nothing``.
  let makesCode: Bool
  let nothing = NullNode()
  var diagnostics: [Diagnostic] = []

  /// The function that is being compiled.
  var function: FunctionScope
  /// Slots above the locals that arguments of enclosing calls occupy.
  var pendingArguments = 0
  /// Whether completions reach the enclosing loop or function: not inside an expression.
  var isStatementChain = true
  /// For each enclosing loop of the function, whether a `break` or `continue` leaves an expression inside it.
  var loopTransfers: [Bool] = []

  init(
    source: Source, builtins: BuiltinSet, analysis: ScopeAnalysis, store: CodeStore, globalBase: Int,
    specializes: Bool, makesCode: Bool
  ) {
    self.source = source
    self.builtins = builtins
    self.analysis = analysis
    self.store = store
    self.globalBase = globalBase
    self.specializes = specializes
    self.makesCode = makesCode
    function = analysis.main
  }

  // MARK: Helpers

  /// A built-in that the program names, whose effects are thereby the program's.
  func use(_ name: String) -> BuiltinFunction? {
    let builtin = builtins.functionValue(name)
    if let builtin { store.effects.formUnion(builtin.builtin.effects) }
    return builtin
  }

  func report(_ code: String, _ message: String, at span: Span, hint: String? = nil, notes: [Diagnostic.Note] = []) {
    diagnostics.append(Diagnostic(code, message, at: span, hint: hint, notes: notes))
  }

  func warn(_ code: String, _ message: String, at span: Span, hint: String? = nil) {
    diagnostics.append(Diagnostic(code, message, at: span, severity: .warning, hint: hint))
  }

  func text(_ expression: Expression) -> String {
    let text = source.text(expression.span)
    return text.count > 60 ? text.prefix(60) + "…" : text
  }

  func variable(at span: Span) -> Variable? { analysis.variables[span.start] }

  /// The slots of parameters, environment and locals; the frames of callees begin above.
  func localLimit(of scope: FunctionScope) -> Int {
    scope === analysis.main ? scope.declaredCount : scope.declaredCount + 1
  }

  /// Where the callee's frame of a call begins, and the compilation of its arguments above other pending ones.
  func withWindow<Result>(_ count: Int, _ body: (Int) -> Result) -> Result {
    let window = localLimit(of: function) + pendingArguments
    pendingArguments += count + 1
    function.extent = max(function.extent, window + count + 1)
    defer { pendingArguments -= count + 1 }
    return body(window)
  }

  func withValueContext<Result>(_ body: () -> Result) -> Result {
    let outer = isStatementChain
    isStatementChain = false
    defer { isStatementChain = outer }
    return body()
  }

  // MARK: Variables

  /// Notes that a name comes into being here; see ``ScopeNode``.
  func reach(_ variable: Variable) { function.reach(frameSlot(variable)) }

  func home(of variable: Variable) -> VariableHome {
    if variable.isGlobal {
      return function === analysis.main ? .local(variable.slot - globalBase) : .global(variable.slot)
    }
    if variable.owner === function {
      return variable.needsCell ? .localCell(variable.slot) : .local(variable.slot)
    }
    let environment = environmentSlot
    if variable === function.variable { return .itself(environment: environment) }
    let index = function.captureIndex(of: variable) ?? 0
    return variable.needsCell
      ? .capturedCell(environment: environment, index: index) : .captured(environment: environment, index: index)
  }

  var environmentSlot: Int { function.parameterCount }

  func read(_ variable: Variable, at span: Span) -> Node {
    if variable.isStaticFunction, let scope = variable.function {
      return StaticFunctionNode(code(of: scope), store)
    }
    switch home(of: variable) {
    case .local(let slot): return LocalNode(slot)
    case .global(let slot): return GlobalNode(slot, name: variable.name, span: span)
    case .captured(let environment, let index): return CapturedNode(environment: environment, index: index)
    case .capturedCell(let environment, let index) where specializes:
      return CapturedCellNode(environment: environment, index: index, name: variable.name, span: span)
    case .localCell(let slot) where specializes: return LocalCellNode(slot, name: variable.name, span: span)
    case let home: return CheckedVariableNode(home, name: variable.name, span: span)
    }
  }

  /// The slot of a variable of the running function's frame.
  func frameSlot(_ variable: Variable) -> Int {
    variable.isGlobal ? variable.slot - globalBase : variable.slot
  }

  /// Gives names that arrive by value (loop, pattern and error names) their slots, and the node that boxes them.
  func declareArriving(_ names: [Name]) -> (slots: [Int], boxes: Node?) {
    var slots: [Int] = []
    var boxed: [Int] = []
    for name in names {
      guard let variable = variable(at: name.span) else { continue }
      reach(variable)
      slots.append(frameSlot(variable))
      if variable.needsCell { boxed.append(frameSlot(variable)) }
    }
    return (slots, boxed.isEmpty ? nil : BoxNode(boxed))
  }

  // MARK: Functions

  /// The code of a function; its body may not be compiled yet.
  func code(of scope: FunctionScope) -> CodePointer {
    if let code = scope.code { return code }
    let code = store.make(
      FunctionInfo(
        name: scope.name, source: source, parameterNames: scope.parameterNames, hasDefault: scope.hasDefault,
        hasRest: scope.hasRest))
    scope.code = code
    return code
  }

  /// Compiles the body of a function and gives the node that makes its value.
  func compile(_ scope: FunctionScope, parameters: [FunctionLiteral.Parameter], body: () -> Node) -> Node {
    let outer = (function, pendingArguments, isStatementChain, loopTransfers)
    scope.prepareSignature(parameters)
    (function, pendingArguments, isStatementChain, loopTransfers) = (scope, 0, true, [])
    guard makesCode else {
      for parameter in parameters { if let value = parameter.defaultValue { _ = inspect(value) } }
      _ = body()
      (function, pendingArguments, isStatementChain, loopTransfers) = outer
      return nothing
    }
    let code = code(of: scope)
    var prologue: [Node] = []
    scope.reach(parameters.count)
    for parameter in parameters {
      guard let variable = variable(at: parameter.name.span) else { continue }
      if let value = parameter.defaultValue {
        prologue.append(DefaultNode(variable.slot, withValueContext { compile(value) }))
      }
      if variable.needsCell { prologue.append(BoxNode([variable.slot])) }
    }
    var node = body()
    if !prologue.isEmpty { node = TailBlockNode(prologue, last: node) }
    if scope.hasReturnTransfer { node = CatchReturnNode(node) }
    code.pointee.body = Child(node)
    code.pointee.parameterCount = parameters.count
    code.pointee.slotCount = localLimit(of: scope)
    code.pointee.extent = max(scope.extent, code.pointee.slotCount)
    (function, pendingArguments, isStatementChain, loopTransfers) = outer
    return value(of: scope)
  }

  /// The node that makes the function value.
  private func value(of scope: FunctionScope) -> Node {
    let code = code(of: scope)
    if scope.captures.isEmpty { return StaticFunctionNode(code, store) }
    let sources = scope.captures.map { variable -> ClosureNode.CaptureSource in
      if variable === scope.variable { return .newClosure }
      if variable.owner === function { return .slot(frameSlot(variable)) }
      if variable === function.variable { return .itself(environment: environmentSlot) }
      return .captured(environment: environmentSlot, index: function.captureIndex(of: variable) ?? 0)
    }
    return ClosureNode(code, captures: sources, program: store)
  }

  func compile(_ literal: FunctionLiteral) -> Node {
    guard let scope = analysis.functions[literal.span.start] else { return NullNode() }
    return compile(scope, parameters: literal.parameters) { functionBody(literal.body) }
  }

  func functionBody(_ body: Body) -> Node {
    switch body {
    case .block(let block): return tail(block.statements, scopeSlots: false)
    case .expression(let expression):
      if case .assignment = expression.kind {
        return TailBlockNode([statement(expression)], last: NullNode())
      }
      return tail(expression)
    }
  }
}

/// A function without captures, as a value.
final class StaticFunctionNode: Node {
  let code: CodePointer
  unowned let store: CodeStore

  init(_ code: CodePointer, _ store: CodeStore) {
    self.code = code
    self.store = store
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    .function(Closure(code: code, captures: [], program: store))
  }
}

/// Gives a parameter its default when the call did not give it.
final class DefaultNode: Node {
  let slot: Int
  let value: Node

  init(_ slot: Int, _ value: Node) {
    self.slot = slot
    self.value = value
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .unset = frame[slot] { (frame + slot).initialize(to: try value.eval(frame, context)) }
    return .normal
  }
}
