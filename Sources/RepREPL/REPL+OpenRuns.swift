import Rep
import RepRuntime
import Replicate

/// What a session has going on at the server.
struct AtServer {
  /// The creates without an answer yet.
  let creates: [OpenWork]
  let runs: [RunRecord]

  init(_ session: Session) {
    // In this order: an answered create is among the runs before it is none of the creates.
    creates = session.openCreates
    runs = session.openRuns
  }

  var count: Int { creates.count + runs.count }
}

extension REPL {
  /// The word `jobs`.
  func listJobs() {
    let open = AtServer(session)
    if open.count == 0 { terminal.line("Nothing runs.") }
    list(open, indent: "")
  }

  private func list(_ open: AtServer, indent: String = "  ") {
    for run in open.runs { terminal.line(indent + RunLine.text(of: run, terminal.palette)) }
    for create in open.creates { terminal.line(indent + create.what + "  the server has not answered yet") }
  }

  /// Whether the session may end: asks where predictions are open.
  func mayLeave() -> Bool {
    let open = AtServer(session)
    guard open.count > 0 else { return true }
    list(open)
    let (still, them) = open.count == 1 ? ("This is", "it") : ("These are", "them")
    guard let answer = terminal.ask("\(still) still running. Leave, cancel \(them) and leave, or stay? [l/c/S] ") else {
      leavesRuns = true
      return true
    }
    leavesRuns = answer.lowercased().first == "l"
    switch answer.lowercased().first {
    case "l": return true
    case "c":
      cancel(open)
      return true
    default: return false
    }
  }

  /// After an interrupt: asks whether the server is to stop, too.
  func offerToCancel() {
    let open = AtServer(session)
    guard open.count > 0 else { return }
    list(open)
    let them = open.count == 1 ? "it" : "these \(open.count)"
    guard terminal.ask("Cancel \(them) on the server? [y/N] ")?.lowercased().first == "y" else { return }
    cancel(open)
  }

  private func cancel(_ open: AtServer) {
    let session = session
    let answer = Waiting.result { () async -> (failed: [String], endings: [OpenWork.Ending]) in
      async let failed = session.cancel(open.runs)
      async let endings = session.cancel(open.creates)
      return await (failed, endings)
    }
    guard let answer else {
      return complain("the server did not answer in time; what it says is not known", hint: "jobs lists what runs")
    }
    let unconfirmed = answer.endings.compactMap { if case .unconfirmed(let what) = $0 { what } else { nil } }
    if !answer.failed.isEmpty { complain("could not cancel \(answer.failed.joined(separator: ", "))", hint: nil) }
    if !unconfirmed.isEmpty {
      complain("\(unconfirmed.joined(separator: ", ")) may still run", hint: "predictions.list() shows what runs")
    }
    if answer.failed.isEmpty, unconfirmed.isEmpty {
      terminal.line(open.count == 1 ? "canceled" : "canceled \(open.count)")
    }
  }
}
