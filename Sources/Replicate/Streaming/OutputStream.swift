import NIOCore
import NIOHTTP1
import RepValue

/// One piece of what a running model says.
public enum OutputEvent: Sendable, Equatable {
  /// The next piece of the output: some text, or the address of a file.
  case output(String)
  /// A piece of the log.
  case logs(String)
}

/// Reads a prediction's output while it is produced.
///
/// The stream is resumed after every interruption, by the id of the last event, and ends only where the server says so
/// or the run's record does. Where a model has no stream, or the stream cannot be had any more, the record is read
/// again and again instead, and what has been given already is not given twice.
public actor OutputStream {
  /// Connections in a row that may bring nothing new before the record is asked instead.
  static let fruitlessConnections = 4
  /// Seconds between two connections, unless the stream names another pause.
  static let usualPause = 0.5

  private enum Source {
    case stream(WebAddress)
    case record
    case ended
  }

  private let client: ReplicateClient
  private let kind: RunRecord.Kind
  private let id: String
  private var source: Source
  /// The record as it was given; looked at once, before any call.
  private var record: RunRecord?
  private var body: (any AsyncIteratorProtocol<ByteBuffer, any Error>)?
  private var parser = ServerSentEventParser()
  private var pending: [OutputEvent] = []
  private var pendingAt = 0
  private var failure: (any Error)?
  private var seen = SeenEvents()
  private var fruitless = 0
  private var looks = 0
  /// Looks that failed, one after the other.
  private var failedLooks = 0
  /// The output given so far, which may have to be compared with the record's.
  private var given = TextDigest()

  /// The output of a run from its start; nothing is read before the first piece is asked for.
  public init(_ run: RunRecord, client: ReplicateClient) {
    (self.client, kind, id, record) = (client, run.kind, run.id, run)
    source = run.streamAddress.map(Source.stream) ?? .record
  }

  /// The next piece, or nil at the end of a run that succeeded. One caller at a time.
  ///
  /// - Throws: ``ReplicateError`` of kind `modelFailed`, `canceled` or `aborted` as the run ended, or of another kind
  ///   where neither stream nor record can be read; `CancellationError`.
  public func next() async throws -> OutputEvent? {
    while true {
      if pendingAt < pending.count {
        defer { pendingAt += 1 }
        return pending[pendingAt]
      }
      pending.removeAll(keepingCapacity: true)
      pendingAt = 0
      if let failure { throw failure }
      try Task.checkCancellation()
      if let record {
        self.record = nil
        if record.isTerminal { take(record) }
        continue
      }
      switch source {
      case .ended: return nil
      case .stream(let address): try await readStream(address)
      case .record: try await readRecord()
      }
    }
  }

  /// The next pieces, as many as have arrived; none at the end of a run that succeeded. One caller at a time.
  ///
  /// - Throws: as ``next()``.
  public func nextPieces() async throws -> [OutputEvent] {
    guard let first = try await next() else { return [] }
    defer { pendingAt = pending.count }
    return [first] + pending[pendingAt...]
  }

  // MARK: The stream

  private func readStream(_ address: WebAddress) async throws {
    do {
      guard var body else { return try await connect(address) }
      let piece = try await body.next(isolation: self)
      self.body = body
      guard let piece else { return try await interrupted() }
      for event in parser.parse(piece.readableBytesView) { take(event) }
      try AnswerAllowance.Share.current?.keep(seen.size + parser.pendingCount)
      if parser.isOverlong { fallBack() }
    } catch is TransportError {
      try Task.checkCancellation()
      try await interrupted()
    }
  }

  private func connect(_ address: WebAddress) async throws {
    var headers: HTTPHeaders = [
      "Accept": "text/event-stream", "Cache-Control": "no-store", "User-Agent": client.configuration.userAgent,
    ]
    if !parser.lastEventID.isEmpty {
      headers.add(name: "Last-Event-ID", value: parser.lastEventID)
      seen.expectRepeats()
    }
    // Stream hosts are others than the API's and take the address itself for the permission.
    if client.configuration.baseURL.isOrigin(of: address), let token = client.configuration.token {
      headers.add(name: "Authorization", value: token.authorization)
    }
    let response = try await client.transport.send(
      HTTPRequest(.get, address, headers: headers, timeout: 30, lane: .transfer))
    let type = ContentType.of(header: response.headers.first(name: "content-type"))
    guard response.status == 200, type == "text/event-stream" else {
      let mayRecover = response.status == 429 || response.status >= 500
      return mayRecover ? try await interrupted() : fallBack()
    }
    parser = ServerSentEventParser(lastEventID: parser.lastEventID)
    body = response.body.makeAsyncIterator()
  }

  /// The connection ended before the run did: the stream's host gives up after half a minute, for one.
  private func interrupted() async throws {
    body = nil
    fruitless += 1
    guard fruitless < Self.fruitlessConnections else { return fallBack() }
    let pause = parser.retryMilliseconds.map { min(10, Double($0) / 1000) } ?? Self.usualPause
    try await client.configuration.time.sleep(pause * Double(fruitless))
  }

  private func fallBack() {
    body = nil
    source = .record
  }

  private func take(_ event: ServerSentEvent) {
    // A host that does not know the last event id sends everything from the start.
    if !event.lastEventID.isEmpty, event.name == "output" || event.name == "logs",
      !seen.insert(event.lastEventID)
    {
      return
    }
    switch event.name {
    case "output":
      fruitless = 0
      given.append(event.data)
      pending.append(.output(event.data))
    case "logs":
      fruitless = 0
      pending.append(.logs(event.data))
    case "error": failure = modelFailure(event.data)
    case "done": end(event.data)
    default: break
    }
  }

  private func end(_ data: String) {
    guard case .stream = source, failure == nil else { return }
    switch (try? JSON.parse(data))?["reason"].string {
    case nil: source = .ended
    // The record knows why: its error, its log, whether it was the deadline.
    case _?: fallBack()
    }
    body = nil
  }

  private func modelFailure(_ data: String) -> ReplicateError {
    let problem = (try? JSON.parse(data)) ?? .null
    let text = problem["detail"].string ?? problem["error"].string ?? data
    return ReplicateError(.modelFailed, "prediction \(id) failed: \(text)", detail: text, runID: id)
  }

  // MARK: The record

  private func readRecord() async throws {
    if looks > 0 {
      let age = Double(looks) * PollSchedule.first
      try await client.configuration.time.sleep(max(PollSchedule.first, PollSchedule(kind).interval(age: age)))
    }
    looks += 1
    do {
      let value =
        switch kind {
        case .prediction: try await client.call(.predictionsGet, ["prediction_id": Value(id)])
        case .training: try await client.call(.trainingsGet, ["training_id": Value(id)])
        }
      guard let record = RunRecord(value, kind: kind) else {
        throw ReplicateError(.server, "the record of \(id) lacks id, status or urls.get", runID: id)
      }
      failedLooks = 0
      take(record)
    } catch let error as ReplicateError where [.network, .server, .throttled].contains(error.kind) {
      // The run goes on, whatever a proxy says of it.
      failedLooks += 1
      if failedLooks >= FollowedRun.fewestFailures { throw error }
    }
  }

  /// Gives the part of a record's output that has not been given, and ends with a run that is over.
  private func take(_ record: RunRecord) {
    let pieces = record.value["output"].array?.map(text) ?? (record.isTerminal ? whole(record.value["output"]) : [])
    let all = pieces.joined()
    // An output that does not continue what was given belongs to nothing that could be said about it.
    if given.isStart(of: all) {
      var skip = given.count
      for piece in pieces {
        let size = piece.utf8.count
        if skip >= size {
          skip -= size
        } else {
          pending.append(.output(String(decoding: piece.utf8.dropFirst(skip), as: UTF8.self)))
          skip = 0
        }
      }
      given = TextDigest(all)
    }
    guard record.isTerminal else { return }
    source = .ended
    do { _ = try record.output() } catch { failure = error }
  }

  private func whole(_ output: Value) -> [String] { output.isNull ? [] : [text(output)] }

  private func text(_ value: Value) -> String { value.string ?? ((try? JSON.text(value)) ?? "") }
}

/// What a text was, in a few bytes: a stream may be endless (FNV-1a, 64 bits).
private struct TextDigest {
  private(set) var count = 0
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  init(_ text: String = "") { append(text) }

  mutating func append(_ text: String) { add(text.utf8) }

  private mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      count += 1
    }
  }

  /// Whether another text begins with this one.
  func isStart(of text: String) -> Bool {
    var start = TextDigest()
    start.add(text.utf8.prefix(count))
    return start.count == count && start.hash == hash
  }
}
