import RepRuntime
import RepValue
import Replicate

/// Creates: the only effects that cost money.
extension RunJournal {
  /// Options that say how a result is waited for, not what is bought.
  private static let deliveryOptions: Set<String> = [
    "wait_for", "cancel_after", "webhook", "webhook_events_filter", "stream",
  ]

  /// The part of a create's arguments that says what is bought.
  static func bought(_ arguments: Value) -> Value {
    var bought = arguments
    for option in deliveryOptions { bought.removeValue(forKey: option) }
    return bought
  }

  /// Gives the recorded prediction of a create, or lets it be made.
  func create(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
    let given = Asked.arguments(effect)
    let hasWebhook = !given["webhook"].isNull
    let asked = Self.bought(given)
    let content = digest(effect.name, asked)
    let key = resumed.map { _ in keyed(content) }
    let row = key.flatMap { recorded(effect, keyed: $0) }
    if let row { addSecrets(of: asked, maskedIn: row.asked) }
    if let row, let answer = Answer(row.answer, secrets, services) {
      if case .recording = storage { return try again(row, answer, effect) }
      // A row without its call was taken over by another one: two calls never share a prediction.
      if case .error = answer {
        _ = takeCall(effect, key, original: row.place)
        return try again(row, answer, effect)
      }
      if let call = takeCall(effect, key, original: row.place) {
        let value = try again(row, answer, effect)
        if value["id"].string == call.prediction {
          begin(value, call, effect, hasWebhook)
          return value
        }
      }
    }
    try refuseIfRecording(effect, asked)
    var call = takeCall(effect, key, original: nil)
    if call == nil {
      if let cached = try stored(effect, content, asked) { return try reuse(cached, effect, content, asked) }
      try checkNew(effect, content, asked)
      call = RecordedCall(
        run: run ?? 0, place: effect.place, content: content,
        asked: secrets.hide(in: (try? JSON.bytes(Asked.shown(asked))) ?? []))
      call?.reference = Self.reference(asked)
    }
    guard let call else { return try body() }
    if call.prediction != nil { addSecrets(of: asked, maskedIn: call.asked) }
    if let record = record(of: call) {
      count(call)
      let waits = effect.context.pointee.waitCount
      begin(record, call, effect, hasWebhook)
      recordCreate(effect, content, asked, .value(record), waits)
      return record
    }
    return try make(call, effect, content, asked, body)
  }

  /// Lets a create be looked up or sent.
  private func make(
    _ call: RecordedCall, _ effect: Effect, _ content: [UInt8], _ asked: Value,
    _ body: () throws(ScriptError) -> Value
  ) throws(ScriptError) -> Value {
    let waits = effect.context.pointee.waitCount
    count(call)
    state.withLock { $0.calls[effect.place] = TrackedCall(call) }
    // The account and the file are ready by the time the input has been checked.
    open()
    do throws(ScriptError) {
      let record = try body()
      if let run = RunRecord(record) {
        effect.context.pointee.keepFinished(run)
        if run.isTerminal { finished(run) }
      }
      recordCreate(effect, content, asked, .value(record), waits)
      return record
    } catch {
      // What is not decided is looked at again.
      if error.isCatchable, error.kind != .unresolved, error.kind != .outputGone {
        recordCreate(effect, content, asked, .error(error), waits)
      }
      throw error
    }
  }

  private func recordCreate(_ effect: Effect, _ content: [UInt8], _ asked: Value, _ answer: Answer, _ waits: Int) {
    // The call's own text has the secrets masked that its schema names. What ended before anybody asked for the schema
    // shows no inputs at all.
    let (place, name) = (effect.place, effect.name)
    let known = state.withLock { state -> (content: [UInt8], asked: [UInt8])? in
      guard let tracked = state.calls[place], tracked.call.isKeyed else { return nil }
      return (tracked.call.content, tracked.call.asked)
    }
    let waited = effect.context.pointee.waitCount != waits
    if known != nil, case .value = answer {
      let number = waited ? effect.context.pointee.deliver() : nil
      guard let bytes = answer.bytes(secrets) else { return }
      update(place, .created) { $0.delivery = RecordedCall.Delivery(name: name, number: number, answer: bytes) }
    } else if let known {
      record(effect, known.content, isKeyed: true, asked: known.asked, answer, waited: waited)
    } else {
      let inputs = Set((asked["input"].pairs ?? []).map(\.key))
      record(effect, content, Asked.shown(asked, secretKeys: inputs), answer, waited: waited)
    }
  }

  /// The row of an earlier attempt's call, which from now on stands at this place.
  /// - Parameter key: the digest of what is asked, as rows have it; nil where no run is repeated.
  private func takeCall(_ effect: Effect, _ key: [UInt8]?, original: EffectPlace?) -> RecordedCall? {
    guard let key else { return nil }
    return state.withLock { state in
      guard var call = state.replay.call(at: effect.place, key, original: original) else { return nil }
      if call.run != state.run || call.place != effect.place {
        if let other = state.replay.otherCall(at: effect.place), other.run == state.run { displace(other, state) }
        // The effects that take it over have rows of their own.
        (call.run, call.place, call.delivery, call.awaited) = (state.run ?? call.run, effect.place, nil, nil)
        state.write(call, secrets)
      }
      state.report.reused += 1
      if original != nil {
        state.budget.predictions += 1
        state.budget.estimate += settings.budget.prices.estimate(call.reference, seconds: nil) ?? 0
      }
      state.keep(call)
      return call
    }
  }

  /// Frees the place of a call that nothing asks for there any more. It may still be asked for elsewhere.
  private func displace(_ call: RecordedCall, _ state: State) {
    var call = call
    call.place = EffectPlace(thread: "replaced/\(call.id)", ordinal: call.place.ordinal)
    state.write(call, secrets)
  }

  /// The record that a known call gives; nil for one that has to be looked up or sent.
  func record(of call: RecordedCall) -> Value? {
    guard call.state == .open || call.state == .done, let record = call.record else { return nil }
    return try? JSON.parse(secrets.show(in: record))
  }

  /// Makes a known prediction the run's own: what the scope stops, and what is awaited without a call.
  private func begin(_ value: Value, _ call: RecordedCall?, _ effect: Effect, _ hasWebhook: Bool) {
    let final = call.flatMap { $0.state == .done ? record(of: $0) : nil }
    if let final, let run = RunRecord(final) {
      effect.context.pointee.keepFinished(run)
      countTime(of: final, call?.reference ?? "")
    }
    let site = effect.context.pointee.site
    OpenRuns.begin(final ?? value, at: site, services, isWatched: !hasWebhook)
  }

  // MARK: New creates

  /// Looks whether a create may be made that no earlier attempt has made.
  private func checkNew(_ effect: Effect, _ content: [UInt8], _ asked: Value) throws(ScriptError) {
    let (other, isSteady, report, isConfirmed) = state.withLock { state in
      (
        state.replay.otherCall(at: effect.place), resumed != nil && !state.replay.matchesByContent, state.report,
        state.isConfirmed
      )
    }
    if let other, isSteady {
      throw Divergence.error(effect.name, recorded: other.asked, now: Asked.shown(asked))
    }
    if let resumed, report.new >= Self.fewCreates, !isConfirmed, let confirm = settings.confirm {
      let change = isChanged ? "the script has changed since run \(resumed.header.id)" : "this is run \(resumed.header.id)"
      guard confirm("\(change): \(report.reused) creates were known, \(report.new) are new; make further new ones?") else {
        throw ScriptError(
          .interrupted, "stopped before a new prediction", hint: "--new starts over", isCatchable: false)
      }
      state.withLock { $0.isConfirmed = true }
    }
    let reference = Self.reference(asked)
    let use = state.withLock { $0.budget }
    try use.check(settings.budget, next: reference)
  }

  /// What a create runs, as the script names it.
  static func reference(_ asked: Value) -> String {
    if let text = asked["reference"].string ?? asked["version"].string { return text }
    let owner = asked["model_owner"].string ?? asked["deployment_owner"].string ?? asked["owner"].string
    let name = asked["model_name"].string ?? asked["deployment_name"].string ?? asked["name"].string
    return [owner, name].compactMap { $0 }.joined(separator: "/")
  }

  /// Counts what a model has run for, for the budget.
  func countTime(of record: Value, _ reference: String) {
    let seconds = record["metrics"]["predict_time"].double ?? 0
    let prices = settings.budget.prices
    state.withLock { state in
      state.budget.predictSeconds += seconds
      state.budget.estimate +=
        (prices.estimate(reference, seconds: seconds) ?? 0) - (prices.estimate(reference, seconds: nil) ?? 0)
    }
  }

  /// Counts a create for the budget and the report.
  private func count(_ call: RecordedCall) {
    state.withLock { state in
      state.budget.predictions += 1
      if call.attempt == 0, call.prediction == nil { state.report.new += 1 }
      state.budget.estimate += settings.budget.prices.estimate(call.reference, seconds: nil) ?? 0
    }
  }

  // MARK: The cache

  /// The stored result that this create may take.
  private func stored(_ effect: Effect, _ content: [UInt8], _ asked: Value) throws(ScriptError) -> RecordedCall? {
    guard let seconds = settings.cacheSeconds else { return nil }
    let occurrence = state.withLock { state in
      defer { state.occurrences[content, default: 0] += 1 }
      return state.occurrences[content, default: 0]
    }
    let services = services
    let reference = Self.reference(asked)
    return try effect.context.pointee.wait { () async throws(ScriptError) in
      do {
        let (journal, run) = try await self.ready()
        let (account, key) = self.state.withLock { ($0.account, $0.keyed(content)) }
        let now = TimeSource.system.now()
        var query = CacheQuery(
          content: key, account: account, run: run, occurrence: occurrence,
          notBefore: now - seconds)
        guard var call = try journal.cached(query) else { return nil }
        if self.hidesVersion(call) {
          query.notBefore = now - min(seconds, self.settings.hiddenCacheSeconds)
          guard let younger = try journal.cached(query) else { return nil }
          call = younger
        }
        // A model without a version in its name is the same only as long as its latest version is.
        if let version = call.version, case .model? = try? ModelReference(reference) {
          let latest = try await services.client.call(.modelsGet, Self.model(reference))["latest_version"]["id"].string
          guard latest == nil || version.hasSuffix(latest ?? "") else { return nil }
        }
        return call
      } catch {
        throw ScriptError.wrapping(error)
      }
    }
  }

  /// Official models show `hidden`, or nothing, in the place of their version.
  private func hidesVersion(_ call: RecordedCall) -> Bool {
    record(of: call).map { !ModelReference.isVersionID($0["version"].string ?? "") } ?? true
  }

  private static func model(_ reference: String) -> Replicate.Arguments {
    let parts = reference.split(separator: "/").map(String.init)
    return ["model_owner": Value(parts.first ?? ""), "model_name": Value(parts.last ?? "")]
  }

  /// Gives a stored result, and notes that it was taken.
  private func reuse(
    _ stored: RecordedCall, _ effect: Effect, _ content: [UInt8], _ asked: Value
  ) throws(ScriptError) -> Value {
    addSecrets(of: asked, maskedIn: stored.asked)
    guard let record = record(of: stored) else {
      throw ScriptError(.io, "a stored result cannot be read", hint: "rep cache prune")
    }
    state.withLock { state in
      var call = stored
      call.run = state.run ?? 0
      call.id = state.nextCall(of: call.run)
      (call.place, call.isCached, call.delivery, call.awaited, call.account) = (effect.place, true, nil, nil, "")
      state.report.cached += 1
      state.calls[effect.place] = TrackedCall(call)
      state.write(call, secrets)
    }
    if let run = RunRecord(record) { effect.context.pointee.keepFinished(run) }
    OpenRuns.begin(record, at: effect.context.pointee.site, services, isWatched: false)
    recordCreate(effect, content, asked, .value(record), effect.context.pointee.waitCount - 1)
    return record
  }

  // MARK: Seeds

  /// The seed that a `predict` without one sends; nil where none is pinned.
  func pinnedSeed(at place: EffectPlace) -> Int? {
    guard settings.pinsSeeds else { return nil }
    return state.withLock { $0.calls[place]?.call.seed } ?? SeededGenerator.modelSeed(header.seed, place)
  }
}

extension Context {
  /// Where something is started now.
  var site: CallSite {
    let kept = run.hostState as? RunContext
    return CallSite(
      scope: scope, events: kept?.events, thread: threadName, allowance: kept?.allowance, unawaited: kept?.unawaited)
  }

  /// Keeps a final record, so that awaiting it costs no call.
  func keepFinished(_ record: RunRecord) { (run.hostState as? RunContext)?.finished.add(record) }

  /// The final record of a prediction or training, where it is kept.
  func finished(_ id: String) -> RunRecord? { (run.hostState as? RunContext)?.finished[id] }
}
