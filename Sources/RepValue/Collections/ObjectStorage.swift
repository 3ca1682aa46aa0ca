#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

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
  @exclusivity(unchecked) @usableFromInline final var storedHoles: Int
  @inlinable final var holes: Int {
    @inline(__always) get { storedHoles }
    @inline(__always) set { storedHoles = newValue }
  }
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
  }

  @inlinable
  deinit {
    index.deallocate()
    guard capacity > 0 else { return }
    releaseEntries()
    entries.deallocate()
  }

  /// Keys and plain values are released in place; from the first container on with a guard against deep nests.
  @inlinable
  final func releaseEntries() {
    var position = 0
    while position < used {
      if entries[position].value.isContainer {
        Release.entries(entries + position, count: used - position)
        return
      }
      (entries + position).deinitialize(count: 1)
      position &+= 1
    }
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

// MARK: - Finding

extension ObjectStorage {
  /// The position of a key in `entries`, -1 where it is missing.
  @inlinable @inline(__always)
  public final func find(_ key: StringStorage) -> Int {
    if index.isEmpty {
      var position = 0
      while position < used {
        if entries[position].key === key { return position }
        position &+= 1
      }
      return findByContent(key)
    }
    return findByIndex(key)
  }

  @usableFromInline @inline(never)
  final func findByContent(_ key: StringStorage) -> Int {
    let hash = key.hash
    var position = 0
    while position < used {
      let candidate = entries[position].key
      if candidate.hash == hash && StringStorage.equal(candidate, key) { return position }
      position &+= 1
    }
    return -1
  }

  @usableFromInline @inline(never)
  final func findByIndex(_ key: StringStorage) -> Int {
    let hash = key.hash
    let count = key.count
    let bytes = key.bytes
    let slots = index.slots.unsafelyUnwrapped
    var slot = index.home(of: hash)
    while true {
      let word = slots[slot]
      if word == ObjectIndex.free { return -1 }
      if ObjectIndex.hash(of: word) == hash {
        let position = ObjectIndex.position(of: word)
        let candidate = entries[position].key
        if candidate === key || candidate.count == count && memcmp(candidate.bytes, bytes, count) == 0 {
          if !isHole(position) { return position }
        }
      }
      slot = index.next(slot)
    }
  }

  @inlinable @inline(__always)
  final func isHole(_ position: Int) -> Bool {
    if case .unset = entries[position].value { true } else { false }
  }

  /// The value of a key; nil where it is missing.
  @inlinable @inline(__always)
  public final func value(for key: StringStorage) -> Value? {
    let position = find(key)
    return position < 0 ? nil : entries[position].value
  }

  /// The value of a key; nil where it is missing.
  @_disfavoredOverload
  public final func value(for key: String) -> Value? {
    if index.isEmpty {
      var key = key
      return key.withUTF8 { wanted -> Value? in
        for position in 0..<used where entries[position].key.count == wanted.count {
          guard let base = wanted.baseAddress, !wanted.isEmpty else { return entries[position].value }
          if memcmp(entries[position].key.bytes, base, wanted.count) == 0 { return entries[position].value }
        }
        return nil
      }
    }
    return value(for: StringStorage.make(key))
  }

  /// The value of a key; nil where it is missing.
  public final func value(for key: StaticString) -> Value? { value(for: key.description as String) }

  /// The value of a key; nil where it is missing.
  public final subscript(key: StringStorage) -> Value? { value(for: key) }

  /// Calls `body` with each key and value, in order.
  public final func forEach<Failure: Error>(
    _ body: (StringStorage, Value) throws(Failure) -> Void
  ) throws(Failure) {
    var position = 0
    while position < used {
      let entry = entries[position]
      position += 1
      if case .unset = entry.value { continue }
      try body(entry.key, entry.value)
    }
  }
}

// MARK: - Changing

extension ObjectStorage {
  /// Sets the value of a key: in its place where it has one, else at the end.
  @inlinable
  public final func set(_ key: StringStorage, _ value: consuming Value) {
    let position = find(key)
    if position >= 0 {
      entries[position].value = value
    } else {
      append(uniqueKey: key, value)
    }
  }

  /// Appends a key that the object does not have.
  @inlinable
  public final func append(uniqueKey key: StringStorage, _ value: consuming Value) {
    if used == capacity { grow(to: used + 1) }
    (entries + used).initialize(to: Entry(key: key, value: value))
    used &+= 1
    if !index.isEmpty || used > Self.linearLimit { indexLast() }
  }

  @usableFromInline @inline(never)
  final func indexLast() {
    if index.isEmpty {
      rebuildIndex()
    } else {
      if !index.hasRoom { index.grow() }
      index.insert(entries[used - 1].key.hash, position: used - 1)
    }
  }

  @usableFromInline @inline(never)
  final func grow(to minimum: Int) {
    let larger = max(4, capacity * 2, minimum)
    let moved = UnsafeMutablePointer<Entry>.allocate(capacity: larger)
    moved.moveInitialize(from: entries, count: used)
    if capacity > 0 { entries.deallocate() }
    entries = moved
    capacity = larger
  }

  /// Makes room for `additional` more keys.
  public final func reserve(_ additional: Int) {
    if used + additional > capacity { grow(to: used + additional) }
  }

  @usableFromInline
  final func rebuildIndex() {
    index.reset(forCount: used)
    for position in 0..<used { index.insert(entries[position].key.hash, position: position) }
  }

  /// Removes a key and gives its value; nil where it is missing.
  @discardableResult
  public final func remove(_ key: StringStorage) -> Value? {
    let position = find(key)
    return position < 0 ? nil : remove(at: position)
  }

  /// Removes the entry at a position that `find` gave; the order of the others stays.
  @discardableResult
  public final func remove(at position: Int) -> Value {
    if index.isEmpty {
      let removed = (entries + position).move()
      (entries + position).moveInitialize(from: entries + position + 1, count: used - position - 1)
      used -= 1
      return removed.value
    }
    let removed = entries[position].value
    entries[position] = Entry(key: .empty, value: .unset)
    holes += 1
    if holes > used / 2 { squeeze() }
    return removed
  }

  /// Closes the holes.
  @usableFromInline @inline(never)
  final func squeeze() {
    var kept = 0
    for position in 0..<used {
      if isHole(position) {
        (entries + position).deinitialize(count: 1)
        continue
      }
      if kept != position { (entries + kept).moveInitialize(from: entries + position, count: 1) }
      kept += 1
    }
    used = kept
    holes = 0
    if used > Self.linearLimit { rebuildIndex() } else { index.deallocate() }
  }

  /// Another object of the same keys and values.
  public final func copy() -> ObjectStorage { copy(extraCapacity: 0) }

  /// A copy with room for `extraCapacity` more keys.
  public final func copy(extraCapacity: Int) -> ObjectStorage {
    let copy = ObjectStorage(minimumCapacity: liveCount + extraCapacity)
    if holes == 0 {
      copy.entries.initialize(from: entries, count: used)
      copy.used = used
      if !index.isEmpty { copy.index = index.copy() }
    } else {
      forEach { copy.append(uniqueKey: $0, $1) }
    }
    return copy
  }
}
