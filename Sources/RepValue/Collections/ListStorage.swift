import CRepSupport

/// The elements of a list value. Callers keep value semantics: mutate only a storage that is uniquely referenced.
public final class ListStorage: @unchecked Sendable {
  /// The elements; `count` of them are initialised. Not an address to read where `capacity` is 0.
  @inlinable public final var elements: UnsafeMutablePointer<Value> {
    @inline(__always) get { storedElements }
    @inline(__always) set { storedElements = newValue }
  }
  /// The number of elements.
  @inlinable public final var count: Int {
    @inline(__always) get { storedCount }
    @inline(__always) set { storedCount = newValue }
  }
  /// How many elements fit without another allocation.
  @inlinable public final var capacity: Int {
    @inline(__always) get { Int(truncatingIfNeeded: storedCapacity) }
    @inline(__always) set { storedCapacity = UInt32(newValue) }
  }

  // Stored behind accessors that are inlined: seen from another module, `@exclusivity(unchecked)` on a stored property
  // has no effect, and each access would be checked at run time.
  @exclusivity(unchecked) @usableFromInline final var storedElements: UnsafeMutablePointer<Value>
  @exclusivity(unchecked) @usableFromInline final var storedCount: Int
  // 64 GB of elements: so that the meter's number takes no further memory.
  @exclusivity(unchecked) @usableFromInline final var storedCapacity: UInt32
  /// The number of the meter that the list is charged to.
  @exclusivity(unchecked) @usableFromInline final var meter: UInt32

  /// Bytes of a list with room for `capacity` elements, with what the allocator adds.
  @inlinable @inline(__always)
  static func bytes(capacity: Int) -> Int { 64 &+ capacity &* MemoryLayout<Value>.stride }

  /// An empty list with room for `minimumCapacity` elements.
  @inlinable
  public init(minimumCapacity: Int) {
    storedElements = minimumCapacity > 0 ? .allocate(capacity: minimumCapacity) : Self.nowhere
    storedCount = 0
    storedCapacity = UInt32(minimumCapacity)
    meter = rep_meter_charge(Self.bytes(capacity: minimumCapacity))
  }

  /// A list of the given elements.
  public convenience init(_ elements: some Sequence<Value>) {
    self.init(minimumCapacity: elements.underestimatedCount)
    for element in elements { append(element) }
  }

  @inlinable
  deinit {
    rep_meter_credit(meter, Self.bytes(capacity: capacity))
    if capacity > 0 { Release.values(elements, count: count) }
  }

  /// An address that is not null and never read.
  @inlinable @inline(__always)
  static var nowhere: UnsafeMutablePointer<Value> {
    UnsafeMutablePointer(bitPattern: MemoryLayout<Value>.alignment).unsafelyUnwrapped
  }

  /// Appends an element.
  @inlinable @inline(__always)
  public func append(_ element: consuming Value) {
    if count == capacity { grow(to: count + 1) }
    (elements + count).initialize(to: element)
    count &+= 1
  }

  /// Makes room for `additional` more elements.
  @inlinable
  public func reserve(_ additional: Int) {
    if count + additional > capacity { grow(to: count + additional) }
  }

  @usableFromInline @inline(never)
  func grow(to minimum: Int) {
    let larger = max(4, capacity * 2, minimum)
    // Both may exist for a moment.
    let charged = rep_meter_charge(Self.bytes(capacity: larger))
    elements = capacity > 0 ? elements.reallocate(capacity: larger) : .allocate(capacity: larger)
    rep_meter_credit(meter, Self.bytes(capacity: capacity))
    meter = charged
    capacity = larger
  }

  /// Inserts an element so that it stands at `index`, which must be within `0...count`.
  public func insert(_ element: consuming Value, at index: Int) {
    precondition(index >= 0 && index <= count, "insertion outside the list")
    reserve(1)
    (elements + index + 1).moveInitialize(from: elements + index, count: count - index)
    (elements + index).initialize(to: element)
    count += 1
  }

  /// Removes and gives the element at `index`, which must be within `0..<count`.
  public func remove(at index: Int) -> Value {
    precondition(index >= 0 && index < count, "removal outside the list")
    let removed = (elements + index).move()
    (elements + index).moveInitialize(from: elements + index + 1, count: count - index - 1)
    count -= 1
    return removed
  }

  /// Another list of the same elements.
  public func copy() -> ListStorage {
    rep_count_work(count)
    return copy(from: 0, to: count, extraCapacity: 0)
  }

  /// A list of the elements from `start` up to `end`, with room for `extraCapacity` more.
  public func copy(from start: Int, to end: Int, extraCapacity: Int = 0) -> ListStorage {
    precondition(start >= 0 && start <= end && end <= count, "slice outside the list")
    let copy = ListStorage(minimumCapacity: end - start + extraCapacity)
    copy.appendCopies(of: elements + start, count: end - start)
    return copy
  }

  /// Appends copies of values; there must be room. Numbers and the like are copied as they lie: initialising them from
  /// each other would go through a call for each.
  private func appendCopies(of values: UnsafeMutablePointer<Value>, count added: Int) {
    let target = elements + count
    for index in 0..<added {
      if values[index].isTrivial {
        UnsafeMutableRawPointer(target + index).copyMemory(
          from: values + index, byteCount: MemoryLayout<Value>.stride)
      } else {
        (target + index).initialize(to: values[index])
      }
    }
    count += added
  }

  /// Appends all elements of another list (or of this one).
  public func append(contentsOf other: ListStorage) {
    let added = other.count
    reserve(added)
    appendCopies(of: other.elements, count: added)
  }
}
