import RepSyntax
import RepValue
import Synchronization

/// `xs[i]` where the list is a local variable: the list is not retained.
final class SlotIndexNode: Node {
  let slot: Int
  let index: Node
  let isOptional: Bool
  let span: Span

  init(_ slot: Int, _ index: Node, isOptional: Bool, span: Span) {
    self.slot = slot
    self.index = index
    self.isOptional = isOptional
    self.span = span
  }

  @inline(__always)
  private func element(_ frame: Frame, _ key: Value) -> Frame? {
    if case .int(let position) = key, case .list(let list) = frame[slot], position >= 0, position < list.count {
      return list.elements + position
    }
    return nil
  }

  override var isPeekable: Bool { index.isPure }
  override var isPure: Bool { index.isPure }
  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? {
    element(frame, try index.eval(frame, context))
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let key = try index.eval(frame, context)
    if let element = element(frame, key) { return read(element) }
    return try slow(frame, key, context)
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    let key = try index.eval(frame, context)
    if let element = element(frame, key) { return element.pointee.isTruthy }
    return try slow(frame, key, context).isTruthy
  }

  @inline(never)
  private func slow(_ frame: Frame, _ key: Value, _ context: ContextPointer) throws(ScriptError) -> Value {
    try Indexing.read(frame[slot], key, isOptional: isOptional, span, context)
  }
}

/// `xs[i]` where both are local variables.
final class SlotSlotIndexNode: Node {
  let slot: Int
  let index: Int
  let isOptional: Bool
  let span: Span

  init(_ slot: Int, _ index: Int, isOptional: Bool, span: Span) {
    self.slot = slot
    self.index = index
    self.isOptional = isOptional
    self.span = span
  }

  @inline(__always)
  private func element(_ frame: Frame) -> Frame? {
    if case .int(let position) = frame[index], case .list(let list) = frame[slot], position >= 0,
      position < list.count {
      return list.elements + position
    }
    return nil
  }

  override var isPeekable: Bool { true }
  override var isPure: Bool { true }
  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? { element(frame) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if let element = element(frame) { return read(element) }
    return try slow(frame, context)
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if let element = element(frame) { return element.pointee.isTruthy }
    return try slow(frame, context).isTruthy
  }

  @inline(never)
  private func slow(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try Indexing.read(frame[slot], frame[index], isOptional: isOptional, span, context)
  }
}

/// `o.key` where the object is a local variable: the object is not retained.
final class SlotMemberNode: Node {
  let slot: Int
  let key: StringStorage
  let isOptional: Bool
  let span: Span
  /// Where the key was found last; a guess that other threads may overwrite.
  private let hint = Atomic<Int>(0)

  init(_ slot: Int, key: StringStorage, isOptional: Bool, span: Span) {
    self.slot = slot
    self.key = key
    self.isOptional = isOptional
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try value(frame, context)
  }

  @inline(__always)
  func value(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    guard let entry = Members.entry(frame + slot, key, hint.load(ordering: .relaxed)) else {
      return try slow(frame, context)
    }
    return read(Payload.value(of: entry))
  }

  override var isPeekable: Bool { true }
  override var isPure: Bool { true }

  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? {
    if let entry = Members.entry(frame + slot, key, hint.load(ordering: .relaxed)) { return Payload.value(of: entry) }
    return Members.find(key, at: frame + slot, hint)
  }

  @inline(never)
  private func slow(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if let found = Members.find(key, at: frame + slot, hint) { return read(found) }
    return try Members.missing(key, of: frame[slot], isOptional: isOptional, span)
  }
}

extension Members {
  /// The entry at a guessed position, if the value at an address is an object that has the key there.
  @inline(__always)
  static func entry(
    _ address: Frame, _ key: StringStorage, _ guess: Int
  ) -> UnsafeMutablePointer<ObjectStorage.Entry>? {
    if case .object(let object) = address.pointee, guess < object.entryCount {
      let entry = object.entries + guess
      if entry.pointee.key === key { return entry }
    }
    return nil
  }
}

/// Copies the value at an address. Copying is a call, but a number is two registers.
@inline(__always)
func read(_ address: Frame) -> Value {
  switch address.pointee {
  case .int(let number): .int(number)
  case .float(let number): .float(number)
  default: address.pointee
  }
}

/// `xs[i] = e` where the list is a local variable.
final class StoreSlotIndexNode: Node {
  let slot: Int
  let index: Node
  let value: Node
  let span: Span

  init(_ slot: Int, _ index: Node, _ value: Node, span: Span) {
    self.slot = slot
    self.index = index
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let key = try index.eval(frame, context)
    let result = try value.eval(frame, context)
    if case .int(let position) = key, let element = Payload.uniqueElement(frame + slot, position) {
      store(result, in: element)
      return .normal
    }
    try slow(frame, key, result, context)
    return .normal
  }

  @inline(never)
  private func slow(
    _ frame: Frame, _ key: Value, _ result: Value, _ context: ContextPointer
  ) throws(ScriptError) {
    try Place.child(of: frame + slot, key, creates: true, span, context).pointee = result
  }
}

/// `xs[i] = e` where both are local variables, and evaluating `e` changes neither.
final class StoreSlotSlotIndexNode: Node {
  let slot: Int
  let index: Int
  let value: Node
  let span: Span

  init(_ slot: Int, _ index: Int, _ value: Node, span: Span) {
    self.slot = slot
    self.index = index
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let result = try value.eval(frame, context)
    if case .int(let position) = frame[index], let element = Payload.uniqueElement(frame + slot, position) {
      store(result, in: element)
      return .normal
    }
    try slow(frame, result, context)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame, _ result: Value, _ context: ContextPointer) throws(ScriptError) {
    try Place.child(of: frame + slot, frame[index], creates: true, span, context).pointee = result
  }
}

/// `xs[i] = true` where both are local variables.
final class StoreSlotSlotBoolNode: Node {
  let slot: Int
  let index: Int
  let value: Bool
  let span: Span

  init(_ slot: Int, _ index: Int, _ value: Bool, span: Span) {
    self.slot = slot
    self.index = index
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let position) = frame[index], let element = Payload.uniqueElement(frame + slot, position) {
      store(.bool(value), in: element)
      return .normal
    }
    try slow(frame, context)
    return .normal
  }

  @inline(never)
  private func slow(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    try Place.child(of: frame + slot, frame[index], creates: true, span, context).pointee = .bool(value)
  }
}

/// `xs.push(e)` where the list is a local variable that nobody else holds.
final class PushNode: Node {
  let slot: Int
  let value: Node
  let slow: MutatingCallNode

  init(_ slot: Int, _ value: Node, slow: MutatingCallNode) {
    self.slot = slot
    self.value = value
    self.slow = slow
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    _ = try eval(frame, context)
    return .normal
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    guard case .list = frame[slot] else { return try slow.eval(frame, context) }
    let item = try value.eval(frame, context)
    if case .list = frame[slot], Payload.isUnique(at: frame + slot, ListStorage.self) {
      try nativeWork(1, context)
      if case .list(let list) = frame[slot] { list.append(item) }
      return .null
    }
    return try slow.call(with: [item], frame, context)
  }
}

/// `o.key = e` where the object is a local variable.
final class StoreSlotMemberNode: Node {
  let slot: Int
  let key: StringStorage
  let value: Node
  let span: Span
  private let hint = Atomic<Int>(0)

  init(_ slot: Int, key: StringStorage, _ value: Node, span: Span) {
    self.slot = slot
    self.key = key
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let result = try value.eval(frame, context)
    if let entry = uniqueEntry(frame + slot, hint.load(ordering: .relaxed)) {
      Payload.store(result, in: entry)
      return .normal
    }
    try slow(frame, result, context)
    return .normal
  }

  @inline(__always)
  private func uniqueEntry(_ address: Frame, _ guess: Int) -> UnsafeMutablePointer<ObjectStorage.Entry>? {
    if let entry = Members.entry(address, key, guess), Payload.isUnique(at: address, ObjectStorage.self) { return entry }
    return nil
  }

  @inline(never)
  private func slow(_ frame: Frame, _ result: Value, _ context: ContextPointer) throws(ScriptError) {
    try Place.child(of: frame + slot, .string(key), creates: true, span, context).pointee = result
    if case .object(let object) = frame[slot] { hint.store(max(0, object.find(key)), ordering: .relaxed) }
  }
}
