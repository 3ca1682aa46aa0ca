import RepValue

/// The storage of a value where it lies, without taking the value out.
///
/// A value is sixteen bytes: the payload, then the tag. Its int and float payloads use all bits, so the compiler has no
/// spare bits to hide the tag in, and a storage payload is the plain reference (a test holds it to that).
enum Payload {
  /// Whether the storage in the value at an address is referenced from nowhere else. The value must hold that kind.
  @inline(__always)
  static func isUnique<Storage: AnyObject>(at address: Frame, _ type: Storage.Type) -> Bool {
    let reference = UnsafeMutableRawPointer(address).assumingMemoryBound(to: Storage.self)
    return isKnownUniquelyReferenced(&reference.pointee)
  }

  /// The address of an element of the list at an address, if there is one and nobody else holds the list. A function of
  /// its own: where the payload is bound, it has a second reference.
  @inline(__always)
  static func uniqueElement(_ address: Frame, _ position: Int) -> Frame? {
    if case .list(let list) = address.pointee, position >= 0, position < list.count {
      let element = list.elements + position
      return isUnique(at: address, ListStorage.self) ? element : nil
    }
    return nil
  }

  /// Replaces the value of an entry.
  @inline(__always)
  static func store(_ value: consuming Value, in entry: UnsafeMutablePointer<ObjectStorage.Entry>) {
    RepRuntime.store(value, in: self.value(of: entry))
  }

  /// The address of an entry's value.
  @inline(__always)
  static func value(of entry: UnsafeMutablePointer<ObjectStorage.Entry>) -> Frame {
    UnsafeMutableRawPointer(entry).advanced(by: valueOffset).assumingMemoryBound(to: Value.self)
  }

  /// Where an entry's value lies behind its key.
  private static var valueOffset: Int { MemoryLayout<StringStorage>.size }
}
