import RepValue
import Testing

@testable import RepSimulator

@Suite struct ValidationTests {
  @Test(arguments: [nil, "Bearer nothing", "Bearer r8_", "Basic r8_test", "r8_test", "Bearer"] as [String?])
  func tokensAreChecked(header: String?) async throws {
    try await withSimulator { server in
      let answer = try await send(
        "GET", server.base + "/v1/account", headers: header.map { [("Authorization", $0)] } ?? [])
      #expect(answer.status == 401)
      #expect(answer.header("content-type") == "application/problem+json")
      #expect(
        answer.json == [
          "title": "Unauthenticated", "detail": "You did not pass a valid authentication token", "status": 401,
        ])
      #expect(answer.header("ratelimit-remaining") == nil)
    }
  }

  @Test func onlyConfiguredTokensCount() async throws {
    try await withSimulator({ $0.tokens = ["r8_mine"] }) { server in
      #expect(try await server.get("/account").status == 401)
      let answer = try await send("GET", server.base + "/v1/account", headers: [("Authorization", "Token r8_mine")])
      #expect(answer.status == 200)
    }
  }

  @Test(
    arguments: [
      ([:], ["required"], "- input: text is required\n"),
      (["text": 7], ["invalid_type"], "- input.text: Invalid type. Expected: string, given: integer\n"),
      (["text": .null], ["invalid_type"], "- input.text: Invalid type. Expected: string, given: null\n"),
      (["text": "x", "count": 101], ["number_lte"], "- input.count: Must be less than or equal to 100\n"),
      (["text": "x", "count": -1], ["number_gte"], "- input.count: Must be greater than or equal to 0\n"),
      (
        ["text": "x", "count": 1.5], ["invalid_type"], "- input.count: Invalid type. Expected: integer, given: number\n"
      ),
      (
        ["text": "x", "count": "1"], ["invalid_type"], "- input.count: Invalid type. Expected: integer, given: string\n"
      ),
      (
        ["text": "x", "mode": "quiet"], ["enum"],
        "- input.mode: input.mode must be one of the following: \"plain\", \"loud\"\n"
      ),
      (["text": "x", "file": "cat.png"], ["format"], "- input.file: Does not match format 'uri'\n"),
      (
        ["text": "x", "files": ["data:,a", 1]], ["invalid_type"],
        "- input.files.1: Invalid type. Expected: string, given: integer\n"
      ),
      (
        ["text": "x", "flag": "yes"], ["invalid_type"], "- input.flag: Invalid type. Expected: boolean, given: string\n"
      ),
      (["count": 1000, "mode": []], ["required", "number_lte", "enum"], nil),
    ] as [(Value, [String], String?)])
  func inputsAreChecked(input: Value, types: [String], detail: String?) async throws {
    try await withSimulator { server in
      let answer = try await server.create("rep/echo", input)
      #expect(answer.status == 422)
      #expect(answer.json["title"].string == "Input validation failed")
      #expect(answer.json["invalid_fields"].array?.map { $0["type"].text } == types)
      if let detail { #expect(answer.json["detail"].string == detail) }
      #expect(server.simulator.statistics.creates == 0)
    }
  }

  @Test(
    arguments: [
      ["text": "x", "count": 5.0], ["text": "x", "ratio": .null], ["text": "x", "ratio": 3],
      ["text": "x", "data": [1, .null]],
      ["text": "x", "file": "data:,hello", "files": []],
    ] as [Value])
  func goodInputsAreAccepted(input: Value) async throws {
    try await withSimulator { server in
      let answer = try await server.create("rep/echo", input)
      #expect(answer.status == 201)
    }
  }

  @Test func unknownInputsAreIgnoredUnlessToldOtherwise() async throws {
    try await withSimulator { server in
      let answer = try await server.create("rep/echo", ["text": "x", "tetx": "y"], wait: 60)
      #expect(answer.status == 201)
    }
    try await withSimulator({ $0.refusesUnknownInputs = true }) { server in
      let answer = try await server.create("rep/echo", ["text": "x", "tetx": "y"])
      #expect(answer.status == 422)
      #expect(answer.json["invalid_fields"][0]["type"].string == "additional_property_not_allowed")
    }
  }

  @Test func defaultsReachTheModelAndNotTheRecord() async throws {
    try await withSimulator { server in
      let prediction = try await server.create("rep/echo", ["text": "x"], wait: 60).json
      #expect(prediction["output"]["count"].int == 1)
      #expect(prediction["input"] == ["text": "x"])
    }
  }

  @Test func secretsAreNotShownAgain() async throws {
    try await withSimulator { server in
      let prediction = try await server.create("rep/echo", ["text": "x", "api_key": "hunter2"], wait: 60).json
      #expect(prediction["input"]["api_key"].string == "[REDACTED]")
    }
  }

  @Test(
    arguments: [
      ["input": ["text": "x"], "model": "a/b"], ["input": ["text": "x"], "wait": 5], [:], ["input": []],
      ["input": ["text": "x"], "webhook": 5], ["input": ["text": "x"], "webhook": "http://example.com/"],
      ["input": ["text": "x"], "webhook": "https://example.com/", "webhook_events_filter": ["done"]], [],
    ] as [Value])
  func bodiesAreStrict(body: Value) async throws {
    try await withSimulator { server in
      let answer = try await server.call("POST", "/models/rep/echo/predictions", body)
      #expect(answer.status == 422, "\(answer.text)")
      #expect(answer.json["invalid_fields"].count > 0)
    }
  }

  @Test(arguments: ["", "{", "nonsense", "{\"input\": {}} x"])
  func bodiesAreJSON(body: String) async throws {
    try await withSimulator { server in
      let answer = try await send(
        "POST", server.base + "/v1/predictions", headers: [("Authorization", "Bearer r8_test")], body: Array(body.utf8))
      #expect(answer.status == 400)
      #expect(answer.json["detail"].string?.contains("not valid JSON") == true)
    }
  }

  @Test(
    arguments: [
      ("/models/stability-ai/sdxl/predictions", ["input": [:]], 404),
      ("/models/nobody/nothing/predictions", ["input": [:]], 404),
      ("/deployments/me/none/predictions", ["input": [:]], 404),
      ("/predictions", ["version": "stability-ai/sdxl", "input": [:]], 422),
      ("/predictions", ["version": "0000", "input": [:]], 422),
      ("/predictions", ["version": "rep/echo", "input": ["text": "x"]], 201),
      (
        "/predictions",
        [
          "version": "other/model:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa",
          "input": ["text": "x"],
        ], 422
      ),
      (
        "/predictions",
        [
          "version": "replicate/hello-world:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa",
          "input": ["text": "x"],
        ], 201
      ),
    ] as [(String, Value, Int)])
  func referencesAreResolved(path: String, body: Value, status: Int) async throws {
    try await withSimulator { server in
      let answer = try await server.call("POST", path, body)
      #expect(answer.status == status)
      if status == 422 { #expect(answer.json["title"].string == "Invalid version or not permitted") }
      if status == 404 {
        #expect(answer.json == ["detail": "The requested resource could not be found.", "status": 404])
      }
    }
  }

  @Test func creditCanBeOut() async throws {
    try await withSimulator({ $0.hasCredit = false }) { server in
      let answer = try await server.create("rep/echo", ["text": "x"])
      #expect(answer.status == 402)
      #expect(answer.json["title"].string == "Insufficient credit")
    }
  }

  @Test(
    arguments: [
      ("GET", "/nothing", 404), ("GET", "/predictions/none", 404), ("GET", "/models/a/b", 404), ("PUT", "/models", 405),
      ("DELETE", "/account", 405), ("GET", "/models/a", 404), ("GET", "/collections/none", 404),
      ("GET", "/trainings/x", 404),
      ("GET", "/models/rep/echo/readme", 404), ("GET", "/models/rep/echo/versions/x", 404), ("GET", "/%zz/%", 404),
    ])
  func whatIsNotThereIsSaid(method: String, path: String, status: Int) async throws {
    try await withSimulator { server in
      let answer = try await server.call(method, path)
      #expect(answer.status == status)
      #expect(answer.json["detail"].string != nil)
    }
  }

  @Test func answersAreDated() async throws {
    try await withSimulator({ $0.speed = 1 }) { server in
      let answer = try await server.create("rep/echo", ["text": "x"])
      let next = try await server.create("rep/echo", ["text": "y"])
      var moment = try #require(Moment(iso8601: answer.json["created_at"].text))
      let last = try #require(Moment(iso8601: next.json["created_at"].text))
      var dates = [moment.httpDate]
      while moment < last {
        moment = moment + .seconds(1)
        dates.append(moment.httpDate)
      }
      #expect(dates.contains(answer.header("date") ?? ""))
    }
  }
}
