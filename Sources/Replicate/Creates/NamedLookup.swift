import RepValue

/// Looks up a model or a deployment whose create has no answer: its name is unique, so it is there or it is not.
struct NamedLookup {
  let caller: any OperationCaller
  let policy: LookupPolicy
  let time: TimeSource

  /// - Throws: `CancellationError`.
  func find(_ create: UnansweredCreate) async throws -> LookupOutcome {
    let operation = create.intent.operation
    let began = time.monotonic()
    var delay = policy.firstDelay
    var failures = 0
    while true {
      do {
        let record = try await CallPriority.$isUrgent.withValue(true) { try await read(create.intent) }
        failures = 0
        if let record {
          return isSame(record, create) ? .adopted(record) : .unresolved(taken(operation, record))
        }
      } catch let error as ReplicateError {
        failures += 1
        let isTransient = [.network, .server, .throttled].contains(error.kind)
        guard isTransient, failures < 8 else {
          return .unresolved(.unresolved(operation, "it cannot be looked up: \(error.message)"))
        }
      }
      if failures == 0, time.monotonic() - began >= policy.settle { return .absent }
      try await time.sleep(delay)
      delay = min(policy.longestDelay, delay * 2)
    }
  }

  /// The thing of the create's name, or nil where there is none.
  private func read(_ intent: CreateIntent) async throws -> Value? {
    let values = intent.arguments.values
    do {
      if intent.operation == .modelsCreate {
        return try await caller.call(.modelsGet, ["model_owner": values["owner"], "model_name": values["name"]])
      }
      let owner = try await caller.call(.accountGet, [:])["username"]
      return try await caller.call(
        .deploymentsGet, ["deployment_owner": owner, "deployment_name": values["name"]])
    } catch let error as ReplicateError where error.kind == .notFound {
      return nil
    }
  }

  /// Whether what is there is what was asked for, and not older than the asking.
  private func isSame(_ record: Value, _ create: UnansweredCreate) -> Bool {
    let asked = create.intent.arguments.values
    let release = record["current_release"]
    let createdAt = (record["created_at"].string ?? release["created_at"].string)
      .flatMap { Timestamp.seconds(iso8601: $0) }
    if let createdAt, createdAt < create.sentLow - policy.margin { return false }
    if create.intent.operation == .modelsCreate { return record["visibility"] == asked["visibility"] }
    let configuration = release["configuration"]
    return release["model"] == asked["model"] && release["version"] == asked["version"]
      && ["hardware", "min_instances", "max_instances"].allSatisfy { configuration[$0] == asked[$0] }
  }

  private func taken(_ operation: Operation, _ record: Value) -> ReplicateError {
    var error = ReplicateError.unresolved(
      operation, "there is one called \(record["name"].string ?? "so") already, which is older or different")
    error.hint = "choose another name, or use what is there"
    return error
  }
}
