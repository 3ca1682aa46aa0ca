import RepValue
import Synchronization

/// A call that must not be made twice, on its way to the server.
public struct CreateIntent: Sendable, Identifiable {
  /// Unique in the process.
  public let id: Int
  /// What is called.
  public let operation: Operation
  /// What it is called with.
  public let arguments: Arguments
  /// Which call of a program it is, where a host says so; see ``CreateContext``.
  public let call: String?
  /// What is run, as the program names it; nil where nothing says.
  public let reference: ModelReference?
  /// What the account's list can show of its input.
  public let visible: VisibleInput
  /// Inputs that the model calls secrets: the server does not show them again, and nobody writes them down.
  public let secretKeys: Set<String>
  /// What is run; nil for `models.create` and `deployments.create`, which are found by their names.
  let target: CreateTarget?
  /// Calls with the same key may be taken for each other in the list.
  let key: Key

  struct Key: Hashable, Sendable {
    let target: CreateTarget?
    let input: [UInt8]
  }

  private static let counter = Atomic(0)

  /// - Parameters:
  ///   - operation: the create.
  ///   - arguments: what it is called with.
  ///   - call: see ``call``.
  ///   - secretKeys: see ``secretKeys``.
  ///   - visible: see ``visible``; by default all of the input but the secrets.
  public init(
    _ operation: Operation, _ arguments: Arguments, call: String? = nil, secretKeys: Set<String> = [],
    visible: VisibleInput? = nil
  ) {
    id = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
    (self.operation, self.arguments, self.call, self.secretKeys) = (operation, arguments, call, secretKeys)
    let visible = visible ?? VisibleInput(arguments.values["input"], secretKeys: secretKeys)
    self.visible = visible
    target = CreateTarget(operation, arguments.values)
    reference = CreateContext.reference ?? target?.reference
    key = Key(target: target, input: visible.key)
  }
}

/// Which call of a program the creates of the running task belong to. A journal sets it, and finds it again in
/// ``CreateIntent/call``.
public enum CreateContext {
  /// The call of the running task; nil where nobody says.
  @TaskLocal public static var call: String?

  /// What they run, as the program names it. Their own arguments may name a bare version, which does not say whose it is.
  @TaskLocal public static var reference: ModelReference?
}

/// What is to be done about a create, when it begins.
public enum CreateStart: Sendable {
  /// It has never been sent.
  case send
  /// It was sent by a process that has ended: it is looked up before anything else. Server times, in seconds since 1970:
  /// `sentLow` before the first byte could leave, `sentHigh` after the last one could have, nil where nobody knows.
  case lookUp(sentLow: Double, sentHigh: Double?)
  /// Its answer is known.
  case known(Value)
}

/// What whoever pays says about a create whose fate nobody can tell.
public enum CreateDecision: Sendable {
  /// Send it again: it was never accepted.
  case resend
  /// Do without it.
  case giveUp
  /// Look for it once more.
  case wait
}

/// Remembers creates: what was sent, what came of it, and which prediction serves which call, so that no call is paid
/// for twice and no prediction serves two calls.
///
/// The client keeps one in memory (``MemoryLedger``); a journal is one that outlives the process.
public protocol CreateLedger: Sendable {
  /// A create is about to be made.
  ///
  /// - Throws: whatever must keep it from being made.
  func begin(_ intent: CreateIntent) async throws -> CreateStart

  /// No byte of the create leaves before this returns; a body that is not handed over within 5 s after it is not sent
  /// any more, and ``willSend(_:at:)`` is called again before the next attempt.
  ///
  /// - Parameters:
  ///   - intent: the create.
  ///   - sentLow: the server's time, at the earliest.
  /// - Throws: whatever must keep it from being sent.
  func willSend(_ intent: CreateIntent, at sentLow: Double) async throws

  /// The server has certainly not accepted the last sending. It may be sent again.
  func refused(_ intent: CreateIntent, _ error: ReplicateError) async

  /// Nobody knows what became of the last sending.
  ///
  /// - Parameters:
  ///   - intent: the create.
  ///   - sentHigh: the server's time after which no byte left, at the latest.
  func unanswered(_ intent: CreateIntent, at sentHigh: Double) async

  /// The answer came: `record` is what was created, and serves this call.
  func answered(_ intent: CreateIntent, _ record: Value) async

  /// A look-up wants `record` to serve this call. False where it serves another one already.
  func claim(_ record: Value, for intent: CreateIntent) async -> Bool

  /// Those of `ids` that serve a call.
  func claimed(among ids: [String]) async -> Set<String>

  /// Nobody can tell what became of a create, or it is not listed and must not be sent again without a word.
  /// - Returns: the word of whoever pays; nil leaves it undecided, which is an error of kind `unresolved`.
  func decide(_ intent: CreateIntent) async -> CreateDecision?

  /// The create has ended without a run: it was withdrawn, was never accepted, or needs a decision.
  func ended(_ intent: CreateIntent, _ error: any Error) async
}

extension CreateLedger {
  /// Leaves it undecided.
  public func decide(_ intent: CreateIntent) async -> CreateDecision? { nil }
}

/// The ledger of a process that keeps no journal.
public final class MemoryLedger: CreateLedger {
  private let claims = Mutex(RecentClaims())

  /// A ledger that remembers nothing yet.
  public init() {}

  /// Lets every create be sent.
  public func begin(_ intent: CreateIntent) async throws -> CreateStart { .send }
  /// Does nothing: what is not written down cannot be read by another process.
  public func willSend(_ intent: CreateIntent, at sentLow: Double) async throws {}
  /// Does nothing.
  public func refused(_ intent: CreateIntent, _ error: ReplicateError) async {}
  /// Does nothing.
  public func unanswered(_ intent: CreateIntent, at sentHigh: Double) async {}
  /// Does nothing.
  public func ended(_ intent: CreateIntent, _ error: any Error) async {}

  /// Claims the record that a create was answered with.
  public func answered(_ intent: CreateIntent, _ record: Value) async { _ = add(record["id"].string) }

  /// Claims a record that was found; false where another call has it.
  public func claim(_ record: Value, for intent: CreateIntent) async -> Bool { add(record["id"].string) }

  /// Those of the ids that serve a call of this process.
  public func claimed(among ids: [String]) async -> Set<String> {
    claims.withLock { claims in Set(ids.filter(claims.contains)) }
  }

  private func add(_ id: String?) -> Bool {
    guard let id else { return false }
    return claims.withLock { $0.insert(id) }
  }
}

/// Which predictions serve a call of this process: the latest ones, so that it may go on for ever.
package struct RecentClaims: Sendable {
  /// How many are remembered at least: more than can have been created within the longest window of a look-up.
  package static let capacity = 32_768

  private var ids: Set<String> = []
  /// The ids in the order of their coming.
  private var order: [String] = []

  package init() {}

  package func contains(_ id: String) -> Bool { ids.contains(id) }

  /// - Returns: whether it served no call yet.
  package mutating func insert(_ id: String) -> Bool {
    guard ids.insert(id).inserted else { return false }
    order.append(id)
    if order.count > 2 * Self.capacity {
      ids.subtract(order.prefix(Self.capacity))
      order.removeFirst(Self.capacity)
    }
    return true
  }

  /// It serves no call after all.
  package mutating func remove(_ id: String) {
    // One that comes again is not to be forgotten with the old ones.
    if ids.remove(id) != nil, let index = order.lastIndex(of: id) { order.remove(at: index) }
  }
}
