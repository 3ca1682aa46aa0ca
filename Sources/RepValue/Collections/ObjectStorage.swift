import CRepSupport

/// The keys and values of an object value, in the order of insertion. Callers keep value semantics: mutate only a
/// storage that is uniquely referenced.
///
/// The entries stand in one array. Up to `linearLimit` of them are searched by comparing pointers (literal keys and
/// keys of one JSON text are shared), then hashes; above it there is an `ObjectIndex`.
///
/// Removing from a large object leaves a hole in the array, so that removing all of a million keys is not quadratic.
/// Holes are squeezed out when half of the array is holes, and by `count`, which every walk over `entries` reads first:
/// positions are therefore valid until the next mutation or the next use of `count`.
/// Threads that read one object at the same time use `liveCount`, `value(for:)` and `forEach`, which leave it alone.
public final class ObjectStorage: @unchecked Sendable {
  /// One key with its value.
  @frozen
  public struct Entry {
    /// The key.
    public var key: StringStorage
    /// The value.
    public var value: Value

    /// An entry.
    @inlinable @inline(__always)
    public init(key: StringStorage, value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// The largest object that is searched without an index.
  @usableFromInline static let linearLimit = 16

  /// The entries in order. Not an address to read where the object never had one.
  @inlinable public final var entries: UnsafeMutablePointer<Entry> {
    @inline(__always) get { storedEntries }
    @inline(__always) set { storedEntries = newValue }
  }

  // Stored behind accessors that are inlined: seen from another module, `@exclusivity(unchecked)` on a stored property
  // has no effect, and each access would be checked at run time.
  @exclusivity(unchecked) @usableFromInline final var storedEntries: UnsafeMutablePointer<Entry>
  /// Entries in use, holes included.
  @exclusivity(unchecked) @usableFromInline final var storedUsed: Int
  @inlinable final var used: Int {
    @inline(__always) get { storedUsed }
    @inline(__always) set { storedUsed = newValue }
  }
  /// Entries that were removed and still take a place; their value is `unset`.
  @exclusivity(unchecked) @usableFromInline final var storedHoles: UInt32
  @inlinable final var holes: Int {
    @inline(__always) get { Int(truncatingIfNeeded: storedHoles) }
    @inline(__always) set { storedHoles = UInt32(newValue) }
  }
  /// The number of the meter that the object is charged to.
  @exclusivity(unchecked) @usableFromInline final var meter: UInt32
  /// Entries allocated.
  @exclusivity(unchecked) @usableFromInline final var capacity: Int
  /// The index of a large object.
  @exclusivity(unchecked) @usableFromInline final var index: ObjectIndex

  /// An empty object with room for `minimumCapacity` keys.
  @inlinable
  public init(minimumCapacity: Int = 0) {
    storedEntries = minimumCapacity > 0 ? .allocate(capacity: minimumCapacity) : Self.nowhere
    storedUsed = 0
    storedHoles = 0
    capacity = minimumCapacity
    index = ObjectIndex()
    meter = rep_meter_charge(Self.bytes(capacity: minimumCapacity))
  }

  /// Bytes of an object with room for `capacity` keys, its index apart, with what the allocator adds.
  @inlinable @inline(__always)
  static func bytes(capacity: Int) -> Int { 112 &+ capacity &* MemoryLayout<Entry>.stride }

  @inlinable
  deinit {
    rep_meter_credit(meter, Self.bytes(capacity: capacity) &+ index.bytes)
    index.deallocate()
    if capacity > 0 { Release.entries(entries, count: used) }
  }

  @inlinable @inline(__always)
  static var nowhere: UnsafeMutablePointer<Entry> {
    UnsafeMutablePointer(bitPattern: MemoryLayout<Entry>.alignment).unsafelyUnwrapped
  }

  /// The number of keys. `entries` has no holes after it was read.
  @inlinable @inline(__always)
  public final var count: Int {
    if holes != 0 { squeeze() }
    return used
  }

  /// Entries in use, holes included: bounds a guess at a key's position, which then compares the key itself.
  @inlinable @inline(__always)
  public final var entryCount: Int { used }

  /// The number of keys, leaving positions as they are.
  @inlinable @inline(__always)
  public final var liveCount: Int { used &- holes }

  /// Whether there is no key.
  @inlinable @inline(__always)
  public final var isEmpty: Bool { liveCount == 0 }
}
