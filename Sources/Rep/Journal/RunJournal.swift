import Crypto
import RepRuntime
import RepSyntax
import RepValue
import Replicate
import Synchronization

/// The journal of one run: a gate that writes down what the run's effects gave, and gives it again when the run is
/// repeated.
///
///     let journal = RunJournal(for: script, path: path, params: params, storage: .later { try SQLiteJournal(path: file) })
///     let result = try await script.run(params: params, gate: journal)
///
/// Until the first create nothing is written: what came before is kept in memory, and goes to disk with its intent. A
/// script that creates nothing leaves no trace.
public final class RunJournal: EffectGate {
  /// Where a run is written down.
  public enum Storage: Sendable {
    /// In an open journal, as a run that goes on or that goes on from another.
    case resumed(any Journal, run: Int)
    /// In one that is opened, or made, before the first create.
    case later(@Sendable () throws -> any Journal)
    /// Nowhere: the run is repeated from a recording alone, with the files that it carries.
    case recording(RecordedFiles)
    /// Nowhere: only the budget is kept.
    case nowhere
  }

  struct State {
    var journal: (any Journal)? {
      didSet { key = journal.map { ContentKey($0.digestKey) } }
    }
    /// Keys the digests of the journal.
    private(set) var key: ContentKey?
    var run: Int?
    /// `type/username`; empty until the journal is open.
    var account = ""
    var opening: Task<Void, any Error>?
    /// What is written once the journal is open; digests are not keyed yet.
    var early: [RecordedEffect] = []
    var earlyFiles: [(files: [SavedFile], place: EffectPlace)] = []
    var replay = Replay()
    /// The calls of this run by place: on their way, open, or done.
    var calls: [EffectPlace: TrackedCall] = [:]
    var places: [String: EffectPlace] = [:]
    /// How many numbers of the run's calls are taken; only the process that holds the run takes one.
    var callCount = 0
    /// How many calls asked for the same, for the cache.
    var occurrences: [[UInt8]: Int] = [:]
    /// Where errors came from that a script may not catch.
    var failures: [(error: ScriptError, place: EffectPlace)] = []
    var report = ResumeReport()
    var budget: BudgetUse
    var saved: [EffectPlace: [SavedFile]] = [:]
    /// Saves that an earlier process began and did not end, and the files of theirs that were taken over.
    var begunSaves: Set<EffectPlace> = []
    var adopted: Set<String> = []
    /// The inputs that versions call secrets whose owners only an answer names.
    var secretKeys: [String: Set<String>] = [:]
    var retried: Set<EffectPlace> = []
    var isConfirmed = false
    /// What the owner is asked, or has said, about creates without an answer.
    var question: (task: Task<CreateDecision?, Never>, calls: Set<Int>)?

    /// A digest as rows have it.
    func keyed(_ content: [UInt8]) -> [UInt8] { key?.digest(content) ?? content }
  }

  let script: Script
  let services: Services
  let settings: Settings
  let secrets: SecretTexts
  let storage: Storage
  let state: Mutex<State>
  /// The run as it is, or will be, written down; its account is not known before it is open.
  let header: RunHeader
  /// The run that is resumed.
  let resumed: RecordedRun?
  let isChanged: Bool
  let identity: RunIdentity
  let number: Int
  let outputs: OutputKeeper?
  /// Copies of files that the server may have deleted.
  let kept: (any KeptFiles)?

  /// Prepares the journal of a run; nothing happens yet.
  /// - Parameters:
  ///   - script: the script that is about to run.
  ///   - path: what tells the script from others: its path without links.
  ///   - params: the script's inputs, for the listing; secrets are masked.
  ///   - storage: where it is written down.
  ///   - recorded: the run to repeat, which the caller holds.
  ///   - settings: how the run treats its journal.
  public init(
    for script: Script, path: String, params: [String: Value], storage: Storage, resuming recorded: RecordedRun? = nil,
    settings: Settings = Settings()
  ) {
    self.script = script
    services = script.engine.services
    self.settings = settings
    self.storage = storage
    var secretTexts: [String: String] = [:]
    for param in script.params where param.type == "secret" { secretTexts[param.name] = params[param.name]?.string }
    resumed = recorded
    identity = RunIdentity(script, path: path, params: params)
    isChanged = recorded.map { [identity] in $0.header.program != identity.program } ?? false
    header = recorded?.header ?? identity.header(baseURL: services.client.configuration.baseURL.description)
    secrets = SecretTexts(secretTexts)
    var state = State(budget: BudgetUse())
    if case .resumed(let journal, let run) = storage { (state.journal, state.run) = (journal, run) }
    if let recorded {
      state.replay.matchesByContent = isChanged
      state.take(recorded, repays: settings.repays)
    }
    self.state = Mutex(state)
    number = services.ledger.nextNumber()
    var keeps = settings.keepsOutputs
    if case .nowhere = storage { keeps = false }
    if case .recording(let files) = storage {
      (outputs, kept) = (nil, files)
    } else {
      outputs = keeps ? OutputKeeper(services.client) : nil
      kept = outputs
    }
    if case .resumed(let journal, _) = storage { outputs?.open(journal, limit: settings.keptBytes) }
    services.ledger.register(self)
  }

  /// Prepares the journal of sessions at a prompt: what inputs pay for is written down, so that a later process finds it
  /// again where this one was killed.
  /// - Parameters:
  ///   - engine: what runs the inputs.
  ///   - name: what `rep runs` shows in the place of a script's path.
  ///   - storage: where it is kept.
  /// - Throws: never for an engine without restrictions; ``CompilationError`` otherwise.
  public convenience init(forSessionsOf engine: Engine, named name: String, storage: Storage) throws(CompilationError) {
    var settings = Settings()
    // A prediction that is typed twice is meant to be two.
    (settings.pinsSeeds, settings.keepsOutputs, settings.keepsCreatesOnly) = (false, false, true)
    self.init(for: try engine.compile(""), path: name, params: [:], storage: storage, settings: settings)
  }

  deinit { services.ledger.forget(number) }

  /// The run's number in its journal; nil before the first create of a new run.
  public var run: Int? { state.withLock { $0.run } }

  /// What was taken over from earlier attempts, and what is new.
  public var report: ResumeReport { state.withLock { $0.report } }

  /// Sets the order in which waits end to that of the recorded run. Called before the script's first step.
  func attach(_ run: ScriptRun, _ events: RunEvents) {
    if let resumed {
      let gone = state.withLock { $0.retried }
      let numbers = resumed.effects.compactMap { gone.contains($0.place) ? nil : $0.delivered }
      run.order.repeats(numbers, isLoose: isChanged)
    }
    events.observe { [weak self] event in
      if case .finished(let record) = event { self?.finished(record) }
    }
  }

  /// The random numbers of an effect: the same ones in every process that repeats the run.
  public func randomness(at place: EffectPlace) -> any RandomNumberGenerator {
    SeededGenerator(seed: header.seed, place: place)
  }

  // MARK: Effects

  /// Gives the answer that the journal has for an effect; else performs it and writes its answer down.
  /// - Throws: what the effect throws or threw; kind `divergence` where the run goes another way than it did; kind `io`
  ///   where the journal cannot be written.
  public func perform(
    _ effect: Effect, _ body: () throws(ScriptError) -> Value
  ) throws(ScriptError) -> Value {
    try endTimeAgain(effect)
    do throws(ScriptError) {
      switch effect.recording {
      case .repeats, .chance: return try body()
      case .create: return try create(effect, body)
      case _ where settings.keepsCreatesOnly: return try body()
      case .answer: return try answer(effect, body)
      case .outcome: return try outcome(effect, body)
      case .fingerprint: return try fingerprint(effect, body)
      case .moment: return try wait(effect, body)
      case .save: return try save(effect, body)
      case .append: return try append(effect, body)
      }
    } catch {
      note(error, effect)
      throw error
    }
  }

  /// Remembers what an effect failed with: the one that ends the run gets a new attempt when the run is resumed.
  private func note(_ error: ScriptError, _ effect: Effect) {
    let place = effect.place
    state.withLock { state in
      if state.failures.count > 64 { state.failures.removeFirst(32) }
      state.failures.append((error, place))
    }
    if error.kind == .outputGone, let id = error.details?.value(for: "id")?.string,
      let call = state.withLock({ $0.places[id] }) {
      update(call) { $0.state = .lost }
    }
    guard let depth = effect.context.pointee.depthOfDeadline(error) else { return }
    // A `within` that ran out does so at the same effect when the run is repeated.
    add(
      RecordedEffect(
        place: place, name: Self.deadline, content: digest(Self.deadline, .null), delivered: nil,
        answer: Array("{\"answer\":\(depth)}".utf8), asked: []))
  }

  private static let deadline = "within"

  /// Ends the time of a `within` at the effect at which it ended in the recorded run.
  private func endTimeAgain(_ effect: Effect) throws(ScriptError) {
    guard resumed != nil else { return }
    let place = effect.place
    let row = state.withLock { $0.replay.effect(at: place, Self.deadline) { _ in true } }
    guard let row, case .value(let depth)? = Answer(row.answer, secrets, services), let depth = depth.int,
      let error = effect.context.pointee.endTime(ofScopeAt: depth)
    else { return }
    throw error
  }

  /// Gives the recorded answer of an effect, or performs and records it.
  func answer(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
    let asked = Asked.arguments(effect)
    let content = digest(effect.name, asked)
    if let row = recorded(effect, content), let answer = Answer(row.answer, secrets, services) {
      return try again(row, answer, effect)
    }
    try refuseIfRecording(effect, asked)
    let waits = effect.context.pointee.waitCount
    let answer = try Answer(of: body)
    record(effect, content, Asked.shown(asked), answer, waited: effect.context.pointee.waitCount != waits)
    return try answer.get()
  }

  /// The row of an effect, with its digest keyed as rows are.
  func recorded(_ effect: Effect, _ content: [UInt8]) -> RecordedEffect? {
    guard resumed != nil else { return nil }
    return recorded(effect, keyed: keyed(content))
  }

  func recorded(_ effect: Effect, keyed content: [UInt8]) -> RecordedEffect? {
    let (place, name) = (effect.place, effect.name)
    guard case .recording = storage else {
      return state.withLock { $0.replay.effect(at: place, name, content) }
    }
    // Masked values agree with everything, and there is no key for digests.
    let asked = Asked.arguments(effect)
    let shown = Asked.shown(effect.recording == .create ? Self.bought(asked) : asked)
    return state.withLock { state in
      state.replay.effect(at: place, name) { row in
        // Older recordings name predictions by their whole records.
        row.asked.isEmpty || Divergence.agree(Asked.shown((try? JSON.parse(row.asked)) ?? .null), shown)
      }
    }
  }

  /// Gives an answer once more, in the order of the first time.
  func again(_ row: RecordedEffect, _ answer: Answer, _ effect: Effect) throws(ScriptError) -> Value {
    if let number = row.delivered { effect.context.pointee.deliver(number) }
    if isChanged { move(row, to: effect) }
    return try answer.get()
  }

  /// Writes an answer down.
  func record(_ effect: Effect, _ content: [UInt8], _ asked: Value, _ answer: Answer, waited: Bool) {
    record(effect, content, asked: secrets.hide(in: (try? JSON.bytes(asked)) ?? []), answer, waited: waited)
  }

  /// Writes an answer down.
  /// - Parameters:
  ///   - isKeyed: whether `content` is, as rows are.
  ///   - asked: JSON without secrets.
  func record(
    _ effect: Effect, _ content: [UInt8], isKeyed: Bool = false, asked: [UInt8], _ answer: Answer, waited: Bool
  ) {
    let delivered = waited ? effect.context.pointee.deliver() : nil
    guard let bytes = answer.bytes(secrets) else { return }
    let row = RecordedEffect(
      place: effect.place, name: effect.name, content: content, delivered: delivered, answer: bytes, asked: asked)
    add(row, isKeyed: isKeyed)
  }

  /// A changed script is a run of its own: what it takes over becomes its own.
  private func move(_ row: RecordedEffect, to effect: Effect) {
    var row = row
    row.place = effect.place
    row.delivered = row.delivered == nil ? nil : effect.context.pointee.run.order.latest
    state.withLock { state in
      if let journal = state.journal, let run = state.run { journal.record(row, of: run) }
    }
  }

  /// Queues a row, or keeps it until there is a journal.
  func add(_ row: RecordedEffect, isKeyed: Bool = false) {
    let opened = state.withLock { state -> (journal: any Journal, run: Int)? in
      guard let journal = state.journal, let run = state.run else {
        if case .later = storage { state.early.append(row) }
        return nil
      }
      return (journal, run)
    }
    guard let (journal, run) = opened else { return }
    guard !isKeyed else { return journal.record(row, of: run) }
    var row = row
    row.content = keyed(row.content)
    journal.record(row, of: run)
  }

  /// A digest of what is asked; keyed when it is compared or written, because the key comes with the journal.
  func digest(_ name: String, _ asked: Value) -> [UInt8] {
    var text = CanonicalText()
    text.append(Value(name))
    text.append(asked)
    return text.digest.withUnsafeBytes { Array($0) }
  }

  /// A digest as rows have it.
  func keyed(_ content: [UInt8]) -> [UInt8] { state.withLock { $0.key }?.digest(content) ?? content }
}

extension EffectGate {
  /// The journal that this gate is; nil for any other gate.
  ///
  /// The open gate is told first: a cast from a struct to a class looks through every conformance in the process, which
  /// takes a fiftieth of the shortest run.
  package var journal: RunJournal? { self is OpenGate ? nil : self as? RunJournal }
}
