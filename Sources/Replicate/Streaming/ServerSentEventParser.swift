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
    for byte in bytes {
      if previousWasCR {
        previousWasCR = false
        if byte == UInt8(ascii: "\n") { continue }
      }
      switch byte {
      case UInt8(ascii: "\n"):
        endLine(into: &events)
      case UInt8(ascii: "\r"):
        previousWasCR = true
        endLine(into: &events)
      default:
        guard line.count + data.count < sizeLimit else {
          isOverlong = true
          return events
        }
        line.append(byte)
      }
    }
    return events
  }

  private mutating func endLine(into events: inout [ServerSentEvent]) {
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    defer { line.removeAll(keepingCapacity: true) }
    if line.isEmpty {
      dispatch(into: &events)
      return
    }
    guard line[0] != UInt8(ascii: ":") else { return }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == 0x20 { value.removeFirst() }
    field(line[..<colon], value)
  }

  private mutating func field(_ fieldName: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
    switch String(decoding: fieldName, as: UTF8.self) {
    case "event": name = String(decoding: value, as: UTF8.self)
    case "data":
      if hasData { data.append(UInt8(ascii: "\n")) }
      data += value
      hasData = true
    case "id" where !value.contains(0): pendingID = String(decoding: value, as: UTF8.self)
    case "retry":
      let isNumber = !value.isEmpty && value.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      if isNumber, let number = Int(String(decoding: value, as: UTF8.self)) { retryMilliseconds = number }
    default: break
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
