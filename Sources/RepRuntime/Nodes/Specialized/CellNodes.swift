import RepSyntax
import RepValue

extension CellStorage {
  /// Where the variable's value lies; good as long as the cell lives.
  @inline(__always)
  var address: Frame { withValuePointer { $0 } }
}

/// A variable in a cell that the closure carries.
final class CapturedCellNode: Node {
  let environment: Int
  let index: Int
  let name: String
  let span: Span

  init(environment: Int, index: Int, name: String, span: Span) {
    self.environment = environment
    self.index = index
    self.name = name
    self.span = span
  }

  override var isPeekable: Bool { true }
  override var isPure: Bool { true }
  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? {
    if case .cell(let cell) = captures(frame, environment)[index &+ 1] { return cell.address }
    return nil
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    guard case .cell(let cell) = captures(frame, environment)[index &+ 1] else { throw unset() }
    let address = cell.address
    if case .unset = address.pointee { throw unset() }
    return read(address)
  }

  @inline(never)
  func unset() -> ScriptError { GlobalNode.unset(name, span) }
}

/// `xs[i]` where the list is in a cell that the closure carries, and the index a local variable.
final class CellSlotIndexNode: Node {
  let cell: CapturedCellNode
  let index: Int
  /// The same without an address.
  let general: IndexNode

  init(_ cell: CapturedCellNode, _ index: Int, _ general: IndexNode) {
    self.cell = cell
    self.index = index
    self.general = general
  }

  override var isPeekable: Bool { true }
  override var isPure: Bool { true }

  @inline(__always)
  private func element(_ frame: Frame) -> Frame? {
    if case .int(let position) = frame[index],
      case .cell(let storage) = captures(frame, cell.environment)[cell.index &+ 1],
      case .list(let list) = storage.address.pointee, position >= 0, position < list.count {
      return list.elements + position
    }
    return nil
  }

  override func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? { element(frame) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if let element = element(frame) { return read(element) }
    return try general.eval(frame, context)
  }

  override func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    if let element = element(frame) { return element.pointee.isTruthy }
    return try general.eval(frame, context).isTruthy
  }
}

/// `xs[i] = e` where the list is in a cell that the closure carries, the index a local variable, and evaluating `e`
/// changes neither.
final class StoreCellSlotIndexNode: Node {
  let environment: Int
  let cell: Int
  let index: Int
  let value: Node
  /// The same for everything that is not so simple.
  let general: StorePathNode

  init(environment: Int, cell: Int, index: Int, _ value: Node, general: StorePathNode) {
    self.environment = environment
    self.cell = cell
    self.index = index
    self.value = value
    self.general = general
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .int(let position) = frame[index], case .cell(let storage) = captures(frame, environment)[cell &+ 1] {
      let address = storage.address
      let result = try value.eval(frame, context)
      if let element = Payload.uniqueElement(address, position) {
        store(result, in: element)
        return .normal
      }
    }
    return try general.exec(frame, context)
  }
}

/// `x = x + 1` on a variable in a cell that the closure carries.
final class AddIntToCapturedCellNode: Node {
  let cell: CapturedCellNode
  let added: Int
  let span: Span

  init(_ cell: CapturedCellNode, _ added: Int, span: Span) {
    self.cell = cell
    self.added = added
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .cell(let storage) = captures(frame, cell.environment)[cell.index &+ 1] {
      let address = storage.address
      if case .int(let x) = address.pointee {
        let (result, isOverflow) = x.addingReportingOverflow(added)
        if !isOverflow {
          address.initialize(to: .int(result))
          return .normal
        }
      }
    }
    return try slow(frame, context)
  }

  @inline(never)
  private func slow(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let sum = try Operators.apply(.add, try cell.eval(frame, context), .int(added), span)
    guard case .cell(let storage) = captures(frame, cell.environment)[cell.index &+ 1] else { throw cell.unset() }
    storage.value = sum
    return .normal
  }
}

/// A variable in a cell of this function's own frame.
final class LocalCellNode: Node {
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
    if case .cell(let cell) = frame[slot] { return cell.address }
    return nil
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    if case .cell(let cell) = frame[slot] {
      let value = cell.value
      if case .unset = value { throw GlobalNode.unset(name, span) }
      return value
    }
    throw GlobalNode.unset(name, span)
  }
}

/// `x += e` on a variable in a cell, or on a top-level variable seen from a function.
final class AddToVariableNode: Node {
  let home: VariableHome
  let value: Node
  let span: Span

  init(_ home: VariableHome, _ value: Node, span: Span) {
    self.home = home
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let added = try value.eval(frame, context)
    switch home {
    case .capturedCell(let environment, let index):
      if case .cell(let cell) = captures(frame, environment)[index &+ 1], case .int(let x) = cell.value,
        case .int(let y) = added {
        let (result, isOverflow) = x.addingReportingOverflow(y)
        if !isOverflow {
          cell.value = .int(result)
          return .normal
        }
      }
    case .global(let slot):
      if case .int(let x) = context.pointee.globals[slot], case .int(let y) = added {
        let (result, isOverflow) = x.addingReportingOverflow(y)
        if !isOverflow {
          (context.pointee.globals + slot).initialize(to: .int(result))
          return .normal
        }
      }
    default: break
    }
    try home.withPointer(frame, context) { (address) throws(ScriptError) in
      try Updates.apply(.add, address, added, span, context)
    }
    return .normal
  }
}

/// `=` on a variable in a cell that the closure carries.
final class StoreCapturedCellNode: Node {
  let environment: Int
  let index: Int
  let value: Node
  let span: Span

  init(environment: Int, index: Int, _ value: Node, span: Span) {
    self.environment = environment
    self.index = index
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let result = try value.eval(frame, context)
    guard case .cell(let cell) = captures(frame, environment)[index &+ 1] else {
      throw ScriptError(.name, "the variable is used before its statement has run").at(span)
    }
    store(result, in: cell.address)
    return .normal
  }
}
