#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

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
    // So few keys are told apart by their lengths and ends; most dynamic keys then need no hash.
    let count = key.count
    let bytes = key.bytes
    let (entries, used) = (entries, used)
    if count == 0 {
      for position in 0..<used where Self.text(of: entries + position).count == 0 { return position }
      return -1
    }
    let last = bytes[count - 1]
    var position = 0
    while position < used {
      let candidate = Self.text(of: entries + position)
      if candidate.count == count, candidate.bytes[count - 1] == last, memcmp(candidate.bytes, bytes, count) == 0 {
        return position
      }
      position &+= 1
    }
    return -1
  }

  /// Whether a key that is not empty stands at a position.
  @inlinable @inline(__always)
  public final func hasKey(_ key: StringStorage, at position: Int) -> Bool {
    guard position >= 0, position < used else { return false }
    let candidate = Self.text(of: entries + position)
    let count = key.count
    // A hole has an empty key.
    return count > 0 && candidate.count == count && memcmp(candidate.bytes, key.bytes, count) == 0
  }

  /// The text of an entry's key, without a reference of its own: reading the key would retain it.
  @inlinable @inline(__always)
  static func text(of entry: UnsafeMutablePointer<Entry>) -> (bytes: UnsafeMutablePointer<UInt8>, count: Int) {
    let key = UnsafeRawPointer(entry).load(as: Unmanaged<StringStorage>.self)
    return key._withUnsafeGuaranteedRef { ($0.bytes, $0.count) }
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
        let candidate = Self.text(of: entries + position)
        if candidate.bytes == bytes || candidate.count == count && memcmp(candidate.bytes, bytes, count) == 0 {
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
