import RepSyntax
import RepValue
import Synchronization

/// A program that grows: each input is compiled against what the inputs before have bound, and runs with their values.
///
/// The variables of all inputs have one place each, which functions refer to; between inputs their values are kept
/// here, during one they lie at the bottom of its thread's stack. A name that is bound again keeps its place (R15), so
/// functions that were made before see the new value. An input that fails leaves what it had assigned until then.
///
/// One input runs at a time; everything else may be called from any thread.
public final class SessionProgram: Sendable {
  /// How many earlier results have names: `_`, `_1` … `_9`.
  public static let namedResults = 10

  fileprivate struct State: @unchecked Sendable {
    var names = SessionNames()
    /// The values by slot, `unset` where there is none.
    var values: [Value] = []
    /// The latest results, newest first, with their numbers.
    var results: [(number: Int, variable: Variable)] = []
    var resultCount = 0
    var isRunning = false
  }

  private let state = Mutex(State())
  private let builtins: BuiltinSet
  private let loader: (any ModuleLoader)?
  private let specializes: Bool
  private let store = CodeStore()
  /// The variables that functions of the session share.
  private let cells = CellRegistry()

  /// A session without variables.
  public init(builtins: BuiltinSet, loader: (any ModuleLoader)?, specializes: Bool = true) {
    self.builtins = builtins
    self.loader = loader
    self.specializes = specializes
  }

  /// A compiled input, to be run once, before any other input is compiled.
  public struct Input: @unchecked Sendable {
    /// The text as it was parsed.
    public let tree: SyntaxTree
    /// What the compiler warned of.
    public let warnings: [Compilation.Message]
    /// Which places of the text name a result (`_`, `_1` …), by the number of the result.
    public let resultUses: [(span: Span, number: Int)]
    /// Which places of the text name `_error`.
    public let errorUses: [Span]
    let compiled: SessionInput
  }

  /// What compiling an input gave.
  public enum Parsed: Sendable {
    /// It can be run.
    case complete(Input)
    /// More text must follow.
    case incomplete
    /// It is wrong.
    case invalid([Compilation.Message])
  }

  /// Parses and compiles the next input. Nothing is bound before it runs.
  public func compile(_ source: Source) -> Parsed {
    state.withLock { state in
      let compiler = ProgramCompiler(
        builtins: builtins, loader: loader, specializes: specializes, session: state.names, store: store)
      let (compilation, compiled) = compiler.compileInput(source)
      if compilation.isIncomplete { return .incomplete }
      guard let compiled else { return .invalid(compilation.messages) }
      var resultUses: [(span: Span, number: Int)] = []
      var errorUses: [Span] = []
      for use in compiled.uses {
        if let result = state.results.first(where: { $0.variable === use.variable }) {
          resultUses.append((use.span, result.number))
        } else if use.variable.name == Self.errorName {
          errorUses.append(use.span)
        }
      }
      // The prompt follows a prediction that nobody awaits.
      let warnings = compilation.messages.filter { $0.diagnostic.code != "unawaited-prediction" }
      return .complete(
        Input(
          tree: compilation.tree, warnings: warnings, resultUses: resultUses, errorUses: errorUses, compiled: compiled))
    }
  }

  /// Runs an input on a thread of its own.
  /// - Parameters:
  ///   - input: what ``compile(_:)`` gave.
  ///   - run: what the input may use and where it writes; for this input only.
  ///   - finish: called once on that thread, after the variables were taken over.
  /// - Returns: false when the system gives no thread, or an input is running.
  public func start(
    _ input: Input, _ run: ScriptRun, finish: @escaping @Sendable (Program.Outcome) -> Void
  ) -> Bool {
    let mayStart = state.withLock { state in
      guard !state.isRunning else { return false }
      state.isRunning = true
      return true
    }
    guard mayStart else { return false }
    run.cells = cells
    let isStarted = ScriptThread.startMain(run, finish) { [self] in
      state.withLock { $0.isRunning = false }
    } _: { [self] in
      execute(input.compiled, $0)
    }
    if !isStarted { state.withLock { $0.isRunning = false } }
    return isStarted
  }

  private func execute(_ input: SessionInput, _ thread: ScriptThread) -> Program.Outcome {
    let globals = thread.base
    let keptCount = state.withLock { state in
      for (slot, value) in state.values.enumerated() { (globals + slot).initialize(to: value) }
      // Held in one place only, so that lists and objects are changed where they lie.
      defer { state.values = [] }
      return state.values.count
    }
    let (outcome, count, hasRunModules) = input.program.execute(after: keptCount, thread)
    var values: [Value] = []
    values.reserveCapacity(count)
    for slot in 0..<count { values.append((globals + slot).move()) }
    state.withLock { state in
      state.names.take(input, hasRunModules: hasRunModules) { slot in
        guard slot < values.count else { return false }
        if case .unset = values[slot] { return false }
        return true
      }
      state.keep(values, from: keptCount, of: input)
      switch outcome {
      case .success(let value): if !value.isNull { state.add(result: value) }
      case .failure(let error): state.set(error: error.value)
      }
      state.isRunning = false
    }
    return outcome
  }

  static let errorName = "_error"
}

extension SessionProgram {
  /// A variable of the session.
  public struct Binding: Sendable {
    /// How it was bound.
    public enum Kind: String, Sendable {
      /// `let`, `param`, or a result.
      case constant = "let"
      /// `var`
      case mutable = "var"
      /// `fn`
      case function = "fn"
      /// `import`
      case module = "import"
    }

    /// Its name.
    public let name: String
    /// How it was bound.
    public let kind: Kind
    /// What it holds; null for a module.
    public let value: Value
    /// The names that a module gives, sorted.
    public let members: [String]
  }

  /// The variables that inputs have bound, sorted by name, without results and `_error`. Empty while an input runs.
  public var bindings: [Binding] {
    state.withLock { state in
      state.names.variables
        .filter { name, variable in !Self.isResultName(name) || !variable.span.isEmpty }
        .compactMap { state.binding($0.value, named: $0.key) }
        .sorted { $0.name < $1.name }
    }
  }

  /// The variable of a name: also `_`, `_1` … and `_error`. Nil while an input runs.
  public func binding(named name: String) -> Binding? {
    state.withLock { state in state.names.variables[name].flatMap { state.binding($0, named: name) } }
  }

  /// The number of the last result, from 1; 0 before the first.
  public var resultCount: Int { state.withLock { $0.resultCount } }

  /// The result `_` (0), `_1` (1) …
  public func result(_ index: Int) -> Value? {
    binding(named: Self.resultName(index))?.value
  }

  /// Forgets all variables and results.
  public func clear() {
    state.withLock { state in
      guard !state.isRunning else { return }
      let count = state.resultCount
      state = State()
      state.resultCount = count
    }
  }

  static func resultName(_ index: Int) -> String { index == 0 ? "_" : "_\(index)" }

  private static func isResultName(_ name: String) -> Bool {
    name == errorName || (0..<namedResults).contains { resultName($0) == name }
  }
}

extension Span {
  fileprivate var isEmpty: Bool { count == 0 }
}

extension SessionProgram.State {
  /// Keeps the values of top-level variables and modules; what loops and blocks left in their slots is let go.
  fileprivate mutating func keep(_ all: [Value], from base: Int, of input: SessionInput) {
    values = all
    var lasting = Set(names.slots.values)
    for unit in input.program.units.dropLast() { lasting.formUnion(unit.base..<(unit.base + unit.slotCount)) }
    var count = base
    for slot in base..<max(base, values.count) {
      if lasting.contains(slot) { count = slot + 1 } else { values[slot] = .unset }
    }
    // Slots that were given to names before their statements ran stay theirs.
    count = max(count, (names.slots.values.max() ?? -1) + 1)
    if values.count > count { values.removeLast(values.count - count) }
    while values.count < count { values.append(.unset) }
    names.slotCount = count
  }

  private mutating func newSlot(for value: Value) -> Int {
    values.append(value)
    names.slotCount = values.count
    return values.count - 1
  }

  fileprivate mutating func add(result value: Value) {
    resultCount += 1
    let slot: Int
    // The oldest result gives up its place, unless a function still refers to it.
    if results.count == SessionProgram.namedResults, let oldest = results.popLast(), !oldest.variable.isCaptured {
      slot = oldest.variable.slot
      values[slot] = value
    } else {
      slot = newSlot(for: value)
    }
    results.insert((resultCount, names.makeVariable("_", slot: slot)), at: 0)
    for (index, result) in results.enumerated() {
      names.bind(SessionProgram.resultName(index), to: result.variable)
    }
  }

  fileprivate mutating func set(error value: Value) {
    if let known = names.variables[SessionProgram.errorName] {
      values[known.slot] = value
    } else {
      let slot = newSlot(for: value)
      names.bind(SessionProgram.errorName, to: names.makeVariable(SessionProgram.errorName, slot: slot))
    }
  }

  fileprivate func binding(_ variable: Variable, named name: String) -> SessionProgram.Binding? {
    guard !isRunning, variable.slot < values.count else { return nil }
    let kind: SessionProgram.Binding.Kind
    switch variable.kind {
    case .mutable: kind = .mutable
    case .function: kind = .function
    case .module: kind = .module
    default: kind = .constant
    }
    return SessionProgram.Binding(
      name: name, kind: kind, value: values[variable.slot], members: variable.module?.members.keys.sorted() ?? [])
  }
}
