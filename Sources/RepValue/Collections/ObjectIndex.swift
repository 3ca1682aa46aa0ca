/// Where the keys of a large object stand: open addressing with linear probing. A slot holds the key's hash and its
/// position, so that neither probing past other keys nor growing touches the keys themselves.
@frozen
@usableFromInline
struct ObjectIndex {
  /// `hash << 32 | position`; nil for an object that is searched without an index.
  @usableFromInline var slots: UnsafeMutablePointer<UInt64>?
  /// The number of slots, a power of two, less one.
  @usableFromInline var mask: Int
  /// Slots taken, those of removed entries included.
  @usableFromInline var taken: Int

  @inlinable
  init() {
    slots = nil
    mask = 0
    taken = 0
  }

  /// A slot that was never taken. No entry has it: positions are below 2^32 - 1.
  @usableFromInline static let free = UInt64.max

  @inlinable @inline(__always)
  var isEmpty: Bool { mask == 0 }

  /// Bytes that it takes.
  @inlinable @inline(__always)
  var bytes: Int { mask == 0 ? 0 : (mask &+ 1) &* MemoryLayout<UInt64>.stride }

  /// Whether one more slot may be taken: at most two thirds of them are.
  @inlinable @inline(__always)
  var hasRoom: Bool { mask != 0 && (taken + 1) * 3 <= (mask + 1) * 2 }

  @inlinable @inline(__always)
  static func hash(of word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word &>> 32) }

  @inlinable @inline(__always)
  static func position(of word: UInt64) -> Int { Int(truncatingIfNeeded: word & 0xffff_ffff) }

  @inlinable @inline(__always)
  func home(of hash: UInt32) -> Int { Int(truncatingIfNeeded: hash) & mask }

  @inlinable @inline(__always)
  func next(_ slot: Int) -> Int { (slot &+ 1) & mask }

  /// Takes a slot; there must be room.
  @usableFromInline
  mutating func insert(_ hash: UInt32, position: Int) {
    precondition(position < 0xffff_ffff, "an object holds fewer than 2^32 - 1 keys")
    let slots = slots.unsafelyUnwrapped
    var slot = home(of: hash)
    while slots[slot] != Self.free { slot = next(slot) }
    slots[slot] = UInt64(hash) &<< 32 | UInt64(truncatingIfNeeded: position)
    taken &+= 1
  }

  /// Frees all slots and makes enough of them for `count` keys and one more.
  @usableFromInline
  mutating func reset(forCount count: Int) {
    var size = 32
    while size * 2 < (count + 1) * 3 { size *= 2 }
    if mask != size - 1 {
      slots?.deallocate()
      slots = .allocate(capacity: size)
      mask = size - 1
    }
    slots.unsafelyUnwrapped.update(repeating: Self.free, count: size)
    taken = 0
  }

  /// Doubles the slots.
  @usableFromInline @inline(never)
  mutating func grow() {
    guard let old = slots else { return }
    let oldCount = mask + 1
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: oldCount * 2)
    larger.initialize(repeating: Self.free, count: oldCount * 2)
    mask = oldCount * 2 - 1
    for oldSlot in 0..<oldCount where old[oldSlot] != Self.free {
      var slot = home(of: Self.hash(of: old[oldSlot]))
      while larger[slot] != Self.free { slot = next(slot) }
      larger[slot] = old[oldSlot]
    }
    old.deallocate()
    slots = larger
  }

  @usableFromInline
  func copy() -> ObjectIndex {
    guard let slots else { return ObjectIndex() }
    var copy = self
    let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: mask + 1)
    memory.initialize(from: slots, count: mask + 1)
    copy.slots = memory
    return copy
  }

  @usableFromInline
  mutating func deallocate() {
    slots?.deallocate()
    self = ObjectIndex()
  }
}
