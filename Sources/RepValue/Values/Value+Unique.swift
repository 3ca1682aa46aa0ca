/// Copy-on-write. The value is moved out of its place while it is changed, so that its storage is referenced once;
/// binding the payload with `var` instead of copying it keeps that count (a second reference would copy on each write,
/// silently quadratic).
extension Value {
  /// Changes a list in place when it is uniquely referenced, else a copy. Something that is no list becomes
  /// an empty one.
  @inlinable @discardableResult
  public mutating func withUniqueList<Result>(_ change: (ListStorage) throws -> Result) rethrows -> Result {
    let taken = self
    self = .null
    var list: ListStorage
    if case .list(let storage) = consume taken {
      list = storage
    } else {
      list = ListStorage(minimumCapacity: 0)
    }
    if !isKnownUniquelyReferenced(&list) { list = list.copy() }
    defer { self = .list(list) }
    return try change(list)
  }

  /// Changes an object in place when it is uniquely referenced, else a copy. Something that is no object becomes an
  /// empty one.
  @inlinable @discardableResult
  public mutating func withUniqueObject<Result>(_ change: (ObjectStorage) throws -> Result) rethrows -> Result {
    let taken = self
    self = .null
    var object: ObjectStorage
    if case .object(let storage) = consume taken {
      object = storage
    } else {
      object = ObjectStorage(minimumCapacity: 0)
    }
    if !isKnownUniquelyReferenced(&object) { object = object.copy() }
    defer { self = .object(object) }
    return try change(object)
  }
}
