import RepSyntax
import RepValue
import Synchronization

extension Members {
  /// The address of the value of a key in the object at an address, noting where it was; nil where there is none.
  @inline(never)
  static func find(_ key: StringStorage, at address: Frame, _ hint: borrowing Atomic<Int>) -> Frame? {
    guard case .object(let object) = address.pointee else { return nil }
    // Objects that were read have keys of their own, but most stand where those of the one before stood.
    let guess = hint.load(ordering: .relaxed)
    if object.hasKey(key, at: guess) { return Payload.value(of: object.entries + guess) }
    let position = object.find(key)
    guard position >= 0 else { return nil }
    hint.store(position, ordering: .relaxed)
    return Payload.value(of: object.entries + position)
  }
}

extension Members {
  /// The address of the value of a key in a small object that has this very key; else nil, and `find` knows.
  @inline(__always)
  static func member(_ key: StringStorage, at address: Frame) -> Frame? {
    guard case .object(let object) = address.pointee else { return nil }
    let (entries, count) = (object.entries, min(object.entryCount, 16))
    var position = 0
    while position < count {
      if entries[position].key === key { return Payload.value(of: entries + position) }
      position &+= 1
    }
    return nil
  }

  /// The address of the value of a key in the object at an address; nil where there is none.
  @inline(never)
  static func find(_ key: StringStorage, at address: Frame) -> Frame? {
    guard case .object(let object) = address.pointee else { return nil }
    let position = object.find(key)
    return position >= 0 ? Payload.value(of: object.entries + position) : nil
  }
}

/// `o.a.key` where the object lies in a variable or inside one: nothing on the way is retained.
final class PathMemberNode: Node {
  let base: Node
  let key: StringStorage
  /// The same without an address.
  let general: MemberNode
  /// Where the key was found last; a guess that other threads may overwrite.
  private let hint = Atomic<Int>(0)

  init(_ general: MemberNode) {
    base = general.base
    key = general.key
    self.general = general
  }

  override var isPeekable: Bool { true }
  override var isPure: Bool { base.isPure }

  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? {
    guard let object = try base.peek(frame, context) else { return nil }
    if let entry = Members.entry(object, key, hint.load(ordering: .relaxed)) { return Payload.value(of: entry) }
    return Members.find(key, at: object, hint)
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if let address = try peek(frame, context) { return read(address) }
    return try general.eval(frame, context)
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if let address = try peek(frame, context) { return address.pointee.isTruthy }
    return try general.eval(frame, context).isTruthy
  }
}

/// `o.a[i]` where the list or object lies in a variable or inside one, and evaluating the index changes nothing.
final class PathIndexNode: Node {
  let base: Node
  let index: Node
  /// The same without an address.
  let general: IndexNode

  init(_ general: IndexNode) {
    base = general.base
    index = general.index
    self.general = general
  }

  override var isPeekable: Bool { true }
  override var isPure: Bool { base.isPure }

  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? {
    guard let container = try base.peek(frame, context) else { return nil }
    let key = try index.eval(frame, context)
    if case .int(let position) = key, case .list(let list) = container.pointee, position >= 0, position < list.count {
      return list.elements + position
    }
    if case .string(let name) = key { return Members.find(name, at: container) }
    return nil
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if let address = try peek(frame, context) { return read(address) }
    return try general.eval(frame, context)
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if let address = try peek(frame, context) { return address.pointee.isTruthy }
    return try general.eval(frame, context).isTruthy
  }
}
