import CRepSupport
import Synchronization
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Threads of our own: a script blocks its thread while it waits, which must never be one of the cooperative pool.
enum NativeThread {
  /// The part of a thread's stack that scripts may use.
  struct Stack {
    /// Below this address calls are refused; what is left belongs to the natives that run then.
    let limit: UInt
  }

  /// Threads at once in this process: half of what the kernel's map count allows, and far above what helps.
  private static let maximumCount = 4_096
  /// Left below the limit for natives and their libraries.
  private static let reserve = 128 << 10
  private static let count = Atomic<Int>(0)

  private final class Start {
    let stackBytes: Int
    let body: (Stack) -> Void
    init(stackBytes: Int, body: @escaping (Stack) -> Void) {
      self.stackBytes = stackBytes
      self.body = body
    }
  }

  /// Starts a detached thread; false when the system or the cap does not allow one more.
  static func start(stackBytes: Int, _ body: @escaping @Sendable (Stack) -> Void) -> Bool {
    guard count.wrappingAdd(1, ordering: .relaxed).newValue <= maximumCount else {
      count.wrappingSubtract(1, ordering: .relaxed)
      return false
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    let size = max(stackBytes, 256 << 10)
    pthread_attr_setstacksize(&attributes, size)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let start = Unmanaged.passRetained(Start(stackBytes: size, body: body))
    #if canImport(Glibc)
    var thread = pthread_t()
    let status = pthread_create(&thread, &attributes, { NativeThread.enter($0) }, start.toOpaque())
    #else
    var thread: pthread_t?
    let status = pthread_create(&thread, &attributes, { NativeThread.enter($0) }, start.toOpaque())
    #endif
    guard status == 0 else {
      start.release()
      count.wrappingSubtract(1, ordering: .relaxed)
      return false
    }
    return true
  }

  private static func enter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    start.body(Stack(limit: rep_frame_address() - UInt(start.stackBytes) + UInt(reserve)))
    count.wrappingSubtract(1, ordering: .relaxed)
    return nil
  }
}
