import RepValue
import Replicate

/// What becomes of a call: its sending, and what the service's records say of it.
extension RecordedCall {
  /// Takes a record as the call's own.
  ///
  /// One of a call with secrets is not kept: only its script knows which texts of the output are secret, and reads it by its
  /// id.
  public mutating func adopt(_ record: Value) {
    note(RecordNotes(record))
    state = RunRecord(record)?.isTerminal == true ? .done : .open
    if hasSecrets { self.record = nil }
  }

  /// Whether inputs of it are masked.
  var hasSecrets: Bool { asked.firstRange(of: Array(Asked.mask.utf8)) != nil }

  /// Takes over what is about to be sent.
  mutating func willSend(_ intent: CreateIntent, _ sentLow: Double) {
    state = .intended
    attempt += 1
    (self.sentLow, sentHigh, reason, delivery, awaited) = (sentLow, nil, nil, nil, nil)
    operation = intent.operation.id
    version = RunJournal.version(intent)
    seed = intent.arguments.values["input"]["seed"].int
  }

  /// Takes over what a record says.
  mutating func note(_ notes: RecordNotes) {
    prediction = notes.prediction ?? prediction
    status = notes.status ?? status
    createdAt = notes.createdAt ?? createdAt
    keptUntil = notes.keptUntil ?? keptUntil
    record = notes.record ?? record
  }
}

/// What a call takes over from a record.
struct RecordNotes {
  let prediction: String?
  let status: String?
  let createdAt: Double?
  let keptUntil: Double?
  /// The record as JSON, its log cut; nil for one that runs: that is read by its id, and what the script got is its
  /// delivery.
  let record: [UInt8]?

  /// Bytes of a log that are kept.
  private static let longestLog = 4_096

  init(_ value: Value) { self.init(value, RunRecord(value), isKnown: false) }

  /// - Parameter isKnown: whether its creation has been noted before.
  init(_ run: RunRecord, isKnown: Bool) { self.init(run.value, run, isKnown: isKnown) }

  private init(_ value: Value, _ run: RunRecord?, isKnown: Bool) {
    prediction = run?.id ?? value["id"].string
    status = value["status"].string
    createdAt = isKnown ? nil : value["created_at"].string.flatMap { Timestamp.seconds(iso8601: $0) }
    guard run?.isTerminal ?? true else {
      (keptUntil, record) = (nil, nil)
      return
    }
    keptUntil = run?.keptUntil
    var kept = value
    if let logs = value["logs"].string, logs.utf8.count > Self.longestLog {
      kept["logs"] = Value(String(decoding: logs.utf8.suffix(Self.longestLog), as: UTF8.self))
    }
    record = try? JSON.bytes(kept)
  }
}
