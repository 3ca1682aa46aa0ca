import RepRuntime
import RepValue
import Replicate

/// One run as a JSON text that needs nothing else: what `rep runs export` writes and `rep run --replay` runs from.
///
/// It holds no token and no secret: what was masked in the journal is masked here.
public struct RunRecording: Sendable {
  /// Increased when an older reader could not read the text any more.
  public static let version = 1
  private static let format = "rep-run"

  /// The run.
  public let run: RecordedRun
  /// The output files that the journal had copies of.
  public let files: RecordedFiles

  /// Reads a recording.
  /// - Throws: ``JournalError`` for anything else, or one of a newer version.
  public init(json: Value) throws(JournalError) {
    guard json["format"].string == Self.format, let version = json["version"].int else {
      throw JournalError("this is no recording of a run", hint: "`rep runs export RUN` writes one")
    }
    guard version <= Self.version else { throw JournalError("the recording was written by a newer rep") }
    let run = json["run"]
    var header = RunHeader(
      script: run["script"].string ?? "", program: Self.bytes(run["program_sha256"]), params: [],
      shownParams: run["params"], account: run["account"].string ?? "", baseURL: run["base_url"].string ?? "",
      seed: Self.bytes(run["seed"]), started: run["started"].double ?? 0, owner: "")
    header.id = run["id"].int ?? 0
    let effects = (json["effects"].array ?? []).compactMap { row -> RecordedEffect? in
      guard let place = Self.place(row), let name = row["kind"].string else { return nil }
      return RecordedEffect(
        place: place, name: name, content: [], delivered: row["delivered"].int, answer: Self.text(row["value"]),
        asked: row["asked"].isNull ? [] : Self.text(row["asked"]))
    }
    var saved: [EffectPlace: [SavedFile]] = [:]
    for row in json["saved"].array ?? [] {
      guard let place = Self.place(row), let path = row["path"].string, let digest = row["sha256"].string else { continue }
      saved[place, default: []].append(SavedFile(path: path, sha256: digest))
    }
    self.run = RecordedRun(header: header, effects: effects, calls: [], saved: saved)
    files = RecordedFiles(json["files"])
  }

  /// Writes a run of a journal.
  /// - Throws: ``JournalError``.
  public static func json(of run: RecordedRun, in journal: any Journal) throws -> Value {
    let header = run.header
    var json: Value = ["format": Value(format), "version": .int(version)]
    json["run"] = [
      "id": .int(header.id), "script": Value(header.script), "program_sha256": Value(Hex.text(header.program)),
      "params": header.shownParams, "account": Value(header.account), "base_url": Value(header.baseURL),
      "seed": Value(Hex.text(header.seed)), "started": .float(header.started),
      "ended": header.ended.map { .float($0) } ?? .null,
      "outcome": header.ending.map { Value($0.state.rawValue) } ?? .null,
    ]
    let records = Dictionary(
      run.calls.compactMap { call in call.prediction.map { ($0, call.record) } }, uniquingKeysWith: { _, last in last })
    json["effects"] = Value(
      run.effects.map { effect -> Value in
        var (asked, value) = (parsed(effect.asked), parsed(effect.answer))
        if let id = effect.awaitedRun {
          asked = ["value": ["id": Value(id)]]
          let record = (records[id] ?? nil).flatMap { RunRecord(parsed($0)) }
          value = (try? record?.output()).map { ["answer": $0] } ?? .null
        }
        return [
          "thread": Value(effect.place.thread), "n": .int(effect.place.ordinal), "kind": Value(effect.name),
          "asked": asked, "delivered": effect.delivered.map { .int($0) } ?? .null, "value": value,
        ]
      })
    json["calls"] = Value(run.calls.map(\.json))
    json["saved"] = Value(
      run.saved.sorted { ($0.key.thread, $0.key.ordinal) < ($1.key.thread, $1.key.ordinal) }.flatMap { place, files in
        files.map { file -> Value in
          [
            "thread": Value(place.thread), "n": .int(place.ordinal), "path": Value(file.path),
            "sha256": Value(file.sha256),
          ]
        }
      })
    json["files"] = try RecordedFiles.json(of: run, in: journal)
    return json
  }

  private static func parsed(_ bytes: [UInt8]) -> Value { (try? JSON.parse(bytes)) ?? .null }

  private static func text(_ value: Value) -> [UInt8] { (try? JSON.bytes(value)) ?? [] }

  private static func place(_ row: Value) -> EffectPlace? {
    guard let thread = row["thread"].string, let ordinal = row["n"].int else { return nil }
    return EffectPlace(thread: thread, ordinal: ordinal)
  }

  private static func bytes(_ value: Value) -> [UInt8] {
    let digits = Array((value.string ?? "").utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
  }
}

extension RecordedCall {
  /// The call as `rep runs show --json` and recordings write it.
  public var json: Value {
    let record = record.flatMap { try? JSON.parse($0) } ?? .null
    return [
      "thread": Value(place.thread), "n": .int(place.ordinal), "operation": Value(operation),
      "reference": Value(reference), "version": version.map { Value($0) } ?? .null, "state": Value(state.rawValue),
      "attempts": .int(attempt), "id": prediction.map { Value($0) } ?? .null,
      "status": status.map { Value($0) } ?? .null,
      "created_at": createdAt.flatMap(Timestamp.iso8601).map { Value($0) } ?? .null,
      "kept_until": keptUntil.flatMap(Timestamp.iso8601).map { Value($0) } ?? .null,
      "predict_seconds": record["metrics"]["predict_time"], "seed": seed.map { .int($0) } ?? .null,
      "reason": reason.map { Value($0) } ?? .null, "cached": .bool(isCached),
      "asked": (try? JSON.parse(asked)) ?? .null, "output": record["output"], "error": record["error"],
    ]
  }
}
