import RepSyntax
import RepValue

/// A list literal without spreads.
final class ListNode: Node {
  let elements: NodeList
  init(_ elements: [Node]) { self.elements = NodeList(elements) }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let list = ListStorage(minimumCapacity: elements.count)
    var index = 0
    while index < elements.count {
      list.append(try elements.eval(index, frame, context))
      index &+= 1
    }
    return .list(list)
  }
}

/// A list literal with spreads.
final class SpreadListNode: Node {
  let elements: NodeList
  let isSpread: [Bool]
  let spans: [Span]

  init(_ elements: [(node: Node, isSpread: Bool, span: Span)]) {
    self.elements = NodeList(elements.map(\.node))
    isSpread = elements.map(\.isSpread)
    spans = elements.map(\.span)
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let list = ListStorage(minimumCapacity: elements.count)
    for index in 0..<elements.count {
      let value = try elements.eval(index, frame, context)
      if isSpread[index] {
        try spread(value, into: list, spans[index], context)
      } else {
        list.append(value)
      }
    }
    return .list(list)
  }
}

/// Appends the items of a value to a list: `...value` in a list or in arguments.
func spread(
  _ value: Value, into list: ListStorage, _ span: Span, _ context: ContextPointer
) throws(ScriptError) {
  switch value {
  case .list(let items):
    do throws(ScriptError) { try nativeWork(items.count, context) } catch { throw error.at(span) }
    list.append(contentsOf: items)
  case .opaque(let opaque):
    guard let sequence = opaque as? SequenceStorage else { fallthrough }
    do throws(ScriptError) {
      let iterator = try sequence.makeIterator()
      while let item = try iterator.next(context) {
        try step(context)
        list.append(item)
      }
    } catch {
      throw error.at(span)
    }
  default:
    throw ScriptError(.type, "`...` spreads a list here, got \(value.typeName)").at(span)
  }
}

/// An object literal whose keys are known.
final class ObjectNode: Node {
  let keys: [StringStorage]
  let values: NodeList

  init(_ entries: [(key: StringStorage, value: Node)]) {
    keys = entries.map(\.key)
    values = NodeList(entries.map(\.value))
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let object = ObjectStorage(minimumCapacity: values.count)
    var index = 0
    while index < values.count {
      // The compiler has removed duplicate keys.
      object.append(uniqueKey: keys[index], try values.eval(index, frame, context))
      index &+= 1
    }
    return .object(object)
  }
}

/// An object literal or input block with spreads, computed keys or duplicates.
final class BuiltObjectNode: Node {
  enum Entry {
    case pair(key: Node, value: Node)
    case spread(Node)
  }
  let entries: [Entry]
  let spans: [Span]

  init(_ entries: [(entry: Entry, span: Span)]) {
    self.entries = entries.map(\.entry)
    spans = entries.map(\.span)
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let object = ObjectStorage(minimumCapacity: entries.count)
    for (index, entry) in entries.enumerated() {
      switch entry {
      case .pair(let key, let value):
        guard case .string(let name) = try key.eval(frame, context) else { continue }
        object.set(name, try value.eval(frame, context))
      case .spread(let node):
        let value = try node.eval(frame, context)
        guard case .object(let other) = value else {
          if case .null = value {
            throw ScriptError(
              .type, "`...` spreads an object here, got null", hint: "give a default: `...(value ?? {})`"
            ).at(spans[index])
          }
          throw ScriptError(.type, "`...` spreads an object here, got \(value.typeName)").at(spans[index])
        }
        do throws(ScriptError) { try nativeWork(other.count, context) } catch { throw error.at(spans[index]) }
        other.forEach { object.set($0, $1) }
      }
    }
    return .object(object)
  }
}

/// `[for x in xs if c: value]`
final class ListComprehensionNode: Node {
  let walk: Walk
  let condition: Node
  let value: Node

  init(_ walk: Walk, condition: Node, value: Node) {
    self.walk = walk
    self.condition = condition
    self.value = value
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let list = ListStorage(minimumCapacity: 0)
    try walk.each(frame, context) { () throws(ScriptError) in
      if try condition.evalBool(frame, context) { list.append(try value.eval(frame, context)) }
      return true
    }
    return .list(list)
  }
}

/// `[for i in a..b if c: value]`: no list of ints is built.
final class RangeComprehensionNode: Node {
  let slot: Int
  let range: RangeNode
  let boxes: Node
  let condition: Node
  let value: Node

  init(slot: Int, range: RangeNode, boxes: Node?, condition: Node, value: Node) {
    self.slot = slot
    self.range = range
    self.boxes = boxes ?? EmptyNode()
    self.condition = condition
    self.value = value
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let bounds = try RangeBounds(range.lower, range.upper, range.isClosed, range.span, frame, context)
    let list = ListStorage(minimumCapacity: 0)
    var next = bounds.start
    while next < bounds.end {
      try step(context, at: range.span)
      store(.int(next), in: frame + slot)
      _ = try boxes.exec(frame, context)
      if try condition.evalBool(frame, context) { list.append(try value.eval(frame, context)) }
      next &+= 1
    }
    return .list(list)
  }
}

/// `{for k, v in o if c: key: value}`
final class ObjectComprehensionNode: Node {
  let walk: Walk
  let condition: Node
  let key: Node
  let value: Node
  let keySpan: Span

  init(_ walk: Walk, condition: Node, key: Node, value: Node, keySpan: Span) {
    self.walk = walk
    self.condition = condition
    self.key = key
    self.value = value
    self.keySpan = keySpan
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let object = ObjectStorage(minimumCapacity: 0)
    try walk.each(frame, context) { () throws(ScriptError) in
      if try condition.evalBool(frame, context) {
        let name = try key.eval(frame, context)
        guard case .string(let text) = name else {
          throw ScriptError(
            .type, "a key is a string, got \(name.typeName)", hint: #"write "\(…)" around it"#).at(keySpan)
        }
        object.set(text, try value.eval(frame, context))
      }
      return true
    }
    return .object(object)
  }
}
