import CRepSupport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What can gather on a scratch stack.
protocol ScratchElement {
  /// Releases `count` elements and their memory.
  static func release(_ base: UnsafeMutablePointer<Self>, count: Int)
}

extension Value: ScratchElement {
  static func release(_ base: UnsafeMutablePointer<Value>, count: Int) { Release.values(base, count: count) }
}

extension ObjectStorage.Entry: ScratchElement {
  static func release(_ base: UnsafeMutablePointer<ObjectStorage.Entry>, count: Int) {
    Release.entries(base, count: count)
  }
}

/// A stack from whose top runs are moved away.
struct ScratchStack<Element: ScratchElement>: ~Copyable {
  private var elements: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int
  /// The number of the meter that the stack is charged to.
  private var meter: UInt32 = 0

  init(capacity: Int) {
    elements = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit {
    if meter != 0 { rep_meter_credit(meter, Self.bytes(capacity)) }
    Element.release(elements, count: count)
  }

  private static func bytes(_ capacity: Int) -> Int { capacity * MemoryLayout<Element>.stride }

  @inline(__always)
  mutating func push(_ element: consuming Element) {
    if count == capacity { grow() }
    (elements + count).initialize(to: element)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let charged = rep_meter_charge(Self.bytes(capacity * 2))
    elements = elements.reallocate(capacity: capacity * 2)
    if meter != 0 { rep_meter_credit(meter, Self.bytes(capacity)) }
    meter = charged
    capacity *= 2
  }

  /// The last element; there must be one.
  @inline(__always)
  var top: Element { elements[count &- 1] }

  /// Drops the last element; there must be one.
  @inline(__always)
  mutating func removeLast() {
    count &-= 1
    (elements + count).deinitialize(count: 1)
  }

  /// Moves the last `length` elements to uninitialised memory.
  @inline(__always)
  mutating func moveLast(_ length: Int, to memory: UnsafeMutablePointer<Element>) {
    count &-= length
    memory.moveInitialize(from: elements + count, count: length)
  }
}

extension ScratchStack<ObjectStorage.Entry> {
  /// Completes the entry on top, whose value is still `unset`.
  @inline(__always)
  mutating func setLastValue(_ value: consuming Value) {
    // Nothing needs to be released before: `unset` holds nothing. The value stands right after the key.
    let entry = UnsafeMutableRawPointer(elements + (count &- 1))
    (entry + MemoryLayout<StringStorage>.stride).assumingMemoryBound(to: Value.self).initialize(to: value)
  }
}

/// A container that was begun: where its contents start on the scratch stack.
struct JSONFrame: ScratchElement {
  private let bits: Int

  static func release(_ base: UnsafeMutablePointer<JSONFrame>, count: Int) { base.deallocate() }

  @inline(__always)
  init(isObject: Bool, base: Int) { bits = base &<< 1 | (isObject ? 1 : 0) }

  @inline(__always)
  var isObject: Bool { bits & 1 != 0 }

  @inline(__always)
  var base: Int { bits &>> 1 }
}

/// The keys of one text that were seen last: texts repeat few keys often, and a shared key is found by its address.
///
/// Objects of one shape have their keys in one order, so each key remembers which one came next: where that is so
/// again, its bytes are compared, and nothing is searched or hashed.
///
/// The next text goes on with what one has left: the answers of a service have the same keys, however short each is.
struct JSONKeyCache: ~Copyable {
  private struct Slot {
    /// Owned; read without touching its count.
    var key: Unmanaged<StringStorage>?
    var count: UInt32 = 0
    /// The slot of the key that came after this one last time.
    var next: UInt32 = 0
  }
  /// Longer keys are not kept.
  static let maxLength = 32
  private static let slotBits = 9

  private let slots: UnsafeMutablePointer<Slot>
  /// The slot of the key that was read last.
  private var last = 0

  /// What an earlier text has left: whoever takes it out has it alone.
  nonisolated(unsafe) private static let kept = Atomic<UnsafeMutablePointer<Slot>?>(nil)
  /// Keys that count as a script's memory are its own.
  private let isOwn = rep_meter_charge(0) != 0

  init() {
    if !isOwn, let kept = Self.kept.exchange(nil, ordering: .acquiring) {
      slots = kept
      return
    }
    slots = .allocate(capacity: 1 << Self.slotBits)
    slots.initialize(repeating: Slot(), count: 1 << Self.slotBits)
  }

  deinit {
    if !isOwn, Self.kept.compareExchange(expected: nil, desired: slots, ordering: .releasing).exchanged { return }
    for slot in 0..<1 << Self.slotBits { slots[slot].key?.release() }
    slots.deallocate()
  }

  /// The key that came next the last time, if it stands at `bytes` with its closing quote; `count` bytes are left.
  @inline(__always)
  mutating func expected(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> StringStorage? {
    let next = Int(slots[last].next)
    guard let key = slots[next].key, case let length = Int(slots[next].count), length < count,
      bytes[length] == UInt8(ascii: "\""),
      key._withUnsafeGuaranteedRef({ memcmp($0.bytes, bytes, length) }) == 0
    else { return nil }
    last = next
    return key.takeUnretainedValue()
  }

  /// The slot of a key; eight bytes at `bytes` must be readable.
  @inline(__always)
  static func slot(of bytes: UnsafePointer<UInt8>, count: Int) -> Int {
    let word = UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
    let start = count >= 8 ? word : word & ((1 &<< UInt64(count &* 8)) &- 1)
    let last = count > 0 ? UInt64(bytes[count &- 1]) : 0
    let mixed = (start ^ UInt64(count) &<< 56 ^ last) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> UInt64(64 - slotBits))
  }

  /// The key of a slot if it is the one at `bytes`.
  @inline(__always)
  mutating func key(at slot: Int, _ bytes: UnsafePointer<UInt8>, count: Int) -> StringStorage? {
    guard let key = slots[slot].key, Int(slots[slot].count) == count,
      key._withUnsafeGuaranteedRef({ memcmp($0.bytes, bytes, count) }) == 0
    else { return nil }
    follow(slot)
    return key.takeUnretainedValue()
  }

  /// Keeps a key in its slot.
  @inline(__always)
  mutating func store(_ key: StringStorage, at slot: Int) {
    _ = key.hash
    let forgotten = slots[slot].key
    slots[slot] = Slot(key: .passRetained(key), count: UInt32(key.count), next: slots[slot].next)
    forgotten?.release()
    follow(slot)
  }

  @inline(__always)
  private mutating func follow(_ slot: Int) {
    slots[last].next = UInt32(slot)
    last = slot
  }
}

extension ObjectStorage {
  /// Takes entries that were moved into `entries`. Of duplicate keys the last value stands at the first one's place.
  @inline(__always)
  func adoptEntries(_ count: Int) {
    used = count
    if count > Self.linearLimit {
      adoptMany()
    } else if count > 1 {
      adoptFew()
    }
  }

  /// Keys whose hashes differ in six bits are different; the few others are compared.
  @inline(__always)
  private func adoptFew() {
    var seen: UInt64 = 0
    for later in 0..<used {
      let bit: UInt64 = 1 &<< UInt64(entries[later].key.hash & 63)
      if seen & bit != 0 && repeatsEarlierKey(later) { return adoptOneByOne() }
      seen |= bit
    }
  }

  private func repeatsEarlierKey(_ later: Int) -> Bool {
    let key = entries[later].key
    for earlier in 0..<later where StringStorage.equal(entries[earlier].key, key) { return true }
    return false
  }

  private func adoptMany() {
    changeIndex { $0.reset(forCount: used) }
    for position in 0..<used {
      let hash = entries[position].key.hash
      if !index.insertUnlessPresent(hash, position: position, in: entries) {
        changeIndex { $0.deallocate() }
        return adoptOneByOne()
      }
    }
  }

  /// There are duplicates: set the keys again, one after the other.
  @inline(never)
  private func adoptOneByOne() {
    let total = used
    let all = UnsafeMutablePointer<Entry>.allocate(capacity: total)
    all.moveInitialize(from: entries, count: total)
    used = 0
    for position in 0..<total { set(all[position].key, all[position].value) }
    all.deinitialize(count: total)
    all.deallocate()
  }
}

extension ObjectIndex {
  /// Takes a slot for an entry unless an entry with an equal key has one; there must be room.
  @inline(__always)
  mutating func insertUnlessPresent(
    _ hash: UInt32, position: Int, in entries: UnsafeMutablePointer<ObjectStorage.Entry>
  ) -> Bool {
    let slots = slots.unsafelyUnwrapped
    var slot = home(of: hash)
    while slots[slot] != Self.free {
      if Self.hash(of: slots[slot]) == hash,
        StringStorage.equal(entries[Self.position(of: slots[slot])].key, entries[position].key)
      {
        return false
      }
      slot = next(slot)
    }
    slots[slot] = UInt64(hash) &<< 32 | UInt64(truncatingIfNeeded: position)
    taken &+= 1
    return true
  }
}
