import Dispatch
import Synchronization

/// Waits on the prompt's own thread for asynchronous work.
enum Waiting {
  /// The result of an operation; nil when the time is up before, in which case it is cancelled.
  static func result<Success: Sendable>(
    within seconds: Int = 60, _ operation: @escaping @Sendable () async -> Success
  ) -> Success? {
    let box = Box<Success>()
    let done = DispatchSemaphore(value: 0)
    let task = Task.detached {
      let value = await operation()
      box.value.withLock { $0 = value }
      done.signal()
    }
    guard done.wait(timeout: .now() + .seconds(seconds)) == .success else {
      task.cancel()
      return nil
    }
    return box.value.withLock { $0 }
  }

  private final class Box<Success: Sendable>: Sendable {
    let value = Mutex<Success?>(nil)
  }
}
