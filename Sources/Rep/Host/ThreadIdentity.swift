#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which thread of the process code runs on.
struct ThreadIdentity: Equatable, @unchecked Sendable {
  private let thread: pthread_t

  static var current: ThreadIdentity { ThreadIdentity(thread: pthread_self()) }

  static func == (left: ThreadIdentity, right: ThreadIdentity) -> Bool { pthread_equal(left.thread, right.thread) != 0 }
}
