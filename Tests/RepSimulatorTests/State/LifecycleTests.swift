import RepValue
import Testing

@testable import RepSimulator

@Suite struct LifecycleTests {
  @Test func aPredictionStartsRunsAndSucceeds() async throws {
    try await withSimulator({ $0.speed = 1 }) { server in
      let created = try await server.create("rep/slow", ["seconds": 0.05, "queue_seconds": 0.05])
      #expect(created.status == 201)
      #expect(created.json["status"].string == "starting")
      #expect(!created.json.contains(key: "output"))
      #expect(created.json["logs"].string == "")
      #expect(!created.json.contains(key: "metrics"))
      #expect(created.header("location") == created.json["urls"]["get"].string)
      var seen = ["starting"]
      var prediction = created.json
      while prediction["completed_at"].isNull {
        prediction = try await server.get("/predictions/\(created.json["id"])").json
        if prediction["status"].text != seen.last { seen.append(prediction["status"].text) }
      }
      #expect(seen.first == "starting" && seen.last == "succeeded")
      #expect(prediction["output"].string == "done")
      #expect(prediction["metrics"]["predict_time"].double == 0.05)
      #expect(prediction["metrics"]["total_time"].double == 0.1)
    }
  }

  /// The plan decides every moment, so a record is checked without waiting for anything.
  @Test(
    arguments: [
      (0, nil, nil, "starting"), (9, nil, nil, "starting"), (10, nil, nil, "processing"), (29, nil, nil, "processing"),
      (30, nil, nil, "succeeded"), (31, nil, nil, "succeeded"), (5, 5, nil, "canceled"), (15, 15, nil, "canceled"),
      (40, 30, nil, "succeeded"), (40, nil, 5, "aborted"), (4, nil, 5, "starting"), (40, nil, 15, "canceled"),
      (40, nil, 30, "succeeded"), (40, 3, 5, "canceled"),
    ] as [(Int64, Int64?, Int64?, String)])
  func statusFollowsFromThePlan(at: Int64, canceled: Int64?, deadline: Int64?, status: String) {
    let origin = Moment(microseconds: 1_000_000_000)
    var record = PredictionRecord(
      id: "x", kind: .prediction, model: "a/b", version: "hidden", input: [:], output: .tokens,
      plan: .pieces(["a", "b", "c"], queued: .seconds(10), running: .seconds(20)), createdAt: origin)
    record.canceledAt = canceled.map { origin + .seconds($0) }
    record.deadline = deadline.map { origin + .seconds($0) }
    #expect(record.status(at: origin + .seconds(at)).rawValue == status)
  }

  @Test func piecesOfTheOutputShowWhileItRuns() {
    let origin = Moment(microseconds: 0)
    var record = PredictionRecord(
      id: "x", kind: .prediction, model: "a/b", version: "hidden", input: [:], output: .tokens,
      plan: .pieces(["a", "b", "c"], queued: .seconds(10), running: .seconds(20)), createdAt: origin)
    #expect(record.outputValue(at: origin + .seconds(10)).isNull)
    #expect(record.outputValue(at: origin + .seconds(15)) == ["a"])
    #expect(record.outputValue(at: origin + .seconds(25)) == ["a", "b", "c"])
    record.canceledAt = origin + .seconds(21)
    #expect(record.outputValue(at: origin + .seconds(99)) == ["a", "b"])
    #expect(record.nextChange(after: origin) == origin + .seconds(10))
    #expect(record.nextChange(after: origin + .seconds(15)) == origin + .seconds(20))
    #expect(record.nextChange(after: origin + .seconds(20)) == origin + .seconds(21))
    #expect(record.nextChange(after: origin + .seconds(21)) == nil)
  }

  @Test func preferWaitsForTheEnd() async throws {
    try await withSimulator { server in
      let answer = try await server.create("rep/slow", ["seconds": 3], wait: 10)
      #expect(answer.status == 201)
      #expect(answer.header("preference-applied") == "wait=10")
      #expect(answer.json["status"].string == "succeeded")
    }
  }

  @Test func preferGivesUpAfterItsTime() async throws {
    try await withSimulator { server in
      let answer = try await server.create("rep/slow", ["seconds": 3600], wait: 1)
      #expect(answer.status == 202)
      #expect(answer.json["status"].string == "starting")
      #expect(answer.json["completed_at"].isNull)
    }
  }

  @Test func heldAnswersMaySayProcessing() async throws {
    try await withSimulator({ $0.heldStatus = .processing }) { server in
      let answer = try await server.create("rep/echo", ["text": "x"], wait: 60)
      #expect(answer.json["status"].string == "processing")
      #expect(answer.json["output"]["text"].string == "x")
      let again = try await server.get("/predictions/\(answer.json["id"])")
      #expect(again.json["status"].string == "succeeded")
    }
  }

  @Test(arguments: ["wait=0", "wait=61", "wait=x", "wait=-1", "waits"])
  func malformedPreferencesAreRefused(header: String) async throws {
    try await withSimulator { server in
      let answer = try await server.call(
        "POST", "/models/rep/echo/predictions", ["input": ["text": "x"]], headers: [("Prefer", header)])
      #expect(answer.status == 422)
      #expect(server.simulator.statistics.creates == 0)
    }
  }

  @Test func bareWaitIsSixtySeconds() async throws {
    try await withSimulator { server in
      let answer = try await server.call(
        "POST", "/models/rep/echo/predictions", ["input": ["text": "x"]], headers: [("Prefer", "wait")])
      #expect(answer.header("preference-applied") == "wait=60")
    }
  }

  @Test(arguments: [
    ("5", "5s"), ("90s", "90s"), ("2m", "120s"), ("1h30m45s", "5445s"), ("1h", "3600s"), ("1h5s", "3605s"),
  ])
  func deadlinesAreReadInEveryForm(header: String, expected: String) async throws {
    try await withSimulator { server in
      let prediction = try await server.create("rep/slow", ["seconds": 1], cancelAfter: header).json
      let created = try #require(Moment(iso8601: prediction["created_at"].text))
      let deadline = try #require(Moment(iso8601: prediction["deadline"].text))
      #expect("\((deadline - created).components.seconds)s" == expected)
    }
  }

  @Test(arguments: ["4", "4s", "0", "", "s", "m5", "5x", "1m1h", "1.5m", "-5", "99999999999999999999s"])
  func malformedDeadlinesAreRefused(header: String) async throws {
    try await withSimulator { server in
      let answer = try await server.create("rep/echo", ["text": "x"], cancelAfter: header)
      #expect(answer.status == 422)
    }
  }

  @Test(arguments: [(0.0, "canceled"), (3600.0, "aborted")])
  func deadlinesCancelWhatRunsAndAbortWhatWaits(queue: Double, status: String) async throws {
    try await withSimulator { server in
      let prediction = try await server.create(
        "rep/slow", ["seconds": 3600, "queue_seconds": .float(queue)], wait: 60, cancelAfter: "5s"
      ).json
      #expect(prediction["status"].string == status)
      #expect(prediction["completed_at"] == prediction["deadline"])
      #expect(prediction["metrics"].contains(key: "predict_time") == (status == "canceled"))
    }
  }

  @Test func cancelEndsAHeldCreate() async throws {
    try await withSimulator { server in
      async let held = server.create("rep/slow", ["seconds": 100_000], wait: 60)
      var id = Value.null
      while id.isNull { id = try await server.get("/predictions").json["results"][0]["id"] }
      let canceled = try await server.call("POST", "/predictions/\(id)/cancel")
      #expect(canceled.status == 200)
      #expect(canceled.json["status"].string == "canceled")
      #expect(try await held.json["status"].string == "canceled")
      #expect(server.simulator.statistics.cancels == 1)
      let again = try await server.call("POST", "/predictions/\(id)/cancel")
      #expect(again.status == 200)
      #expect(server.simulator.statistics.cancels == 1)
    }
  }

  @Test func dataIsRemovedAfterTheRetention() async throws {
    try await withSimulator({ $0.outputRetention = .zero }) { server in
      let prediction = try await server.create(
        "black-forest-labs/flux-schnell", ["prompt": "x"], wait: 60
      ).json
      #expect(prediction["data_removed"].bool == true)
      #expect(prediction["output"].isNull)
      #expect(prediction["input"] == [:])
      let file = try await send("GET", "\(server.simulator.deliveryOrigin)/delivery/\(prediction["id"])/out-0.webp")
      #expect(file.status == 404)
    }
  }

  @Test func dataIsRemovedOnDemand() async throws {
    try await withSimulator { server in
      let ended = try await server.create("black-forest-labs/flux-schnell", ["prompt": "x"], wait: 60).json
      let running = try await server.create("rep/slow", ["queue_seconds": 3600]).json
      server.simulator.removeData()
      let record = try await server.get("/predictions/\(ended["id"])").json
      #expect(record["data_removed"].bool == true && record["output"].isNull && record["status"] == "succeeded")
      #expect(try await send("GET", ended["output"][0].text).status == 404)
      #expect(try await server.get("/predictions/\(running["id"])").json["data_removed"].bool == false)
    }
  }

  @Test func nullStandsForPendingOutputWhereTheDescriptionIsFollowed() async throws {
    try await withSimulator({ $0.omitsPendingOutput = false }) { server in
      let prediction = try await server.create("rep/slow", [:]).json
      #expect(prediction.contains(key: "output") && prediction["output"].isNull)
    }
  }

  @Test func statusesCanHaveOtherWords() async throws {
    try await withSimulator({ $0.statusWords = ["starting": "booting"] }) { server in
      let prediction = try await server.create("rep/slow", ["queue_seconds": 3600]).json
      #expect(prediction["status"].string == "booting")
    }
  }

  @Test func manyHeldCreatesAreServedAtOnce() async throws {
    try await withSimulator({
      $0.rateLimits = .off
      $0.speed = 1
    }) { server in
      let outputs = try await withThrowingTaskGroup(of: String.self) { group in
        for index in 0..<200 {
          group.addTask {
            let answer = try await server.create("rep/echo", ["text": Value("\(index)")], wait: 60)
            return answer.json["output"]["text"].text
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(outputs.count == 200)
      #expect(server.simulator.statistics.creates == 200)
      #expect(server.simulator.statistics.duplicateCreates == 0)
    }
  }

  @Test func equalCreatesAreCountedWhateverTheOrderOfTheirKeys() async throws {
    try await withSimulator { server in
      _ = try await server.create("rep/echo", ["text": "x", "count": 2])
      _ = try await server.create("rep/echo", ["count": 2.0, "text": "x"])
      _ = try await server.create("rep/echo", ["text": "x", "count": 3])
      #expect(server.simulator.statistics.creates == 3)
      #expect(server.simulator.statistics.duplicateCreates == 1)
    }
  }
}
