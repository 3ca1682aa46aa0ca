/// One event of a `text/event-stream` (WHATWG HTML, "Server-sent events").
public struct ServerSentEvent: Sendable, Equatable {
  /// The event's name; `message` where the stream gives none.
  public var name: String
  /// The data lines, joined by line feeds.
  public var data: String
  /// The last id that the stream has given so far; empty where it has given none.
  public var lastEventID: String

  /// An event.
  public init(name: String = "message", data: String, lastEventID: String = "") {
    (self.name, self.data, self.lastEventID) = (name, data, lastEventID)
  }
}
