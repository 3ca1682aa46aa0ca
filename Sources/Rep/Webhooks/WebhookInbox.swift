import RepValue
import Replicate
import Synchronization

/// Takes the webhook requests that are genuine, fresh and new, and keeps their events until they are read.
final class WebhookInbox: Sendable {
  /// Bytes of a request at most: a record may carry its input and output as data URLs.
  static let bodyLimit = 32 << 20
  /// Events that wait for their reader at most; beyond it the sender is asked to come again.
  static let capacity = 1_000
  /// Ids that are remembered; older ones fail by their timestamps long before.
  static let rememberedIDs = 100_000

  /// An event, and the `webhook-id` of the delivery that brought it.
  struct Event: Sendable {
    let id: String
    let value: Value
  }

  private struct State {
    var seen: Set<String> = []
    /// The ids in the order of their coming.
    var order: [String] = []
    /// The events from `head` on have not been read.
    var events: [Event?] = []
    var head = 0
    /// Events that were taken and whose answers are on their way.
    var answering = 0
    var reader: CheckedContinuation<Event, any Error>?
  }

  private let secret: String
  private let time: TimeSource
  private let state = Mutex(State())

  init(secret: String, time: TimeSource) { (self.secret, self.time) = (secret, time) }

  /// Judges a request and keeps its event.
  func take(_ request: WebhookRequest) -> WebhookAnswer {
    do throws(WebhookSignature.Refusal) {
      try WebhookSignature.verify(
        body: request.body, header: { request.headers[$0] }, secret: secret, now: time.now())
    } catch {
      return WebhookAnswer(401, error.message)
    }
    guard let id = request.headers["webhook-id"], let value = try? JSON.parse(request.body) else {
      return WebhookAnswer(400, "the body is not JSON")
    }
    // What is answered here decides whether the sender tries again.
    return state.withLock { state in
      guard !state.seen.contains(id) else { return WebhookAnswer(200, "known already") }
      guard state.events.count - state.head + state.answering < Self.capacity else {
        return WebhookAnswer(503, "too many events wait; come again")
      }
      state.seen.insert(id)
      state.order.append(id)
      if state.order.count > 2 * Self.rememberedIDs {
        for old in state.order.prefix(Self.rememberedIDs) { state.seen.remove(old) }
        state.order.removeFirst(Self.rememberedIDs)
      }
      state.answering += 1
      return WebhookAnswer(200, "taken") { self.deliver(Event(id: id, value: value)) }
    }
  }

  private func deliver(_ event: Event) {
    let reader = state.withLock { state in
      state.answering -= 1
      guard let reader = state.reader else {
        state.events.append(event)
        return nil as CheckedContinuation<Event, any Error>?
      }
      state.reader = nil
      return reader
    }
    reader?.resume(returning: event)
  }

  /// The next event; waits for one. One caller at a time.
  /// - Throws: `CancellationError`.
  func next() async throws -> Event {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let event: Event? = state.withLock { state in
          guard state.head < state.events.count else {
            state.reader = continuation
            return nil
          }
          defer {
            state.events[state.head] = nil
            state.head += 1
            if state.head == state.events.count { (state.events, state.head) = ([], 0) }
          }
          return state.events[state.head]
        }
        if let event { continuation.resume(returning: event) }
        // Canceled before it began to wait: the handler has run and found nobody.
        if Task.isCancelled { withdraw() }
      }
    } onCancel: {
      withdraw()
    }
  }

  private func withdraw() {
    let reader = state.withLock { state in
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(throwing: CancellationError())
  }
}
