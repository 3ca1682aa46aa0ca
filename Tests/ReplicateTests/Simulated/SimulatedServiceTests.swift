import RepSimulator
import RepValue
@testable import Replicate
import Testing

/// The client against a whole service: the simulator.
struct SimulatedServiceTests {
  @Test(arguments: [false, true]) func runsModelsOfEveryKind(hold: Bool) async throws {
    try await Simulated.run { world in
      let hello = try await world.output("replicate/hello-world", ["text": "Ada"], hold: hold)
      #expect(hello == "hello Ada")
      // A community model: refused by the official endpoint, found by its latest version.
      let otter = try await world.output("me/otter", ["prompt": "hi"], hold: hold)
      #expect(!otter.isNull)
      #expect(world.simulator.statistics.duplicateCreates == 0)
    }
  }

  @Test func aHeldAnswerThatSaysProcessingIsNotTakenForTheEnd() async throws {
    try await Simulated.run({ $0.heldStatus = .processing }) { world in
      let hello = try await world.output("replicate/hello-world", ["text": "Ada"], hold: true)
      #expect(hello == "hello Ada")
    }
  }

  @Test func aFailedModelSaysWhy() async throws {
    try await Simulated.run { world in
      let error = await failure { _ = try await world.output("rep/always-fails", [:]) }
      #expect(error?.kind == .modelFailed && error?.runID != nil && error?.detail?.isEmpty == false)
    }
  }

  @Test func cancelAndDeadline() async throws {
    try await Simulated.run({ $0.slowModelDuration = .seconds(3600) }) { world in
      let slow = try ModelReference("rep/slow")
      let run = try #require(RunRecord(try await world.runner.predict(slow, input: [:])))
      async let followed = world.follower.follow(run)
      try await world.follower.cancel(run)
      #expect(try await followed.status == .canceled)

      let limited = try await world.runner.predict(slow, input: [:], RunOptions(cancelAfter: 5))
      let record = try await world.follower.follow(try #require(RunRecord(limited)))
      #expect([.canceled, .aborted].contains(record.status))
    }
  }

  /// Creates whose answers are lost: each is reported, none is sent again.
  @Test(arguments: [Fault.Effect.answerLost, .acceptedLate(.seconds(1)), .truncated, .malformed])
  func nothingIsBoughtTwice(effect: Fault.Effect) async throws {
    let creates: Set<String> = ["models.predictions.create", "predictions.create"]
    try await Simulated.run({ $0.faults = [Fault(effect, at: creates, when: .always)] }) { world in
      for number in 0..<5 {
        let error = await failure {
          _ = try await world.output("replicate/hello-world", ["text": Value("Ada \(number)")])
        }
        #expect(error?.isUnanswered == true)
      }
      #expect(world.simulator.statistics.creates <= 5)
      #expect(world.simulator.statistics.duplicateCreates == 0)
    }
  }

  /// Everything fails half of the time, but nothing is lost.
  @Test(arguments: [
    Fault.Effect.reset, .status(503), .html(502), .answerLost, .truncated, .throttled(seconds: 1, hint: .date),
  ])
  func readsSucceed(effect: Fault.Effect) async throws {
    let reads: Set<String> = ["predictions.get", "models.get", "models.list"]
    try await Simulated.run({ $0.faults = [Fault(effect, at: reads, when: .every(2))] }) { world in
      let otter = try await world.output("me/otter", ["prompt": "hi"])
      #expect(!otter.isNull)
      let model = try await world.client.call(.modelsGet, ["model_owner": "replicate", "model_name": "hello-world"])
      #expect(model["name"] == "hello-world")
    }
  }

  @Test(arguments: Fault.WaitHint.allCases) func throttledCreatesWaitAndSucceed(hint: Fault.WaitHint) async throws {
    let fault = Fault(.throttled(seconds: 3, hint: hint), at: ["models.predictions.create"], when: .first(2))
    try await Simulated.run({ $0.faults = [fault] }) { world in
      let hello = try await world.output("replicate/hello-world", ["text": "Ada"])
      #expect(hello == "hello Ada")
      #expect(world.simulator.statistics.creates == 1)
    }
  }

  @Test(arguments: [Fault.Effect.huge(9 << 20), .deep(10_000), .malformed])
  func answersThatCannotBeUsedAreClearErrors(effect: Fault.Effect) async throws {
    try await Simulated.run(
      { $0.faults = [Fault(effect, at: ["account.get"])] }, client: { $0.answerLimit = 8 << 20 }
    ) { world in
      let error = await failure { _ = try await world.client.call(.accountGet) }
      #expect(error?.kind == .server && error?.isUnanswered == false)
    }
  }

  @Test func theTokenStaysWithTheAPI() async throws {
    try await withTemporaryFolder { folder in
      try await Simulated.run({ $0.faults = [Fault(.redirect, at: ["account.get"])] }) { world in
        let error = await failure { _ = try await world.client.call(.accountGet) }
        #expect(error?.kind == .server)
        let picture = try await world.output("black-forest-labs/flux-schnell", ["prompt": "an otter"])
        let saved = try await Saver(world.client).save(picture, to: SaveTarget(folder))
        #expect(names(in: folder).count == 1 && saved != picture)
        let stream = try await world.runner.predict(
          try ModelReference("meta/meta-llama-3-8b-instruct"), input: ["prompt": "hi"])
        let output = OutputStream(try #require(RunRecord(stream)), client: world.client)
        while try await output.next() != nil {}
        let statistics = world.simulator.statistics
        #expect(statistics.tokensSeenElsewhere == 0 && statistics.redirectsFollowed == 0)
        #expect(statistics.deliveries > 0 && statistics.streams > 0)
      }
    }
  }

  @Test(arguments: [nil, 300, 100, 60]) func streamsGiveTheWholeOutputOnce(cutAfter: Int?) async throws {
    try await Simulated.run({ $0.streamCutAfter = cutAfter }) { world in
      let record = try await world.runner.predict(
        try ModelReference("meta/meta-llama-3-8b-instruct"), input: ["prompt": "Tell me about otters"])
      let run = try #require(RunRecord(record))
      let stream = OutputStream(run, client: world.client)
      var text = ""
      while let event = try await stream.next() {
        if case .output(let piece) = event { text += piece }
      }
      let whole = try await world.follower.follow(run).output()
      #expect(text == whole.array?.compactMap(\.string).joined() && !text.isEmpty)
    }
  }

  @Test func uploadsAreUsableAsInputs() async throws {
    try await withTemporaryFolder { folder in
      try await Simulated.run { world in
        let picture = try await world.output("black-forest-labs/flux-schnell", ["prompt": "x", "output_format": "png"])
        let saved = try await Saver(world.client).save(picture, to: SaveTarget(folder + "/pic.png"))
        let path = try #require(saved[0].string ?? saved.string)
        // Bytes behind a picture's end are no part of it; they make the file too large for a data URL.
        let bytes = try #require(readFile(path)) + [UInt8](repeating: 0, count: 300_000)
        try writeFile(folder + "/big.png", bytes)
        let address = try await Uploader(world.client).address(path: folder + "/big.png")
        #expect(address.hasPrefix("http"))
        let caption = try await world.output("salesforce/blip", ["image": Value(address)])
        #expect(caption.string?.hasPrefix("Caption") == true)
      }
    }
  }

  @Test(arguments: [true, false]) func pagesAreFollowedToTheEnd(keepsFilters: Bool) async throws {
    try await Simulated.run({
      $0.foreignPredictions = 57
      $0.predictionPageSize = 10
      $0.nextKeepsFilters = keepsFilters
    }) { world in
      var all: [String] = []
      try await world.client.forEachPage(.predictionsList) { page in
        all += page["results"].array?.compactMap { $0["created_at"].string } ?? []
        return true
      }
      #expect(all.count == 57 && all == all.sorted(by: >))
      let middle = try #require(Timestamp.seconds(iso8601: all[28]))
      var older = 0
      try await world.client.forEachPage(.predictionsList, ["created_before": .float(middle)]) { page in
        older += page["results"].count
        return true
      }
      #expect(older == 28)
    }
  }

  /// What a model's own examples send is what the check before sending lets pass.
  @Test func theExamplesOfEveryModelPassTheCheck() async throws {
    try await Simulated.run { world in
      var checked = 0
      try await world.client.forEachPage(.modelsList) { page in
        for model in page["results"].array ?? [] {
          let schema = InputSchema(openAPI: model["latest_version"]["openapi_schema"])
          let input = model["default_example"]["input"]
          guard let schema, !input.isNull else { continue }
          #expect(schema.problems(with: input).isEmpty, "\(model["owner"].string ?? "")/\(model["name"].string ?? "")")
          checked += 1
        }
        return true
      }
      #expect(checked > 3)
    }
  }

  @Test func inputsThatTheServerRefusesAreFoundBefore() async throws {
    try await Simulated.run({ $0.refusesUnknownInputs = true }) { world in
      let store = SchemaStore(world.client, cache: nil)
      let reference = try ModelReference("black-forest-labs/flux-schnell")
      let schema = try #require(try await store.schema(for: reference, runner: world.runner))
      let inputs: [Value] = [
        [:], ["prompt": "x", "promt": "y"], ["prompt": 7], ["prompt": "x", "num_outputs": 99],
        ["prompt": "x", "output_format": "bmp"], ["prompt": "x"],
      ]
      for input in inputs {
        let isRefused: Bool
        do {
          _ = try await world.runner.predict(reference, input: input)
          isRefused = false
        } catch let error as ReplicateError {
          isRefused = error.status == 422 && !error.fields.isEmpty
        }
        #expect(schema.problems(with: input).isEmpty != isRefused)
      }
    }
  }

  @Test func twoHundredRunsAtOnce() async throws {
    try await Simulated.run { world in
      let outputs = try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for number in 0..<200 {
          group.addTask {
            (number, try await world.output("replicate/hello-world", ["text": Value("\(number)")], hold: true))
          }
        }
        return try await group.reduce(into: [Int: Value]()) { $0[$1.0] = $1.1 }
      }
      #expect((0..<200).allSatisfy { outputs[$0] == Value("hello \($0)") })
      #expect(world.simulator.statistics.creates == 200)
    }
  }

  @Test func aTrainingIsFollowedToItsVersion() async throws {
    try await Simulated.run({ $0.modelTime = 0.1 }) { world in
      _ = try await world.client.call(
        .modelsCreate,
        ["owner": "me", "name": "fresh-lora", "visibility": "private", "hardware": "gpu-t4"])
      let trainer = try await world.client.call(
        .modelsGet, ["model_owner": "ostris", "model_name": "flux-dev-lora-trainer"])
      let version = try #require(trainer["latest_version"]["id"].string)
      let images = DataURL(contentType: "application/zip", bytes: Array("PK".utf8)).text
      let record = try await world.runner.train(
        try ModelReference("ostris/flux-dev-lora-trainer:\(version)"),
        input: ["input_images": Value(images), "steps": 10], destination: "me/fresh-lora")
      let run = try #require(RunRecord(record))
      let finished = try await world.follower.follow(run)
      #expect(try finished.output()["version"].string?.hasPrefix("me/fresh-lora:") == true)
    }
  }
}
