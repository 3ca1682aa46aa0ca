import RepValue
import Synchronization

/// Starts runs by reference: picks the operation, and finds out once per model whether it is an official one.
public final class ModelRunner: Sendable {
  /// How a model is run by its name alone.
  private enum Way: Sendable {
    case official
    case latestVersion(String)
  }

  /// Creates held open at once.
  static let heldAtMost = 16
  /// Seconds for which a create is held that did not ask for more or less.
  static let holdSeconds = 15

  /// Seconds for which a model's latest version is taken to be the latest: somebody may be pushing a new one.
  static let freshSeconds = 60.0

  private struct State {
    var ways: [String: (way: Way, until: Double)] = [:]
    /// Models that get a new version from a training of this process, nobody knows when.
    var changing: Set<String> = []
  }

  private let caller: any OperationCaller
  private let time: TimeSource
  private let state = Mutex(State())
  private let held = Atomic(0)

  /// A runner that knows no model yet.
  public init(_ caller: any OperationCaller, time: TimeSource = .system) {
    (self.caller, self.time) = (caller, time)
  }

  /// Starts a prediction and gives its record, which may be unfinished.
  ///
  /// A model that the official endpoint does not know is run by its latest version; after any other failure nothing
  /// else is tried.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func predict(
    _ reference: ModelReference, input: Value, _ options: RunOptions = RunOptions()
  ) async throws -> Value {
    guard case .model(let owner, let name) = reference else {
      return try await create(reference, input, options)
    }
    if case .latestVersion(let version) = way(reference.text) {
      return try await create(.versionID(version), input, options)
    }
    do {
      let record = try await create(reference, input, options)
      remember(.official, reference.text)
      return record
    } catch let error as ReplicateError where error.status == 404 {
      let version = try await latestVersion(owner: owner, name: name, refusal: error)
      return try await create(.versionID(version), input, options)
    }
  }

  private func way(_ model: String) -> Way? {
    let now = time.monotonic()
    return state.withLock { state in
      guard let known = state.ways[model], now < known.until else { return nil }
      return known.way
    }
  }

  private func remember(_ way: Way, _ model: String) {
    let until =
      switch way {
      case .official: Double.infinity
      case .latestVersion: time.monotonic() + Self.freshSeconds
      }
    state.withLock { state in
      if !state.changing.contains(model) { state.ways[model] = (way, until) }
    }
  }

  /// Starts a training of `destination` with a trainer, which must be given with its version.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func train(
    _ reference: ModelReference, input: Value, destination: String, _ options: RunOptions = RunOptions()
  ) async throws -> Value {
    guard case .version(let owner, let name, let version) = reference else {
      throw ReplicateError(
        .argument, "a training needs a trainer with its version, not \(reference.text)",
        hint: "write owner/name:version"
      ).of(.trainingsCreate)
    }
    state.withLock { state in
      state.changing.insert(destination)
      state.ways[destination] = nil
    }
    return try await caller.call(
      .trainingsCreate,
      Arguments([
        "owner": Value(owner), "name": Value(name), "version_id": Value(version), "destination": Value(destination),
        "input": input, "webhook": options.webhook, "webhook_events_filter": options.webhookEvents,
      ]))
  }

  /// Remembers what a model's record, just read, says about how to run it, which saves the refused call to the
  /// official endpoint.
  public func learn(model: Value) {
    guard let owner = model["owner"].string, let name = model["name"].string else { return }
    let way: Way? =
      if model["is_official"].bool == true {
        .official
      } else if model["is_official"].bool == false, let version = model["latest_version"]["id"].string {
        .latestVersion(version)
      } else {
        nil
      }
    guard let way else { return }
    remember(way, "\(owner)/\(name)")
  }

  private func latestVersion(owner: String, name: String, refusal: ReplicateError) async throws -> String {
    let model: Value
    do {
      model = try await caller.call(.modelsGet, ["model_owner": Value(owner), "model_name": Value(name)])
    } catch var error as ReplicateError where error.kind == .notFound {
      error.message = "there is no model \(owner)/\(name), or this account cannot see it"
      error.hint = ErrorHints.modelNotFound
      throw error
    }
    guard let version = model["latest_version"]["id"].string else {
      var error = refusal
      error.message = "\(owner)/\(name) is not an official model and has no version to run"
      error.hint = "run one of its versions as owner/name:version, or another model"
      throw error
    }
    remember(.latestVersion(version), "\(owner)/\(name)")
    return version
  }

  private func create(_ reference: ModelReference, _ input: Value, _ options: RunOptions) async throws -> Value {
    var options = options
    if options.mayHold, options.waitFor == nil {
      let others = held.wrappingAdd(1, ordering: .relaxed).oldValue
      defer { held.wrappingSubtract(1, ordering: .relaxed) }
      if others < Self.heldAtMost { options.waitFor = Self.holdSeconds }
      let (operation, arguments) = try Self.create(reference, input: input, options)
      return try await caller.call(operation, arguments)
    }
    let (operation, arguments) = try Self.create(reference, input: input, options)
    return try await caller.call(operation, arguments)
  }

  /// The create that a reference means, an official model's for a bare name.
  ///
  /// - Throws: ``ReplicateError`` of kind `argument` for an option that the operation does not have.
  static func create(
    _ reference: ModelReference, input: Value, _ options: RunOptions
  ) throws(ReplicateError) -> (Operation, Arguments) {
    var values: Value = ["input": input, "webhook": options.webhook, "webhook_events_filter": options.webhookEvents]
    if let seconds = options.waitFor { values["wait_for"] = .int(seconds) }
    if !options.cancelAfter.isNull { values["cancel_after"] = options.cancelAfter }
    switch reference {
    case .model(let owner, let name):
      values["model_owner"] = Value(owner)
      values["model_name"] = Value(name)
      return (.modelsPredictionsCreate, Arguments(values))
    case .versionID(let version):
      values["version"] = Value(version)
      return (.predictionsCreate, Arguments(values))
    case .version(_, _, let version):
      // The owner and the name add nothing to an id; only a shorter version needs them to be found.
      values["version"] = Value(ModelReference.isVersionID(version) ? version : reference.text)
      return (.predictionsCreate, Arguments(values))
    case .deployment(let owner, let name):
      values["deployment_owner"] = Value(owner)
      values["deployment_name"] = Value(name)
      return (.deploymentsPredictionsCreate, Arguments(values))
    }
  }
}
