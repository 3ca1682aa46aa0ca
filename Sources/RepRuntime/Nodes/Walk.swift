import RepSyntax
import RepValue

/// A value that can be walked without being a list: a page, a stream.
open class SequenceStorage: OpaqueStorage, @unchecked Sendable {
  /// Begins a walk.
  /// - Throws: whatever makes a walk impossible, such as a stream that was read already.
  open func makeIterator() throws(ScriptError) -> SequenceIterator { SequenceIterator() }
}

/// A sequence that can be counted without giving its items.
public protocol CountedSequence: AnyObject {
  /// How many items a walk gives.
  /// - Throws: what a walk throws.
  func count(_ context: ContextPointer) throws(ScriptError) -> Int
}

/// One walk over a ``SequenceStorage``.
open class SequenceIterator {
  /// A walk over nothing.
  public init() {}
  /// The next item; nil at the end. It may wait, for other bodies of the script to run meanwhile.
  /// - Throws: what fetching the item throws.
  open func next(_ context: ContextPointer) throws(ScriptError) -> Value? { nil }
}

/// The head of a loop or comprehension: walks a list, page, stream or, with two names, an object (R23).
final class Walk {
  let sequence: Node
  /// The slot of the first name, or of the only one.
  let first: Int
  /// The slot of the second name; -1 for none.
  let second: Int
  let boxes: Node
  let hasBoxes: Bool
  let span: Span

  init(_ sequence: Node, first: Int, second: Int, boxes: Node?, span: Span) {
    self.sequence = sequence
    self.first = first
    self.second = second
    self.boxes = boxes ?? EmptyNode()
    hasBoxes = boxes != nil
    self.span = span
  }

  /// Binds the names to each item in turn and runs the body, until it gives false.
  @inline(__always)
  func each(
    _ frame: Frame, _ context: ContextPointer, _ body: () throws(ScriptError) -> Bool
  ) throws(ScriptError) {
    try each(of: try sequence.eval(frame, context), frame, context, body)
  }

  /// The same for a sequence that was evaluated already.
  @inline(__always)
  func each(
    of value: Value, _ frame: Frame, _ context: ContextPointer, _ body: () throws(ScriptError) -> Bool
  ) throws(ScriptError) {
    switch value {
    case .list(let list):
      // The walk holds the list, so a change to the variable copies it: what is walked is what was there at the start.
      let count = list.count
      var index = 0
      while index < count {
        if try !bind(.int(index), list.elements[index], frame, context, body) { return }
        index &+= 1
      }
    case .object(let object) where second >= 0:
      let count = object.count
      var index = 0
      while index < count {
        let entry = object.entries[index]
        if try !bind(.string(entry.key), entry.value, frame, context, body) { return }
        index &+= 1
      }
    case .opaque(let opaque):
      guard let sequence = opaque as? SequenceStorage else { throw Self.notWalkable(value).at(span) }
      let iterator: SequenceIterator
      do throws(ScriptError) { iterator = try sequence.makeIterator() } catch { throw error.at(span) }
      var index = 0
      while true {
        let item: Value?
        do throws(ScriptError) { item = try iterator.next(context) } catch { throw error.at(span) }
        guard let item else { return }
        if try !bind(.int(index), item, frame, context, body) { return }
        index += 1
      }
    default: throw Self.notWalkable(value).at(span)
    }
  }

  @inline(__always)
  private func bind(
    _ key: Value, _ item: Value, _ frame: Frame, _ context: ContextPointer, _ body: () throws(ScriptError) -> Bool
  ) throws(ScriptError) -> Bool {
    try step(context, at: span)
    if second >= 0 {
      store(key, in: frame + first)
      store(item, in: frame + second)
    } else {
      store(item, in: frame + first)
    }
    if hasBoxes { _ = try boxes.exec(frame, context) }
    return try body()
  }

  @inline(never)
  static func notWalkable(_ value: Value) -> ScriptError {
    let hint: String
    switch value {
    case .object: hint = "walk its keys with `o.keys()`, or both with `for key, value in o`"
    case .string: hint = "walk its characters with `.split(\"\")`, its lines with `.lines()`"
    case .int: hint = "walk `0..<n`"
    case .null: hint = "give a default: `?? []`"
    case .opaque(let opaque) where opaque.kind == OpaqueKind.file: hint = "read it first: `read_lines(path)`"
    default: hint = "a loop walks a list, a page or a stream"
    }
    return ScriptError(.type, "cannot walk over \(value.typeName)", hint: hint)
  }
}
