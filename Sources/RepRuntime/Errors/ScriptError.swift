import RepSyntax
import RepValue

/// An error that a running script met, with the way it took through the script.
///
/// A class, so that `throws(ScriptError)` returns it in one register; it is changed only while it unwinds one thread.
public final class ScriptError: Error, @unchecked Sendable {
  /// One step of the script's call stack.
  public struct TraceEntry: Sendable {
    /// The place, in ``source``.
    public let span: Span
    /// The text that holds the place; nil until the error has left its function.
    public fileprivate(set) var source: Source?
    /// The function that holds the place; nil for top-level code.
    public fileprivate(set) var function: String?
    /// The position or key of the `parallel` body that holds the place.
    public fileprivate(set) var body: String?
  }

  /// A transfer of control out of an expression (`x ?? break`); never leaves its loop or function.
  enum Transfer {
    case breaking
    case continuing
    case returning(Value)
    /// A `?.` found nothing.
    case chainEnd
  }

  /// What sort of error it is.
  public let kind: ErrorKind
  /// What happened, one line.
  public let message: String
  /// The way out.
  public let hint: String?
  /// Further fields of the error object (`action`, `status`, `fields` …) or the whole object that a script threw.
  public let details: ObjectStorage?
  /// False for limits and cancellation, which no `try` of a script sees (R31).
  public let isCatchable: Bool
  /// Which of the host's limits is used up; nil for every other error.
  public let limit: Limits.Field?
  /// Where it happened and who called, innermost first.
  @exclusivity(unchecked) public private(set) var trace: [TraceEntry] = []
  let transfer: Transfer?
  /// The cancel scope whose end this error carries outwards; see ``CancelScope``.
  let scope: CancelScope?

  /// Makes an error that has no place yet; the node that fails gives it one.
  public init(
    _ kind: ErrorKind, _ message: String, hint: String? = nil, details: ObjectStorage? = nil, isCatchable: Bool = true
  ) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.details = details
    self.isCatchable = isCatchable
    limit = nil
    transfer = nil
    scope = nil
  }

  /// Makes the error of a limit that is used up: of kind `limit`, and not to be caught.
  public init(_ limit: Limits.Field, _ message: String, hint: String? = nil) {
    kind = .limit
    self.message = message
    self.hint = hint
    details = nil
    isCatchable = false
    self.limit = limit
    transfer = nil
    scope = nil
  }

  init(transfer: Transfer) {
    kind = .syntax
    message = "control left its loop or function"
    hint = nil
    details = nil
    isCatchable = false
    limit = nil
    self.transfer = transfer
    scope = nil
  }

  init(stoppedBy scope: CancelScope, kind: ErrorKind, message: String, limit: Limits.Field? = nil) {
    self.kind = kind
    self.message = message
    hint = nil
    details = nil
    isCatchable = false
    self.limit = limit
    transfer = nil
    self.scope = scope
  }

  /// The innermost place, once the error has left its function.
  public var place: TraceEntry? { trace.first }

  /// Gives the error its place if it has none.
  func at(_ span: Span) -> ScriptError {
    if trace.isEmpty, transfer == nil { trace.append(TraceEntry(span: span)) }
    return self
  }

  /// Adds the call that led here.
  func called(at span: Span) -> ScriptError {
    if transfer == nil { trace.append(TraceEntry(span: span)) }
    return self
  }

  /// Names the function and the text of the entry that belongs to the function being left.
  func leaving(_ function: String?, of source: Source) {
    guard let last = trace.indices.last, trace[last].source == nil else { return }
    trace[last].source = source
    trace[last].function = function
  }

  /// Says in which body of a `parallel` it happened.
  func inBody(_ name: String) -> ScriptError {
    if let last = trace.indices.last { trace[last].body = name }
    return self
  }

  /// Takes over the place of the error that a script caught and throws again (R30).
  func keepingTrace(of other: ScriptError) -> ScriptError {
    trace = other.trace
    return self
  }

  private static let kindKey = SharedKey("kind")
  private static let messageKey = SharedKey("message")
  private static let hintKey = SharedKey("hint")

  /// What a script sees in `catch` and in the envelope: `{kind, message, hint?, …details}`.
  public var value: Value {
    let object = ObjectStorage(minimumCapacity: 4)
    object.append(uniqueKey: Self.kindKey.text, .string(StringStorage.make(kind.rawValue)))
    object.append(uniqueKey: Self.messageKey.text, .string(StringStorage.make(message)))
    if let hint { object.append(uniqueKey: Self.hintKey.text, .string(StringStorage.make(hint))) }
    if let details {
      for index in 0..<details.count {
        let entry = details.entries[index]
        object.set(entry.key, entry.value)
      }
    }
    return .object(object)
  }
}

/// A key that threads share: its text never changes.
private struct SharedKey: @unchecked Sendable {
  let text: StringStorage
  init(_ text: String) { self.text = StringStorage.make(text) }
}
