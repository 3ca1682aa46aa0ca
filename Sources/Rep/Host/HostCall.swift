import RepRuntime
import RepValue
import Synchronization

/// One call of a host function while it is open: what its callbacks run on.
final class HostCall: @unchecked Sendable {
  /// What reaches the script's thread while it waits for an asynchronous function.
  enum Message: Sendable {
    /// A callback, and who waits for its value.
    case callback(Value, [Value], CheckedContinuation<Value, any Error>)
    /// The function has ended.
    case finished(Result<Value, ScriptError>)
  }

  private struct State {
    var isOpen = true
    var messages: [Message] = []
    var reader: CheckedContinuation<Void, Never>?
  }

  private let arguments: Arguments
  private let thread = ThreadIdentity.current
  private let state = Mutex(State())

  init(_ arguments: Arguments) { self.arguments = arguments }

  private static var stale: ScriptError {
    ScriptError(
      .staleCallback, "the host called a function of the script after the call that gave it had ended",
      hint: "a host function may call back only until it returns, on the thread that called it or from `async` code")
  }

  /// Ends the call: callbacks are errors from now on.
  func close() {
    let (messages, reader) = state.withLock { state in
      state.isOpen = false
      defer { (state.messages, state.reader) = ([], nil) }
      return (state.messages, state.reader)
    }
    reader?.resume()
    for case .callback(_, _, let waiter) in messages { waiter.resume(throwing: Self.stale) }
  }

  // MARK: Called by the host

  /// Runs a callback at once, on the script's own thread.
  func run(_ function: Value, _ parameters: [Value]) throws(ScriptError) -> Value {
    guard state.withLock({ $0.isOpen }), ThreadIdentity.current == thread else { throw Self.stale }
    return try arguments.call(function, with: parameters)
  }

  /// Posts a callback to the script's thread and waits for its value.
  func post(_ function: Value, _ parameters: [Value]) async throws -> Value {
    try await withCheckedThrowingContinuation { waiter in
      let isPosted = send(.callback(function, parameters, waiter))
      if !isPosted { waiter.resume(throwing: Self.stale) }
    }
  }

  /// - Returns: Whether the call is still open.
  @discardableResult
  func send(_ message: Message) -> Bool {
    let (isOpen, reader) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
      guard state.isOpen else { return (false, nil) }
      state.messages.append(message)
      defer { state.reader = nil }
      return (true, state.reader)
    }
    reader?.resume()
    return isOpen
  }

  // MARK: Called by the script's thread

  /// Waits for the function's end and runs its callbacks meanwhile; other bodies of the script run while it waits.
  /// - Throws: what the function throws, or the end of the scope.
  func serve() throws(ScriptError) -> Value {
    while true {
      try arguments.waiting { await self.arrival() }
      while let message = state.withLock({ $0.messages.isEmpty ? nil : $0.messages.removeFirst() }) {
        switch message {
        case .finished(let result): return try result.get()
        case .callback(let function, let parameters, let waiter):
          do throws(ScriptError) {
            waiter.resume(returning: try arguments.call(function, with: parameters))
          } catch {
            waiter.resume(throwing: error)
            // The host may handle an error of the callback, but nobody handles a limit or the end of the run.
            if !error.isCatchable { throw error }
          }
        }
      }
    }
  }

  private func arrival() async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.messages.isEmpty { state.reader = continuation }
        return !state.messages.isEmpty
      }
      if isThere { continuation.resume() }
    }
  }
}
