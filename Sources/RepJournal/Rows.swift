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

  /// `cached` of a call that was not sent: its prediction serves the call that made it.
  static let takenFromCache = 1
  /// `cached` of a call whose result is not taken any more.
  static let forgotten = 2

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

  /// The numbers of a run's effects and calls come after this one, and up to that of the next run.
  static func numbers(of run: Int) -> Int { run << 32 }

  /// Whether a call is of the run `?1`, in SQL. Only those that a run has taken over from another one are in an index.
  static let isOfRun = """
    ((id BETWEEN ?1 << 32 AND (?1 + 1 << 32) - 1 AND run = ?1) OR (run = ?1 AND id >> 32 <> run))
    """

  static func effect(_ row: RowReader) throws -> RecordedEffect {
    RecordedEffect(
      place: EffectPlace(thread: row.text(0), ordinal: row.int(1)), name: row.text(2), content: row.bytes(3),
      delivered: row.optionalInt(4), answer: try LargeColumn.json(row.bytes(5)),
      asked: try LargeColumn.json(row.bytes(6)))
  }

  /// The columns that ``call(_:)`` reads, by their numbers.
  static let callColumns = """
    call.run, call.thread, call.n, call.c, call.asked, call.id, call.op, call.ref, call.version, call.seed, call.state,
    call.attempt, call.sent_lo, call.sent_hi, call.pid, call.status, call.created_at, call.record,
    call.kept_until, call.reason, call.cached, call.kind, call.delivered, call.answer,
    call.await_thread, call.await_n, call.await_delivered
    """

  static func call(_ row: RowReader) throws -> RecordedCall {
    var call = RecordedCall(
      run: row.int(0), place: EffectPlace(thread: row.text(1), ordinal: row.int(2)), content: row.bytes(3),
      asked: try LargeColumn.json(row.bytes(4)))
    call.id = row.int(5)
    (call.operation, call.reference, call.version) = (row.text(6), row.text(7), row.optionalText(8))
    call.seed = row.optionalInt(9)
    call.state = RecordedCall.State(rawValue: row.text(10)) ?? .unresolved
    (call.attempt, call.sentLow, call.sentHigh) = (row.int(11), row.optionalDouble(12), row.optionalDouble(13))
    (call.prediction, call.status) = (row.optionalText(14), row.optionalText(15))
    call.createdAt = row.optionalDouble(16)
    call.record = row.isNull(17) ? nil : try LargeColumn.json(row.bytes(17))
    (call.keptUntil, call.reason) = (row.optionalDouble(18), row.optionalText(19))
    call.isCached = row.int(20) == takenFromCache
    if !row.isNull(23) {
      call.delivery = RecordedCall.Delivery(
        name: row.text(21), number: row.optionalInt(22), answer: try LargeColumn.json(row.bytes(23)))
    }
    if !row.isNull(24) {
      call.awaited = RecordedCall.Await(
        place: EffectPlace(thread: row.text(24), ordinal: row.int(25)), number: row.optionalInt(26))
    }
    call.isKeyed = true
    return call
  }

  static func output(_ row: Row) -> KeptOutput {
    KeptOutput(
      url: row["url"], prediction: row["pid"], path: row["path"], sha256: row["sha256"], size: row["size"],
      type: row["type"])
  }

  private static func bytes(_ data: Data?) -> [UInt8] { data.map { [UInt8]($0) } ?? [] }
}
