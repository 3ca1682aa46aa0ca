import CRepSupport
import RepValue

/// A literal, or anything known before the run.
final class ConstantNode: Node {
  let value: Value
  init(_ value: Value) { self.value = value }
  override var isPure: Bool { true }
  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { value }
}

/// An int literal.
final class IntNode: Node {
  let value: Int
  init(_ value: Int) { self.value = value }
  override var isPure: Bool { true }
  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { .int(value) }
}

/// `true` or `false`.
final class BoolNode: Node {
  let value: Bool
  init(_ value: Bool) { self.value = value }
  override var isPure: Bool { true }
  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { .bool(value) }
  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool { value }
}

/// `null`, and the value of what has none.
final class NullNode: Node {
  override var isPure: Bool { true }
  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { .null }
}

/// The mark of an argument that was not given.
final class UnsetNode: Node {
  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { .unset }
}

/// A string with interpolations.
final class TemplateNode: Node {
  let parts: NodeList
  private let areAllPure: Bool

  init(_ parts: [Node]) {
    self.parts = NodeList(parts)
    areAllPure = parts.allSatisfy(\.isPure)
  }

  override var isPure: Bool { areAllPure }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let start = context.pointee.scratch.count
    do throws(ScriptError) {
      try render(frame, context)
    } catch {
      context.pointee.scratch.truncate(to: start)
      throw error
    }
    if context.pointee.scratch.isExhausted { throw memoryUsedUp() }
    let count = context.pointee.scratch.count - start
    rep_count_work(count)
    try claim(count)
    let bytes = context.pointee.scratch.bytes + start
    let text = StringStorage.make(bytes, count: count)
    context.pointee.scratch.truncate(to: start)
    return .string(text)
  }

  override func render(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    var index = 0
    while index < parts.count {
      try parts.render(index, frame, context)
      index &+= 1
    }
  }
}

/// Text between interpolations.
final class TextNode: Node {
  let text: StringStorage
  init(_ text: StringStorage) { self.text = text }
  override var isPure: Bool { true }
  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { .string(text) }
  override func render(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    context.pointee.scratch.append(text.bytes, count: text.count)
  }
}
