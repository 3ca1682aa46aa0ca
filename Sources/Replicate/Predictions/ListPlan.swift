import RepValue

/// Decides which due runs are read in one page of the list, and which by their ids.
///
/// A page shows a stretch of the account's time: our runs in it, open or not, and those of others. What is known of
/// their density says how long a stretch fits on a page.
struct ListPlan: Sendable {
  /// Rows of a page.
  static let pageSize = 100.0
  /// Stretches read at once; each is read page by page.
  static let stretches = 12
  /// Due runs that make a page pay.
  static let fewestDue = 8
  /// The share of others' rows above which single reads are cheaper for everybody.
  static let largestForeignShare = 0.9
  /// Bytes of a page at most.
  static let largestPage = 4_000_000.0
  /// Seconds around a stretch, because moments in queries have microseconds.
  static let margin = 0.000_002

  enum Read: Sendable, Equatable {
    case single(String)
    /// The pages of a stretch, as far as these runs are on them.
    case pages(LookupWindow, ids: [String])
  }

  /// Creation times of our runs, sorted.
  private var own: [Double] = []
  /// Others' rows per second, and bytes of a row, as seen lately.
  private(set) var foreignRate = 0.0
  private(set) var rowBytes = 1000.0

  mutating func add(createdAt: Double) {
    var place = own.count
    while place > 0, own[place - 1] > createdAt { place -= 1 }
    own.insert(createdAt, at: place)
    if own.count > 200_000 { own.removeFirst(100_000) }
  }

  /// Pages that a look at `count` open runs takes.
  func pages(for count: Int) -> Double {
    guard let first = own.first, let last = own.last, !own.isEmpty else { return Double(count) / Self.pageSize }
    let ownRate = Double(own.count) / max(0.001, last - first)
    return Double(count) / Self.pageSize * (1 + min(20, foreignRate / ownRate))
  }

  /// - Parameter due: ids and creation times; nil for what the list does not show.
  func reads(_ due: [(id: String, createdAt: Double?)]) -> [Read] {
    var reads: [Read] = []
    var listed: [(id: String, createdAt: Double)] = []
    for run in due {
      if let createdAt = run.createdAt { listed.append((run.id, createdAt)) } else { reads.append(.single(run.id)) }
    }
    listed.sort { $0.createdAt < $1.createdAt }
    let aim = max(1, min(Self.pageSize, Self.largestPage / rowBytes))
    var pages: [(window: LookupWindow, ids: [String])] = []
    var start = 0
    while start < listed.count {
      var end = start + 1
      while end < listed.count, rows(listed[start].createdAt, listed[end].createdAt) <= aim { end += 1 }
      let slice = listed[start..<end]
      let (low, high) = (listed[start].createdAt, listed[end - 1].createdAt)
      let rows = rows(low, high)
      let foreign = rows - ownRows(low, high)
      let isCheap = slice.count >= Self.fewestDue && foreign <= rows * Self.largestForeignShare
        && rows * rowBytes <= Self.largestPage
      if isCheap {
        pages.append((LookupWindow(low: low - Self.margin, high: high + Self.margin), slice.map(\.id)))
      } else {
        reads += slice.map { .single($0.id) }
      }
      start = end
    }
    return reads + stretched(pages)
  }

  /// Puts neighbours together: the pages of a stretch follow each other without a gap, so that none is half empty.
  private func stretched(_ pages: [(window: LookupWindow, ids: [String])]) -> [Read] {
    // A page of large rows is kept small by its window alone.
    let isSmall = rowBytes * Self.pageSize <= Self.largestPage
    let size = isSmall ? (pages.count + Self.stretches - 1) / Self.stretches : 1
    return stride(from: 0, to: pages.count, by: max(1, size)).map { start in
      let part = pages[start..<min(pages.count, start + size)]
      let window = LookupWindow(low: part[part.startIndex].window.low, high: part[part.endIndex - 1].window.high)
      return .pages(window, ids: part.flatMap(\.ids))
    }
  }

  /// Learns from a page: how many rows it had, over how long a stretch, and how large they were.
  mutating func learn(rows: Int, low: Double, high: Double, bytes: Int) {
    guard rows > 0 else { return }
    let span = max(high - low, 0.01)
    let foreign = max(0, Double(rows) - ownRows(low, high)) / span
    foreignRate += (foreign - foreignRate) * 0.3
    rowBytes += (Double(bytes) / Double(rows) - rowBytes) * 0.3
  }

  /// About what the rows of a page take on the wire: a few say how large all are.
  static func bytes(of rows: [Value]) -> Int {
    let sample = stride(from: 0, to: rows.count, by: max(1, rows.count / 8)).map { size(rows[$0], depth: 0) }
    return sample.reduce(0, +) * rows.count / max(1, sample.count)
  }

  /// Its texts make a row large.
  private static func size(_ value: Value, depth: Int) -> Int {
    switch value {
    case .string(let text): return text.count + 4
    case .list(let list):
      return depth > 6 ? 0 : (0..<list.count).reduce(2) { $0 + size(list.elements[$1], depth: depth + 1) }
    case .object(let object):
      var total = 2
      if depth <= 6 { object.forEach { total += $0.count + 4 + size($1, depth: depth + 1) } }
      return total
    default: return 6
    }
  }

  private func rows(_ low: Double, _ high: Double) -> Double { ownRows(low, high) + foreignRate * (high - low) }

  private func ownRows(_ low: Double, _ high: Double) -> Double {
    Double(position(high, isAfter: true) - position(low, isAfter: false))
  }

  /// How many of our runs were created before a moment, or up to it.
  private func position(_ moment: Double, isAfter: Bool) -> Int {
    var (low, high) = (0, own.count)
    while low < high {
      let middle = (low + high) / 2
      if own[middle] < moment || (isAfter && own[middle] == moment) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
