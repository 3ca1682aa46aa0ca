import RepSimulator
import RepValue
@testable import Replicate
import Synchronization
import Testing

/// Creates whose answers get lost on the way, against the whole service; the counts are the server's own.
@Suite(.serialized) struct CreateResolverTests {
  private static let creates: Set<String> = [
    "models.predictions.create", "predictions.create", "deployments.predictions.create",
  ]

  private final class Notices: Sendable {
    let stages = Mutex<[LookupNotice.Stage]>([])

    var observe: @Sendable (LookupNotice) -> Void {
      { notice in self.stages.withLock { $0.append(notice.stage) } }
    }

    func count(_ isMeant: (LookupNotice.Stage) -> Bool) -> Int { stages.withLock { $0.count { isMeant($0) } } }
    var adopted: Int { count { if case .adopted = $0 { true } else { false } } }
    var resent: Int { count { $0 == .resent } }
    var lateTwins: [String] {
      stages.withLock { $0.compactMap { if case .lateTwin(let id, _) = $0 { id } else { nil } } }
    }
  }

  private static func outputs(_ count: Int, _ world: Simulated, text: @escaping @Sendable (Int) -> String) async throws
    -> [Value]
  {
    let runner = ModelRunner(world.creates)
    let model = try await world.client.call(.modelsGet, ["model_owner": "replicate", "model_name": "hello-world"])
    let reference = try ModelReference("replicate/hello-world:" + (model["latest_version"]["id"].string ?? ""))
    return try await withThrowingTaskGroup(of: (Int, Value).self) { group in
      for number in 0..<count {
        group.addTask {
          let record = try await runner.predict(reference, input: ["text": Value(text(number))])
          guard let run = RunRecord(record) else { throw ReplicateError(.server, "no record") }
          return (number, try await world.follower.follow(run).output())
        }
      }
      return try await group.reduce(into: [Value](repeating: .null, count: count)) { $0[$1.0] = $1.1 }
    }
  }

  @Test(arguments: [
    Fault.Effect.answerLost, .truncated, .malformed, .acceptedLate(.seconds(20)), .status(500), .html(502), .reset,
  ])
  func everyOutputComesAndNothingIsBoughtTwice(effect: Fault.Effect) async throws {
    let notices = Notices()
    try await Simulated.run(
      { $0.faults = [Fault(effect, at: Self.creates, when: .nth(Set((1...10).map { $0 * 3 })))] },
      client: { $0.onLookup = notices.observe }
    ) { world in
      let outputs = try await Self.outputs(30, world) { "Ada \($0)" }
      #expect(outputs == (0..<30).map { Value("hello Ada \($0)") })
      let statistics = world.simulator.statistics
      #expect(statistics.creates == 30 && statistics.duplicateCreates == 0)
      // A connection that is reset before the body was handed over is no riddle.
      let riddles = notices.adopted + notices.resent
      #expect(effect == .reset ? riddles <= 10 : riddles == 10, "\(riddles)")
      switch effect {
      case .answerLost, .truncated, .acceptedLate: #expect(notices.resent == 0)
      default: #expect(notices.adopted == 0)
      }
    }
  }

  /// Thirty times the same input: as many runs as calls, though nobody can tell one from the other.
  @Test func equalInputsAreCounted() async throws {
    try await Simulated.run({ $0.faults = [Fault(.answerLost, at: Self.creates, when: .nth(Set((1...15).map { $0 * 2 })))] }) { world in
      let outputs = try await Self.outputs(30, world) { _ in "Ada" }
      #expect(outputs.count == 30 && Set(outputs) == [Value("hello Ada")])
      #expect(world.simulator.statistics.creates == 30)
    }
  }

  @Test func aListThatLagsIsWaitedFor() async throws {
    try await Simulated.run({
      $0.listLag = .seconds(40)
      $0.faults = [Fault(.answerLost, at: Self.creates, when: .every(4))]
    }) { world in
      let outputs = try await Self.outputs(20, world) { "Ada \($0)" }
      #expect(outputs.count == 20)
      #expect(world.simulator.statistics.creates == 20 && world.simulator.statistics.duplicateCreates == 0)
    }
  }

  /// Somebody else of the account runs the same: adopting theirs pays less, never more.
  @Test func foreignTwinsCostNothing() async throws {
    try await Simulated.run({
      $0.foreignTwinRate = 0.5
      $0.foreignPredictions = 150
      $0.nextKeepsFilters = false
      $0.predictionPageSize = 10
      $0.faults = [
        Fault(.answerLost, at: Self.creates, when: .every(3)), Fault(.status(500), at: Self.creates, when: .every(5)),
      ]
    }) { world in
      let outputs = try await Self.outputs(30, world) { "Ada \($0)" }
      #expect(outputs == (0..<30).map { Value("hello Ada \($0)") })
      #expect(world.simulator.statistics.creates <= 30 && world.simulator.statistics.duplicateCreates == 0)
    }
  }

  /// Accepted after everything has settled: the one window in which a create is paid for twice. It is said, and stopped.
  @Test func aTwinThatComesTooLateIsStopped() async throws {
    let notices = Notices()
    try await Simulated.run({
      $0.slowModelDuration = .seconds(3600)
      $0.faults = [Fault(.acceptedLate(.seconds(600)), at: Self.creates, when: .first(1))]
    }, client: {
      $0.onLookup = notices.observe
      $0.lookup.settle = 60
    }) { world in
      let runner = ModelRunner(world.creates)
      _ = try await world.client.call(.modelsList)
      let record = try await runner.predict(try ModelReference("rep/slow"), input: [:])
      // It is accepted after ten minutes, and watched for during fifteen.
      for _ in 0..<1000 where notices.lateTwins.isEmpty { try await world.client.configuration.time.sleep(10) }
      let twin = try #require(notices.lateTwins.first)
      #expect(twin != record["id"].string)
      let states = try await [twin, record["id"].string ?? ""].asyncMap { id in
        try await world.client.call(.predictionsGet, ["prediction_id": Value(id)])["status"].string ?? ""
      }
      #expect(states[0] == "canceled" && states[1] != "canceled")
      #expect(world.simulator.statistics.creates == 2 && world.simulator.statistics.cancels == 1)
    }
  }

  @Test func aTrainingIsNeverSentAgain() async throws {
    for (effect, isFound) in [(Fault.Effect.answerLost, true), (.status(502), false)] {
      try await Simulated.run({ $0.faults = [Fault(effect, at: ["trainings.create"])] }) { world in
        let trainer = try await world.client.call(
          .modelsGet, ["model_owner": "ostris", "model_name": "flux-dev-lora-trainer"])
        let version = try #require(trainer["latest_version"]["id"].string)
        let train = {
          try await ModelRunner(world.creates).train(
            try ModelReference("ostris/flux-dev-lora-trainer:\(version)"),
            input: ["input_images": Value(DataURL(contentType: "application/zip", bytes: [80, 75]).text), "steps": 10],
            destination: "me/otter-lora")
        }
        if isFound {
          #expect(RunRecord(try await train())?.kind == .training)
        } else {
          let error = await failure { _ = try await train() }
          #expect(error?.kind == .unresolved && error?.isUnanswered == true && error?.hint?.isEmpty == false)
        }
        #expect(world.simulator.statistics.requests["trainings.create"] == 1)
        #expect(world.simulator.statistics.creates == (isFound ? 1 : 0))
      }
    }
  }

  @Test(arguments: [Fault.Effect.answerLost, .status(502)])
  func modelsAndDeploymentsAreFoundByTheirNames(effect: Fault.Effect) async throws {
    try await Simulated.run({
      $0.faults = ["models.create", "deployments.create"].map { Fault(effect, at: [$0], when: .first(1)) }
    }) { world in
      let model = try await world.creates.call(
        .modelsCreate, ["owner": "me", "name": "fresh", "visibility": "private", "hardware": "gpu-t4"])
      #expect(model["name"] == "fresh")
      let otter = try await world.client.call(.modelsGet, ["model_owner": "me", "model_name": "otter"])
      let arguments: Arguments = [
        "name": "fleet", "model": "me/otter", "version": otter["latest_version"]["id"], "hardware": "gpu-t4",
        "min_instances": 0, "max_instances": 1,
      ]
      if effect == .answerLost {
        #expect(try await world.creates.call(.deploymentsCreate, arguments)["name"] == "fleet")
      } else {
        // A deployment may cost money while it stands there: nobody makes a second one on a guess.
        let error = await failure { _ = try await world.creates.call(.deploymentsCreate, arguments) }
        #expect(error?.kind == .unresolved)
      }
    }
  }

  @Test func resendingCanBeLeftToTheUser() async throws {
    try await Simulated.run(
      { $0.faults = [Fault(.status(500), at: Self.creates, when: .first(1))] }, client: { $0.lookup.resends = false }
    ) { world in
      let error = await failure { _ = try await Self.outputs(1, world) { _ in "Ada" } }
      #expect(error?.kind == .unresolved)
      #expect(world.simulator.statistics.creates == 0)
    }
  }

  /// Nobody waits any more for a create that is on its way: what it started is found and stopped.
  @Test(arguments: [Fault.Effect.delayed(.seconds(1)), .delayed(.seconds(600)), .answerLost])
  func whatNobodyWaitsForIsStopped(effect: Fault.Effect) async throws {
    try await Simulated.run({
      $0.slowModelDuration = .seconds(3600)
      // The answer is late, the create is not.
      $0.faults = effect == .answerLost ? [Fault(effect, at: Self.creates)] : []
      $0.latency = effect == .delayed(.seconds(1)) ? .seconds(1) : .zero
    }) { world in
      var options = RunOptions()
      if effect == .delayed(.seconds(600)) { options.waitFor = 60 }
      let runner = ModelRunner(world.creates)
      let task = Task { [options] in
        try await runner.predict(try ModelReference("rep/slow"), input: [:], options)
      }
      while world.simulator.statistics.requests["models.predictions.create"] == nil { await Task.yield() }
      if effect != .answerLost { while world.simulator.statistics.creates == 0 { await Task.yield() } }
      task.cancel()
      // Where it was found as the canceling came, somebody did wait for it: it is theirs to stop.
      let isTheirs = if case .success = await task.result { true } else { false }
      let report = await world.creates.confirmAbandoned(within: 1e6)
      #expect(report.unconfirmed == 0 && report.running.isEmpty)
      #expect(world.simulator.statistics.creates == 1)
      #expect(isTheirs || world.simulator.statistics.cancels == 1)
    }
  }
}

extension Sequence {
  /// The results of `transform`, one after the other.
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
