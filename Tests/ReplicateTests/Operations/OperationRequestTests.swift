import RepValue
import Replicate
import Testing

/// Each operation against the wire: what is sent for the fewest and for all arguments fits the API's own description.
struct OperationRequestTests {
  /// An argument that fits a parameter.
  private static func value(for parameter: Parameter) -> Value {
    if let allowed = parameter.allowedValues { return Value(allowed[0]) }
    switch parameter.format {
    case .wait: return 60
    case .duration: return 90
    case .time: return parameter.type == .integer ? .int(1_735_689_600) : .float(1_735_689_600.5)
    case .file: return .null
    case .plain: break
    }
    switch parameter.type {
    case .string:
      let special = ["visibility": "private", "content_type": "text/x-test"]
      return Value(special[parameter.name] ?? "a/b ü?&=%+:" + parameter.name)
    case .integer: return .int(parameter.range?.upperBound ?? 1)
    case .boolean: return true
    case .array: return ["start", "completed"]
    case .object: return ["prompt": "an otter", "seed": 7, "cfg": 7.5, "list": [1, .null, "é"]]
    }
  }

  private static func arguments(_ operation: Operation, all: Bool) -> Arguments {
    var arguments: Arguments = [:]
    for parameter in operation.parameters where all || parameter.isRequired {
      if parameter.format == .file {
        arguments.content = UploadSource(bytes: Array("content".utf8), name: "größe \"x\".txt")
      } else {
        arguments.values[parameter.name] = value(for: parameter)
      }
    }
    return arguments
  }

  private static func answer(to operation: Operation) -> Reply {
    switch operation.response {
    case .json: .json(#"{"id": "x"}"#, status: operation.id == "deployments.create" ? 200 : 201)
    case .page: .json(#"{"next": null, "previous": null, "results": []}"#)
    case .text: Reply(headers: [("Content-Type", "text/plain; charset=utf-8")], body: Array("# Readme\n".utf8))
    case .empty: Reply(status: 204)
    case .file: Reply(headers: [("Content-Type", "image/png")], body: [1, 2, 3])
    }
  }

  @Test(arguments: Operations.all, [false, true])
  func requestsKeepTheContract(operation: Operation, all: Bool) async throws {
    let arguments = Self.arguments(operation, all: all)
    try await Harness.run(script: { _, _ in Self.answer(to: operation) }) { harness in
      let answer = try await harness.client.call(operation, arguments)
      let request = try #require(harness.server.requests.first)
      #expect(harness.server.requests.count == 1)
      #expect(Contract.replicate == nil || Contract.replicate?.operationID(of: request) == operation.id)
      #expect(request.header("user-agent") == "rep/" + ClientConfiguration.version)
      switch operation.response {
      case .json, .page: #expect(answer.pairs != nil)
      case .text: #expect(answer == "# Readme\n")
      case .empty: #expect(answer.isNull)
      case .file: #expect(answer == "data:image/png;base64,AQID")
      }
    }
  }

  @Test func aBareArrayStaysOne() async throws {
    try await Harness.run(script: { _, _ in .json(#"[{"name": "CPU", "sku": "cpu"}]"#) }) { harness in
      let hardware = try await harness.client.call(.hardwareList)
      #expect(hardware == [["name": "CPU", "sku": "cpu"]])
    }
  }

  @Test func everyParameterLandsInItsPlace() async throws {
    try await Harness.run(script: { _, _ in .json("{}") }) { harness in
      _ = try await harness.client.call(
        .predictionsCreate,
        [
          "version": "me/otter", "input": ["prompt": "x"], "wait_for": 10, "cancel_after": "1h30m",
          "webhook": "https://example.com/hook", "webhook_events_filter": ["completed"], "stream": .null,
        ])
      let request = try #require(harness.server.requests.first)
      #expect(request.target == "/v1/predictions")
      #expect(request.header("prefer") == "wait=10")
      #expect(request.header("cancel-after") == "1h30m")
      #expect(request.header("content-type") == "application/json")
      #expect(
        request.text
          == #"{"version":"me/otter","input":{"prompt":"x"},"webhook":"https://example.com/hook","#
          + #""webhook_events_filter":["completed"]}"#)

      _ = try await harness.client.call(
        .trainingsCreate,
        ["owner": "a", "name": "b", "version_id": "c", "destination": "me/d", "input": [:]])
      let training = try #require(harness.server.requests.last)
      #expect(training.path == "/v1/models/a/b/versions/c/trainings")
      #expect(training.text == #"{"destination":"me/d","input":{}}"#)

      _ = try await harness.client.call(.modelsSearch, ["query": "näh & \"co\""])
      let search = try #require(harness.server.requests.last)
      #expect(search.method == "QUERY" && search.text == "näh & \"co\"")
      #expect(search.header("content-type") == "text/plain; charset=utf-8")

      _ = try await harness.client.call(
        .predictionsList, ["created_after": 1_735_689_600, "created_before": "2025-02-01T00:00:00+01:00"])
      let list = try #require(harness.server.requests.last)
      #expect(list.query == "created_after=2025-01-01T00%3A00%3A00Z&created_before=2025-02-01T00%3A00%3A00%2B01%3A00")
    }
  }

  @Test func numbersOfTheInputAreSentAsTheyWereRead() async throws {
    try await Harness.run(script: { _, _ in .json("{}") }) { harness in
      let input = try Value.json(#"{"id": 123456789012345678901234567890, "cfg": 1.10, "n": -0, "steps": 7.0}"#)
      _ = try await harness.client.call(.predictionsCreate, ["version": "v", "input": input])
      #expect(
        harness.server.requests[0].text
          == #"{"version":"v","input":{"id":123456789012345678901234567890,"cfg":1.10,"n":-0,"steps":7.0}}"#)
    }
  }
}
