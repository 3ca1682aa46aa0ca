import RepSyntax
import RepValue

/// Finds the text of an imported module.
public protocol ModuleLoader: Sendable {
  /// Gives the source of `path` as written in an `import` of `importer`. Equal modules must have equal names.
  /// - Throws: kind `io` when there is no such module, `permission` when the host does not allow it.
  func load(_ path: String, importedBy importer: Source) throws(ScriptError) -> Source
}

/// What compiling gave: a program unless there are errors, and all diagnostics, each with its text.
public struct Compilation: Sendable {
  /// A diagnostic with the text that it is about.
  public struct Message: Sendable {
    /// The text.
    public let source: Source
    /// What is said about it.
    public let diagnostic: Diagnostic

    /// Says something about a text.
    public init(source: Source, diagnostic: Diagnostic) {
      self.source = source
      self.diagnostic = diagnostic
    }
  }
  /// The program; nil when there is an error, or when the script was only inspected.
  public let program: Program?
  /// Errors and warnings, modules in the order of their first import, each in the order of its text.
  public let messages: [Message]
  /// True when the only errors are that the text ends too early.
  public let isIncomplete: Bool
  /// The syntax tree of the script.
  public let tree: SyntaxTree
}

extension Program {
  /// Parses, resolves and compiles a script and what it imports.
  ///
  /// - Parameters:
  ///   - source: the script's text.
  ///   - builtins: what it can name.
  ///   - loader: finds imported modules; nil where there are none.
  ///   - specializes: whether hot shapes get nodes of their own; without, every operation runs its reference node.
  public static func compile(
    _ source: Source, builtins: BuiltinSet, loader: (any ModuleLoader)? = nil, specializes: Bool = true
  ) -> Compilation {
    let compiler = ProgramCompiler(builtins: builtins, loader: loader, specializes: specializes)
    return compiler.compile(source)
  }

  /// Finds all mistakes that ``compile(_:builtins:loader:specializes:)`` finds, in half the time, and makes no program.
  ///
  /// - Parameters:
  ///   - source: the script's text.
  ///   - builtins: what it can name.
  ///   - loader: finds imported modules; nil where there are none.
  public static func inspect(
    _ source: Source, builtins: BuiltinSet, loader: (any ModuleLoader)? = nil
  ) -> Compilation {
    ProgramCompiler(builtins: builtins, loader: loader, specializes: false, makesCode: false).compile(source)
  }
}

/// Compiles a script and its modules into one store of code.
final class ProgramCompiler {
  private let builtins: BuiltinSet
  private let loader: (any ModuleLoader)?
  private let specializes: Bool
  private let makesCode: Bool
  private let store: CodeStore
  private var units: [ModuleUnit] = []
  private(set) var globalCount: Int
  private var messages: [Compilation.Message] = []
  /// The modules that are compiled, by name, each with its text.
  private(set) var modules: [String: ModuleInterface]
  private var loading: [String] = []
  /// Scopes refer to each other weakly; they must live as long as the compilation.
  private(set) var analyses: [ScopeAnalysis] = []
  /// What the inputs of a session so far have bound; nil for a script.
  private let session: SessionNames?

  /// - Parameters:
  ///   - makesCode: whether to make a program; without, only mistakes are found.
  ///   - session: what earlier inputs have bound, and where: this compiles the next input.
  ///   - store: owns the code; that of a session serves all its inputs.
  init(
    builtins: BuiltinSet, loader: (any ModuleLoader)?, specializes: Bool, makesCode: Bool = true,
    session: SessionNames? = nil, store: CodeStore = CodeStore()
  ) {
    self.builtins = builtins
    self.loader = loader
    self.specializes = specializes
    self.makesCode = makesCode
    self.session = session
    self.store = store
    globalCount = session?.slotCount ?? 0
    modules = session?.modules ?? [:]
  }

  deinit { for analysis in analyses { analysis.breakCycles() } }

  func compile(_ source: Source) -> Compilation {
    let tree = Parser.parse(source)
    let module = compile(tree, isMain: true)
    let hasErrors = messages.contains { $0.diagnostic.severity == .error }
    var program: Program?
    if !hasErrors, makesCode, let module {
      program = Program(
        source: source, documentation: tree.documentation, params: module.params, paramSlots: module.paramSlots,
        store: store, units: units, globalCount: globalCount, tests: module.tests)
    }
    return Compilation(program: program, messages: messages, isIncomplete: tree.isIncomplete, tree: tree)
  }

  private struct Module {
    var params: [Program.Param] = []
    var paramSlots: [String: Int] = [:]
    var tests: [(name: String, code: CodePointer)] = []
  }

  private func compile(_ tree: SyntaxTree, isMain: Bool) -> Module? {
    report(tree.diagnostics, tree.source)
    guard !tree.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    loading.append(tree.source.name)
    defer { loading.removeLast() }
    let imports = loadImports(of: tree, isMain: isMain)
    let main = FunctionScope(name: nil, parent: nil)
    let names = isMain ? session : nil
    var analysis = ScopeAnalysis(
      builtins: builtins, outer: names?.variables ?? [:], main: main, globalBase: globalCount,
      sessionSlots: names?.slots)
    analysis.run(tree.statements)
    analyses.append(analysis)
    for (name, interface) in imports {
      if let variable = analysis.variables[name.span.start] { variable.module = interface }
    }
    report(analysis.diagnostics, tree.source)
    guard !analysis.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    let compiler = Compiler(
      source: tree.source, builtins: builtins, analysis: analysis, store: store, globalBase: globalCount,
      specializes: specializes, makesCode: makesCode)
    let body = compiler.tail(tree.statements, scopeSlots: false)
    if let last = tree.statements.last { compiler.checkEffect(last, isLast: true, isDropped: true) }
    var module = Module()
    for statement in tree.statements {
      switch statement.kind {
      case .test(let name, let block):
        guard let scope = analysis.functions[block.span.start] else { continue }
        _ = compiler.compile(scope, parameters: []) { compiler.tail(block.statements, scopeSlots: false) }
        module.tests.append((name.plainText ?? "", compiler.code(of: scope)))
      case .param(let param):
        if !isMain {
          compiler.report("param-in-module", "a module cannot have a `param`", at: param.name.span,
            hint: "take it as an argument of a function")
        }
        if let variable = analysis.variables[param.name.span.start] {
          module.paramSlots[param.name.text] = variable.slot
          module.params.append(Program.Param(param, documentation: statement.documentation, in: tree.source))
        }
      default: break
      }
    }
    report(compiler.diagnostics, tree.source)
    let code = store.make(
      FunctionInfo(name: nil, source: tree.source, parameterNames: [], hasDefault: [], hasRest: false))
    code.pointee.body = Child(main.hasReturnTransfer ? CatchReturnNode(body) : body)
    code.pointee.slotCount = main.declaredCount
    code.pointee.extent = max(main.extent, main.declaredCount)
    units.append(ModuleUnit(
        source: tree.source, code: code, base: globalCount, slotCount: main.declaredCount))
    globalCount += main.declaredCount
    if !isMain { modules[tree.source.name] = interface(of: analysis, of: tree.source) }
    return module
  }

  private func report(_ diagnostics: [Diagnostic], _ source: Source) {
    // A check may come to the same place by two ways.
    var seen: Set<Diagnostic> = []
    let sorted = diagnostics.filter { seen.insert($0).inserted }.sorted { $0.span.start < $1.span.start }
    messages.append(contentsOf: sorted.map { Compilation.Message(source: source, diagnostic: $0) })
  }

  // MARK: Modules

  private func loadImports(of tree: SyntaxTree, isMain: Bool) -> [(name: Name, interface: ModuleInterface)] {
    var imports: [(name: Name, interface: ModuleInterface)] = []
    for statement in tree.statements {
      guard case .importModule(let path, let name) = statement.kind, let text = path.plainText else { continue }
      guard let loader else {
        report(
          [Diagnostic("no-modules", "this host loads no modules", at: path.span)], tree.source)
        continue
      }
      do throws(ScriptError) {
        let source = try loader.load(text, importedBy: tree.source)
        // At a prompt a module that was edited is loaded anew.
        if let known = modules[source.name], known.source.bytes == source.bytes {
          imports.append((name, known))
          continue
        }
        if loading.contains(source.name) {
          let cycle = (loading + [source.name]).joined(separator: " → ")
          report(
            [Diagnostic("import-cycle", "these modules import each other: \(cycle)", at: path.span,
              hint: "move what both need into a third module")], tree.source)
          continue
        }
        let before = messages.count
        if compile(Parser.parse(source), isMain: false) != nil, let interface = modules[source.name] {
          imports.append((name, interface))
        } else {
          imports.append((name, ModuleInterface(of: source)))
        }
        if messages.dropFirst(before).contains(where: { $0.diagnostic.severity == .error }) {
          report([Diagnostic("broken-module", "the module \"\(text)\" has errors", at: path.span)], tree.source)
        }
      } catch {
        report([Diagnostic("import-failed", error.message, at: path.span, hint: error.hint)], tree.source)
      }
    }
    return imports
  }

  private func interface(of analysis: ScopeAnalysis, of source: Source) -> ModuleInterface {
    let interface = ModuleInterface(of: source)
    for (name, variable) in analysis.topLevel where !name.hasPrefix("_") {
      switch variable.kind {
      case .constant, .function: interface.members[name] = variable
      default: break
      }
    }
    return interface
  }
}
