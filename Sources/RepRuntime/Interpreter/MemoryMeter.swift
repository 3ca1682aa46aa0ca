import CRepSupport
import RepValue

/// What the strings, lists, objects, functions and variables of a run take in memory, counted where they are made and
/// freed.
///
/// Charged is what is allocated, with room to grow and what the allocator adds; while something grows, the old and the
/// new. What the host holds after the run stays charged to it until it is freed. Texts and literals of the program
/// itself are charged to nobody.
public final class MemoryMeter: @unchecked Sendable {
  /// Bytes that may be in use.
  public let limit: Int
  let pointer: UnsafeMutablePointer<rep_meter>

  /// A meter that has counted nothing; nil where the process has too many of them (4,096).
  public init?(limit: Int) {
    guard let pointer = rep_meter_make(max(0, limit)) else { return nil }
    (self.limit, self.pointer) = (limit, pointer)
  }

  deinit { rep_meter_free(pointer) }

  /// Makes sure of memory that is about to be filled in one go for the script that this thread runs.
  /// - Throws: the limit of the script.
  public static func claim(bytes: Int) throws(ScriptError) { try RepRuntime.claim(bytes) }

  /// Bytes in use. Exact on the run's own thread only, but for what other threads have freed lately.
  public var used: Int { rep_meter_used(pointer) }

  /// Begins another run, which may use what is left.
  func begin() { pointer.pointee.is_overdrawn = false }

  /// Refuses a value that would take more than the limit once it is written out: one that holds its parts many times
  /// over is small here and endless as JSON.
  /// - Throws: the limit.
  func check(_ value: Value, _ what: @autoclosure () -> String) throws(ScriptError) {
    guard value.isLarger(than: limit) else { return }
    throw ScriptError(.memory, "\(what()), written out, takes more than the script's \(limit) bytes of memory")
  }

  /// The end of a script whose memory is used up.
  var error: ScriptError {
    ScriptError(
      .memory, "the script used up its limit of \(limit) bytes of memory",
      hint: "read large data piece by piece, and keep only what is needed")
  }
}

/// Makes sure of memory that is about to be filled in one go; what is filled step by step is charged as it grows.
/// - Throws: the limit.
@inline(__always)
func claim(_ bytes: Int) throws(ScriptError) {
  if bytes > 64 << 10, !rep_meter_allows(bytes) { throw memoryUsedUp() }
}

/// The end of the running script, whose memory is used up.
@inline(never)
func memoryUsedUp() -> ScriptError {
  let limit = rep_current_script().pointee.meter?.pointee.limit ?? 0
  return ScriptError(.memory, "the script used up its limit of \(limit) bytes of memory")
}

/// Memory that a native takes for as long as it works: Swift's own arrays and sets.
struct HeldMemory: ~Copyable {
  private let bytes: Int
  private let number: UInt32

  /// - Throws: the limit.
  init(bytes: Int) throws(ScriptError) {
    try claim(bytes)
    self.bytes = bytes
    number = rep_meter_charge(bytes)
  }

  deinit { rep_meter_credit(number, bytes) }
}

extension Arguments {
  /// The text of a buffer, as a string of its own.
  /// - Throws: kind `limit` where the script's memory does not suffice.
  func string(of buffer: borrowing TextBuffer) throws(ScriptError) -> StringStorage {
    if buffer.isExhausted { throw memoryUsedUp() }
    try claim(bytes: buffer.count)
    return buffer.makeString()
  }

  /// Makes sure of memory that the built-in is about to fill in one go: a copy, a text of known length. What it fills
  /// step by step, with ``work(_:)`` in between, needs no claim.
  /// - Throws: kind `limit` where the script's memory does not suffice.
  @inline(__always)
  public func claim(bytes: Int) throws(ScriptError) { try RepRuntime.claim(bytes) }

  /// The same for a list of so many elements.
  @inline(__always)
  func claim(elements: Int) throws(ScriptError) {
    try RepRuntime.claim(64 &+ elements &* MemoryLayout<Value>.stride)
  }
}
