import RepSyntax
import RepValue

/// A script that was compiled without errors: immutable, and run as often as one likes, at the same time too.
public final class Program: @unchecked Sendable {
  /// An input that a script declares with `param` (R36).
  public struct Param: Sendable {
    /// Its name.
    public let name: String
    /// `string int float bool list object file secret any`.
    public let type: String
    /// True when a run must give it.
    public let isRequired: Bool
    /// The default as written.
    public let defaultText: String?
    /// Its `##` comment.
    public let documentation: String?

    /// Describes an input; ``declared(in:)`` does it for those of a script.
    public init(name: String, type: String, isRequired: Bool, defaultText: String? = nil, documentation: String? = nil) {
      self.name = name
      self.type = type
      self.isRequired = isRequired
      self.defaultText = defaultText
      self.documentation = documentation
    }
  }

  /// The text of the script, then of what it imports.
  public let source: Source
  /// The `##` lines at the top of the script.
  public let documentation: String?
  /// The inputs in the order declared.
  public let params: [Param]
  /// The names of the `test` blocks, in order.
  public let testNames: [String]
  /// The sources of all modules, those imported first.
  public let sources: [Source]

  /// What the built-ins do that the program and its modules name, called or not.
  public var effects: Builtin.Effects { store.effects }

  let store: CodeStore
  let units: [ModuleUnit]
  let globalCount: Int
  let paramSlots: [String: Int]
  let tests: [CodePointer]

  init(
    source: Source, documentation: String?, params: [Param], paramSlots: [String: Int], store: CodeStore,
    units: [ModuleUnit], globalCount: Int, tests: [(name: String, code: CodePointer)]
  ) {
    self.source = source
    self.documentation = documentation
    self.params = params
    self.paramSlots = paramSlots
    self.store = store
    self.units = units
    self.globalCount = globalCount
    self.tests = tests.map(\.code)
    testNames = tests.map(\.name)
    sources = units.map(\.source)
  }
}

/// The top-level code of one module.
final class ModuleUnit {
  let source: Source
  let code: CodePointer
  /// Where its variables begin among the globals.
  let base: Int
  /// How many of the globals are its own.
  let slotCount: Int

  init(source: Source, code: CodePointer, base: Int, slotCount: Int) {
    self.source = source
    self.code = code
    self.base = base
    self.slotCount = slotCount
  }

  /// - Throws: the limit, where the value stack has no room for the variables.
  func checkRoom(_ context: ContextPointer) throws(ScriptError) {
    guard context.pointee.globals + (base + code.pointee.extent) > context.pointee.frameLimit else { return }
    throw ScriptError(.callDepth, "\(source.name) has more variables than the stack has room for")
  }
}

extension Program {
  /// How a run of a program ended.
  public typealias Outcome = Result<Value, ScriptError>

  /// What a run does after the top-level code.
  public enum Goal: Sendable {
    /// Nothing: the value is that of the last expression.
    case value
    /// The `test` blocks, each reported; the value is null.
    case tests(@Sendable (_ name: String, _ failure: ScriptError?) -> Void)
  }

  /// Runs the program on a thread of its own.
  /// - Parameters:
  ///   - run: what the run may use and where it writes; for one run only.
  ///   - params: the inputs by name, already of the right types; required ones must be there.
  ///   - goal: what it does after the top-level code.
  ///   - finish: called once on the script's thread; it may keep the value.
  /// - Returns: false when the system gives no thread.
  public func start(
    _ run: ScriptRun, params: [String: Value] = [:], goal: Goal = .value,
    finish: @escaping @Sendable (Outcome) -> Void
  ) -> Bool {
    ScriptThread.startMain(run, finish) { thread in
      let outcome = self.execute(thread, params: params, goal: goal)
      run.cells.clear()
      return outcome
    }
  }

  private func execute(_ thread: ScriptThread, params: [String: Value], goal: Goal) -> Outcome {
    let globals = thread.base
    var initializedCount = 0
    defer { if thread.run.releasesValues { globals.deinitialize(count: initializedCount) } }
    do throws(ScriptError) {
      var value = Value.null
      for unit in units {
        try unit.checkRoom(thread.context)
        // Not earlier: the calls of the modules before used this part of the stack.
        (globals + unit.base).initialize(repeating: .unset, count: unit.slotCount)
        initializedCount += unit.slotCount
        if unit === units.last {
          for (name, value) in params {
            if let slot = paramSlots[name] { globals[slot] = value.charged() }
          }
        }
        do throws(ScriptError) {
          value = try unit.code.pointee.body.eval(globals + unit.base, thread.context)
        } catch {
          error.leaving(nil, of: unit.source)
          throw error
        }
      }
      if case .tests(let report) = goal {
        runTests(thread, report)
        return .success(.null)
      }
      try thread.finish()
      try thread.run.meter?.check(value, "the value that the script gives")
      return .success(value)
    } catch {
      // What a limit made of an operation on values is no error of its own.
      if error.isCatchable, let limit = thread.limitReached { return .failure(limit.keepingTrace(of: error)) }
      return .failure(error)
    }
  }

  /// Runs the next input of a session, whose earlier variables take the first slots.
  /// - Returns: how many slots have values afterwards, and whether all imported modules have run.
  func execute(
    after keptCount: Int, _ thread: ScriptThread
  ) -> (outcome: Outcome, slotCount: Int, hasRunModules: Bool) {
    let globals = thread.base
    var slotCount = keptCount
    var value = Value.null
    for unit in units {
      do throws(ScriptError) { try unit.checkRoom(thread.context) } catch { return (.failure(error), slotCount, false) }
      (globals + unit.base).initialize(repeating: .unset, count: unit.slotCount)
      slotCount += unit.slotCount
      do throws(ScriptError) {
        value = try unit.code.pointee.body.eval(globals + unit.base, thread.context)
      } catch {
        error.leaving(nil, of: unit.source)
        return (.failure(error), slotCount, unit === units.last)
      }
    }
    do throws(ScriptError) { try thread.finish() } catch { return (.failure(error), slotCount, true) }
    return (.success(value), slotCount, true)
  }

  private func runTests(_ thread: ScriptThread, _ report: (String, ScriptError?) -> Void) {
    let frame = thread.base + globalCount
    for (name, code) in zip(testNames, tests) {
      frame.initialize(to: .null)
      do throws(ScriptError) {
        _ = try run(code, frame, thread.context)
        report(name, nil)
      } catch {
        report(name, error)
        if !error.isCatchable { return }
      }
    }
  }
}
