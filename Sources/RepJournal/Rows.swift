import GRDB
import Rep
import RepRuntime
import RepValue

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Rows of the tables, from and to the values that runs are made of.
enum Rows {
  // MARK: Writing

  static func write(_ effect: RecordedEffect, of run: Int, _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO effect(run, thread, n, kind, c, delivered, value, asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(run, thread, n) DO UPDATE SET
          kind = excluded.kind, c = excluded.c, delivered = excluded.delivered, value = excluded.value,
          asked = excluded.asked
        """)
    try statement.execute(arguments: [
      run, effect.place.thread, effect.place.ordinal, effect.name, Data(effect.content), effect.delivered,
      LargeColumn.data(effect.answer), LargeColumn.data(effect.asked),
    ])
  }

  static func write(_ call: RecordedCall, _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO call(
          id, run, thread, n, op, ref, version, c, v, seed, state, attempt, sent_lo, sent_hi, pid, status, created_at,
          record, kept_until, asked, reason, cached)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(id) DO UPDATE SET
          run = excluded.run, thread = excluded.thread, n = excluded.n, op = excluded.op, ref = excluded.ref,
          version = excluded.version, c = excluded.c, v = excluded.v, seed = excluded.seed, state = excluded.state,
          attempt = excluded.attempt, sent_lo = excluded.sent_lo, sent_hi = excluded.sent_hi, pid = excluded.pid,
          status = excluded.status, created_at = excluded.created_at, record = excluded.record,
          kept_until = excluded.kept_until, asked = excluded.asked, reason = excluded.reason, cached = excluded.cached
        """)
    try statement.execute(arguments: [
      call.id, call.run, call.place.thread, call.place.ordinal, call.operation, call.reference.withoutNUL, call.version,
      Data(call.content), Data(call.visible), call.seed, call.state.rawValue, call.attempt, call.sentLow,
      call.sentHigh, call.prediction, call.status?.withoutNUL, call.createdAt, call.record.map(LargeColumn.data),
      call.keptUntil, LargeColumn.data(call.asked), call.reason?.withoutNUL, call.isCached,
    ])
    guard let prediction = call.prediction, !call.account.isEmpty, !call.isCached else { return }
    try database.cachedStatement(
      sql: "INSERT OR IGNORE INTO claim(account, pid, call) VALUES (?, ?, ?)"
    ).execute(arguments: [call.account, prediction, call.id])
  }

  static func write(_ output: KeptOutput, _ database: Database) throws {
    try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO output(sha256, size, type, file) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [output.sha256, output.size, output.type, output.sha256])
    try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO url(pid, path, url, sha256) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [output.prediction, output.path.withoutNUL, output.url.withoutNUL, output.sha256])
  }

  static func write(_ files: [SavedFile], at place: EffectPlace, of run: Int, _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO saved(run, thread, n, item, path, sha256) VALUES (?, ?, ?, ?, ?, ?)")
    for (item, file) in files.enumerated() {
      try statement.execute(arguments: [run, place.thread, place.ordinal, item, file.path, file.sha256])
    }
  }

  static func text(_ ending: RunEnding) throws -> String {
    var value: Value = ["state": Value(ending.state.rawValue)]
    if let message = ending.message { value["message"] = Value(message) }
    if !ending.retried.isEmpty {
      value["retry"] = Value(
        ending.retried.map { place -> Value in ["thread": Value(place.thread), "n": .int(place.ordinal)] })
    }
    if !ending.retriedPredictions.isEmpty {
      value["retry_predictions"] = Value(ending.retriedPredictions.map { Value($0) })
    }
    return try JSON.text(value)
  }

  // MARK: Reading

  static func ending(_ text: String) -> RunEnding? {
    guard let value = try? JSON.parse(text),
      let state = value["state"].string.flatMap(RunEnding.State.init(rawValue:))
    else { return nil }
    return RunEnding(
      state, message: value["message"].string,
      retried: (value["retry"].array ?? []).compactMap { place in
        guard let thread = place["thread"].string, let ordinal = place["n"].int else { return nil }
        return EffectPlace(thread: thread, ordinal: ordinal)
      },
      retriedPredictions: (value["retry_predictions"].array ?? []).compactMap(\.string))
  }

  static func header(_ row: Row) -> RunHeader {
    var header = RunHeader(
      script: row["script"], program: bytes(row["program_sha"]), params: bytes(row["params_sha"]),
      shownParams: (try? JSON.parse(row["params_masked"] as String)) ?? .null, account: row["account"],
      baseURL: row["base_url"], seed: bytes(row["seed"]), started: row["started"], parent: row["parent"],
      owner: row["owner"])
    header.id = row["id"]
    header.ended = row["ended"]
    header.ending = (row["outcome"] as String?).flatMap(ending)
    return header
  }

  /// The columns that ``effect(_:)`` reads, by their numbers: looking names up takes longer than all else.
  static let effectColumns = "thread, n, kind, c, delivered, value, asked"

  static func effect(_ row: Row) throws -> RecordedEffect {
    RecordedEffect(
      place: EffectPlace(thread: row[0], ordinal: row[1]), name: row[2], content: try bytes(row, 3), delivered: row[4],
      answer: try LargeColumn.json(try bytes(row, 5)), asked: try LargeColumn.json(try bytes(row, 6)))
  }

  /// The columns that ``call(_:)`` reads, by their numbers.
  static let callColumns = """
    call.run, call.thread, call.n, call.c, call.asked, call.id, call.op, call.ref, call.version, call.v, call.seed,
    call.state, call.attempt, call.sent_lo, call.sent_hi, call.pid, call.status, call.created_at, call.record,
    call.kept_until, call.reason, call.cached
    """

  static func call(_ row: Row) throws -> RecordedCall {
    var call = RecordedCall(
      run: row[0], place: EffectPlace(thread: row[1], ordinal: row[2]), content: try bytes(row, 3),
      asked: try LargeColumn.json(try bytes(row, 4)))
    call.id = row[5]
    (call.operation, call.reference, call.version) = (row[6], row[7], row[8])
    (call.visible, call.seed) = (try bytes(row, 9), row[10])
    call.state = RecordedCall.State(rawValue: row[11]) ?? .unresolved
    (call.attempt, call.sentLow, call.sentHigh) = (row[12], row[13], row[14])
    (call.prediction, call.status, call.createdAt) = (row[15], row[16], row[17])
    call.record = row.hasNull(atIndex: 18) ? nil : try LargeColumn.json(try bytes(row, 18))
    (call.keptUntil, call.reason, call.isCached, call.isKeyed) = (row[19], row[20], row[21], true)
    return call
  }

  static func output(_ row: Row) -> KeptOutput {
    KeptOutput(
      url: row["url"], prediction: row["pid"], path: row["path"], sha256: row["sha256"], size: row["size"],
      type: row["type"])
  }

  /// The bytes of a column, none for null.
  private static func bytes(_ row: Row, _ index: Int) throws -> [UInt8] {
    try row.withUnsafeData(atIndex: index) { $0.map { [UInt8]($0) } ?? [] }
  }

  private static func bytes(_ data: Data?) -> [UInt8] { data.map { [UInt8]($0) } ?? [] }
}
