import CRepSupport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What stands before the bytes of a string.
@frozen
public struct StringHeader {
  /// Bytes in use.
  public var count: Int
  /// Bytes allocated.
  public let capacity: Int
  /// The hash, 0 until it is asked for. Read and written as an atomic.
  @usableFromInline var hash: UInt32 = 0
  /// A `StringForm` and, above it, the number of the meter that the string is charged to. Read and written as an atomic;
  /// the meter never changes.
  @usableFromInline var form: UInt32

  @inlinable @inline(__always)
  init(capacity: Int) {
    self.count = 0
    self.capacity = capacity
    form = rep_meter_charge(capacity &+ StringHeader.overhead) &<< StringForm.bits
  }

  /// Bytes of a string besides its text: object, header, and what the allocator adds.
  @usableFromInline static let overhead = 48
}

/// What is known of a string's text.
@usableFromInline
enum StringForm {
  @usableFromInline static let unknown: UInt32 = 0
  @usableFromInline static let ascii: UInt32 = 1
  @usableFromInline static let other: UInt32 = 2
  /// The bits of a form.
  @usableFromInline static let bits: UInt32 = 2
  @usableFromInline static let mask: UInt32 = 3
}

/// The text of a string value: valid UTF-8, in one allocation with its header.
///
/// Its hash and whether it is ASCII are found when first asked for and kept. Threads may share a string: those two
/// are relaxed atomics, and whoever finds them finds the same.
/// (`ManagedBuffer` forbids saying so with `Sendable`; `Value` says it.)
/// Bytes may be changed only by the one who holds the only reference, who then calls `setCount`.
public final class StringStorage: ManagedBuffer<StringHeader, UInt8> {
  /// The empty string.
  nonisolated(unsafe) public static let empty = allocate(capacity: 0)

  /// An empty string with room for `capacity` bytes.
  @inlinable @inline(__always)
  public static func allocate(capacity: Int) -> StringStorage {
    let buffer = StringStorage.create(minimumCapacity: capacity) { _ in StringHeader(capacity: capacity) }
    return unsafeDowncast(buffer, to: StringStorage.self)
  }

  @inlinable
  deinit {
    let (header, capacity) = (fields.pointee.form, fields.pointee.capacity)
    rep_meter_credit(header &>> StringForm.bits, capacity &+ StringHeader.overhead)
  }

  /// A copy of `count` bytes, which must be valid UTF-8.
  @inlinable
  public static func make(_ bytes: UnsafePointer<UInt8>, count: Int) -> StringStorage {
    let string = allocate(capacity: count)
    memcpy(string.bytes, bytes, count)
    string.fields.pointee.count = count
    return string
  }

  /// A copy of bytes that are known to be ASCII.
  @inlinable
  public static func make(ascii bytes: UnsafePointer<UInt8>, count: Int) -> StringStorage {
    let string = make(bytes, count: count)
    string.fields.pointee.form |= StringForm.ascii
    return string
  }

  /// The text of a Swift string.
  public static func make(_ text: String) -> StringStorage {
    var text = text
    return text.withUTF8 { buffer in
      guard let base = buffer.baseAddress, !buffer.isEmpty else { return empty }
      return make(base, count: buffer.count)
    }
  }

  /// A copy of bytes from outside; nil where they are not valid UTF-8.
  public static func make(validating bytes: UnsafeBufferPointer<UInt8>) -> StringStorage? {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return empty }
    guard UTF8Text.isValid(base, count: bytes.count) else { return nil }
    return make(base, count: bytes.count)
  }

  /// A copy of bytes from outside, each invalid sequence replaced by U+FFFD.
  public static func make(repairing bytes: UnsafeBufferPointer<UInt8>) -> StringStorage {
    make(validating: bytes) ?? make(String(decoding: bytes, as: UTF8.self))
  }

  /// The header, without an exclusivity check.
  @inlinable @inline(__always)
  var fields: UnsafeMutablePointer<StringHeader> { withUnsafeMutablePointerToHeader { $0 } }

  /// The text.
  @inlinable @inline(__always)
  public var bytes: UnsafeMutablePointer<UInt8> { withUnsafeMutablePointerToElements { $0 } }

  /// The length in bytes.
  @inlinable @inline(__always)
  public var count: Int { fields.pointee.count }

  /// How many bytes fit without another allocation.
  @inlinable @inline(__always)
  public var byteCapacity: Int { fields.pointee.capacity }

  /// Whether the text is empty.
  @inlinable @inline(__always)
  public var isEmpty: Bool { count == 0 }

  /// Sets the length after bytes were written in place; what was known of the text is forgotten.
  @inlinable @inline(__always)
  public func setCount(_ count: Int) {
    fields.pointee.count = count
    fields.pointee.hash = 0
    fields.pointee.form &= ~StringForm.mask
  }

  /// Puts other bytes in the place of the text; no more than `byteCapacity`, and valid UTF-8.
  /// - Parameters:
  ///   - bytes: the new text.
  ///   - count: how many bytes it has.
  ///   - isASCII: whether they are known to be ASCII.
  @inlinable @inline(__always)
  public func refill(_ bytes: UnsafePointer<UInt8>, count: Int, isASCII: Bool) {
    memcpy(self.bytes, bytes, count)
    setCount(count)
    if isASCII { fields.pointee.form |= StringForm.ascii }
  }

  /// The text as a Swift string.
  public var text: String { String(decoding: buffer, as: UTF8.self) }

  /// The bytes as a buffer; valid while the string is.
  @inlinable
  public var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }
}

extension StringStorage {
  @inlinable @inline(__always)
  var hashField: UnsafeMutablePointer<Atomic<UInt32>> {
    (UnsafeMutableRawPointer(fields) + 16).assumingMemoryBound(to: Atomic<UInt32>.self)
  }

  @inlinable @inline(__always)
  var formField: UnsafeMutablePointer<Atomic<UInt32>> {
    (UnsafeMutableRawPointer(fields) + 20).assumingMemoryBound(to: Atomic<UInt32>.self)
  }

  /// A hash under a key that differs in each process; never 0.
  @inlinable @inline(__always)
  public var hash: UInt32 {
    let known = hashField.pointee.load(ordering: .relaxed)
    return known != 0 ? known : computeHash()
  }

  @usableFromInline @inline(never)
  func computeHash() -> UInt32 {
    let hash = StringHash.hash(bytes, count: count)
    hashField.pointee.store(hash, ordering: .relaxed)
    return hash
  }

  /// Whether every byte is ASCII, so that scalars and bytes have the same indices.
  @inlinable @inline(__always)
  public var isASCII: Bool {
    let known = formField.pointee.load(ordering: .relaxed) & StringForm.mask
    return known != StringForm.unknown ? known == StringForm.ascii : computeIsASCII()
  }

  @usableFromInline @inline(never)
  func computeIsASCII() -> Bool {
    let isASCII = UTF8Text.isASCII(bytes, count: count)
    let meter = formField.pointee.load(ordering: .relaxed) & ~StringForm.mask
    formField.pointee.store(meter | (isASCII ? StringForm.ascii : StringForm.other), ordering: .relaxed)
    return isASCII
  }

  /// Whether both hold the same bytes.
  @inlinable @inline(__always)
  public static func equal(_ left: StringStorage, _ right: StringStorage) -> Bool {
    if left === right { return true }
    let count = left.count
    guard count == right.count else { return false }
    rep_count_work(count)
    return memcmp(left.bytes, right.bytes, count) == 0
  }

  /// Whether the bytes from `offset` on begin with those of `part`.
  public func has(_ part: StringStorage, atByte offset: Int) -> Bool {
    guard offset >= 0, part.count <= count - offset else { return false }
    rep_count_work(part.count)
    return memcmp(bytes + offset, part.bytes, part.count) == 0
  }

  /// Negative, zero or positive as `left` stands before, with or after `right`, scalar by scalar (the same as byte by
  /// byte in UTF-8).
  @inlinable
  public static func compare(_ left: StringStorage, _ right: StringStorage) -> Int {
    let common = min(left.count, right.count)
    rep_count_work(common)
    let order = Int(memcmp(left.bytes, right.bytes, common))
    return order != 0 ? order : left.count - right.count
  }
}

extension StringStorage: CustomStringConvertible {
  /// The text as a Swift string.
  public var description: String { text }

  /// Whether the text is that of a literal, without making a string of it.
  public func equals(_ literal: StaticString) -> Bool {
    guard literal.hasPointerRepresentation else { return text == literal.description }
    return count == literal.utf8CodeUnitCount && memcmp(bytes, literal.utf8Start, count) == 0
  }
}
