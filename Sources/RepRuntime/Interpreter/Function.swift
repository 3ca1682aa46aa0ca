import RepSyntax
import RepValue

/// The code of one function: read through a raw pointer that its ``Program`` owns.
struct FunctionCode: ~Copyable {
  var body: Child
  var parameterCount: Int
  /// Slots of a frame: parameters, the environment, locals.
  var slotCount: Int
  /// Slots that must be there: those of the frame and those above it in which it prepares calls.
  var extent: Int
  var hasRest: Bool
  unowned(unsafe) var info: FunctionInfo
}

/// See ``FunctionCode``.
typealias CodePointer = UnsafeMutablePointer<FunctionCode>

/// What calls need to know about a function besides its code.
final class FunctionInfo: Sendable {
  let name: String?
  let source: Source
  let parameterNames: [String]
  /// Which parameters have a default.
  let hasDefault: [Bool]
  /// True when the last parameter is `...rest`.
  let hasRest: Bool

  init(name: String?, source: Source, parameterNames: [String], hasDefault: [Bool], hasRest: Bool) {
    self.name = name
    self.source = source
    self.parameterNames = parameterNames
    self.hasDefault = hasDefault
    self.hasRest = hasRest
  }

  var requiredCount: Int { hasDefault.filter { !$0 }.count - (hasRest ? 1 : 0) }

  var displayName: String { name.map { "`\($0)`" } ?? "the function" }
}

/// A function value: code and what it carries of its surroundings.
final class Closure: FunctionStorage, @unchecked Sendable {
  let code: CodePointer
  /// Its own address in slot 0 where it refers to itself, then the captured values and cells.
  let captures: Frame
  private let captureCount: Int
  /// Keeps the code alive.
  private let program: CodeStore

  init(code: CodePointer, captures values: [Value], program: CodeStore) {
    self.code = code
    self.program = program
    captureCount = values.count + 1
    captures = .allocate(capacity: captureCount)
    super.init(kind: FunctionKind.closure, captureCount: captureCount)
    captures.initialize(to: .int(Int(bitPattern: Unmanaged.passUnretained(self).toOpaque())))
    for (index, value) in values.enumerated() { (captures + index + 1).initialize(to: value) }
  }

  deinit {
    // Closures capture closures: a long chain of them must not be released by recursion.
    Release.values(captures, count: captureCount)
  }

  /// A function that carries nothing is made anew wherever it is named: its code says which one it is.
  override func isEqual(to other: FunctionStorage) -> Bool {
    if self === other { return true }
    guard other.kind == FunctionKind.closure else { return false }
    let closure = unsafeDowncast(other, to: Closure.self)
    return code == closure.code && captureCount == 1 && closure.captureCount == 1
  }

  override var name: String? { code.pointee.info.name }

  /// The closure whose captures these are.
  static func itself(_ captures: Frame) -> Value {
    guard case .int(let bits) = captures.pointee, let address = UnsafeRawPointer(bitPattern: bits) else {
      return .unset
    }
    return .function(Unmanaged<Closure>.fromOpaque(address).takeUnretainedValue())
  }
}

/// Owns the code of a program; closures keep it alive.
final class CodeStore: @unchecked Sendable {
  private var codes: [CodePointer] = []
  private var infos: [FunctionInfo] = []
  /// The keys that the program names, one storage each, so that objects are searched by address.
  var keys: [String: StringStorage] = [:]
  /// What the built-ins do that the program names.
  var effects: Builtin.Effects = []

  /// A function whose body is set later, when it is compiled: recursion refers to it before.
  func make(_ info: FunctionInfo) -> CodePointer {
    let code = CodePointer.allocate(capacity: 1)
    code.initialize(
      to: FunctionCode(
        body: Child(NullNode()), parameterCount: info.parameterNames.count, slotCount: info.parameterNames.count + 1,
        extent: info.parameterNames.count + 1, hasRest: info.hasRest,
        info: info))
    codes.append(code)
    infos.append(info)
    return code
  }

  deinit {
    for code in codes {
      code.deinitialize(count: 1)
      code.deallocate()
    }
  }
}

/// Runs a function whose parameters and environment stand in the frame; the frame is empty again afterwards.
@inline(__always)
func run(_ code: CodePointer, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
  let slotCount = code.pointee.slotCount
  context.pointee.callsLeft &-= 1
  if context.pointee.callsLeft < 0 || isStackExhausted(context)
    || frame + code.pointee.extent > context.pointee.frameLimit {
    throw stackOverflow(code, frame, context)
  }
  var slot = code.pointee.parameterCount &+ 1
  while slot < slotCount {
    (frame + slot).initialize(to: .null)
    slot &+= 1
  }
  let result: Value
  do throws(ScriptError) {
    result = try code.pointee.body.eval(frame, context)
  } catch {
    context.pointee.callsLeft &+= 1
    frame.deinitialize(count: slotCount)
    error.leaving(code.pointee.info.name, of: code.pointee.info.source)
    throw error
  }
  slot = 0
  while slot < slotCount {
    drop(frame + slot)
    slot &+= 1
  }
  context.pointee.callsLeft &+= 1
  return result
}

@inline(never)
private func stackOverflow(_ code: CodePointer, _ frame: Frame, _ context: ContextPointer) -> ScriptError {
  let isTooDeep = context.pointee.callsLeft < 0
  context.pointee.callsLeft &+= 1
  frame.deinitialize(count: code.pointee.parameterCount + 1)
  let depth = context.pointee.run.limits.callDepth
  return ScriptError(
    .callDepth, "calls are nested too deeply: " + (isTooDeep ? "more than \(depth)" : "the stack is used up"),
    hint: "does \(code.pointee.info.displayName) call itself without an end?")
}

/// Calls any function value with positional arguments that stand in the frame, which is empty again afterwards.
@inline(__always)
func invoke(
  _ function: Value, _ frame: Frame, _ count: Int, _ context: ContextPointer
) throws(ScriptError) -> Value {
  if case .function(let storage) = function, storage.kind == FunctionKind.closure {
    let closure = unsafeDowncast(storage, to: Closure.self)
    let code = closure.code
    if code.pointee.parameterCount == count, !code.pointee.hasRest {
      (frame + count).initialize(to: .int(Int(bitPattern: closure.captures)))
      do throws(ScriptError) { try step(context) } catch {
        frame.deinitialize(count: count + 1)
        throw error
      }
      return try run(code, frame, context)
    }
  }
  return try invokeSlowly(function, frame, count, context)
}

@inline(never)
private func invokeSlowly(
  _ function: Value, _ frame: Frame, _ count: Int, _ context: ContextPointer
) throws(ScriptError) -> Value {
  var arguments = CallArguments()
  for index in 0..<count { arguments.positional.append(frame[index]) }
  frame.deinitialize(count: count)
  return try arguments.call(function, frame, context, isAwaited: false)
}

/// Arguments that were collected at run time: named ones, spreads, defaults, callbacks of another arity.
struct CallArguments {
  var positional: [Value] = []
  var named: [(name: String, value: Value)] = []

  /// Binds the arguments to the parameters of a function and calls it.
  /// - Throws: kind `type` for what is no function, `argument` for arguments that do not fit.
  func call(
    _ function: Value, _ frame: Frame, _ context: ContextPointer, isAwaited: Bool
  ) throws(ScriptError) -> Value {
    guard case .function(let storage) = function else {
      throw ScriptError(.type, "\(Members.withArticle(function.typeName)) cannot be called")
    }
    if storage.kind == FunctionKind.builtin {
      return try call(unsafeDowncast(storage, to: BuiltinFunction.self), frame, context, isAwaited: isAwaited)
    }
    let closure = unsafeDowncast(storage, to: Closure.self)
    try bind(to: closure.code.pointee.info, frame)
    let count = closure.code.pointee.parameterCount
    (frame + count).initialize(to: .int(Int(bitPattern: closure.captures)))
    do throws(ScriptError) { try step(context) } catch {
      frame.deinitialize(count: count + 1)
      throw error
    }
    return try withExtendedLifetime(closure) { () throws(ScriptError) in
      try run(closure.code, frame, context)
    }
  }

  /// Puts the arguments into the parameter slots; a parameter that takes its default is `unset`.
  func bind(to info: FunctionInfo, _ frame: Frame) throws(ScriptError) {
    let names = info.parameterNames
    var values = [Value](repeating: .unset, count: names.count)
    let fixed = info.hasRest ? names.count - 1 : names.count
    for (index, value) in positional.prefix(fixed).enumerated() { values[index] = value }
    if info.hasRest {
      values[fixed] = .list(ListStorage(positional.dropFirst(fixed)))
    } else if positional.count > fixed {
      throw ScriptError(
        .argument, "\(info.displayName) takes \(Self.counted(fixed)), got \(positional.count)")
    }
    for (name, value) in named {
      guard let index = names.firstIndex(of: name), !(info.hasRest && index == fixed) else {
        throw Self.unknown(name, among: names, of: info.displayName)
      }
      guard case .unset = values[index] else {
        throw ScriptError(.argument, "`\(name)` of \(info.displayName) is given twice")
      }
      values[index] = value
    }
    for index in 0..<fixed {
      if case .unset = values[index], !info.hasDefault[index] {
        throw ScriptError(.argument, "\(info.displayName) needs the argument `\(names[index])`")
      }
    }
    for (index, value) in values.enumerated() { (frame + index).initialize(to: value) }
  }

  /// Binds the arguments to the parameters of a built-in and calls it.
  func call(
    _ function: BuiltinFunction, _ frame: Frame, _ context: ContextPointer, isAwaited: Bool
  ) throws(ScriptError) -> Value {
    let parameters = function.parameters
    let name = function.builtin.name
    var values = [Value](repeating: .unset, count: parameters.count)
    var next = 0
    var rest: ListStorage?
    for value in positional {
      while next < parameters.count, parameters[next].isNamedOnly { next += 1 }
      guard next < parameters.count else {
        throw ScriptError(
          .argument, "`\(name)` takes \(Self.counted(parameters.count { !$0.isNamedOnly })), got \(positional.count)")
      }
      if parameters[next].isRest {
        if rest == nil { rest = ListStorage(minimumCapacity: 4) }
        rest?.append(value)
      } else {
        values[next] = value
        next += 1
      }
    }
    if let index = parameters.firstIndex(where: \.isRest) {
      values[index] = .list(rest ?? ListStorage(minimumCapacity: 0))
    }
    for (label, value) in named {
      guard let index = parameters.firstIndex(where: { $0.name == label && !$0.isRest }) else {
        throw Self.unknown(label, among: parameters.map(\.name), of: "`\(name)`")
      }
      guard case .unset = values[index] else {
        throw ScriptError(.argument, "`\(label)` of `\(name)` is given twice")
      }
      values[index] = value
    }
    for (index, value) in values.enumerated() { (frame + index).initialize(to: value) }
    return try callBuiltin(function, frame, context, isAwaited: isAwaited)
  }

  static func unknown(_ name: String, among names: [String], of function: String) -> ScriptError {
    let hint = Suggestion.nearest(to: name, among: names).map { "did you mean `\($0)`?" }
    let all = names.isEmpty ? "it takes none" : "it takes " + names.map { "`\($0)`" }.joined(separator: ", ")
    return ScriptError(.argument, "\(function) has no parameter `\(name)`", hint: hint ?? all)
  }

  static func counted(_ count: Int) -> String {
    switch count {
    case 0: "no arguments"
    case 1: "one argument"
    default: "\(count) arguments"
    }
  }
}

/// Calls a built-in whose arguments stand in the frame in the order of its parameters; the frame is empty afterwards.
@inline(__always)
func callBuiltin(
  _ function: BuiltinFunction, _ frame: Frame, _ context: ContextPointer, isAwaited: Bool
) throws(ScriptError) -> Value {
  let count = function.parameterCount
  let arguments = Arguments(base: frame, count: count, context: context, isAwaited: isAwaited)
  do throws(ScriptError) {
    if isStackExhausted(context) || frame + count > context.pointee.frameLimit {
      throw ScriptError(.callDepth, "calls are nested too deeply: the stack is used up")
    }
    try checkTypes(function, arguments)
    let result =
      function.isGated ? try throughGate(function, arguments) : try function.body(arguments)
    var slot = 0
    while slot < count {
      drop(frame + slot)
      slot &+= 1
    }
    return result
  } catch {
    frame.deinitialize(count: count)
    throw error
  }
}

@inline(__always)
func checkTypes(_ function: BuiltinFunction, _ arguments: Arguments) throws(ScriptError) {
  var index = 0
  while index < arguments.count {
    if function.accepted[index] & TypeBit.of(arguments.base + index) == 0 {
      try checkType(function, index, arguments)
    }
    index &+= 1
  }
}

@inline(never)
private func checkType(
  _ function: BuiltinFunction, _ index: Int, _ arguments: Arguments
) throws(ScriptError) {
  let parameter = function.parameters[index]
  let value = arguments[index]
  if case .unset = value {
    if !parameter.isRequired { return }
    throw ScriptError(.argument, "`\(function.builtin.name)` needs the argument `\(parameter.name)`")
  }
  if parameter.isRest {
    guard parameter.types != .any, case .list(let items) = value else { return }
    for item in 0..<items.count where !parameter.types.contains(ValueTypes(of: items.elements[item])) {
      throw wrongType(function, parameter, items.elements[item])
    }
    return
  }
  if !parameter.types.contains(ValueTypes(of: value)) { throw wrongType(function, parameter, value) }
  if !parameter.allowedValues.isEmpty, case .string(let text) = value,
    !parameter.allowedValues.contains(text.text) {
    let near = Suggestion.nearest(to: text.text, among: parameter.allowedValues)
    throw ScriptError(
      .argument,
      "`\(parameter.name)` of `\(function.builtin.name)` is one of \(parameter.allowedValues.joined(separator: ", ")), got \(text.text)",
      hint: near.map { "did you mean `\($0)`?" })
  }
}

private func wrongType(
  _ function: BuiltinFunction, _ parameter: Builtin.Parameter, _ value: Value
) -> ScriptError {
  if function.builtin.receiver != nil, parameter.name == "self" {
    return ScriptError(.type, "\(Members.withArticle(value.typeName)) has no method `\(function.builtin.name)`")
  }
  return ScriptError(
    .type,
    "`\(parameter.name)` of `\(function.builtin.name)` takes \(parameter.types.description), got \(value.typeName)")
}

@inline(never)
private func throughGate(_ function: BuiltinFunction, _ arguments: Arguments) throws(ScriptError) -> Value {
  let thread = arguments.context.pointee.thread
  try step(arguments.context)
  try thread.checkStopped()
  let run = thread.run
  thread.effectCount += 1
  if let meter = run.meter {
    for index in 0..<arguments.count {
      try meter.check(arguments[index], "an argument of `\(function.builtin.name)`")
    }
  }
  if run.isGateOpen { return try function.body(arguments).charged() }
  let place = EffectPlace(thread: thread.logicalName, ordinal: thread.effectCount - 1)
  let effect = Effect(
    name: function.builtin.name, recording: function.builtin.recording, place: place, context: arguments.context,
    call: (function.builtin, arguments), detail: .null)
  return try run.gate.perform(effect) { () throws(ScriptError) in
    try function.builtin.body(arguments)
  }.charged()
}
