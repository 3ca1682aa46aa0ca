import RepValue
import Synchronization

/// Finds the input schemas of models, and remembers them: for a day, in a folder if it has one, where the schema cannot
/// change or hardly ever does (versions, official models), else for a minute.
public final class SchemaStore: Sendable {
  private let caller: any OperationCaller
  private let cache: SchemaCache?
  private let time: TimeSource
  private let known = Mutex<[String: (record: Value, until: Double)]>([:])
  /// Records on their way, which all who ask meanwhile wait for.
  private let coming = Mutex<[String: Task<Value?, any Error>]>([:])

  /// - Parameters:
  ///   - caller: reads the models' records.
  ///   - cache: where schemas outlive the process; nil keeps them in memory only.
  ///   - time: the clock by which they grow old.
  public init(_ caller: any OperationCaller, cache: SchemaCache?, time: TimeSource = .system) {
    (self.caller, self.cache, self.time) = (caller, cache, time)
  }

  /// The input schema of what `reference` runs. Nil where it cannot be known: a bare version does not say whose it is,
  /// and a model need not have a schema.
  ///
  /// - Parameters:
  ///   - reference: what is to be run.
  ///   - runner: learns from a model's record how it is run, which saves a refused call.
  /// - Throws: ``ReplicateError`` where the API cannot be reached or does not accept the token, or `CancellationError`.
  ///   A model that does not exist gives nil: the create says so better.
  public func schema(for reference: ModelReference, runner: ModelRunner? = nil) async throws -> InputSchema? {
    guard let record = try await record(for: reference) else { return nil }
    runner?.learn(model: record)
    return InputSchema(openAPI: record["openapi_schema"])
  }

  /// The input schema of a reference where it is known without a call; does not wait.
  public func knownSchema(for reference: ModelReference) -> InputSchema? {
    known(reference.text).map { InputSchema(openAPI: $0["openapi_schema"]) } ?? nil
  }

  /// The inputs that what `reference` runs calls secrets; none where its schema cannot be known.
  ///
  /// - Throws: as ``schema(for:runner:)``.
  public func secretKeys(of reference: ModelReference) async throws -> Set<String> {
    InputSchema.secretKeys(openAPI: try await record(for: reference)?["openapi_schema"] ?? .null)
  }

  /// The same, nil where its schema cannot be known.
  ///
  /// - Throws: as ``schema(for:runner:)``.
  public func knownSecretKeys(of reference: ModelReference) async throws -> Set<String>? {
    try await record(for: reference).map { InputSchema.secretKeys(openAPI: $0["openapi_schema"]) }
  }

  /// The references whose schemas are known without a call, in no order.
  public var knownReferences: [String] { known.withLock { Array($0.keys) } + (cache?.keys ?? []) }

  /// What is kept of a model or version: its schema, and for a model how it is run.
  private func record(for reference: ModelReference) async throws -> Value? {
    if case .versionID = reference { return nil }
    let key = reference.text
    if let record = known(key) { return record }
    let task = coming.withLock { tasks -> Task<Value?, any Error>? in
      if let task = tasks[key] { return task }
      // It may have come since.
      if remembered(key) != nil { return nil }
      let task = Task {
        defer { coming.withLock { $0[key] = nil } }
        return try await load(reference, key)
      }
      tasks[key] = task
      return task
    }
    guard let task else { return remembered(key) }
    return try await task.value
  }

  private func load(_ reference: ModelReference, _ key: String) async throws -> Value? {
    let now = time.monotonic()
    do {
      guard let record = try await fetch(reference) else { return nil }
      let isLasting =
        switch reference {
        case .version: true
        case .model: record["is_official"].bool == true
        case .versionID, .deployment: false
        }
      known.withLock { $0[key] = (record, isLasting ? .infinity : now + ModelRunner.freshSeconds) }
      if isLasting { cache?.write(record, key, now: time.now()) }
      return record
    } catch let error as ReplicateError where [.notFound, .validation].contains(error.kind) {
      return nil
    }
  }

  /// What is remembered of a reference, by this process or on disk.
  private func known(_ key: String) -> Value? {
    if let record = remembered(key) { return record }
    guard let record = cache?.read(key, now: time.now()) else { return nil }
    known.withLock { $0[key] = (record, .infinity) }
    return record
  }

  /// What this process remembers.
  private func remembered(_ key: String) -> Value? {
    guard let (record, until) = known.withLock({ $0[key] }), time.monotonic() < until else { return nil }
    return record
  }

  private func fetch(_ reference: ModelReference) async throws -> Value? {
    switch reference {
    case .versionID: return nil
    case .model(let owner, let name):
      let model = try await caller.call(.modelsGet, ["model_owner": Value(owner), "model_name": Value(name)])
      return [
        "owner": model["owner"], "name": model["name"], "is_official": model["is_official"],
        "latest_version": ["id": model["latest_version"]["id"]],
        "openapi_schema": model["latest_version"]["openapi_schema"],
      ]
    case .version(let owner, let name, let version):
      let record = try await caller.call(
        .modelsVersionsGet,
        ["model_owner": Value(owner), "model_name": Value(name), "version_id": Value(version)])
      return ["openapi_schema": record["openapi_schema"]]
    case .deployment(let owner, let name):
      let deployment = try await caller.call(
        .deploymentsGet, ["deployment_owner": Value(owner), "deployment_name": Value(name)])
      let release = deployment["current_release"]
      guard let model = release["model"].string, let version = release["version"].string,
        case .model(let owner, let name)? = try? ModelReference(model)
      else { return nil }
      return try await self.record(for: .version(owner: owner, name: name, version: version))
    }
  }
}
