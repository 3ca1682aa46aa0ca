import RepSyntax
import RepValue
import Synchronization

/// Gives the bodies of a `parallel` one after the other. Only the thread that holds the baton asks.
final class ParallelSource {
  /// One body to run.
  struct Body {
    let index: Int
    /// The element's position or key, for its logical name and for errors.
    let name: String
    let function: Value
    let arguments: [Value]
  }

  private enum Items {
    case list(ListStorage)
    case object(ObjectStorage)
    case sequence(SequenceIterator)
    case functions([Value], names: [String]?)
  }

  private let items: Items
  private let function: Value
  private let takesKey: Bool
  private(set) var next = 0
  private var isExhausted = false
  private let isFetching = Atomic<Bool>(false)

  init(calling functions: [Value], names: [String]?) {
    items = .functions(functions, names: names)
    function = .null
    takesKey = false
  }

  /// - Throws: kind `type` for a value that cannot be walked.
  init(walking value: Value, _ function: Value, takesKey: Bool, _ span: Span) throws(ScriptError) {
    self.function = function
    self.takesKey = takesKey
    switch value {
    case .list(let list): items = .list(list)
    case .object(let object) where takesKey: items = .object(object)
    case .opaque(let opaque):
      guard let sequence = opaque as? SequenceStorage else { throw Walk.notWalkable(value).at(span) }
      do throws(ScriptError) { items = .sequence(try sequence.makeIterator()) } catch { throw error.at(span) }
    default: throw Walk.notWalkable(value).at(span)
    }
  }

  /// How many bodies there are, where that is known.
  var count: Int? {
    switch items {
    case .list(let list): list.count
    case .object(let object): object.count
    case .functions(let functions, _): functions.count
    case .sequence: nil
    }
  }

  /// Whether another thread could find a body.
  var mayHaveMore: Bool { count.map { next < $0 } ?? !isExhausted }

  /// The next body; nil at the end. Fetching an item of a page may wait.
  func take(_ context: ContextPointer) throws(ScriptError) -> Body? {
    switch items {
    case .list(let list):
      guard next < list.count else { return nil }
      defer { next += 1 }
      return body(.int(next), list.elements[next], name: "\(next)")
    case .object(let object):
      guard next < object.count else { return nil }
      defer { next += 1 }
      let entry = object.entries[next]
      return body(.string(entry.key), entry.value, name: entry.key.text)
    case .functions(let functions, let names):
      guard next < functions.count else { return nil }
      defer { next += 1 }
      return Body(index: next, name: names?[next] ?? "\(next)", function: functions[next], arguments: [])
    case .sequence(let iterator):
      // One thread fetches at a time; the others wait for their turn without the baton.
      let thread = context.pointee.thread
      if isFetching.load(ordering: .acquiring) {
        try thread.park(thread.absence) { !isFetching.load(ordering: .acquiring) }
        return try take(context)
      }
      isFetching.store(true, ordering: .releasing)
      defer {
        isFetching.store(false, ordering: .releasing)
        thread.run.wakeAll()
      }
      guard !isExhausted else { return nil }
      guard let item = try iterator.next(context) else {
        isExhausted = true
        return nil
      }
      defer { next += 1 }
      return body(.int(next), item, name: "\(next)")
    }
  }

  private func body(_ key: Value, _ item: Value, name: String) -> Body {
    Body(index: next, name: name, function: function, arguments: takesKey ? [key, item] : [item])
  }
}
