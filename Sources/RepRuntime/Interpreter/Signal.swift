#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A binary semaphore on which one thread parks; a signal that comes first is kept.
final class Signal: @unchecked Sendable {
  // Raw storage: a pthread mutex must not move, which a Swift stored property does not promise.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var isSignaled = false

  init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    #if canImport(Glibc)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
    #else
    pthread_cond_init(condition, nil)
    #endif
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func signal() {
    pthread_mutex_lock(mutex)
    isSignaled = true
    pthread_mutex_unlock(mutex)
    // Not under the lock, which the other thread wants as soon as it is awake.
    pthread_cond_signal(condition)
  }

  /// Forgets a signal that nobody has waited for.
  func clear() {
    pthread_mutex_lock(mutex)
    isSignaled = false
    pthread_mutex_unlock(mutex)
  }

  /// Parks until a signal or a moment; the moment is in nanoseconds of the monotonic clock.
  func wait(until deadline: UInt64? = nil) {
    pthread_mutex_lock(mutex)
    defer {
      isSignaled = false
      pthread_mutex_unlock(mutex)
    }
    while !isSignaled {
      guard let deadline else {
        pthread_cond_wait(condition, mutex)
        continue
      }
      let now = monotonicNanoseconds()
      if now >= deadline { return }
      #if canImport(Glibc)
      var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
      pthread_cond_timedwait(condition, mutex, &time)
      #else
      let left = deadline - now
      var time = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
      pthread_cond_timedwait_relative_np(condition, mutex, &time)
      #endif
    }
  }
}

/// Nanoseconds of the clock that never jumps.
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
