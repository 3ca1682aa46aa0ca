import RepSyntax
import RepValue

/// `throw value` (R30)
final class ThrowNode: Node {
  let value: Node
  let span: Span

  init(_ value: Node, span: Span) {
    self.value = value
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    throw try Failures.error(throwing: try value.eval(frame, context), context.pointee.thread).at(span)
  }
}

/// Errors as values, and back.
enum Failures {
  private nonisolated(unsafe) static let kind = StringStorage.make("kind")
  private nonisolated(unsafe) static let message = StringStorage.make("message")
  private nonisolated(unsafe) static let hint = StringStorage.make("hint")

  /// The error that throwing a value makes; an error that was caught keeps its place.
  static func error(throwing value: Value, _ thread: ScriptThread) throws(ScriptError) -> ScriptError {
    switch value {
    case .string(let text): return ScriptError(.user, text.text)
    case .object(let object):
      if let earlier = thread.caught.last(where: { $0.object === object }) {
        return copy(object).keepingTrace(of: earlier.error)
      }
      return copy(object)
    default:
      return ScriptError(
        .type, "`throw` takes a text or an object with a `message`, got \(value.typeName)")
    }
  }

  private static func copy(_ object: ObjectStorage) -> ScriptError {
    var name = ErrorKind.user
    if case .string(let text)? = object.value(for: kind) { name = ErrorKind(rawValue: text.text) }
    var words: String?
    if case .string(let text)? = object.value(for: message) { words = text.text }
    var advice: String?
    if case .string(let text)? = object.value(for: hint) { advice = text.text }
    return ScriptError(name, words ?? Operators.text(.object(object)), hint: advice, details: object)
  }

  /// The value that `catch` and the envelope give; the thread remembers whose it is for a while.
  static func value(of error: ScriptError, _ thread: ScriptThread) -> Value {
    let value = error.value
    if case .object(let object) = value {
      if thread.caught.count >= 16 { thread.caught.removeFirst(8) }
      thread.caught.append((object, error))
    }
    return value
  }

  private nonisolated(unsafe) static let successful = StringStorage.make("successful")
  private nonisolated(unsafe) static let data = StringStorage.make("data")
  private nonisolated(unsafe) static let error = StringStorage.make("error")

  /// `{successful, data, error}`, the unused one null.
  static func envelope(data value: Value) -> Value {
    let object = ObjectStorage(minimumCapacity: 3)
    object.append(uniqueKey: successful, .bool(true))
    object.append(uniqueKey: data, value)
    object.append(uniqueKey: error, .null)
    return .object(object)
  }

  static func envelope(error value: Value) -> Value {
    let object = ObjectStorage(minimumCapacity: 3)
    object.append(uniqueKey: successful, .bool(false))
    object.append(uniqueKey: data, .null)
    object.append(uniqueKey: error, value)
    return .object(object)
  }
}

/// `try e` and `try { … }` without `catch`: the envelope.
final class EnvelopeNode: Node {
  let body: Node
  init(_ body: Node) { self.body = body }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      return Failures.envelope(data: try body.eval(frame, context))
    } catch {
      guard error.isCatchable else { throw error }
      return Failures.envelope(error: Failures.value(of: error, context.pointee.thread))
    }
  }
}

/// `try { … } catch e { … }`
final class CatchNode: Node {
  let body: Node
  /// Binds the error object, which stands in ``slot``; -1 for a `catch` without a name.
  let slot: Int
  let boxes: Node
  let handler: Node

  init(_ body: Node, slot: Int, boxes: Node?, handler: Node) {
    self.body = body
    self.slot = slot
    self.boxes = boxes ?? EmptyNode()
    self.handler = handler
  }

  private func bind(_ error: ScriptError, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    guard error.isCatchable else { throw error }
    let value = Failures.value(of: error, context.pointee.thread)
    guard slot >= 0 else { return }
    store(value, in: frame + slot)
    _ = try boxes.exec(frame, context)
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      return try body.eval(frame, context)
    } catch {
      try bind(error, frame, context)
    }
    return try handler.eval(frame, context)
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      return try body.exec(frame, context)
    } catch {
      try bind(error, frame, context)
    }
    return try handler.exec(frame, context)
  }
}

/// `assert condition, message` with the text of the condition for the report.
final class AssertNode: Node {
  let condition: Node
  let message: Node
  let conditionText: String
  /// The sides of a comparison, to show what they were.
  let sides: (left: Node, right: Node, operation: BinaryOperator)?
  let span: Span

  init(
    _ condition: Node, message: Node, conditionText: String,
    sides: (left: Node, right: Node, operation: BinaryOperator)?, span: Span
  ) {
    self.condition = condition
    self.message = message
    self.conditionText = conditionText
    self.sides = sides
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    var seen = ""
    if let sides {
      let left = try sides.left.eval(frame, context)
      let right = try sides.right.eval(frame, context)
      if try Operators.apply(sides.operation, left, right, span).isTruthy { return .null }
      seen = ": the left side is \(Self.shown(left)), the right side \(Self.shown(right))"
    } else if try condition.evalBool(frame, context) {
      return .null
    }
    let text = try message.eval(frame, context)
    if case .null = text {
      throw ScriptError(.assert, "`\(conditionText)` does not hold\(seen)").at(span)
    }
    throw ScriptError(
      .assert, Operators.text(text), hint: "`\(conditionText)` does not hold\(seen)").at(span)
  }

  private static func shown(_ value: Value) -> String {
    var buffer = TextBuffer()
    if case .string = value { buffer.append(json: value) } else { buffer.append(text: value) }
    let text = buffer.makeString().text
    return text.count > 80 ? text.prefix(80) + "…" : text
  }
}
