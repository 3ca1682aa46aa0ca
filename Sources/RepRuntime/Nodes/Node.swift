import RepSyntax
import RepValue

/// A piece of a program, ready to run.
///
/// The rules that keep nodes fast are in the DocC article *How the evaluator gets its speed*: children are `let` and
/// never optional or in arrays (`NodeList` instead), slow paths are separate functions, payloads are read before use.
class Node {
  /// Gives the value of an expression. `return`, `break` and `continue` inside leave it as a thrown transfer.
  func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    _ = try exec(frame, context)
    return .null
  }

  /// Gives the truth of an expression, without making a value where that can be avoided.
  func evalBool(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Bool {
    try eval(frame, context).isTruthy
  }

  /// Runs a statement. Gives `.normal`, `.breaking`, `.continuing`, or the value that a `return` gives.
  func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    _ = try eval(frame, context)
    return .normal
  }

  /// The address of a value that lies in a variable, or inside what one holds: reading there copies nothing. Nil where
  /// there is none, also where the value is missing; `eval` gives it then, or the error. The address is good until the
  /// script changes or calls anything.
  func peek(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Frame? { nil }

  /// Whether `peek` gives an address when all goes well.
  var isPeekable: Bool { false }

  /// Whether evaluating it changes nothing and calls no code of the script or the host: addresses stay good meanwhile,
  /// and doing it again is no harm.
  var isPure: Bool { false }

  /// A statement that evaluates this and stores it in a slot, where that can be done at once.
  func storing(in slot: Int) -> Node? { nil }

  /// Appends the text form of the value to the scratch buffer: an interpolation.
  func render(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    let value = try eval(frame, context)
    context.pointee.scratch.append(text: value)
  }
}

/// A child behind a noncopyable wrapper: read out of raw memory without a retain.
struct Child: ~Copyable {
  let node: Node

  @inline(__always)
  init(_ node: Node) { self.node = node }

  @inline(__always)
  borrowing func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try node.eval(frame, context)
  }

  @inline(__always)
  borrowing func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try node.exec(frame, context)
  }

  @inline(__always)
  borrowing func render(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    try node.render(frame, context)
  }
}

/// The children of a node that has any number of them: an array of nodes would retain at each access.
final class NodeList {
  let count: Int
  private let children: UnsafeMutablePointer<Child>

  init(_ nodes: [Node]) {
    count = nodes.count
    children = .allocate(capacity: max(1, nodes.count))
    for (index, node) in nodes.enumerated() { (children + index).initialize(to: Child(node)) }
  }

  deinit {
    children.deinitialize(count: count)
    children.deallocate()
  }

  @inline(__always)
  func eval(_ index: Int, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try children[index].eval(frame, context)
  }

  @inline(__always)
  func exec(_ index: Int, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    try children[index].exec(frame, context)
  }

  @inline(__always)
  func render(_ index: Int, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    try children[index].render(frame, context)
  }

  /// Evaluates all children into consecutive slots; on an error the slots are empty again.
  @inline(__always)
  func evalAll(into target: Frame, _ frame: Frame, _ context: ContextPointer) throws(ScriptError) {
    var index = 0
    while index < count {
      do throws(ScriptError) {
        (target + index).initialize(to: try children[index].eval(frame, context))
      } catch {
        target.deinitialize(count: index)
        throw error
      }
      index &+= 1
    }
  }
}

/// Releases what a slot holds, leaving it uninitialised.
@inline(__always)
func drop(_ slot: Frame) {
  switch slot.pointee {
  case .null, .bool, .int, .float, .unset: return
  default: slot.deinitialize(count: 1)
  }
}

/// Puts a value in a slot, skipping the release of what needs none.
@inline(__always)
func store(_ value: consuming Value, in slot: Frame) {
  switch slot.pointee {
  case .null, .bool, .int, .float, .unset: slot.initialize(to: value)
  default: replace(slot, value)
  }
}

@inline(never)
private func replace(_ slot: Frame, _ value: consuming Value) { slot.pointee = value }

/// Puts a number in a slot and gives the completion of the statement that did it.
@inline(__always)
func storeNumber(_ number: consuming Value, in slot: Frame) -> Value {
  store(number, in: slot)
  return .normal
}
