import CRepSupport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension TextBuffer {
  /// Memory that one text has left for the next. Fetching so much from the heap that all threads share, and giving it back,
  /// takes longer than rendering a short text.
  nonisolated(unsafe) private static let kept = Atomic<UnsafeMutablePointer<UInt8>?>(nil)
  private static let keptCapacity = 4_096

  /// The bytes of what `render` appends to an empty buffer.
  package static func bytes<Failure: Error>(
    _ render: (inout TextBuffer) throws(Failure) -> Void
  ) throws(Failure) -> [UInt8] {
    var buffer = TextBuffer()
    // Memory that counts as a script's is its own.
    if rep_meter_charge(0) == 0 {
      buffer.bytes = kept.exchange(nil, ordering: .acquiring) ?? memory(malloc(keptCapacity))
      buffer.capacity = keptCapacity
    }
    defer { buffer.leave() }
    try render(&buffer)
    return buffer.withBytes { Array($0) }
  }

  /// Leaves the memory to the next text, where it still is of the size and nobody else has left some.
  private mutating func leave() {
    guard meter == 0, capacity == Self.keptCapacity,
      Self.kept.compareExchange(expected: nil, desired: bytes, ordering: .releasing).exchanged
    else { return }
    capacity = 0
  }
}
