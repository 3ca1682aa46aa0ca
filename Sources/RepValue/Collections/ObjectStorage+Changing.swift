import CRepSupport

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
      if !index.hasRoom { changeIndex { $0.grow() } }
      index.insert(entries[used - 1].key.hash, position: used - 1)
    }
  }

  @usableFromInline @inline(never)
  final func grow(to minimum: Int) {
    let larger = max(4, capacity * 2, minimum)
    // Both may exist for a moment.
    let charged = rep_meter_charge(Self.bytes(capacity: larger) + index.bytes)
    entries = capacity > 0 ? entries.reallocate(capacity: larger) : .allocate(capacity: larger)
    rep_meter_credit(meter, Self.bytes(capacity: capacity) + index.bytes)
    meter = charged
    capacity = larger
  }

  /// Changes the index and charges what it takes more, or less.
  final func changeIndex(_ change: (inout ObjectIndex) -> Void) {
    let (fixed, before) = (Self.bytes(capacity: capacity), index.bytes)
    change(&index)
    let charged = rep_meter_charge(fixed + index.bytes)
    rep_meter_credit(meter, fixed + before)
    meter = charged
  }

  /// Makes room for `additional` more keys.
  public final func reserve(_ additional: Int) {
    if used + additional > capacity { grow(to: used + additional) }
  }

  @usableFromInline
  final func rebuildIndex() {
    changeIndex { $0.reset(forCount: used) }
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
    if used > Self.linearLimit { rebuildIndex() } else { changeIndex { $0.deallocate() } }
  }

  /// Another object of the same keys and values.
  public final func copy() -> ObjectStorage { copy(extraCapacity: 0) }

  /// A copy with room for `extraCapacity` more keys.
  public final func copy(extraCapacity: Int) -> ObjectStorage {
    rep_count_work(used)
    let copy = ObjectStorage(minimumCapacity: liveCount + extraCapacity)
    if holes == 0 {
      copy.entries.initialize(from: entries, count: used)
      copy.used = used
      if !index.isEmpty { copy.changeIndex { $0 = index.copy() } }
    } else {
      forEach { copy.append(uniqueKey: $0, $1) }
    }
    return copy
  }
}
