/// The ids of a stream's events, to tell those that a host sends once more after the connection has broken.
///
/// A connection that has not broken repeats nothing: until then ids are only written down, which costs a tenth of looking
/// each of them up.
struct SeenEvents: Sendable {
  /// The ids in the order of their coming, a line feed behind each, which no id holds.
  private var written: [UInt8] = []
  private var ids: Set<String>?

  /// About the bytes that it takes.
  var size: Int { ids.map { $0.count * 64 } ?? written.count }

  /// From now on every id is looked up.
  mutating func expectRepeats() {
    guard ids == nil else { return }
    ids = Set(written.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
    written = []
  }

  /// - Returns: whether the id is new, as far as it is looked up.
  mutating func insert(_ id: String) -> Bool {
    guard ids == nil else { return ids?.insert(id).inserted ?? true }
    written.append(contentsOf: id.utf8)
    written.append(UInt8(ascii: "\n"))
    return true
  }
}
