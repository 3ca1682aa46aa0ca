import RepValue
import Replicate
import Testing

/// Error bodies as they have been recorded, and worse ones.
struct ErrorAnswerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var operation = Replicate.Operation.modelsPredictionsCreate
    let status: Int
    var body: String
    var headers: [(String, String)] = [("Content-Type", "application/problem+json")]
    let kind: ReplicateError.Kind
    var message: String
    var title: String?
    var detail: String?
    var hint: String?
    var isUnanswered = false
    var testDescription: String { "\(status) \(operation.id) \(body.prefix(40))" }
  }

  private static let cases: [Case] = [
    Case(
      status: 401,
      body: #"{"title":"Unauthenticated","detail":"You did not pass a valid authentication token","status":401}"#,
      kind: .auth, message: "Unauthenticated: You did not pass a valid authentication token",
      title: "Unauthenticated", detail: "You did not pass a valid authentication token", hint: "api-tokens"),
    Case(
      status: 402, body: #"{"title":"Insufficient credit","detail":"You have insufficient credit…","status":402}"#,
      kind: .credit, message: "Insufficient credit: You have", title: "Insufficient credit",
      detail: "You have insufficient credit…", hint: "https://replicate.com/account/billing"),
    Case(
      status: 404, body: #"{"detail":"The requested resource could not be found.","status":404}"#, kind: .notFound,
      message: "could not be found", detail: "The requested resource could not be found.", hint: "official"),
    Case(
      operation: .filesGet, status: 404, body: #"{"detail":"File not found"}"#, kind: .notFound,
      message: "files.get: File not found", detail: "File not found", hint: "24 hours"),
    Case(
      operation: .filesCreate, status: 413, body: #"{"detail":"Files must be less than 100MB in size"}"#,
      kind: .validation, message: "less than 100MB", detail: "Files must be less than 100MB in size", hint: "100 MB"),
    Case(
      status: 422,
      body: #"{"title":"Invalid version or not permitted","detail":"The specified version does not exist","#
        + #""status":422}"#,
      kind: .validation, message: "Invalid version", title: "Invalid version or not permitted",
      detail: "The specified version does not exist", hint: "models.versions.list"),
    Case(status: 403, body: "", kind: .auth, message: "the server answered with status 403"),
    Case(status: 410, body: "{", kind: .notFound, message: "the server answered with status 410", hint: "official"),
    Case(
      operation: .search, status: 400, body: #"{"detail":"Query parameter \"query\" is required"}"#,
      kind: .validation, message: #"Query parameter "query" is required"#,
      detail: #"Query parameter "query" is required"#),
    Case(
      status: 500, body: "<!DOCTYPE html><html>Bad gateway</html>", headers: [("Content-Type", "text/html")],
      kind: .server, message: "status 500 and a web page; nobody knows", hint: "predictions.list", isUnanswered: true),
    Case(status: 503, body: "", kind: .server, message: "status 503", hint: "predictions.list", isUnanswered: true),
    Case(status: 408, body: "", kind: .server, message: "status 408", hint: "predictions.list", isUnanswered: true),
    Case(status: 409, body: "", kind: .validation, message: "status 409", hint: "predictions.list", isUnanswered: true),
    Case(status: 418, body: "null", kind: .validation, message: "status 418"),
    Case(status: 400, body: #"["detail"]"#, kind: .validation, message: "status 400"),
    Case(status: 400, body: #"{"detail": {"x": 1}, "title": 7}"#, kind: .validation, message: "status 400"),
    Case(status: 400, body: #"{"error": "odd"}"#, kind: .validation, message: "odd", detail: "odd"),
    Case(
      status: 400, body: "\u{FEFF}" + #"{"detail": "a mark in front"}"#, kind: .validation, message: "a mark",
      detail: "a mark in front"),
  ]

  @Test(arguments: cases) func recorded(example: Case) async throws {
    let reply = Reply(status: example.status, headers: example.headers, body: Array(example.body.utf8))
    try await Harness.run(configure: { $0.retries = .never }, script: { _, _ in reply }) { harness in
      let error = await failure { try await harness.perform(example.operation) }
      #expect(error?.kind == example.kind)
      #expect(error?.status == example.status)
      #expect(error?.title == example.title)
      #expect(error?.detail == example.detail)
      #expect(error?.message.contains(example.message) == true, "\(error?.message ?? "")")
      #expect(error?.isUnanswered == example.isUnanswered)
      #expect(error?.operation == example.operation.id)
      #expect(error?.action == example.operation.action)
      if let hint = example.hint {
        #expect(error?.hint?.contains(hint) == true, "\(error?.hint ?? "no hint")")
      } else {
        #expect(error?.hint == nil)
      }
      #expect(harness.server.requests.count == 1)
    }
  }

  @Test func invalidFieldsStayData() async throws {
    let body = #"{"detail":"- input: prompt is required\n- input.steps: Must be less than or equal to 4\n","#
      + #""status":422,"title":"Input validation failed","invalid_fields":[{"type":"required","field":"input","#
      + #""description":"prompt is required"},{"type":"number_lte","field":"input.steps","#
      + #""description":"Must be less than or equal to 4"}]}"#
    try await Harness.run(script: { _, _ in .problem(422, body) }) { harness in
      let error = await failure { try await harness.perform(.modelsPredictionsCreate) }
      #expect(
        error?.fields == [
          .init(type: "required", field: "input", description: "prompt is required"),
          .init(type: "number_lte", field: "input.steps", description: "Must be less than or equal to 4"),
        ])
      #expect(
        error?.message == "models.predictions.create: Input validation failed: input: prompt is required; "
          + "input.steps: Must be less than or equal to 4")
      let record = try #require(error?.record)
      #expect(record["kind"] == "validation" && record["status"] == 422)
      #expect(record["fields"][1]["field"] == "input.steps")
      #expect(record["action"] == "REPLICATE_MODELS_PREDICTIONS_CREATE")
      #expect(!record.contains(key: "hint") && !record.contains(key: "unanswered"))
      #expect(harness.server.requests.count == 1)
    }
  }

  @Test(arguments: [
    ("", "the answer is not JSON"), ("{", "the answer is not JSON"), ("nope", "the answer is not JSON"),
    (String(repeating: "[", count: 10_000), "the answer is not JSON"),
  ])
  func anAnswerThatCannotBeRead(body: String, message: String) async throws {
    try await Harness.run(script: { _, _ in .json(body) }) { harness in
      let read = await failure { try await harness.perform(.accountGet) }
      #expect(read?.kind == .server && read?.isUnanswered == false)
      #expect(read?.message.contains(message) == true, "\(read?.message ?? "")")
      // Something was accepted; its record is what cannot be read.
      let create = await failure { try await harness.perform(.modelsPredictionsCreate) }
      #expect(create?.kind == .server && create?.isUnanswered == true)
      #expect(harness.server.requests.count == 2)
    }
  }

  @Test(arguments: [true, false]) func anAnswerThatIsTooLarge(isAnnounced: Bool) async throws {
    let body = Array(("[" + String(repeating: "1,", count: 5000) + "1]").utf8)
    let reply = isAnnounced ? Reply(body: body) : Reply(pieces: [Array(body[..<5000]), Array(body[5000...])])
    try await Harness.run(configure: { $0.answerLimit = 8192 }, script: { _, _ in reply }) { harness in
      let error = await failure { try await harness.perform(.accountGet) }
      #expect(error?.kind == .server)
      #expect(error?.message.contains("larger than") == true)
      #expect(harness.server.requests.count == 1)
    }
  }

  @Test func aTokenIsNowhereInAnError() async throws {
    let quoting = Reply.problem(401, #"{"detail": "no such token: \#(Harness.token)", "title": "\#(Harness.token)"}"#)
    try await Harness.run(script: { _, _ in quoting }) { harness in
      let error = try #require(await failure { try await harness.perform(.accountGet) })
      #expect(error.detail == "no such token: r8_****")
      var dumped = ""
      dump(error, to: &dumped)
      let address = try #require(WebAddress(harness.base))
      let request = HTTPRequest(.get, address, headers: ["Authorization": "Bearer " + Harness.token])
      dump(request, to: &dumped)
      dumped += "\(request)"
      dump(error.record.pairs ?? [], to: &dumped)
      dump(harness.client.configuration, to: &dumped)
      dumped += "\(error) \(harness.client.configuration) \(String(reflecting: harness.client.configuration.token))"
      #expect(!dumped.contains("TopSecret"))
    }
  }
}
