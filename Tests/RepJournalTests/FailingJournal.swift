import Rep
import RepRuntime
import RepValue
import Synchronization

/// A journal whose disk is full after so many writes: what comes later is lost, and whoever waits for it is told.
///
/// A run that goes on from what is left is one that was killed at that write, because no create is sent without one.
final class FailingJournal: Journal {
  private let journal: any Journal
  private let left: Mutex<Int>

  init(_ journal: any Journal, writes: Int) {
    self.journal = journal
    left = Mutex(writes)
  }

  /// Whether all that was asked for was written.
  var hasRoom: Bool { left.withLock { $0 > 0 } }

  private func takesWrite() -> Bool {
    left.withLock { left in
      left -= 1
      return left >= 0
    }
  }

  private static let full = JournalError("the disk is full: the journal cannot be written", hint: "--journal FILE")

  var location: String { journal.location }
  var digestKey: [UInt8] { journal.digestKey }
  var outputFolder: String { journal.outputFolder }
  var keptBytes: Int { journal.keptBytes }

  func begin(_ run: RunHeader) throws -> Int { try journal.begin(run) }
  func hold(_ run: Int) throws -> Bool { try journal.hold(run) }
  func release(_ run: Int) { journal.release(run) }
  func isHeld(_ run: Int) -> Bool { journal.isHeld(run) }
  func runs(matching filter: RunFilter) throws -> [RunHeader] { try journal.runs(matching: filter) }
  func load(_ run: Int) throws -> RecordedRun { try journal.load(run) }

  /// A process that is killed writes no end.
  func end(_ run: Int, _ ending: RunEnding) async throws {
    guard hasRoom else {
      journal.release(run)
      throw Self.full
    }
    try await journal.end(run, ending)
  }

  func record(_ effect: RecordedEffect, of run: Int) { if takesWrite() { journal.record(effect, of: run) } }
  func record(_ call: consuming RecordedCall, changed: RecordedCall.Parts) {
    if takesWrite() { journal.record(call, changed: changed) }
  }
  func record(_ output: KeptOutput) { if takesWrite() { journal.record(output) } }
  func record(_ files: [SavedFile], at place: EffectPlace, of run: Int) {
    if takesWrite() { journal.record(files, at: place, of: run) }
  }

  func commit(_ call: consuming RecordedCall) async throws {
    guard takesWrite() else { throw Self.full }
    try await journal.commit(call)
  }

  func flush() async throws {
    guard hasRoom else { throw Self.full }
    try await journal.flush()
  }

  func claim(_ call: RecordedCall) throws -> Bool {
    guard takesWrite() else { throw Self.full }
    return try journal.claim(call)
  }

  func claimed(among predictions: [String], account: String) throws -> Set<String> {
    try journal.claimed(among: predictions, account: account)
  }

  func cached(_ query: CacheQuery) throws -> RecordedCall? { try journal.cached(query) }
  func output(at url: String) throws -> KeptOutput? { try journal.output(at: url) }
  func outputs(of prediction: String) throws -> [KeptOutput] { try journal.outputs(of: prediction) }
  func dropOutputs(of run: Int) throws { try journal.dropOutputs(of: run) }
}
