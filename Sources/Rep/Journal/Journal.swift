import RepRuntime
import RepValue

/// Where runs are written down, so that a later process can go on where one was killed.
///
/// `RepJournal` keeps one in SQLite. Rows are queued and written together; ``flush()`` and ``commit(_:)`` wait. What was
/// queued before a commit is durable no later than the commit.
public protocol Journal: AnyObject, Sendable {
  /// Where it is, as a person would look for it.
  var location: String { get }
  /// Keys the digests of this journal: whoever reads a digest elsewhere cannot try texts against it.
  var digestKey: [UInt8] { get }

  // MARK: Runs

  /// Writes a new run down and holds it; gives its number.
  /// - Throws: ``JournalError``.
  func begin(_ run: RunHeader) throws -> Int

  /// Takes a run for this process; false where another one that lives has it.
  /// - Throws: ``JournalError``.
  func hold(_ run: Int) throws -> Bool

  /// Lets a run go that was held only to be changed.
  func release(_ run: Int)

  /// Whether a process that lives has the run.
  func isHeld(_ run: Int) -> Bool

  /// Writes down how a run ended, and lets it go.
  /// - Throws: ``JournalError``.
  func end(_ run: Int, _ ending: RunEnding) async throws

  /// Runs, the newest first.
  /// - Throws: ``JournalError``.
  func runs(matching filter: RunFilter) throws -> [RunHeader]

  /// All that is known of one run, in the order of places.
  /// - Throws: ``JournalError``.
  func load(_ run: Int) throws -> RecordedRun

  // MARK: Rows

  /// Queues an effect's answer.
  func record(_ effect: RecordedEffect, of run: Int)

  /// Queues a call.
  /// - Parameters:
  ///   - call: the call as it now is.
  ///   - changed: what of it is not as it was told before.
  func record(_ call: consuming RecordedCall, changed: RecordedCall.Parts)

  /// Writes a call that is about to be sent: it outlives a power failure when this returns.
  /// - Throws: ``JournalError``; then nothing may be sent.
  func commit(_ call: consuming RecordedCall) async throws

  /// Waits until everything queued so far outlives this process.
  /// - Throws: ``JournalError``.
  func flush() async throws

  // MARK: Claims

  /// Says that a call's prediction serves it and no other, and writes the call, both or none; false where it serves another
  /// one. What was queued of the call has been written.
  /// - Throws: ``JournalError``.
  func claim(_ call: RecordedCall) throws -> Bool

  /// Those of the predictions that serve a call of any run.
  /// - Throws: ``JournalError``.
  func claimed(among predictions: [String], account: String) throws -> Set<String>

  // MARK: Results

  /// The `occurrence`-th succeeded call (from 0) with these contents, oldest first.
  /// - Throws: ``JournalError``.
  func cached(_ query: CacheQuery) throws -> RecordedCall?

  /// Where copies of output files are.
  var outputFolder: String { get }

  /// Bytes of all copies.
  var keptBytes: Int { get }

  /// Notes a copy of an output file.
  func record(_ output: KeptOutput)

  /// The copy of what was at an address.
  /// - Throws: ``JournalError``.
  func output(at url: String) throws -> KeptOutput?

  /// The copies of a prediction's files.
  /// - Throws: ``JournalError``.
  func outputs(of prediction: String) throws -> [KeptOutput]

  /// Removes the copies that only this run has, which has ended well.
  /// - Throws: ``JournalError``.
  func dropOutputs(of run: Int) throws

  /// Notes the files that a `save` has written.
  func record(_ files: [SavedFile], at place: EffectPlace, of run: Int)
}

extension Journal {
  /// Queues a call as it now is, all of it.
  public func record(_ call: RecordedCall) { record(call, changed: .all) }
}

/// Which runs are meant.
public struct RunFilter: Sendable {
  /// The script's path.
  public var script: String?
  /// See ``RunHeader/params``.
  public var params: [UInt8]?
  /// The API's address.
  public var baseURL: String?
  /// Only those that did not end well and were not given up.
  public var isUnfinished = false

  /// All runs.
  public init() {}
}

/// Which stored result is meant.
public struct CacheQuery: Sendable {
  /// See ``RecordedCall/content``.
  public var content: [UInt8]
  /// The account that the result belongs to.
  public var account: String
  /// The run that asks, whose own results are not meant.
  public var run: Int
  /// How many equal calls of the run came before.
  public var occurrence: Int
  /// Seconds since 1970: older results are not meant.
  public var notBefore: Double

  /// Names a result.
  public init(content: [UInt8], account: String, run: Int, occurrence: Int, notBefore: Double) {
    (self.content, self.account, self.run) = (content, account, run)
    (self.occurrence, self.notBefore) = (occurrence, notBefore)
  }
}

/// A journal that cannot be used.
public struct JournalError: Error, Sendable {
  /// What is wrong, one line.
  public var message: String
  /// The way out.
  public var hint: String?

  /// Describes what is wrong.
  public init(_ message: String, hint: String? = nil) { (self.message, self.hint) = (message, hint) }
}

extension ScriptError {
  /// A journal that cannot be used, as a script sees it.
  convenience init(_ error: JournalError) { self.init(.io, error.message, hint: error.hint) }
}
