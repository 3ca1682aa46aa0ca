import RepValue
import Synchronization

/// Makes calls that must not be made twice: a create without an answer is looked up before anything else happens, and its
/// caller learns what it would have learnt from the answer.
///
///     let creates = CreateResolver(client)
///     let runner = ModelRunner(creates)
///
/// All other operations pass through. The error of kind `unresolved` says that nobody can tell what became of a create.
public final class CreateResolver: OperationCaller {
  /// Sendings of one create at most, after which its last failure is final.
  static let sendingLimit = 5

  private let client: ReplicateClient
  private let ledger: any CreateLedger
  private let policy: LookupPolicy
  private let lookup: CreateLookup
  private let watch: TwinWatch
  private let abandoned: AbandonedCreates
  private let secretKeys: @Sendable (ModelReference) async throws -> Set<String>

  /// - Parameters:
  ///   - client: sends the calls, and reads the account's list.
  ///   - ledger: what remembers the creates; in memory unless a journal is given.
  ///   - secretKeys: the inputs that a model calls secrets. The account's list does not show them as they were sent, so a
  ///     create without an answer is looked up without them.
  public init(
    _ client: ReplicateClient, ledger: any CreateLedger = MemoryLedger(),
    secretKeys: @escaping @Sendable (ModelReference) async throws -> Set<String> = { _ in [] }
  ) {
    (self.client, self.ledger, policy) = (client, ledger, client.configuration.lookup)
    self.secretKeys = secretKeys
    let time = client.configuration.time
    lookup = CreateLookup(client, ledger: ledger, policy: policy, time: time, clock: client.serverClock)
    watch = TwinWatch(client, ledger: ledger, lookup: lookup, onLookup: client.configuration.onLookup)
    abandoned = AbandonedCreates()
  }

  /// Performs an operation. One that must not be made twice is looked up in the account's list where its answer is
  /// lost.
  /// - Throws: ``ReplicateError``, of kind `unresolved` where nobody can tell whether it was accepted, or
  ///   `CancellationError`.
  public func call(_ operation: Operation, _ arguments: Arguments) async throws -> Value {
    guard !operation.isIdempotent else { return try await client.call(operation, arguments) }
    var secrets: Set<String> = []
    if let reference = CreateContext.reference ?? CreateTarget(operation, arguments.values)?.reference {
      secrets = try await secretKeys(reference)
    }
    let intent = CreateIntent(operation, arguments, call: CreateContext.call, secretKeys: secrets)
    defer { abandoned.callEnded(intent.id) }
    do {
      return try await perform(intent)
    } catch {
      await ledger.ended(intent, error)
      throw error
    }
  }

  /// Finds out what became of a create of a process that has ended; nothing is sent.
  /// - Throws: `CancellationError`, ``ReplicateError``.
  public func lookUp(_ create: UnansweredCreate) async throws -> LookupOutcome {
    // Without an answer the server's time is not known: any tells it.
    if !client.serverClock.isSet { _ = try await client.call(.accountGet) }
    return try await outcome(of: create)
  }

  /// Waits for the creates whose callers stopped waiting before the answer came, at most for `seconds`, and says what
  /// became of them.
  ///
  /// - Parameters:
  ///   - seconds: how long to wait.
  ///   - cancelling: stop the predictions that are found, on the server; else they run on.
  public func confirmAbandoned(within seconds: Double, cancelling: Bool = true) async -> AbandonedReport {
    if !cancelling { abandoned.leaveRunning() }
    return await abandoned.report(within: seconds, client.configuration.time)
  }

  // MARK: One create

  private func perform(_ intent: CreateIntent) async throws -> Value {
    var sendings = 0
    var lastFailure: ReplicateError?
    var start = try await ledger.begin(intent)
    while true {
      switch start {
      case .known(let record):
        return record
      case .send:
        do {
          sendings += 1
          return try await send(intent)
        } catch let unanswered as Unanswered {
          lastFailure = unanswered.error
          if Task.isCancelled {
            // Where this came too late for the sending to notice, the search begins here.
            abandoned.add(intent.id) { await self.settle(self.date(unanswered, intent)) }
            throw canceled(intent.operation)
          }
          let create = await date(unanswered, intent)
          start = .lookUp(sentLow: create.sentLow, sentHigh: create.sentHigh)
        }
      case .lookUp(let low, let high):
        let create = UnansweredCreate(intent, sentLow: low, sentHigh: high)
        do {
          if let record = try await find(create) { return record }
        } catch is CancellationError {
          abandoned.add(intent.id) { await self.settle(create) }
          throw canceled(intent.operation)
        }
        guard sendings < Self.sendingLimit else {
          throw lastFailure ?? ReplicateError.unresolved(intent.operation, "it has been sent too often")
        }
        await watch.begin(create)
        start = .send
      }
    }
  }

  /// What the caller learns who has stopped waiting: the search goes on without it, see ``confirmAbandoned(within:)``.
  private func canceled(_ operation: Operation) -> ReplicateError {
    ReplicateError(
      .canceled, "\(operation.id) was canceled while it was under way", hint: ErrorHints.unanswered, isUnanswered: true
    ).of(operation)
  }

  /// The record of what a create had started; nil where it was never accepted and may be sent again.
  private func find(_ create: UnansweredCreate) async throws -> Value? {
    let operation = create.intent.operation
    notify(operation, .began)
    switch try await outcome(of: create) {
    case .adopted(let record):
      notify(operation, .adopted(id: record["id"].string ?? record["name"].string ?? ""))
      return record
    case .absent:
      let mayRepeat = policy.resends && !operation.isDear
      guard mayRepeat else {
        return try await decide(
          create, .unresolved(operation, "it is not in the account's list, and could still turn up there"))
      }
      notify(operation, .resent)
      return nil
    case .unresolved(let error):
      return try await decide(create, error)
    }
  }

  /// Leaves it to whoever pays what becomes of a create whose fate nobody can tell; nil where it is to be sent again.
  private func decide(_ create: UnansweredCreate, _ error: ReplicateError) async throws -> Value? {
    let operation = create.intent.operation
    // What is known to be paid and lost is no question.
    switch error.kind == .unresolved ? await ledger.decide(create.intent) : nil {
    case .resend:
      notify(operation, .resent)
      return nil
    case .giveUp:
      throw ReplicateError(.canceled, "\(operation.id) was given up by its owner", hint: "--new starts over").of(operation)
    case .wait: return try await find(create)
    case nil:
      notify(operation, .unresolved)
      throw error
    }
  }

  private func outcome(of create: UnansweredCreate) async throws -> LookupOutcome {
    guard create.intent.target == nil else { return try await lookup.find(create) }
    return try await NamedLookup(caller: client, policy: policy, time: client.configuration.time).find(create)
  }

  private func notify(_ operation: Operation, _ stage: LookupNotice.Stage) {
    client.configuration.onLookup?(LookupNotice(operation: operation.id, stage: stage))
  }

  /// A sending whose fate is unknown, and the monotonic moments around it.
  private struct Unanswered: Error {
    let began: Double
    let ended: Double
    let error: ReplicateError
  }

  /// Says by the server's clock when a create was sent.
  private func date(_ unanswered: Unanswered, _ intent: CreateIntent) async -> UnansweredCreate {
    let clock = client.serverClock
    // No answer has told the server's time yet: any will. Without one the machine's own has to do.
    if !clock.isSet { _ = try? await client.call(.accountGet) }
    let sentHigh = clock.latest(at: unanswered.ended)
    await ledger.unanswered(intent, at: sentHigh)
    return UnansweredCreate(intent, sentLow: clock.earliest(at: unanswered.began), sentHigh: sentHigh)
  }

  // MARK: Sending

  private func send(_ intent: CreateIntent) async throws -> Value {
    // Of one that is never sent twice, a kill must not leave open whether it was sent while it waited for a connection.
    let isEarly = !intent.operation.isDear
    let sending = CreateSending(client.configuration.time, isEarly: isEarly) { [client, ledger] asked in
      try await ledger.willSend(intent, at: client.serverClock.earliest(at: asked))
    } refused: { [ledger] error in
      await ledger.refused(intent, error)
    }
    // The task outlives its caller's patience: an answer on its way is worth more than a search for it.
    let task = Task { try await self.answer(intent, sending) }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      guard sending.hasBegun else { return task.cancel() }
      abandoned.add(intent.id) { await self.settle(intent, task) }
    }
  }

  private func answer(_ intent: CreateIntent, _ sending: CreateSending) async throws -> Value {
    await lookup.sending(intent)
    do {
      let record = try await client.call(intent.operation, intent.arguments, sending)
      await ledger.answered(intent, record)
      await lookup.sent(intent)
      return record
    } catch {
      await lookup.sent(intent)
      if sending.isWithdrawn {
        await ledger.refused(intent, ReplicateError(.canceled, "withdrawn before it was sent"))
      }
      guard let failure = error as? ReplicateError, failure.isUnanswered, let times = sending.lastSending else {
        throw error
      }
      throw Unanswered(began: times.began, ended: times.ended, error: failure)
    }
  }

  /// Brings a create to its end whose caller has stopped waiting: what it started is stopped too.
  private func settle(_ intent: CreateIntent, _ task: Task<Value, any Error>) async -> AbandonedReport.Fate {
    let time = client.configuration.time
    let grace = policy.grace
    let patience = Task.detached {
      try await time.sleep(grace)
      task.cancel()
    }
    defer { patience.cancel() }
    do {
      return await stop(try await task.value, intent.operation)
    } catch let unanswered as Unanswered {
      return await settle(date(unanswered, intent))
    } catch {
      return .neverBegan
    }
  }

  private func settle(_ create: UnansweredCreate) async -> AbandonedReport.Fate {
    do {
      switch try await outcome(of: create) {
      case .adopted(let record): return await stop(record, create.intent.operation)
      case .absent: return .neverBegan
      case .unresolved: return .unconfirmed
      }
    } catch {
      return .unconfirmed
    }
  }

  private func stop(_ record: Value, _ operation: Operation) async -> AbandonedReport.Fate {
    guard let run = RunRecord(record), !run.isTerminal else { return .over }
    guard !abandoned.leavesRunning else { return .running(run.id) }
    do {
      _ = try await client.cancel(run)
      notify(operation, .stopped(id: run.id))
      return .canceled(run.id)
    } catch {
      return .running(run.id)
    }
  }
}
