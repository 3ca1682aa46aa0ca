import RepSyntax
import RepValue

/// What the inputs of a session have bound so far, as the compiler of the next input needs it.
struct SessionNames {
  /// The names that have values, and `_`, `_1` … and `_error`.
  var variables: [String: Variable] = [:]
  /// Where each name lives that was ever bound, also by an input that failed before.
  var slots: [String: Int] = [:]
  /// The modules that were imported and have run, by name.
  var modules: [String: ModuleInterface] = [:]
  /// How many slots are taken.
  var slotCount = 0
  /// Variables refer to their scopes weakly.
  private(set) var scopes: [FunctionScope] = []

  /// Takes over the names of an input that has run.
  /// - Parameter isDefined: whether a slot has a value.
  mutating func take(_ input: SessionInput, hasRunModules: Bool, isDefined: (Int) -> Bool) {
    scopes.append(contentsOf: input.scopes)
    slots.merge(input.declared.map { ($0.name, $0.slot) }) { known, _ in known }
    if hasRunModules { modules = input.modules }
    for variable in input.declared where isDefined(variable.marker ?? variable.slot) {
      variables[variable.name] = variable
    }
  }

  /// Binds a name to a slot of its own.
  mutating func bind(_ name: String, to variable: Variable) { variables[name] = variable }

  /// A variable that no text declares: a result.
  mutating func makeVariable(_ name: String, slot: Int) -> Variable {
    let owner = scopes.first ?? FunctionScope(name: nil, parent: nil)
    if scopes.isEmpty { scopes = [owner] }
    return Variable(name: name, kind: .constant, span: Span(0, 0), owner: owner, block: 0, isGlobal: true)
      .placed(at: slot)
  }
}

extension Variable {
  fileprivate func placed(at slot: Int) -> Variable {
    self.slot = slot
    return self
  }
}

/// One compiled input of a session.
struct SessionInput {
  let program: Program
  /// The names that its top level binds, in no order; for one that is bound twice the last.
  let declared: [Variable]
  let scopes: [FunctionScope]
  let modules: [String: ModuleInterface]
  /// Where names of earlier inputs stand.
  let uses: [(variable: Variable, span: Span)]
  let slotCount: Int
}

extension ProgramCompiler {
  /// Compiles the next input of a session: ``SessionInput`` unless there are errors.
  func compileInput(_ source: Source) -> (compilation: Compilation, input: SessionInput?) {
    let compilation = compile(source)
    guard let program = compilation.program, let analysis = analyses.last else { return (compilation, nil) }
    let input = SessionInput(
      program: program, declared: Array(analysis.topLevel.values), scopes: analyses.map(\.main), modules: modules,
      uses: analysis.sessionUses, slotCount: globalCount)
    return (compilation, input)
  }
}
