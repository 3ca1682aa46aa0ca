import Rep
import RepJournal
import RepRuntime
import RepValue
import Replicate

/// What `rep runs` says of one run.
struct RunSummary {
  static let columns = ["RUN", "STARTED", "STATE", "SCRIPT", "PREDICTIONS", "SECONDS", "ESTIMATE"]

  private let header: RunHeader
  private let state: String
  private let counts: [(state: String, count: Int)]
  private let seconds: Double
  private let estimate: Double?

  /// Counts the calls of a run.
  init(_ header: RunHeader, _ journal: SQLiteJournal, _ prices: PriceList) throws {
    self.header = header
    state = journal.isHeld(header.id) ? "running" : header.ending?.state.rawValue ?? "killed"
    let calls = try journal.load(header.id).calls.filter { $0.attempt > 0 || $0.prediction != nil }
    let states = calls.map(Self.state)
    counts = Set(states).sorted().map { state in (state, states.count { $0 == state }) }
    seconds = calls.reduce(0) { $0 + ($1.isCached ? 0 : $1.predictSeconds ?? 0) }
    var sum: Double?
    for call in calls where call.prediction != nil && !call.isCached {
      if let price = prices.estimate(call.reference, seconds: call.predictSeconds) { sum = (sum ?? 0) + price }
    }
    estimate = sum
  }

  /// A call in a word: the server's status where it is known.
  private static func state(_ call: RecordedCall) -> String {
    if call.isCached { return "cached" }
    switch call.state {
    case .done, .open: return call.status ?? call.state.rawValue
    default: return call.state.rawValue
    }
  }

  /// A row of the list.
  var cells: [String] {
    [
      "\(header.id)", RunTimes.text(header.started), state, Self.name(header.script), Self.text(counts),
      Self.text(seconds), estimate.map(Self.text) ?? "–",
    ]
  }

  /// The run as JSON.
  var json: Value {
    var byState: Value = [:]
    for (state, count) in counts { byState[state] = .int(count) }
    return [
      "run": .int(header.id), "script": Value(header.script), "state": Value(state),
      "started": Timestamp.iso8601(header.started).map { Value($0) } ?? .null,
      "ended": header.ended.flatMap(Timestamp.iso8601).map { Value($0) } ?? .null,
      "message": header.ending?.message.map { Value($0) } ?? .null, "params": header.shownParams,
      "account": Value(header.account), "base_url": Value(header.baseURL),
      "parent": header.parent.map { .int($0) } ?? .null, "predictions": byState, "predict_seconds": .float(seconds),
      "estimate": estimate.map { .float($0) } ?? .null,
    ]
  }

  /// The page of `rep runs show`.
  func page(_ run: RecordedRun) -> String {
    var lines = [["run", "\(header.id)"], ["script", header.script], ["state", state]]
    if let message = header.ending?.message { lines.append(["error", message]) }
    lines.append(["started", RunTimes.text(header.started)])
    if let ended = header.ended { lines.append(["ended", RunTimes.text(ended)]) }
    if header.shownParams.count > 0 { lines.append(["params", (try? JSON.text(header.shownParams)) ?? ""]) }
    lines.append(["account", "\(header.account) at \(header.baseURL)"])
    if let parent = header.parent { lines.append(["goes on from", "run \(parent)"]) }
    lines.append(["predict time", "\(Self.text(seconds)) s"])
    if let estimate { lines.append(["estimate", "\(Self.text(estimate)) by your own prices"]) }
    var page = TextTable.columns(lines)
    guard !run.calls.isEmpty else { return page + "\n\nno calls" }
    let rows = run.calls.map { call in
      [
        call.name, call.reference, Self.state(call), call.prediction ?? "–",
        call.predictSeconds.map(Self.text) ?? "–", call.reason ?? "",
      ]
    }
    page += "\n\n" + TextTable.columns([["CALL", "MODEL", "STATE", "ID", "SECONDS", ""]] + rows)
    return page
  }

  private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func text(_ counts: [(state: String, count: Int)]) -> String {
    counts.isEmpty ? "–" : counts.map { "\($0.count) \($0.state)" }.joined(separator: ", ")
  }

  private static func text(_ number: Double) -> String { "\((number * 1_000).rounded() / 1_000)" }
}
