import Dispatch
import Synchronization

/// Waits on this thread, which must not be one of Swift concurrency, until an asynchronous operation is done.
func blocking<Success: Sendable>(_ operation: @escaping @Sendable () async throws -> Success) throws -> Success {
  let result = Box<Success>()
  let done = DispatchSemaphore(value: 0)
  Task.detached {
    let outcome: Result<Success, any Error>
    do { outcome = .success(try await operation()) } catch { outcome = .failure(error) }
    result.value.withLock { $0 = outcome }
    done.signal()
  }
  done.wait()
  guard let outcome = result.value.withLock({ $0 }) else { throw CancellationError() }
  return try outcome.get()
}

private final class Box<Success: Sendable>: Sendable {
  let value = Mutex<Result<Success, any Error>?>(nil)
}
