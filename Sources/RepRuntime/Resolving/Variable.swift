import RepSyntax

/// A name that a script binds, and where its value will live.
final class Variable {
  enum Kind {
    case constant
    case mutable
    case function
    case parameter
    case loop
    case pattern
    case module
    case param
  }

  let name: String
  let kind: Kind
  /// Where it is bound; empty for variables of earlier inputs of a session.
  let span: Span
  unowned let owner: FunctionScope
  /// Which block binds it.
  let block: Int
  /// Declared at top level of a module: lives in the globals, where every function reaches it.
  let isGlobal: Bool
  /// Its slot: in its function's frame, or among the globals of all modules.
  var slot = -1
  /// In a session, a slot that gets a value when a declaration replaces an earlier one of the name: only then is it
  /// known that the declaration has run.
  var marker: Int?
  /// Assigned to, or changed in place, after its declaration.
  var isReassigned = false
  /// Used by an inner function.
  var isCaptured = false
  /// Captured by an inner function that may be made before this variable has its value.
  var isCapturedEarly = false
  /// The function that a `fn` statement binds to it.
  var function: FunctionScope?
  /// The module that an `import` binds to it.
  var module: ModuleInterface?

  init(name: String, kind: Kind, span: Span, owner: FunctionScope, block: Int, isGlobal: Bool) {
    self.name = name
    self.kind = kind
    self.span = span
    self.owner = owner
    self.block = block
    self.isGlobal = isGlobal
  }

  var isMutable: Bool { kind == .mutable }
  /// Lives in a cell of its own, which closures share.
  var needsCell: Bool { !isGlobal && isCaptured && (isReassigned || isCapturedEarly) }
  /// A `fn` that needs no closure: calls go straight to its code.
  var isStaticFunction: Bool { kind == .function && function?.isStatic == true }
}

/// A function while it is being compiled: the main body of a module, a `fn`, a lambda, a body of a `parallel`.
final class FunctionScope {
  let name: String?
  let parent: FunctionScope?
  /// The variables of enclosing functions that it uses, in order of first use; static functions are taken out later.
  private(set) var captures: [Variable] = []
  private var captureIndexes: [ObjectIdentifier: Int] = [:]
  /// True while it is believed to need no closure.
  var isStatic = true
  /// Refers to itself by name.
  var variable: Variable?
  /// How many names it binds in all: each has a slot of its own.
  var declaredCount = 0
  private var nextSlot = 0
  /// One past the highest slot whose name the compiler has met.
  private(set) var slotMark = 0
  /// One past the highest slot that it uses at any time, those of the calls that it prepares included.
  var extent = 0
  /// Holds a `return` inside an expression.
  var hasReturnTransfer = false
  let isParallelBody: Bool
  /// Set when its compilation begins.
  var parameterNames: [String] = []
  var hasDefault: [Bool] = []
  var hasRest = false
  var parameterCount = 0
  var code: CodePointer?

  init(name: String?, parent: FunctionScope?, isParallelBody: Bool = false) {
    self.name = name
    self.parent = parent
    self.isParallelBody = isParallelBody
  }

  /// Notes the parameters before any call of the function is compiled.
  func prepareSignature(_ parameters: [FunctionLiteral.Parameter]) {
    parameterNames = parameters.map(\.name.text)
    hasDefault = parameters.map { $0.defaultValue != nil }
    hasRest = parameters.last?.isRest ?? false
    parameterCount = parameters.count
  }

  func capture(_ variable: Variable) {
    guard captureIndexes[ObjectIdentifier(variable)] == nil else { return }
    captureIndexes[ObjectIdentifier(variable)] = captures.count
    captures.append(variable)
  }

  /// Leaves only what a closure must carry.
  func dropStaticCaptures() {
    captures.removeAll { $0.isStaticFunction }
    captureIndexes = [:]
    for (index, variable) in captures.enumerated() { captureIndexes[ObjectIdentifier(variable)] = index }
  }

  /// Ends its part of the cycles in which functions and names refer to each other, once all code is made.
  func forgetVariables() {
    variable = nil
    captures = []
  }

  func captureIndex(of variable: Variable) -> Int? { captureIndexes[ObjectIdentifier(variable)] }

  /// Gives the next name of this function its slot; also called once for the environment, after the parameters.
  @discardableResult
  func allocateSlot() -> Int {
    defer { nextSlot += 1 }
    return nextSlot
  }

  /// Notes that the compiler has come to the name of a slot.
  func reach(_ slot: Int) { slotMark = max(slotMark, slot + 1) }
}

/// What a module gives to those who import it.
final class ModuleInterface {
  /// Its text.
  let source: Source
  /// Its top-level `let` and `fn` whose names do not start with `_`.
  var members: [String: Variable] = [:]
  init(of source: Source) { self.source = source }
}
