import Rep
import RepRuntime
import RepSimulator
import RepValue
import Replicate
import Testing

@Suite struct RunEventTests {
  /// Scripts with the events that they give; logs and further states between are left out.
  @Test(arguments: [
    ("print 1", []),
    ("await predict \"replicate/hello-world\" <text: \"Ada\">", ["created 0 replicate/hello-world", "finished succeeded"]),
    ("try await predict \"rep/always-fails\" <>", ["created 0 rep/always-fails", "finished failed"]),
    ("for c in stream predict \"meta/meta-llama-3-8b-instruct\" <prompt: \"hi\", max_tokens: 3> { }",
      ["created 0 meta/meta-llama-3-8b-instruct", "finished succeeded"]),
    ("parallel(limit: 1) for n in [\"a\", \"b\"] { await predict \"replicate/hello-world\" <text: n> }",
      ["created 0/0.0 replicate/hello-world", "finished succeeded", "created 0/0.1 replicate/hello-world",
       "finished succeeded"]),
    ("let p = predict \"replicate/hello-world\" <text: \"Ada\">\nawait p\nawait p\nsettle [p, p]",
      ["created 0 replicate/hello-world", "finished succeeded"]),
    ("let p = predict \"rep/slow\" <seconds: 3600>\npredictions.cancel p.id\nsettle p", ["created 0 rep/slow", "finished canceled"]),
  ])
  func eventsTellWhatHappens(_ text: String, _ expected: [String]) async throws {
    try await withSimulator { engine, _, _ in
      let events = RunEvents()
      let script = try engine.compile(text, name: "test.rep")
      _ = try await script.run(events: events)
      var told: [String] = []
      for await event in events {
        switch event {
        case .created(let record, let thread): told.append("created \(thread) \(record.shortModel)")
        case .finished(let record): told.append("finished \(record.value["status"].string ?? "")")
        case .sending, .answered, .changed, .waiting, .retrying, .lookup, .saved: break
        }
      }
      #expect(told == expected)
    }
  }

  @Test func aScriptHasTheEventsOfItsLatestRun() async throws {
    try await withSimulator { engine, _, _ in
      let script = try engine.compile(
        "param text: string\nawait predict \"replicate/hello-world\" <text:>", name: "test.rep")
      func finished(_ events: RunEvents) async -> [String?] {
        var outputs: [String?] = []
        for await event in events {
          if case .finished(let record) = event { outputs.append(record.value.output.string) }
        }
        return outputs
      }
      let early = Task { [events = script.events] in await finished(events) }
      _ = try await script.run(params: ["text": "Ada"])
      #expect(await early.value == ["hello Ada"])
      _ = try await script.run(params: ["text": "Bo"])
      #expect(await finished(script.events) == ["hello Bo"])
    }
  }

  @Test func aCreateIsToldBeforeItsAnswerAlsoWhenItFails() async throws {
    try await withSimulator { engine, _, _ in
      let events = RunEvents()
      let script = try engine.compile(
        "await predict \"replicate/hello-world\" <text: \"Ada\">\ntry predict \"no/such-model\" <>", name: "test.rep")
      _ = try? await script.run(events: events)
      var told: [String] = []
      for await event in events {
        switch event {
        case .sending(let notice): told.append("sending \(notice.what)")
        case .answered(let notice): told.append("answered \(notice.what)")
        case .created: told.append("created")
        case .finished, .changed, .waiting, .retrying, .lookup, .saved: break
        }
      }
      let hello = "a prediction of replicate/hello-world"
      let missing = "a prediction of no/such-model"
      #expect(told == ["sending \(hello)", "answered \(hello)", "created", "sending \(missing)", "answered \(missing)"])
    }
  }

  @Test func savedFilesAreTold() async throws {
    try await withSimulator { engine, _, folder in
      let events = RunEvents()
      let script = try engine.compile(
        "let u = await predict \"black-forest-labs/flux-schnell\" <prompt: \"x\", num_outputs: 2>\nsave {u:, n: 1}, to: \"\(folder)/out/\"",
        name: "test.rep")
      let saved = try await script.run(events: events)
      var paths: [String] = []
      for await event in events { if case .saved(let written) = event { paths += written } }
      #expect(paths.count == 2)
      #expect(paths == saved["u"].array?.compactMap(\.string))
    }
  }

  @Test func aReaderThatComesLateMissesNothing() async throws {
    try await withSimulator { engine, _, _ in
      let events = RunEvents()
      let script = try engine.compile("await predict \"replicate/hello-world\" <text: \"Ada\">", name: "test.rep")
      _ = try await script.run(events: events)
      var early = 0
      for await _ in events { early += 1 }
      #expect(early >= 2)
      var late = 0
      for await _ in events { late += 1 }
      #expect(late == 0, "only the first reader gets what was before it")
    }
  }

  @Test func aTallyCountsThem() throws {
    func record(_ id: String, _ status: String, time: Double? = nil) throws -> RunRecord {
      var value: Value = ["id": Value(id), "status": Value(status), "urls": ["get": "http://x/v1/predictions/1"]]
      if let time { value["metrics"] = ["predict_time": .float(time)] }
      return try #require(RunRecord(value))
    }
    var tally = RunTally()
    for number in 1...3 {
      tally.note(.sending(CreateNotice(number: number, what: "a prediction of a/b", thread: "0")), at: Double(number))
    }
    tally.note(.answered(CreateNotice(number: 2, what: "a prediction of a/b", thread: "0")), at: 4)
    #expect(tally.sending.map(\.began) == [1, 3])
    tally.note(.created(try record("a", "starting"), thread: "0"), at: 0)
    tally.note(.created(try record("b", "starting"), thread: "0"), at: 0)
    tally.note(.created(try record("c", "succeeded", time: 1.5), thread: "0"), at: 0)
    tally.note(.finished(try record("c", "succeeded", time: 1.5)), at: 0)
    tally.note(.changed(try record("a", "processing")), at: 1)
    #expect(tally.open.map(\.record.id) == ["a", "b"])
    #expect(tally.open.first?.record.status == .processing)
    tally.note(.finished(try record("a", "failed", time: 0.5)), at: 2)
    tally.note(.finished(try record("b", "canceled")), at: 2)
    #expect([tally.succeeded, tally.failed, tally.canceled, tally.done] == [1, 1, 1, 3])
    #expect(tally.predictSeconds == 2)
    #expect(tally.open.isEmpty)
    tally.note(.waiting(WaitNotice(operation: "predictions.create", delay: 6)), at: 10)
    tally.note(.waiting(WaitNotice(operation: "predictions.create", delay: 12)), at: 10)
    #expect(tally.waiting(at: 11) == (2, 5))
    #expect(tally.waiting(at: 17) == (1, 5))
    #expect(tally.waiting(at: 23) == (0, 0))
  }
}
