import RepValue
import Replicate
import Testing

struct RunRecordTests {
  private static func record(_ more: Value) throws -> RunRecord {
    var value: Value = ["id": "p1", "status": "succeeded", "urls": ["get": "https://x/v1/predictions/p1"]]
    for (key, item) in more.pairs ?? [] { value[key] = item }
    return try #require(RunRecord(value))
  }

  @Test(arguments: [
    "7", #""p1""#, "{}", #"{"id": "p", "status": "starting"}"#, #"{"id": "p", "status": "starting", "urls": {}}"#,
    #"{"id": 7, "status": "starting", "urls": {"get": "x"}}"#, #"{"id": "", "status": "x", "urls": {"get": "x"}}"#,
    #"[{"id": "p", "status": "starting", "urls": {"get": "x"}}]"#,
  ])
  func noRuns(text: String) throws {
    #expect(RunRecord(try .json(text)) == nil)
  }

  @Test(arguments: [
    ("starting", RunStatus.starting, false), ("processing", .processing, false), ("succeeded", .succeeded, true),
    ("failed", .failed, true), ("canceled", .canceled, true), ("aborted", .aborted, true),
    ("queued", .unknown("queued"), false), ("", .unknown(""), false),
  ])
  func statuses(text: String, status: RunStatus, isTerminal: Bool) {
    #expect(RunStatus(text) == status && status.text == text && status.isTerminal == isTerminal)
  }

  @Test func failures() throws {
    let logs = (1...9).map { "line \($0)" }.joined(separator: "\n") + "\n 10%|#\r 20%|##\r 30%|###\n"
    let record = try Self.record(["status": "failed", "error": "CUDA out of memory (E1001)", "logs": Value(logs)])
    let error = #expect(throws: ReplicateError.self) { try record.output() }
    #expect(error?.kind == .modelFailed && error?.runID == "p1")
    #expect(error?.message == "prediction p1 failed: CUDA out of memory (E1001)")
    #expect(error?.logTail == "line 6\nline 7\nline 8\nline 9\n 30%|###")
    #expect(error?.record["id"] == "p1" && error?.record["logs"].string?.hasPrefix("line 6") == true)

    let silent = try Self.record(["status": "failed", "error": "", "logs": .null])
    let reasonless = #expect(throws: ReplicateError.self) { try silent.output() }
    #expect(reasonless?.message == "prediction p1 failed: the model gave no reason" && reasonless?.logTail == nil)
  }

  @Test func theOutputMayBeGoneOrNull() throws {
    let gone = try Self.record(["output": .null, "data_removed": true])
    #expect(#expect(throws: ReplicateError.self) { try gone.output() }?.kind == .outputGone)
    #expect(try Self.record(["output": .null, "data_removed": false]).output() == .null)
    #expect(try Self.record([:]).output() == .null)
  }

  @Test func theLinkTellsTrainingsFromPredictions() throws {
    #expect(try Self.record([:]).kind == .prediction)
    #expect(try Self.record(["urls": ["get": "http://h/v1/trainings/p1"]]).kind == .training)
    #expect(try Self.record(["created_at": "2025-01-01T00:00:00.5Z"]).createdAt == 1_735_689_600.5)
  }
}
