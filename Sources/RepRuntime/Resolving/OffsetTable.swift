/// Things by the offset in the text at which they stand: what follows in the text follows in memory, and looking up
/// needs no hash. Two bytes for each byte of text, since two names hardly ever stand closer than two bytes.
struct OffsetTable<Element: AnyObject> {
  /// For each pair of offsets, one more than the index of the element that stands there; 0 for none.
  private var indexes: [UInt32] = []
  private var elements: [(offset: Int, element: Element)] = []
  /// Where two stand at one pair of offsets: the indexes of the later ones.
  private var crowded: [Int: Int] = [:]

  /// The element at an offset, which cannot be taken away again; nil for none.
  subscript(offset: Int) -> Element? {
    @inline(__always) get { index(of: offset).map { elements[$0].element } }
    set {
      guard let newValue, offset >= 0 else { return }
      if let known = index(of: offset) {
        elements[known].element = newValue
        return
      }
      let pair = offset >> 1
      if pair >= indexes.count {
        let larger = max(pair + 1, indexes.count * 2, 128)
        indexes.append(contentsOf: repeatElement(0, count: larger - indexes.count))
      }
      elements.append((offset, newValue))
      if indexes[pair] > 0 {
        crowded[offset] = elements.count - 1
      } else {
        indexes[pair] = UInt32(elements.count)
      }
    }
  }

  @inline(__always)
  private func index(of offset: Int) -> Int? {
    guard offset >= 0, offset >> 1 < indexes.count, case let index = Int(indexes[offset >> 1]), index > 0 else {
      return nil
    }
    return elements[index - 1].offset == offset ? index - 1 : crowdedIndex(of: offset)
  }

  private func crowdedIndex(of offset: Int) -> Int? { crowded.isEmpty ? nil : crowded[offset] }
}
