import RepValue
import Replicate
import Testing

struct ModelRunnerTests {
  private static let version = String(repeating: "a", count: 64)
  private static let refusal = ReplicateError(.notFound, "no", status: 404)

  /// A service with one community model, which only its version runs.
  private static func community() -> FakeCaller {
    FakeCaller { operation, arguments, _ in
      switch operation {
      case .modelsPredictionsCreate: throw refusal
      case .modelsGet: return ["latest_version": ["id": Value(version)]]
      default: return ["operation": Value(operation.id), "sent": arguments.values]
      }
    }
  }

  @Test func anOfficialModelRunsByItsName() async throws {
    let caller = FakeCaller { operation, arguments, _ in arguments.values }
    let runner = ModelRunner(caller)
    let reference = try ModelReference("a/b")
    let options = RunOptions(
      waitFor: 10, cancelAfter: "5m", webhook: "https://x/y", webhookEvents: ["completed"])
    let sent = try await runner.predict(reference, input: ["prompt": "x"], options)
    #expect(caller.calls == ["models.predictions.create"])
    #expect(sent["model_owner"] == "a" && sent["model_name"] == "b" && sent["input"] == ["prompt": "x"])
    #expect(sent["wait_for"] == 10 && sent["cancel_after"] == "5m" && sent["webhook_events_filter"] == ["completed"])
  }

  @Test func aCommunityModelIsResolvedOnce() async throws {
    let caller = Self.community()
    let runner = ModelRunner(caller)
    let reference = try ModelReference("a/b")
    for _ in 0..<3 {
      let record = try await runner.predict(reference, input: [:])
      #expect(record["operation"] == "predictions.create" && record["sent"]["version"].string == Self.version)
    }
    let creates = [String](repeating: "predictions.create", count: 3)
    #expect(caller.calls == ["models.predictions.create", "models.get"] + creates)
  }

  @Test(arguments: [
    ReplicateError(.credit, "no", status: 402), ReplicateError(.validation, "no", status: 422),
    ReplicateError(.server, "no", status: 500, isUnanswered: true), ReplicateError(.network, "no", isUnanswered: true),
    ReplicateError(.throttled, "no", status: 429), ReplicateError(.auth, "no", status: 401),
  ])
  func afterAnyOtherErrorNothingElseIsTried(error: ReplicateError) async throws {
    let caller = FakeCaller { _, _, _ in throw error }
    let thrown = await failure {
      _ = try await ModelRunner(caller).predict(try ModelReference("a/b"), input: [:])
    }
    #expect(thrown == error)
    #expect(caller.calls == ["models.predictions.create"])
  }

  @Test func whatDoesNotExistIsSaid() async throws {
    let nowhere = FakeCaller { _, _, _ in throw Self.refusal }
    let missing = await failure { _ = try await ModelRunner(nowhere).predict(try ModelReference("a/b"), input: [:]) }
    #expect(missing?.kind == .notFound && missing?.message.contains("there is no model a/b") == true)
    let empty = FakeCaller { operation, _, _ in
      if operation == .modelsGet { return ["latest_version": .null] }
      throw Self.refusal
    }
    let versionless = await failure { _ = try await ModelRunner(empty).predict(try ModelReference("a/b"), input: [:]) }
    #expect(versionless?.message.contains("has no version to run") == true)
  }

  @Test func aKnownModelCostsNoRefusedCall() async throws {
    let caller = Self.community()
    let runner = ModelRunner(caller)
    runner.learn(
      model: ["owner": "a", "name": "b", "is_official": false, "latest_version": ["id": Value(Self.version)]])
    _ = try await runner.predict(try ModelReference("a/b"), input: [:])
    #expect(caller.calls == ["predictions.create"])
    // A record that does not say teaches nothing.
    let other = Self.community()
    let second = ModelRunner(other)
    second.learn(model: ["owner": "a", "name": "b", "latest_version": ["id": "x"]])
    _ = try await second.predict(try ModelReference("a/b"), input: [:])
    #expect(other.calls.first == "models.predictions.create")
  }

  @Test func theLatestVersionIsLookedUpAgainAfterAWhileAndAfterATraining() async throws {
    let caller = FakeCaller { operation, arguments, number in
      switch operation {
      case .modelsPredictionsCreate: throw Self.refusal
      case .modelsGet: return ["latest_version": ["id": Value("v\(number)")]]
      default: return arguments.values
      }
    }
    let time = FakeTime()
    let runner = ModelRunner(caller, time: time.source())
    let reference = try ModelReference("me/otter")
    func version() async throws -> String? {
      try await runner.predict(reference, input: [:])["version"].string
    }
    let first = try await version()
    #expect(try await version() == first)
    time.advance(by: 61)
    let second = try await version()
    #expect(second != first)
    _ = try await runner.train(try ModelReference("a/b:v1"), input: [:], destination: "me/otter")
    let third = try await version()
    #expect(third != second)
    // The training may end at any moment.
    #expect(try await version() != third)
  }

  @Test(arguments: [
    ("deployments/me/otter", "deployments.predictions.create", "deployment_owner", "me"),
    ("a/b:v1", "predictions.create", "version", "a/b:v1"),
    ("a/b:" + version, "predictions.create", "version", version), (version, "predictions.create", "version", version),
  ])
  func otherReferences(text: String, operation: String, parameter: String, value: String) async throws {
    let caller = Self.community()
    let record = try await ModelRunner(caller).predict(try ModelReference(text), input: [:])
    #expect(record["operation"].string == operation && record["sent"][parameter].string == value)
    #expect(caller.calls == [operation])
  }

  @Test func trainingsNeedAVersion() async throws {
    let caller = Self.community()
    let runner = ModelRunner(caller)
    let record = try await runner.train(try ModelReference("a/b:v1"), input: ["x": 1], destination: "me/c")
    #expect(record["sent"]["version_id"] == "v1" && record["sent"]["destination"] == "me/c")
    for text in ["a/b", Self.version, "deployments/a/b"] {
      let error = await failure {
        _ = try await runner.train(try ModelReference(text), input: [:], destination: "me/c")
      }
      #expect(error?.kind == .argument)
    }
    #expect(caller.calls == ["trainings.create"])
  }

  @Test func onlyAFewCreatesAreHeld() async throws {
    let release = AsyncStream<Void>.makeStream()
    let caller = FakeCaller { _, arguments, _ in
      var gate = release.stream.makeAsyncIterator()
      _ = await gate.next()
      return arguments.values
    }
    let runner = ModelRunner(caller)
    var options = RunOptions()
    options.mayHold = true
    let sent = try await withThrowingTaskGroup(of: Value.self) { [options] group in
      let reference = try ModelReference("a/b:v1")
      for _ in 0..<40 { group.addTask { try await runner.predict(reference, input: [:], options) } }
      while caller.calls.count < 40 { await Task.yield() }
      release.continuation.finish()
      return try await group.reduce(into: [Value]()) { $0.append($1) }
    }
    #expect(sent.filter { !$0["wait_for"].isNull }.count == 16)
    #expect(try await runner.predict(try ModelReference("a/b:v1"), input: [:], options)["wait_for"] == 15)
  }
}
