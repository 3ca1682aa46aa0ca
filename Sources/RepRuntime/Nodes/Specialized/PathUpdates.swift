import RepSyntax
import RepValue
import Synchronization

/// A place that is about to be changed: each step gives an address inside a storage that nobody else holds. What was
/// evaluated for it stands in slots of the frame, so that walking to it allocates nothing. It does what ``Place`` does.
class PathStep {
  func address(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame { frame }
}

/// A variable in the frame.
final class SlotPath: PathStep {
  let slot: Int
  init(_ slot: Int) { self.slot = slot }
  override func address(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame { frame + slot }
}

/// Any other variable.
final class VariablePath: PathStep {
  let home: VariableHome
  init(_ home: VariableHome) { self.home = home }
  override func address(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame {
    try home.withPointer(frame, context) { (address) throws(ScriptError) in address }
  }
}

/// `.key`
final class MemberPath: PathStep {
  let base: PathStep
  let key: StringStorage
  /// Whether a missing key is added, holding null.
  let creates: Bool
  let span: Span
  private let hint = Atomic<Int>(0)

  init(_ base: PathStep, key: StringStorage, creates: Bool, span: Span) {
    self.base = base
    self.key = key
    self.creates = creates
    self.span = span
  }

  override func address(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame {
    let object = try base.address(frame, context)
    if let entry = Members.entry(object, key, hint.load(ordering: .relaxed)),
      Payload.isUnique(at: object, ObjectStorage.self) {
      return Payload.value(of: entry)
    }
    return try slow(object, context)
  }

  @inline(never)
  private func slow(_ address: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame {
    let found = try Place.child(of: address, .string(key), creates: creates, span, context)
    _ = Members.find(key, at: address, hint)
    return found
  }
}

/// `[index]`, whose value stands in a slot.
final class IndexPath: PathStep {
  let base: PathStep
  let slot: Int
  let creates: Bool
  let span: Span

  init(_ base: PathStep, slot: Int, creates: Bool, span: Span) {
    self.base = base
    self.slot = slot
    self.creates = creates
    self.span = span
  }

  override func address(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame {
    let container = try base.address(frame, context)
    if case .int(let position) = frame[slot], let element = Payload.uniqueElement(container, position) {
      return element
    }
    return try Place.child(of: container, frame[slot], creates: creates, span, context)
  }
}

/// A place's steps, and the indices that are evaluated into slots before the value is (R28).
final class Path {
  let step: PathStep
  let keys: NodeList
  /// The first slot for the keys.
  let window: Int

  init(_ step: PathStep, keys: [Node], window: Int) {
    self.step = step
    self.keys = NodeList(keys)
    self.window = window
  }

  /// Evaluates the indices, then the value, and finds the place. The caller empties the slots by `clear`.
  @inline(__always)
  func locate(
    _ value: Node, _ frame: Frame, _ context: ContextPointer
  ) throws(ScriptError) -> (address: Frame, value: Value) {
    if keys.count == 0 {
      let result = try value.eval(frame, context)
      return (try step.address(frame, context), result)
    }
    try keys.evalAll(into: frame + window, frame, context)
    do throws(ScriptError) {
      let result = try value.eval(frame, context)
      return (try step.address(frame, context), result)
    } catch {
      clear(frame)
      throw error
    }
  }

  @inline(__always)
  func clear(_ frame: Frame) {
    var index = 0
    while index < keys.count {
      drop(frame + (window &+ index))
      index &+= 1
    }
  }
}

/// `place = value`, the steps being known.
final class StorePathNode: Node {
  let path: Path
  let value: Node

  init(_ path: Path, _ value: Node) {
    self.path = path
    self.value = value
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let (address, result) = try path.locate(value, frame, context)
    store(result, in: address)
    path.clear(frame)
    return .normal
  }
}

/// `place += value` and its kin, the steps being known.
final class UpdatePathNode: Node {
  let path: Path
  let operation: BinaryOperator
  let value: Node
  let span: Span

  init(_ path: Path, _ operation: BinaryOperator, _ value: Node, span: Span) {
    self.path = path
    self.operation = operation
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let (address, operand) = try path.locate(value, frame, context)
    if Updates.number(operation, address, operand) {
      path.clear(frame)
      return .normal
    }
    do throws(ScriptError) {
      try Updates.apply(operation, address, operand, span, context)
    } catch {
      path.clear(frame)
      throw error
    }
    path.clear(frame)
    return .normal
  }
}

extension Updates {
  /// `address op= operand` for two ints or two floats; false where that is not so simple.
  @inline(__always)
  static func number(_ operation: BinaryOperator, _ address: Frame, _ operand: Value) -> Bool {
    if case .int(let x) = address.pointee, case .int(let y) = operand {
      let result: (partialValue: Int, overflow: Bool)
      switch operation {
      case .add: result = x.addingReportingOverflow(y)
      case .subtract: result = x.subtractingReportingOverflow(y)
      case .multiply: result = x.multipliedReportingOverflow(by: y)
      default: return false
      }
      if result.overflow { return false }
      address.initialize(to: .int(result.partialValue))
      return true
    }
    if case .float(let x) = address.pointee, case .float(let y) = operand {
      let result: Double
      switch operation {
      case .add: result = x + y
      case .subtract: result = x - y
      case .multiply: result = x * y
      case .divide: result = x / y
      default: return false
      }
      // Dividing by zero is never finite.
      if !result.isFinite { return false }
      address.initialize(to: .float(result))
      return true
    }
    return false
  }
}
