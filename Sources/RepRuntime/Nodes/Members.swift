import RepSyntax
import RepValue
import Synchronization

/// `o.key`
final class MemberNode: Node {
  let base: Node
  let key: StringStorage
  let isOptional: Bool
  let span: Span
  /// Where the key was found last; a guess that other threads may overwrite.
  private let hint = Atomic<Int>(0)

  init(_ base: Node, key: StringStorage, isOptional: Bool, span: Span) {
    self.base = base
    self.key = key
    self.isOptional = isOptional
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let value = try base.eval(frame, context)
    if case .object(let object) = value {
      let guess = hint.load(ordering: .relaxed)
      if guess < object.entryCount, object.entries[guess].key === key { return object.entries[guess].value }
      let position = object.find(key)
      if position >= 0 {
        hint.store(position, ordering: .relaxed)
        return object.entries[position].value
      }
    }
    return try missing(value, context)
  }

  @inline(never)
  private func missing(_ value: Value, _ context: ContextPointer) throws(ScriptError) -> Value {
    try Members.missing(key, of: value, isOptional: isOptional, span)
  }
}

/// What a member or index gives that does not simply exist.
enum Members {
  /// Ends an optional chain with null; never leaves its `ChainNode`.
  static func endOfChain() -> ScriptError { chainEnd }

  /// Shared: an error with a transfer never gets a trace.
  private static let chainEnd = ScriptError(transfer: .chainEnd)

  static func missing(
    _ key: StringStorage, of value: Value, isOptional: Bool, _ span: Span
  ) throws(ScriptError) -> Value {
    switch value {
    case .object(let object):
      if isOptional { throw endOfChain() }
      var names: [String] = []
      object.forEach { name, _ in names.append(name.text) }
      throw missingKey(key.text, among: names).at(span)
    case .null:
      if isOptional { throw endOfChain() }
      throw ScriptError(
        .type, "cannot read `\(key.text)` of null", hint: "write `?.\(key.text)` where it may be missing").at(span)
    case .opaque(let opaque):
      if let found = opaque.member(key) { return found }
      if isOptional { throw endOfChain() }
      throw ScriptError(.key, "\(withArticle(opaque.typeName)) has no member `\(key.text)`").at(span)
    default:
      throw ScriptError(
        .type, "\(withArticle(value.typeName)) has no members",
        hint: key.text == "length" || key.text == "len" ? "write `len(…)`" : "a method is called: `.\(key.text)()`"
      ).at(span)
    }
  }

  static func missingKey(_ key: String, among names: [String]) -> ScriptError {
    let hint: String
    if let near = Suggestion.nearest(to: key, among: names) {
      hint = "did you mean `\(near)`?"
    } else if optionalFields.contains(key), names.contains("id") {
      hint = "a prediction has `\(key)` only once it is far enough: write `?.\(key)`, or `await` it first"
    } else if names.isEmpty {
      hint = "the object is empty; write `?.\(key)` where it may be missing"
    } else {
      let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
      hint = "it has \(shown); write `?.\(key)` where it may be missing"
    }
    return ScriptError(.key, "there is no key `\(key)`", hint: hint)
  }

  /// Fields of a prediction that the API leaves out until they exist (R25).
  private static let optionalFields: Set<String> = [
    "output", "metrics", "started_at", "completed_at", "data_removed", "deadline", "deployment",
  ]

  static func withArticle(_ name: String) -> String {
    guard let first = name.first, name != "null" else { return name }
    return ("aio".contains(first) ? "an " : "a ") + name
  }
}

/// The whole of a chain that holds `?.` or `?[`: null when one of them found nothing (R24).
final class ChainNode: Node {
  let chain: Node
  init(_ chain: Node) { self.chain = chain }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    do throws(ScriptError) {
      return try chain.eval(frame, context)
    } catch {
      if case .chainEnd = error.transfer { return .null }
      throw error
    }
  }
}

/// `x[i]`, `o["key"]`
final class IndexNode: Node {
  let base: Node
  let index: Node
  let isOptional: Bool
  let span: Span

  init(_ base: Node, _ index: Node, isOptional: Bool, span: Span) {
    self.base = base
    self.index = index
    self.isOptional = isOptional
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let container = try base.eval(frame, context)
    if case .null = container, isOptional { throw Members.endOfChain() }
    let key = try index.eval(frame, context)
    if case .list(let list) = container, case .int(let position) = key, position >= 0, position < list.count {
      return list.elements[position]
    }
    return try Indexing.read(container, key, isOptional: isOptional, span, context)
  }
}

/// Reading by index.
enum Indexing {
  @inline(never)
  static func read(
    _ container: Value, _ key: Value, isOptional: Bool, _ span: Span, _ context: ContextPointer
  ) throws(ScriptError) -> Value {
    switch (container, key) {
    case (.list(let list), .int(let index)):
      let position = index < 0 ? index + list.count : index
      if position >= 0, position < list.count { return list.elements[position] }
      if isOptional { throw Members.endOfChain() }
      throw outside(index, count: list.count, "list", "items").at(span)
    case (.object(let object), .string(let name)):
      if let value = object.value(for: name) { return value }
      if isOptional { throw Members.endOfChain() }
      var names: [String] = []
      object.forEach { key, _ in names.append(key.text) }
      throw Members.missingKey(name.text, among: names).at(span)
    case (.string(let text), .int(let index)):
      if !text.isASCII { do throws(ScriptError) { try nativeWork(text.count, context) } catch { throw error.at(span) } }
      let count = text.scalarCount
      let position = index < 0 ? index + count : index
      if position >= 0, position < count, let scalar = text.scalar(at: position) { return .string(scalar) }
      if isOptional { throw Members.endOfChain() }
      throw outside(index, count: count, "string", "characters").at(span)
    case (.object, _):
      throw ScriptError(
        .type, "a key is a string, got \(key.typeName)", hint: #"write o["\(key)"]"#).at(span)
    case (.list, _), (.string, _):
      throw ScriptError(.type, "an index is an int, got \(key.typeName)").at(span)
    case (.null, _):
      if isOptional { throw Members.endOfChain() }
      throw ScriptError(.type, "cannot index null", hint: "write `?[…]` where it may be missing").at(span)
    case (.opaque(let opaque), _) where opaque.kind == OpaqueKind.page:
      throw ScriptError(
        .type, "a page is not indexed", hint: "write `.results[i]`, or `page |> take(n)` for the first n items").at(span)
    default:
      throw ScriptError(.type, "\(Members.withArticle(container.typeName)) has no items").at(span)
    }
  }

  static func outside(_ index: Int, count: Int, _ what: String, _ unit: String) -> ScriptError {
    ScriptError(
      .index, "index \(index) is outside the \(what) of \(count) \(unit)",
      hint: count == 0 ? "it is empty; write `?[…]` where that may be" : "write `?[…]` where it may be missing")
  }
}

/// `x[a..b]`: a slice; negative bounds count from the end, and it is clipped (R20).
final class SliceNode: Node {
  let base: Node
  let lower: Node
  let upper: Node
  let isClosed: Bool
  let isOptional: Bool
  let span: Span

  init(_ base: Node, _ lower: Node, _ upper: Node, isClosed: Bool, isOptional: Bool, span: Span) {
    self.base = base
    self.lower = lower
    self.upper = upper
    self.isClosed = isClosed
    self.isOptional = isOptional
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let container = try base.eval(frame, context)
    if case .null = container, isOptional { throw Members.endOfChain() }
    let low = try lower.eval(frame, context)
    let high = try upper.eval(frame, context)
    guard case .int(let first) = low, case .int(let last) = high else {
      throw ScriptError(.type, "a slice takes two ints, got \(low.typeName) and \(high.typeName)").at(span)
    }
    switch container {
    case .list(let list):
      let (start, end) = clip(first, last, list.count)
      do throws(ScriptError) {
        try nativeWork(end - start, context)
        try claim((end - start) * MemoryLayout<Value>.stride)
      } catch {
        throw error.at(span)
      }
      return .list(list.copy(from: start, to: end))
    case .string(let text):
      do throws(ScriptError) {
        try nativeWork(text.count, context)
        try claim(text.count)
      } catch {
        throw error.at(span)
      }
      let (start, end) = clip(first, last, text.scalarCount)
      return .string(text.slice(fromScalar: start, to: end))
    case .null:
      throw ScriptError(.type, "cannot slice null", hint: "write `?[…]` where it may be missing").at(span)
    default:
      throw ScriptError(.type, "a slice is of a list or a string, got \(container.typeName)").at(span)
    }
  }

  private func clip(_ first: Int, _ last: Int, _ count: Int) -> (Int, Int) {
    let start = min(max(first < 0 ? first + count : first, 0), count)
    let inclusive = last < 0 ? last + count : last
    let end = isClosed ? (inclusive == .max ? count : inclusive + 1) : inclusive
    return (start, min(max(end, start), count))
  }
}

extension OpaqueStorage {
  /// A member of a value of the host, such as `.results` of a page.
  func member(_ key: StringStorage) -> Value? { (self as? any MemberContainer)?.member(named: key) }
}

/// A value of the host that has members: `page.results`, `file.path`.
public protocol MemberContainer: AnyObject {
  /// The member of a name; nil where there is none.
  func member(named key: StringStorage) -> Value?
}
