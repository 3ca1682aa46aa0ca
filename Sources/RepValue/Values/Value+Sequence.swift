extension Value: Sequence {
  /// Walks the elements of a list, or the values of an object in the order of its keys; there are none in anything else.
  ///
  ///     for url in result { print(url.string ?? "") }
  ///     let widths = result.images.compactMap(\.width.int)
  public struct Iterator: IteratorProtocol {
    private let value: Value
    private var position = 0

    init(_ value: Value) { self.value = value }

    /// The next element, or nil.
    public mutating func next() -> Value? {
      switch value {
      case .list(let list):
        guard position < list.count else { return nil }
        position += 1
        return list.elements[position - 1]
      case .object(let object):
        while position < object.entryCount, object.isHole(position) { position += 1 }
        guard position < object.entryCount else { return nil }
        position += 1
        return object.entries[position - 1].value
      default: return nil
      }
    }
  }

  /// An iterator at the first element.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// How many elements there are.
  public var underestimatedCount: Int { count }
}
