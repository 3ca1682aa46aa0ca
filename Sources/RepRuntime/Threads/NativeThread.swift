import CRepSupport
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A thread of the system, as the code that runs on it sees it.
struct NativeThread: ~Copyable {
  /// The size of its stack.
  let stackBytes: Int
  /// An address near the beginning of its stack.
  private let top: UInt
  private let ownFrames: LazyFrames

  /// Made with the first main body.
  private final class LazyFrames {
    private let capacity: Int
    private var made: Frame?

    init(capacity: Int) { self.capacity = capacity }
    deinit { made?.deallocate() }

    var frames: Frame {
      if let made { return made }
      let frames = Frame.allocate(capacity: capacity)
      made = frames
      return frames
    }
  }

  /// Left at the end of a stack for natives and their libraries.
  private static let reserve = 128 << 10

  private init(stackBytes: Int, top: UInt) {
    (self.stackBytes, self.top) = (stackBytes, top)
    ownFrames = LazyFrames(capacity: ScriptThread.frameCount(stackBytes: stackBytes))
  }

  /// The address below which a body that may use so much of the stack is refused calls; what is left belongs to the
  /// natives that run then.
  func stackLimit(of bytes: Int) -> UInt { top - UInt(min(bytes, stackBytes)) + UInt(Self.reserve) }

  /// The value stack of the main body that runs on it; empty, as the one before has left it.
  var frames: Frame { ownFrames.frames }

  private final class Start {
    let stackBytes: Int
    let body: (borrowing NativeThread) -> Void
    init(stackBytes: Int, body: @escaping (borrowing NativeThread) -> Void) {
      (self.stackBytes, self.body) = (stackBytes, body)
    }
  }

  /// Starts a detached thread; false when the system does not allow one more.
  static func start(stackBytes: Int, _ body: @escaping @Sendable (borrowing NativeThread) -> Void) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let start = Unmanaged.passRetained(Start(stackBytes: stackBytes, body: body))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let status = pthread_create(&thread, &attributes, { NativeThread.enter($0) }, start.toOpaque())
    if status != 0 { start.release() }
    return status == 0
  }

  private static func enter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    start.body(NativeThread(stackBytes: start.stackBytes, top: rep_frame_address()))
    return nil
  }
}
