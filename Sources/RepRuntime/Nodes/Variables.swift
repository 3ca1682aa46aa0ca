import RepSyntax
import RepValue

/// A variable in the frame of its function.
final class LocalNode: Node {
  let slot: Int
  init(_ slot: Int) { self.slot = slot }
  override var isPeekable: Bool { true }
  override var isPure: Bool { true }
  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? { frame + slot }
  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value { frame[slot] }
  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    frame[slot].isTruthy
  }
  override func render(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    context.pointee.scratch.append(text: frame[slot])
  }
}

/// Where a variable lives, apart from the plain slot of a frame.
enum VariableHome {
  /// In the frame.
  case local(Int)
  /// In a cell that a slot of the frame holds.
  case localCell(Int)
  /// Among the globals.
  case global(Int)
  /// Carried by the closure, by value. The slot holds the closure's captures.
  case captured(environment: Int, index: Int)
  /// Carried by the closure, in a cell.
  case capturedCell(environment: Int, index: Int)
  /// The running closure itself.
  case itself(environment: Int)

  /// The address of the value, for reading and for changing in place.
  @inline(__always)
  func withPointer<Result>(
    _ frame: Frame, _ context: ContextPointer, _ body: (Frame) throws(ScriptError) -> Result
  ) throws(ScriptError) -> Result {
    switch self {
    case .local(let slot): return try body(frame + slot)
    case .global(let slot): return try body(context.pointee.globals + slot)
    case .captured(let environment, let index): return try body(captures(frame, environment) + (index &+ 1))
    case .localCell(let slot):
      guard case .cell(let cell) = frame[slot] else { throw ScriptError(.name, "the variable has no value yet") }
      return try cell.withValuePointer(body)
    case .capturedCell(let environment, let index):
      guard case .cell(let cell) = captures(frame, environment)[index &+ 1] else {
        throw ScriptError(.name, "the variable has no value yet")
      }
      return try cell.withValuePointer(body)
    case .itself: throw ScriptError(.type, "a function cannot be changed")
    }
  }
}

/// The captures of the running closure: its caller keeps them alive, so the slot holds just their address.
@inline(__always)
func captures(_ frame: Frame, _ environment: Int) -> Frame {
  guard case .int(let bits) = frame[environment] else { return frame }
  return Frame(bitPattern: bits).unsafelyUnwrapped
}

/// A variable that may be read before its statement has run.
final class CheckedVariableNode: Node {
  let home: VariableHome
  let name: String
  let span: Span

  init(_ home: VariableHome, name: String, span: Span) {
    self.home = home
    self.name = name
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value: Value
    switch home {
    case .local(let slot): value = frame[slot]
    case .global(let slot): value = context.pointee.globals[slot]
    case .captured(let environment, let index): value = captures(frame, environment)[index &+ 1]
    case .localCell(let slot):
      if case .cell(let cell) = frame[slot] { value = cell.value } else { value = .unset }
    case .capturedCell(let environment, let index):
      if case .cell(let cell) = captures(frame, environment)[index &+ 1] { value = cell.value } else { value = .unset }
    case .itself(let environment):
      value = Closure.itself(captures(frame, environment))
    }
    if case .unset = value {
      throw ScriptError(
        .name, "`\(name)` is used before its statement has run", hint: "call the function after that line"
      ).at(span)
    }
    return value
  }
}

/// A top-level variable, seen from a function.
final class GlobalNode: Node {
  let slot: Int
  let name: String
  let span: Span

  init(_ slot: Int, name: String, span: Span) {
    self.slot = slot
    self.name = name
    self.span = span
  }

  override var isPeekable: Bool { true }
  override var isPure: Bool { true }
  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? {
    context.pointee.globals + slot
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = context.pointee.globals[slot]
    if case .unset = value { throw unset() }
    return value
  }

  @inline(never)
  private func unset() -> ScriptError { Self.unset(name, span) }

  @inline(never)
  static func unset(_ name: String, _ span: Span) -> ScriptError {
    ScriptError(
      .name, "`\(name)` is used before its statement has run", hint: "call the function after that line"
    ).at(span)
  }
}

/// A variable that the closure carries by value.
final class CapturedNode: Node {
  let environment: Int
  let index: Int

  init(environment: Int, index: Int) {
    self.environment = environment
    self.index = index
  }

  override var isPeekable: Bool { true }
  override var isPure: Bool { true }
  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? {
    captures(frame, environment) + (index &+ 1)
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    captures(frame, environment)[index &+ 1]
  }
}

/// `let`, and `=` on a local variable.
final class StoreLocalNode: Node {
  let slot: Int
  let value: Node

  init(_ slot: Int, _ value: Node) {
    self.slot = slot
    self.value = value
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let result = try value.eval(frame, context)
    store(result, in: frame + slot)
    return .normal
  }
}

/// `=` on a variable that is not in the frame.
final class StoreVariableNode: Node {
  let home: VariableHome
  let value: Node
  let span: Span

  init(_ home: VariableHome, _ value: Node, span: Span) {
    self.home = home
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let result = try value.eval(frame, context)
    switch home {
    case .local(let slot): store(result, in: frame + slot)
    case .global(let slot): store(result, in: context.pointee.globals + slot)
    case .captured(let environment, let index): store(result, in: captures(frame, environment) + (index &+ 1))
    case .localCell(let slot):
      guard case .cell(let cell) = frame[slot] else { throw unset() }
      cell.value = result
    case .capturedCell(let environment, let index):
      guard case .cell(let cell) = captures(frame, environment)[index &+ 1] else { throw unset() }
      cell.value = result
    case .itself: throw unset()
    }
    return .normal
  }

  private func unset() -> ScriptError {
    ScriptError(.name, "the variable is used before its statement has run").at(span)
  }
}

/// A declaration whose variable lives in a cell: a new cell each time it runs, so that each round of a loop has its own.
final class DeclareCellNode: Node {
  let slot: Int
  let value: Node
  /// True when closures may have been made before: they share the cell that the block made.
  let reusesCell: Bool

  init(_ slot: Int, _ value: Node, reusesCell: Bool) {
    self.slot = slot
    self.value = value
    self.reusesCell = reusesCell
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let result = try value.eval(frame, context)
    if reusesCell, case .cell(let cell) = frame[slot] {
      cell.value = result
    } else {
      store(context.pointee.cells.make(result), in: frame + slot)
    }
    return .normal
  }
}

/// Moves a parameter or a loop variable, which arrives by value, into a cell.
final class BoxNode: Node {
  let slots: [Int]
  init(_ slots: [Int]) { self.slots = slots }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    for slot in slots {
      let value = (frame + slot).move()
      (frame + slot).initialize(to: context.pointee.cells.make(value))
    }
    return .normal
  }
}

/// Makes the cells of a block whose functions may be called before the variables have values.
final class PrepareCellsNode: Node {
  let slots: [Int]
  init(_ slots: [Int]) { self.slots = slots }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    for slot in slots { store(context.pointee.cells.make(.unset), in: frame + slot) }
    return .normal
  }
}
