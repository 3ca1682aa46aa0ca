/// Parses a `text/event-stream` as its bytes arrive, in pieces of any size (WHATWG HTML, section 9.2.6).
///
/// Lines end in LF, CR or CRLF, also where a piece ends between the two; a byte order mark at the start is skipped;
/// comments, unknown fields and events without data are passed over; ids persist from event to event.
public struct ServerSentEventParser: Sendable {
  /// The last id that an event of the stream has set; what a reconnection sends as `Last-Event-ID`.
  public private(set) var lastEventID = ""
  /// Milliseconds that the stream's `retry` field asks to wait before reconnecting.
  public private(set) var retryMilliseconds: Int?
  /// Whether the event at hand exceeds ``sizeLimit``. The stream is then of no use any more.
  public private(set) var isOverlong = false

  /// Bytes that an event's data may have: it may be a data URL, but no model sends more in one event.
  public var sizeLimit = 64 << 20

  /// Bytes of an event that is not complete yet.
  var pendingCount: Int { line.count + data.count }

  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var name = ""
  private var pendingID = ""
  private var previousWasCR = false
  private var isFirstLine = true

  /// A parser at the start of a stream.
  public init() {}

  /// - Parameter lastEventID: the id to go on from, when the stream resumes an earlier one.
  public init(lastEventID: String) {
    self.lastEventID = lastEventID
    pendingID = lastEventID
  }

  /// Takes the next bytes and gives the events that they complete.
  ///
  /// What has no empty line after it when the stream ends is no event and is dropped, as the standard says.
  public mutating func parse(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    let wasContiguous: Void? = bytes.withContiguousStorageIfAvailable { parse($0, into: &events) }
    if wasContiguous == nil { Array(bytes).withUnsafeBufferPointer { parse($0, into: &events) } }
    return events
  }

  private mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, into events: inout [ServerSentEvent]) {
    var start = 0
    if previousWasCR, let first = bytes.first {
      previousWasCR = false
      if first == Self.lineFeed { start = 1 }
    }
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != Self.lineFeed, bytes[end] != Self.carriageReturn { end += 1 }
      guard line.count + data.count + end - start <= sizeLimit else {
        isOverlong = true
        return
      }
      let piece = UnsafeBufferPointer(rebasing: bytes[start..<end])
      guard end < bytes.count else {
        line.append(contentsOf: piece)
        return
      }
      if line.isEmpty {
        endLine(piece, into: &events)
      } else {
        line.append(contentsOf: piece)
        var whole: [UInt8] = []
        swap(&whole, &line)
        whole.withUnsafeBufferPointer { endLine($0, into: &events) }
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &line)
      }
      start = end + 1
      guard bytes[end] == Self.carriageReturn else { continue }
      if start == bytes.count { previousWasCR = true } else if bytes[start] == Self.lineFeed { start += 1 }
    }
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let colon = UInt8(ascii: ":")
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private mutating func endLine(_ bytes: UnsafeBufferPointer<UInt8>, into events: inout [ServerSentEvent]) {
    var line = bytes[...]
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: Self.byteOrderMark) { line = line.dropFirst(3) }
    }
    guard let first = line.first else {
      dispatch(into: &events)
      return
    }
    guard first != Self.colon else { return }
    let colon = line.firstIndex(of: Self.colon) ?? line.endIndex
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == 0x20 { value = value.dropFirst() }
    field(UnsafeBufferPointer(rebasing: line[..<colon]), UnsafeBufferPointer(rebasing: value))
  }

  private static let dataField = Array("data".utf8)
  private static let eventField = Array("event".utf8)
  private static let idField = Array("id".utf8)
  private static let retryField = Array("retry".utf8)
  private static let output = Array("output".utf8)

  private mutating func field(_ field: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
    if field.elementsEqual(Self.dataField) {
      if hasData { data.append(Self.lineFeed) }
      data.append(contentsOf: value)
      hasData = true
    } else if field.elementsEqual(Self.eventField) {
      // Nearly all of them; no new text for each.
      name = value.elementsEqual(Self.output) ? "output" : String(decoding: value, as: UTF8.self)
    } else if field.elementsEqual(Self.idField) {
      if !value.contains(0) { pendingID = String(decoding: value, as: UTF8.self) }
    } else if field.elementsEqual(Self.retryField) {
      let isNumber = !value.isEmpty && value.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      if isNumber, let number = Int(String(decoding: value, as: UTF8.self)) { retryMilliseconds = number }
    }
  }

  private mutating func dispatch(into events: inout [ServerSentEvent]) {
    lastEventID = pendingID
    if hasData {
      events.append(
        ServerSentEvent(
          name: name.isEmpty ? "message" : name, data: String(decoding: data, as: UTF8.self), lastEventID: lastEventID))
    }
    name = ""
    hasData = false
    data.removeAll(keepingCapacity: true)
  }
}
