/// Things by the offset in the text at which they stand: what follows in the text follows in memory, and looking up
/// needs no hash. Four bytes for each byte of text.
struct OffsetTable<Element: AnyObject> {
  /// One more than the index of the element that stands at an offset; 0 for none.
  private var indexes: [UInt32] = []
  private var elements: [Element] = []

  /// The element at an offset, which cannot be taken away again; nil for none.
  subscript(offset: Int) -> Element? {
    @inline(__always) get {
      guard offset >= 0, offset < indexes.count, case let index = Int(indexes[offset]), index > 0 else { return nil }
      return elements[index - 1]
    }
    set {
      guard let newValue, offset >= 0 else { return }
      if offset >= indexes.count {
        let larger = max(offset + 1, indexes.count * 2, 256)
        indexes.append(contentsOf: repeatElement(0, count: larger - indexes.count))
      }
      if indexes[offset] > 0 {
        elements[Int(indexes[offset]) - 1] = newValue
      } else {
        elements.append(newValue)
        indexes[offset] = UInt32(elements.count)
      }
    }
  }
}
