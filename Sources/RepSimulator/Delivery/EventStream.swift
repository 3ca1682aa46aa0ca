import Hummingbird
import RepValue

/// A prediction's output as server-sent events, in the form of the service's nchan: a comment and a blank line first,
/// ids of `SECONDS:NUMBER`, and `done` with a reason where the run did not succeed.
struct EventStream: Sendable {
  let api: API
  let id: String
  let lastEventID: String?

  private struct Event {
    let number: Int
    let name: String
    let data: String
  }

  func write(to writer: inout any ResponseBodyWriter) async throws {
    api.tally.add { $0.openStreams += 1 }
    defer { api.tally.add { $0.openStreams -= 1 } }
    let isVaried = api.configuration.variesStreamForm
    var output = StreamWriter(cutAfter: api.configuration.streamCutAfter, pieces: isVaried ? 7 : nil)
    try await output.write((isVaried ? "\u{FEFF}" : "") + ": hi\n\n", to: &writer)
    let closesAt = api.clock.now + api.configuration.streamTimeout
    var next = (lastEventID?.split(separator: ":").last.flatMap { Int($0) }).map { $0 + 1 } ?? 0
    while true {
      let now = api.clock.now
      guard let record = api.world.withLock({ $0.predictions[id] }) else { return }
      for event in events(of: record, at: now) where event.number >= next {
        try await output.write(text(of: event, record), to: &writer)
        next = event.number + 1
      }
      guard let change = record.nextChange(after: now) else { return }
      guard now < closesAt else {
        try await output.write(":408: 408 Request Timeout\n\n", to: &writer)
        return
      }
      try await api.changes.wait(for: id, until: min(change, closesAt), clock: api.clock)
    }
  }

  /// Everything that has happened by `now`; an event's number does not change as more comes.
  private func events(of record: PredictionRecord, at now: Moment) -> [Event] {
    var events: [Event] = []
    func add(_ name: String, _ data: String) {
      events.append(Event(number: events.count, name: name, data: data))
    }
    for step in record.steps(at: now) {
      if !step.logs.isEmpty { add("logs", step.logs) }
      for output in step.outputs { add("output", output.text) }
    }
    switch record.status(at: now) {
    case .starting, .processing: break
    case .succeeded:
      if !record.plan.steps.contains(where: { !$0.outputs.isEmpty }) {
        for output in record.outputValue(at: now).array ?? [] { add("output", output.text) }
      }
      add("done", "{}")
    case .failed:
      if case .failed(let message) = record.plan.outcome {
        add("error", String(reflecting: ["detail": Value(message)] as Value))
      }
      add("done", #"{"reason":"error"}"#)
    case .canceled, .aborted: add("done", #"{"reason":"canceled"}"#)
    }
    return events
  }

  private func text(of event: Event, _ record: PredictionRecord) -> String {
    let variety = api.configuration.variesStreamForm ? event.number : 0
    let end = ["\n", "\r\n", "\r"][variety % 3]
    var text = ["", ": \(event.number)\(end)", "retry: 5\(end)", "event: weather\(end)data: rain\(end)\(end)"][variety % 4]
    text += "event: \(event.name)\(end)id: \(record.createdAt.secondsSince1970):\(event.number)\(end)"
    // A carriage return ends a line of the stream too, so progress bars come as lines.
    // Not U+2028 and its like, which are no ends of lines there.
    let ends: [Character] = ["\n", "\r", "\r\n"]
    for line in event.data.split(omittingEmptySubsequences: false, whereSeparator: ends.contains) {
      // One blank after the colon belongs to the form, and may be left out.
      text += "data:\(variety % 2 == 1 && !line.hasPrefix(" ") ? "" : " ")\(line)\(end)"
    }
    return text + end
  }
}

/// Writes text, in small pieces and breaking off after a number of bytes if it is told to.
private struct StreamWriter {
  private var remaining: Int?
  private let pieceSize: Int?

  init(cutAfter limit: Int?, pieces: Int?) {
    (remaining, pieceSize) = (limit, pieces)
  }

  mutating func write(_ text: String, to writer: inout any ResponseBodyWriter) async throws {
    let bytes = Array(text.utf8)
    let count = min(bytes.count, remaining ?? .max)
    let step = pieceSize ?? bytes.count
    for start in stride(from: 0, to: count, by: max(1, step)) {
      try await writer.write(ByteBuffer(bytes: bytes[start..<min(count, start + step)]))
    }
    remaining = remaining.map { $0 - count }
    if count < bytes.count { throw Disconnect(isReset: false) }
  }
}
