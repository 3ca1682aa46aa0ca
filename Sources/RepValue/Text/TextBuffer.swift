import CRepSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A growing run of UTF-8 bytes: what templates, `print` and the JSON writer render into.
///
/// Rendering goes into one buffer that is used again and again; the finished text takes one exact allocation.
///
/// Where the script that renders has no more memory, the buffer gives up its text and says so by ``isExhausted``; the
/// script then ends before anybody sees what is left.
@frozen
public struct TextBuffer: ~Copyable {
  /// The bytes; `count` of them are in use. Not an address to read where `capacity` is 0.
  public var bytes: UnsafeMutablePointer<UInt8>
  /// The length in bytes.
  public var count: Int
  /// How many bytes fit without another allocation.
  public var capacity: Int
  /// Whether there was no memory for the text, which is lost.
  public var isExhausted: Bool
  /// The number of the meter that the buffer is charged to.
  @usableFromInline var meter: UInt32

  /// An empty buffer.
  @inlinable
  public init(minimumCapacity: Int = 0) {
    capacity = minimumCapacity
    count = 0
    bytes = Self.nowhere
    isExhausted = false
    meter = 0
    if minimumCapacity > 0 {
      meter = rep_meter_charge(minimumCapacity)
      bytes = Self.memory(malloc(minimumCapacity))
    }
  }

  @inlinable
  deinit {
    rep_meter_credit(meter, capacity)
    if capacity > 0 { free(bytes) }
  }

  @inlinable
  static var nowhere: UnsafeMutablePointer<UInt8> { UnsafeMutablePointer(bitPattern: 1).unsafelyUnwrapped }

  /// Whether nothing is in the buffer.
  @inlinable
  public var isEmpty: Bool { count == 0 }

  /// Makes room for `additional` more bytes.
  @inlinable @inline(__always)
  public mutating func reserve(_ additional: Int) {
    if count &+ additional > capacity { grow(additional) }
  }

  @usableFromInline @inline(never)
  mutating func grow(_ additional: Int) {
    var larger = max(64, capacity * 2, count + additional)
    if larger > Self.smallPiece, !rep_meter_allows(larger) {
      isExhausted = true
      count = 0
      if additional <= capacity { return }
      larger = additional
    }
    let charged = rep_meter_charge(larger)
    // `realloc` moves large texts by remapping their pages instead of copying them.
    bytes = Self.memory(capacity > 0 ? realloc(bytes, larger) : malloc(larger))
    rep_meter_credit(meter, capacity)
    meter = charged
    capacity = larger
  }

  /// Bytes that are always had: a text that is written in pieces ends soon enough without looking at each of them.
  static let smallPiece = 64 << 10

  /// Makes room for one piece of text; false where there is no memory for it.
  @usableFromInline @inline(never)
  mutating func makeRoom(_ additional: Int) -> Bool {
    if additional > Self.smallPiece, !rep_meter_allows(count + additional) {
      isExhausted = true
      count = 0
      return false
    }
    grow(additional)
    return true
  }

  @inlinable
  static func memory(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<UInt8> {
    guard let pointer else { preconditionFailure("out of memory") }
    return pointer.assumingMemoryBound(to: UInt8.self)
  }

  /// Shortens the text to its first `count` bytes; the memory stays.
  @inlinable
  public mutating func truncate(to count: Int) {
    precondition(count >= 0 && (count <= self.count || isExhausted), "a text cannot be truncated to more than it has")
    self.count = min(count, self.count)
  }

  /// Takes `written` bytes that were written after a `reserve` at `bytes + count`.
  @inlinable @inline(__always)
  mutating func advance(_ written: Int) { count &+= written }

  /// Appends one byte.
  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    bytes[count] = byte
    count &+= 1
  }

  /// Appends bytes, which must be valid UTF-8 if a text is to be made of them.
  @inlinable @inline(__always)
  public mutating func append(_ source: UnsafePointer<UInt8>, count added: Int) {
    if count &+ added > capacity, !makeRoom(added) { return }
    memcpy(bytes + count, source, added)
    count &+= added
  }

  /// Appends the text of a string.
  @inlinable @inline(__always)
  public mutating func append(_ string: StringStorage) { append(string.bytes, count: string.count) }

  /// Appends the text of a literal.
  @inlinable
  public mutating func append(literal: StaticString) {
    append(literal.utf8Start, count: literal.utf8CodeUnitCount)
  }

  /// Appends a Swift string.
  public mutating func append(_ text: String) {
    var text = text
    let added = text.utf8.count
    if count + added > capacity, !makeRoom(added) { return }
    text.withUTF8 { source in
      guard let base = source.baseAddress else { return }
      (bytes + count).update(from: base, count: added)
    }
    count += added
  }

  /// Appends an int in decimal.
  @inlinable
  public mutating func append(_ int: Int) {
    reserve(IntFormat.maxLength)
    count = IntFormat.write(int, to: bytes + count) - bytes
  }

  /// Appends a finite double: see `FloatFormat`.
  public mutating func append(_ double: Double) {
    reserve(FloatFormat.maxLength)
    count += FloatFormat.write(double, to: bytes + count)
  }

  /// Appends a scalar.
  @inlinable
  public mutating func append(scalar: UInt32) {
    reserve(4)
    count &+= UTF8Text.encode(scalar, to: bytes + count)
  }

  /// The text so far as a string of its own.
  @inlinable
  public func makeString() -> StringStorage { count == 0 ? .empty : .make(bytes, count: count) }

  /// The text so far as a Swift string.
  public var text: String { String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self) }

  /// Gives the bytes to `body`.
  @inlinable
  public func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: bytes, count: count))
  }
}
