import RepSyntax
import RepValue

/// `match`
final class MatchNode: Node {
  /// One arm: noncopyable, so that it is read out of raw memory without a retain.
  struct Arm: ~Copyable {
    let pattern: PatternNode
    /// Moves what the pattern bound into cells where closures share it.
    let boxes: Node
    let condition: Node
    let body: Node
    /// True where there is nothing to box and no condition.
    let isPlain: Bool

    @inline(__always)
    borrowing func matches(
      _ value: Frame, _ frame: Frame, _ context: ContextPointer
    ) throws(ScriptError) -> Bool {
      try pattern.matches(value, frame, context)
    }

    /// Whether the arm is taken after its pattern has matched.
    @inline(never)
    borrowing func accepts(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
      _ = try boxes.exec(frame, context)
      return try condition.evalBool(frame, context)
    }

    @inline(__always)
    borrowing func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
      try body.eval(frame, context)
    }

    @inline(__always)
    borrowing func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
      try body.exec(frame, context)
    }
  }

  let subject: Node
  private let arms: UnsafeMutablePointer<Arm>
  private let count: Int
  /// True where the subject is looked at in the variable that holds it: no condition can change that meanwhile.
  private let isInPlace: Bool
  let span: Span

  init(_ subject: Node, _ arms: consuming [ArmParts], span: Span) {
    self.subject = subject
    self.span = span
    count = arms.count
    self.arms = .allocate(capacity: max(1, arms.count))
    isInPlace = subject.isPeekable && arms.allSatisfy { $0.boxes == nil && $0.condition == nil }
    for (index, arm) in arms.enumerated() {
      (self.arms + index).initialize(
        to: Arm(
          pattern: arm.pattern, boxes: arm.boxes ?? EmptyNode(), condition: arm.condition ?? BoolNode(true),
          body: arm.body, isPlain: arm.boxes == nil && arm.condition == nil))
    }
  }

  deinit {
    arms.deinitialize(count: count)
    arms.deallocate()
  }

  /// The arm that takes the value at an address.
  @inline(__always)
  private func arm(for value: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Int {
    var index = 0
    while index < count {
      if try arms[index].matches(value, frame, context) {
        if arms[index].isPlain { return index }
        if try arms[index].accepts(frame, context) { return index }
      }
      index &+= 1
    }
    throw noArm(value)
  }

  @inline(__always)
  private func select(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Int {
    if isInPlace, let address = try subject.peek(frame, context), case .object = address.pointee {
      return try arm(for: address, frame, context)
    }
    return try selectByValue(frame, context)
  }

  @inline(never)
  private func selectByValue(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Int {
    var value = try subject.eval(frame, context)
    return try withUnsafeMutablePointer(to: &value) { (address) throws(ScriptError) in
      try arm(for: address, frame, context)
    }
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let index = try select(frame, context)
    return try arms[index].eval(frame, context)
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let index = try select(frame, context)
    return try arms[index].exec(frame, context)
  }

  @inline(never)
  private func noArm(_ value: Frame) -> ScriptError {
    ScriptError(
      .match, "no arm of the `match` fits \(Self.shown(value.pointee))",
      hint: "add an arm for all else: `other => …`"
    ).at(span)
  }

  private static func shown(_ value: Value) -> String {
    let text: String
    if case .string(let string) = value { text = "\"\(string.text)\"" } else { text = Operators.text(value) }
    return text.count > 60 ? text.prefix(60) + "…" : text
  }
}

/// What a ``MatchNode`` is made of.
struct ArmParts {
  let pattern: PatternNode
  let boxes: Node?
  let condition: Node?
  let body: Node
}
