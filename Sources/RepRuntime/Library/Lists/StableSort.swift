/// Merge sort: stable, `n log n` comparisons at most, and a comparison may throw at any time.
enum StableSort {
  /// Runs of this length are sorted by insertion, which is faster for so few.
  private static let runLength = 8

  /// The positions `0..<count` in order.
  /// - Throws: what `isBefore` throws.
  @inline(__always)
  static func order(
    count: Int, _ isBefore: (_ left: Int, _ right: Int) throws(ScriptError) -> Bool
  ) throws(ScriptError) -> [Int32] {
    guard count <= Int(Int32.max) else { throw ScriptError(.argument, "the list is too long to be sorted") }
    let positions = (0..<Int32(count)).map { $0 }
    return try positions.withUnsafeBufferPointer { (positions) throws(ScriptError) in
      guard let base = positions.baseAddress else { return [] }
      return try sorted(base, count: count) { (left, right) throws(ScriptError) in
        try isBefore(Int(left), Int(right))
      }
    }
  }

  /// The items in order.
  /// - Throws: what `isBefore` throws.
  @inline(__always)
  static func sorted<Item: BitwiseCopyable>(
    _ items: UnsafePointer<Item>, count: Int, _ isBefore: (_ left: Item, _ right: Item) throws(ScriptError) -> Bool
  ) throws(ScriptError) -> [Item] {
    guard count > 1 else { return Array(UnsafeBufferPointer(start: items, count: count)) }
    // Two halves of one buffer, on raw memory: an array would check at each write that nobody else holds it.
    let buffer = UnsafeMutablePointer<Item>.allocate(capacity: 2 * count)
    defer { buffer.deallocate() }
    var order = buffer
    var merged = buffer + count
    order.initialize(from: items, count: count)
    merged.initialize(from: items, count: count)
    var start = 0
    while start < count {
      let end = min(start + runLength, count)
      var index = start + 1
      while index < end {
        let moved = order[index]
        var place = index
        while place > start, try isBefore(moved, order[place - 1]) {
          order[place] = order[place - 1]
          place -= 1
        }
        order[place] = moved
        index += 1
      }
      start = end
    }
    var width = runLength
    while width < count {
      start = 0
      while start < count {
        let middle = min(start + width, count)
        let end = min(middle + width, count)
        var (left, right, place) = (start, middle, start)
        while left < middle, right < end {
          let (first, second) = (order[left], order[right])
          if try isBefore(second, first) {
            merged[place] = second
            right += 1
          } else {
            merged[place] = first
            left += 1
          }
          place += 1
        }
        (merged + place).update(from: order + left, count: middle - left)
        (merged + place + middle - left).update(from: order + right, count: end - right)
        start = end
      }
      swap(&order, &merged)
      width *= 2
    }
    return Array(UnsafeBufferPointer(start: order, count: count))
  }
}
