import RepRuntime
import RepValue
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The lines of a large file, read as far as they are walked and kept nowhere. Each walk begins at the start.
final class LineSequence: SequenceStorage, CountedSequence, @unchecked Sendable {
  private let files: FileAccess
  private let path: String

  init(_ path: String, _ files: FileAccess) {
    (self.path, self.files) = (path, files)
    super.init(kind: OpaqueKind.other)
  }

  override var typeName: String { "lines" }
  override var displayText: String { "<lines of \(path)>" }

  override func makeIterator() throws(ScriptError) -> SequenceIterator {
    LineIterator(try LineReader(path, files))
  }

  func count(_ context: ContextPointer) throws(ScriptError) -> Int {
    var reader = try LineReader(path, files)
    return try reader.countLines(context)
  }
}

private final class LineIterator: SequenceIterator {
  private var reader: LineReader
  private var strings = RecycledStrings()
  init(_ reader: consuming LineReader) { self.reader = reader }

  override func next(_ context: ContextPointer) throws(ScriptError) -> Value? {
    guard let text = try reader.next(context, &strings) else { return nil }
    return .string(text)
  }
}

/// Makes strings of lines, if possible out of one that the script holds no more: most loops drop a line before they take
/// the next one but one.
struct RecycledStrings {
  /// The two strings given last: while the loop asks for a line, its variable still holds the later one.
  private var older = StringStorage.empty
  private var newer = StringStorage.empty
  /// Bytes of what is recycled: a short line that is kept must not hold the room of a long one.
  private static let largest = 4096

  @inline(__always)
  mutating func make(_ bytes: UnsafePointer<UInt8>, count: Int, isASCII: Bool) -> StringStorage {
    let isFree = isKnownUniquelyReferenced(&older) && count <= Self.largest / 2
    if isFree, count <= older.byteCapacity, older.byteCapacity <= Self.largest {
      swap(&older, &newer)
      newer.refill(bytes, count: count, isASCII: isASCII)
    } else {
      older = newer
      // Room for longer lines, where it does not stay with lines that are kept.
      newer = .allocate(capacity: isFree ? 2 * count : count)
      newer.refill(bytes, count: count, isASCII: isASCII)
    }
    return newer
  }
}

/// Reads a file piece by piece and cuts it into lines: LF, CRLF and CR end them, a byte-order mark at the start is left
/// out, and all of it must be UTF-8.
struct LineReader: ~Copyable {
  /// Bytes of one read: large enough that system calls do not count, small enough to stay in the cache.
  private static let pieceSize = 256 << 10

  private let path: String
  private let descriptor: Int32
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// What has been read and not given: `start ..< end` of the buffer.
  private var start = 0
  private var end = 0
  private var line = 0
  private var isAtEnd = false
  private var isFirst = true
  /// The bytes up to `end` hold no CR, and nothing but ASCII.
  private var hasReturns = false
  private var isASCII = true

  /// - Throws: kind `io`, `permission`.
  init(_ path: String, _ files: FileAccess) throws(ScriptError) {
    self.path = path
    descriptor = try files.openRegular(path).descriptor
    capacity = Self.pieceSize
    buffer = .allocate(capacity: capacity)
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  /// The next line without its end; nil behind the last one.
  /// - Throws: kind `io` for a file that is not UTF-8 or cannot be read any more; limits and cancellation.
  mutating func next(
    _ context: ContextPointer, _ strings: inout RecycledStrings
  ) throws(ScriptError) -> StringStorage? {
    var scanned = start
    while true {
      if let (stop, after) = lineEnd(from: scanned) {
        let text = try string(start, stop, &strings)
        start = after
        return text
      }
      if isAtEnd {
        guard start < end else { return nil }
        defer { start = end }
        return try string(start, end, &strings)
      }
      // The last byte is looked at again: it may be a CR.
      scanned = max(0, end - start - 1)
      try fill(context)
      scanned += start
    }
  }

  /// Counts the lines from here on.
  /// - Throws: kind `io`; limits and cancellation.
  mutating func countLines(_ context: ContextPointer) throws(ScriptError) -> Int {
    var count = 0
    var last: UInt8 = 0x0A
    while true {
      start = end
      try fill(context, looks: false)
      if isAtEnd { break }
      if start == end { continue }
      count += Self.lineFeeds(buffer + start, end - start)
      if memchr(buffer + start, 0x0D, end - start) != nil { count += lonelyReturns() }
      if last == 0x0D, buffer[start] != 0x0A { count += 1 }
      last = buffer[end - 1]
    }
    return last == 0x0A ? count : count + 1
  }

  // MARK: Pieces

  /// Reads more behind what has not been given, or finds the end of the file.
  /// - Parameter looks: whether to find out what kinds of bytes there are.
  private mutating func fill(_ context: ContextPointer, looks: Bool = true) throws(ScriptError) {
    if start > 0 {
      memmove(buffer, buffer + start, end - start)
      end -= start
      start = 0
      hasReturns = looks && memchr(buffer, 0x0D, end) != nil
      isASCII = looks && Self.isASCII(buffer, end)
    }
    if capacity - end < Self.pieceSize / 2 {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
      larger.update(from: buffer, count: end)
      buffer.deallocate()
      (buffer, capacity) = (larger, capacity * 2)
    }
    var count = 0
    repeat { count = Platform.read(descriptor, buffer + end, capacity - end) } while count < 0 && errno == EINTR
    guard count >= 0 else { throw FileAccess.failure("read", path) }
    guard count > 0 else {
      isAtEnd = true
      return
    }
    try context.work(count)
    if looks, !hasReturns { hasReturns = memchr(buffer + end, 0x0D, count) != nil }
    if isASCII { isASCII = Self.isASCII(buffer + end, count) }
    end += count
    if isFirst, end >= 3 {
      isFirst = false
      if buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { start = 3 }
    }
  }

  /// Where the first line end from `scanned` on begins, and where the next line does.
  private func lineEnd(from scanned: Int) -> (Int, Int)? {
    guard scanned < end else { return nil }
    let feed = memchr(buffer + scanned, 0x0A, end - scanned).map { position(of: $0) }
    if hasReturns, let found = memchr(buffer + scanned, 0x0D, (feed ?? end) - scanned).map({ position(of: $0) }) {
      if found + 1 < end { return (found, buffer[found + 1] == 0x0A ? found + 2 : found + 1) }
      // Whether a line feed follows is in the next piece.
      return isAtEnd ? (found, found + 1) : nil
    }
    return feed.map { ($0, $0 + 1) }
  }

  private func position(of pointer: UnsafeMutableRawPointer) -> Int {
    UnsafeMutableRawPointer(buffer).distance(to: pointer)
  }

  @inline(__always)
  private mutating func string(
    _ from: Int, _ to: Int, _ strings: inout RecycledStrings
  ) throws(ScriptError) -> StringStorage {
    line += 1
    guard isASCII || UTF8Text.isValid(buffer + from, count: to - from) else {
      throw ScriptError(
        .io, "line \(line) of \"\(path)\" is not UTF-8 text", hint: "pass it to a model as `file(\"\(path)\")`")
    }
    return strings.make(buffer + from, count: to - from, isASCII: isASCII)
  }

  // MARK: Counting

  /// The line feeds among bytes, 16 at a time: a match counts -1 in its lane, which holds what 120 rounds add.
  private static func lineFeeds(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let raw = UnsafeRawPointer(bytes)
    let feed = SIMD16<UInt8>(repeating: 0x0A)
    var total = 0
    var offset = 0
    while offset + 128 <= count {
      var sums = SIMD16<Int8>()
      var round = 0
      while round < 15, offset + 128 <= count {
        for part in 0..<8 {
          let piece = raw.loadUnaligned(fromByteOffset: offset + 16 * part, as: SIMD16<UInt8>.self)
          // A mask is all ones where it holds. (`replacing(with:where:)` is not inlined, and a hundred times slower.)
          sums &+= unsafeBitCast(piece .== feed, to: SIMD16<Int8>.self)
        }
        offset += 128
        round += 1
      }
      for lane in 0..<16 { total -= Int(sums[lane]) }
    }
    while offset < count {
      if bytes[offset] == 0x0A { total += 1 }
      offset += 1
    }
    return total
  }

  /// The CRs of the last piece that no LF follows; one at its very end is for the next piece to judge.
  private func lonelyReturns() -> Int {
    var count = 0
    for index in start..<(end - 1) where buffer[index] == 0x0D && buffer[index + 1] != 0x0A { count += 1 }
    return count
  }

  private static func isASCII(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let raw = UnsafeRawPointer(bytes)
    var offset = 0
    var seen: UInt64 = 0
    while offset + 8 <= count {
      seen |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    while offset < count {
      seen |= UInt64(bytes[offset])
      offset += 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}
