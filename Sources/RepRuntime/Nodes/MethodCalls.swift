import RepSyntax
import RepValue

/// `x.name(…)`: calls a key that holds a function, else the method (R24).
final class MethodCallNode: Node {
  let receiver: Node
  let name: StringStorage
  let methods: MethodSet
  private let table: MethodTable
  let arguments: NodeList
  let window: Int
  let isOptional: Bool
  let span: Span

  init(
    _ receiver: Node, name: StringStorage, methods: MethodSet, _ arguments: [Node], window: Int, isOptional: Bool,
    span: Span
  ) {
    self.receiver = receiver
    self.name = name
    self.methods = methods
    table = MethodTable(methods)
    self.arguments = NodeList(arguments)
    self.window = window
    self.isOptional = isOptional
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let target = frame + window
    target.initialize(to: try receiver.eval(frame, context))
    if case .object = target.pointee {
      if let member = Members.find(name, at: target), methods.giveWay(to: member.pointee) {
        let function = member.pointee
        drop(target)
        return try callMember(function, target, frame, context)
      }
    } else if case .null = target.pointee, isOptional {
      throw Members.endOfChain()
    }
    if case .opaque = target.pointee { return try callOpaque(target, frame, context) }
    let entry = table.index(for: target)
    if !table.has(entry) { throw missing(target) }
    var index = 0
    while index < arguments.count {
      do throws(ScriptError) {
        (target + index + 1).initialize(to: try arguments.eval(index, frame, context))
      } catch {
        target.deinitialize(count: index + 1)
        throw error
      }
      index &+= 1
    }
    index &+= 1
    let count = table.parameterCount(entry)
    // More than it takes, or a method of any number of arguments, for which the count is negative.
    if index > count { return try callCollected(target, index, context) }
    while index < count {
      (target + index).initialize(to: .unset)
      index &+= 1
    }
    do throws(ScriptError) {
      return try table.call(entry, target, context)
    } catch {
      throw error.at(span)
    }
  }

  @inline(never)
  private func missing(_ target: Frame) -> ScriptError {
    let value = target.move()
    return Methods.missing(name.text, of: value, methods).at(span)
  }

  /// Calls a method of a value of the host, whose types the table does not know.
  @inline(never)
  private func callOpaque(_ target: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = target.move()
    guard let method = methods.method(of: value) else { throw Methods.missing(name.text, of: value, methods).at(span) }
    var bound = CallArguments()
    bound.positional.append(value)
    for index in 0..<arguments.count { bound.positional.append(try arguments.eval(index, frame, context)) }
    do throws(ScriptError) {
      return try bound.call(method, target, context, isAwaited: false)
    } catch {
      throw error.at(span)
    }
  }

  /// Binds arguments to a method that takes any number of them, or too few.
  @inline(never)
  private func callCollected(
    _ target: Frame, _ count: Int, _ context: ContextPointer
  ) throws(ScriptError) -> Value {
    guard let method = methods.method(of: target.pointee) else { throw missing(target) }
    var bound = CallArguments()
    for index in 0..<count { bound.positional.append(target[index]) }
    target.deinitialize(count: count)
    do throws(ScriptError) {
      return try bound.call(method, target, context, isAwaited: false)
    } catch {
      throw error.at(span)
    }
  }

  @inline(never)
  private func callMember(
    _ function: Value, _ target: Frame, _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) -> Value {
    guard case .function = function else {
      throw ScriptError(
        .type, "`\(name.text)` is \(Members.withArticle(function.typeName)), not a function").at(span)
    }
    try arguments.evalAll(into: target, frame, context)
    do throws(ScriptError) {
      return try invoke(function, target, arguments.count, context)
    } catch {
      throw error.called(at: span)
    }
  }
}

/// The methods of one name by the type of the receiver, read without a retain.
final class MethodTable {
  private struct Entry: ~Copyable {
    let method: BuiltinFunction

    @inline(__always)
    borrowing func call(_ target: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
      try callBuiltin(method, target, context, isAwaited: false)
    }
  }

  private let entries: UnsafeMutablePointer<Entry>
  /// How many parameters each has: 0 where there is no method, negative for one that takes any number of arguments.
  private let counts: UnsafeMutablePointer<Int>
  private static let size = 12
  private static let nothing = BuiltinFunction(
    Builtin("", summary: "") { (_) throws(ScriptError) in .null })

  init(_ methods: MethodSet) {
    entries = .allocate(capacity: Self.size)
    counts = .allocate(capacity: Self.size)
    for bit in 0..<Self.size {
      let method = methods.method(for: ValueTypes(rawValue: 1 << UInt16(bit)))
      (entries + bit).initialize(to: Entry(method: method ?? Self.nothing))
      (counts + bit).initialize(to: method.map { $0.hasRest ? -1 : $0.parameterCount } ?? 0)
    }
  }

  deinit {
    entries.deinitialize(count: Self.size)
    entries.deallocate()
    counts.deallocate()
  }

  /// The place of the methods for the type of the value at an address.
  @inline(__always)
  func index(for address: Frame) -> Int {
    let bit = TypeBit.of(address)
    if bit & ValueTypes.any.rawValue != 0 { return bit.trailingZeroBitCount }
    return ValueTypes(of: address.pointee).rawValue.trailingZeroBitCount
  }

  @inline(__always)
  func has(_ index: Int) -> Bool { counts[index] != 0 }

  @inline(__always)
  func parameterCount(_ index: Int) -> Int { counts[index] }

  @inline(__always)
  func call(_ index: Int, _ target: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try entries[index].call(target, context)
  }
}

/// `x.name(…)` with names or spreads.
final class DynamicMethodCallNode: Node {
  let receiver: Node
  let name: StringStorage
  let methods: MethodSet
  let arguments: [DynamicArgument]
  let window: Int
  let isOptional: Bool
  let span: Span

  init(
    _ receiver: Node, name: StringStorage, methods: MethodSet, _ arguments: [DynamicArgument], window: Int,
    isOptional: Bool, span: Span
  ) {
    self.receiver = receiver
    self.name = name
    self.methods = methods
    self.arguments = arguments
    self.window = window
    self.isOptional = isOptional
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try receiver.eval(frame, context)
    if case .null = value, isOptional { throw Members.endOfChain() }
    if case .object(let object) = value, let member = object.value(for: name), methods.giveWay(to: member) {
      let bound = try CallArguments(arguments, frame, context)
      do throws(ScriptError) {
        return try bound.call(member, frame + window, context, isAwaited: false)
      } catch {
        throw error.called(at: span)
      }
    }
    guard let method = methods.method(of: value) else {
      throw Methods.missing(name.text, of: value, methods).at(span)
    }
    var bound = try CallArguments(arguments, frame, context)
    bound.positional.insert(value, at: 0)
    do throws(ScriptError) {
      return try bound.call(method, frame + window, context, isAwaited: false)
    } catch {
      throw error.at(span)
    }
  }
}

/// A method that changes its receiver in place: `xs.push(1)` on a `var` (R28: arguments first).
final class MutatingCallNode: Node {
  let place: Place
  let name: StringStorage
  let methods: MethodSet
  let arguments: [DynamicArgument]
  let window: Int
  let span: Span

  init(
    _ place: Place, name: StringStorage, methods: MethodSet, _ arguments: [DynamicArgument], window: Int, span: Span
  ) {
    self.place = place
    self.name = name
    self.methods = methods
    self.arguments = arguments
    self.window = window
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try call(bound: try place.keys(frame, context), CallArguments(arguments, frame, context), frame, context)
  }

  /// Calls the method with positional arguments that are evaluated already, on a place without indices.
  func call(with arguments: [Value], _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    var bound = CallArguments()
    bound.positional = arguments
    return try call(bound: try place.keys(frame, context), bound, frame, context)
  }

  private func call(
    bound keys: [Value], _ arguments: CallArguments, _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) -> Value {
    var bound = arguments
    return try place.withAddress(keys, creates: false, frame, context) { (address) throws(ScriptError) in
      if case .object(let object) = address.pointee, let member = object.value(for: name) {
        do throws(ScriptError) {
          return try bound.call(member, frame + window, context, isAwaited: false)
        } catch {
          throw error.called(at: span)
        }
      }
      guard let method = methods.method(of: address.pointee) else {
        throw Methods.missing(name.text, of: address.pointee, methods).at(span)
      }
      bound.positional.insert(.null, at: 0)
      do throws(ScriptError) {
        return try bound.callMutating(method, at: address, frame + window, context)
      } catch {
        throw error.at(span)
      }
    }
  }
}

extension CallArguments {
  /// Calls a method whose receiver is moved in from its place and back, so that its storage stays unique.
  func callMutating(
    _ method: BuiltinFunction, at address: Frame, _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) -> Value {
    guard positional.count <= method.parameters.count || method.hasRest else {
      throw ScriptError(
        .argument,
        "`\(method.builtin.name)` takes \(Self.counted(method.parameters.count - 1)), got \(positional.count - 1)")
    }
    guard method.builtin.effects.contains(.mutatesReceiver) else {
      var copy = self
      copy.positional[0] = address.pointee
      return try copy.call(method, frame, context, isAwaited: false)
    }
    let count = method.parameters.count
    for index in 0..<count {
      if index >= positional.count {
        (frame + index).initialize(to: .unset)
      } else if method.parameters[index].isRest {
        (frame + index).initialize(to: .list(ListStorage(positional[index...])))
      } else {
        (frame + index).initialize(to: positional[index])
      }
    }
    for (label, value) in named {
      guard let index = method.parameters.firstIndex(where: { $0.name == label }) else {
        frame.deinitialize(count: count)
        throw Self.unknown(label, among: method.parameters.map(\.name), of: "`\(method.builtin.name)`")
      }
      frame[index] = value
    }
    frame.moveUpdate(from: address, count: 1)
    let arguments = Arguments(base: frame, count: count, context: context)
    defer {
      address.moveInitialize(from: frame, count: 1)
      (frame + 1).deinitialize(count: count - 1)
    }
    try checkTypes(method, arguments)
    return try method.builtin.body(arguments)
  }
}

/// What is said of a method that a value does not have.
enum Methods {
  static func missing(_ name: String, of value: Value, _ methods: MethodSet) -> ScriptError {
    let receivers = methods.receivers
    var hint: String?
    if case .null = value { hint = "write `?.\(name)(…)` where it may be null" } else if !receivers.isEmpty {
      hint = "`\(name)` is a method of \(receivers.description)"
    }
    if case .opaque(let opaque) = value, opaque.kind == OpaqueKind.page {
      hint = "a page has `take`, `find` and `collect`; `page.collect().\(name)(…)` fetches all of it first"
    }
    return ScriptError(.type, "\(Members.withArticle(value.typeName)) has no method `\(name)`", hint: hint)
  }
}
