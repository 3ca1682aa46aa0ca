#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension UnsafeMutablePointer {
  /// Memory for `capacity` elements, the first of which are those that stand here; this memory is gone then.
  ///
  /// What lies at the end of the heap grows where it is: nothing is copied, and the system clears half as many pages.
  /// `allocate` takes its memory from `malloc`, as long as the elements' alignment is one that `malloc` gives.
  func reallocate(capacity: Int) -> UnsafeMutablePointer {
    guard MemoryLayout<Pointee>.alignment <= 16, let memory = realloc(self, capacity * MemoryLayout<Pointee>.stride) else {
      preconditionFailure("out of memory")
    }
    return memory.bindMemory(to: Pointee.self, capacity: capacity)
  }
}
