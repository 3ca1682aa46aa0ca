/// Tells ThreadSanitizer of the mutexes of Swift's module Synchronization, on Linux.
///
/// A `Mutex` that nobody else holds is locked by an atomic operation in our own code, which the sanitizer sees. One that
/// somebody holds is locked and unlocked by the kernel (futex(2), FUTEX_LOCK_PI), called from Swift's library, which is
/// built without the sanitizer: it would take everything that such a mutex guards for a race. scripts/test links this
/// file into what it tests, with `--wrap` for the two functions that make these calls.

#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// What Swift calls _MutexHandle._lockSlow(_: UInt32) and _MutexHandle._unlockSlow(); self is in the context register.
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void real_lock(uint32_t thread, SELF void *handle) __asm__("__real_" LOCK);
SWIFT void real_unlock(SELF void *handle) __asm__("__real_" UNLOCK);
SWIFT void lock(uint32_t thread, SELF void *handle) __asm__("__wrap_" LOCK);
SWIFT void unlock(SELF void *handle) __asm__("__wrap_" UNLOCK);

SWIFT void lock(uint32_t thread, SELF void *handle) {
  real_lock(thread, handle);
  __tsan_acquire(handle);
}

SWIFT void unlock(SELF void *handle) {
  __tsan_release(handle);
  real_unlock(handle);
}
