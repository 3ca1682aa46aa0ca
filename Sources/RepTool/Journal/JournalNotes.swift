import Rep
import RepRuntime

/// What is said at the end of a run that is written down.
enum JournalNotes {
  /// What a script that has failed has left running is billed: whoever ran it must know, and how to stop it.
  static func stillRunning(_ open: [String], _ journal: RunJournal) {
    guard !open.isEmpty, let run = journal.run else { return }
    let what = open.count == 1 ? "1 prediction is" : "\(open.count) predictions are"
    Console.standard.note(
      "\(what) still running: run the script again to use them, or stop them with `rep runs cancel \(run)`")
  }

  /// What a resumed run has taken over.
  static func report(_ journal: RunJournal) {
    guard let (_, _, isChanged) = journal.resumption, journal.isOpen else { return }
    let report = journal.report
    guard isChanged || !report.changes.isEmpty else { return }
    var text = "\(report.reused) of the creates were known, \(report.new) are new"
    if !report.changes.isEmpty { text += "; changed since: \(report.changes.joined(separator: ", "))" }
    Console.standard.note(text)
  }

  /// Creates that need a decision.
  static func unresolved(_ journal: RunJournal) {
    guard let run = journal.run else { return }
    let count = journal.unresolvedCalls
    guard count > 0 else { return }
    let what = count == 1 ? "1 create has no answer" : "\(count) creates have no answer"
    Console.standard.note("\(what): `rep runs resolve \(run)` shows them; --resend or --give-up decides")
  }
}

extension ScriptSession {
  /// Writes down how a run ended.
  func end(_ journal: RunJournal, _ outcome: Program.Outcome?, _ canceled: [String]) {
    if !options.isQuiet { JournalNotes.report(journal) }
    JournalNotes.unresolved(journal)
    do {
      try blocking { try await journal.finish(outcome, canceled: canceled) }
    } catch {
      // The run has ended; that this is not written down only means that it can be resumed.
      Console.standard.note("the end of the run is not written down: \((error as? JournalError)?.message ?? "\(error)")")
    }
  }
}
