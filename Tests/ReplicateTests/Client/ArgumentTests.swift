import RepValue
import Replicate
import Testing

/// Arguments that are refused before anything is sent.
struct ArgumentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let operation: Operation
    let values: Value
    let message: String
    var testDescription: String { "\(operation.id) \(message)" }
  }

  private static let create: Value = ["version": "v", "input": [:]]

  private static func create(_ key: String, _ value: Value) -> Value {
    var values = create
    values[key] = value
    return values
  }

  private static let cases: [Case] = [
    Case(operation: .modelsGet, values: [:], message: "needs model_owner"),
    Case(operation: .modelsGet, values: ["model_owner": "a", "model_name": .null], message: "needs model_name"),
    Case(operation: .modelsGet, values: ["model_owner": "a", "model_name": ""], message: "must not be empty"),
    Case(operation: .modelsGet, values: ["model_owner": "..", "model_name": "b"], message: "must not be empty or dots"),
    Case(operation: .modelsGet, values: ["model_owner": "a", "model_name": 7], message: "must be a string, not an int"),
    Case(operation: .modelsGet, values: ["model_owner": "a", "name": "b"], message: "has no parameter name"),
    Case(operation: .accountGet, values: ["x": 1], message: "has no parameter x"),
    Case(operation: .search, values: ["query": "x", "limit": 0], message: "must be 1 to 50, not 0"),
    Case(operation: .search, values: ["query": "x", "limit": 51], message: "must be 1 to 50, not 51"),
    Case(operation: .search, values: ["query": "x", "limit": 7.5], message: "must be a whole number, not a float"),
    Case(operation: .modelsList, values: ["sort_by": "name"], message: "must be model_created_at or latest_version"),
    Case(operation: .predictionsCreate, values: create("wait_for", 61), message: "must be 1 to 60, not 61"),
    Case(operation: .predictionsCreate, values: create("wait_for", 0.5), message: "must be a whole number"),
    Case(operation: .predictionsCreate, values: create("cancel_after", 4), message: "must be at least 5 seconds"),
    Case(operation: .predictionsCreate, values: create("cancel_after", "4s"), message: "must be at least 5 seconds"),
    Case(operation: .predictionsCreate, values: create("cancel_after", "5min"), message: "must be whole seconds or a"),
    Case(operation: .predictionsCreate, values: create("cancel_after", 5.5), message: "must be whole seconds or a"),
    Case(operation: .predictionsCreate, values: create("cancel_after", true), message: "must be a duration, not a"),
    Case(operation: .predictionsCreate, values: create("input", [1]), message: "must be an object, not a list"),
    Case(operation: .predictionsCreate, values: create("stream", "yes"), message: "must be true or false"),
    Case(
      operation: .predictionsCreate, values: create("webhook_events_filter", ["done"]),
      message: #"must be start or output or logs or completed, not "done""#),
    Case(
      operation: .predictionsCreate, values: create("webhook_events_filter", "completed"), message: "must be a list"),
    Case(operation: .predictionsList, values: ["created_after": "yesterday"], message: "must be an ISO 8601 time"),
    Case(operation: .predictionsList, values: ["created_after": 1e300], message: "must be an ISO 8601 time"),
    Case(operation: .filesCreate, values: [:], message: "needs content"),
  ]

  @Test(arguments: cases) func refusedBeforeSending(example: Case) async throws {
    try await Harness.run(script: { _, _ in .json("{}") }) { harness in
      let error = await failure { _ = try await harness.client.call(example.operation, Arguments(example.values)) }
      #expect(error?.kind == .argument)
      #expect(error?.message.contains(example.message) == true, "\(error?.message ?? "")")
      #expect(error?.operation == example.operation.id)
      #expect(harness.server.requests.isEmpty)
    }
  }

  @Test func withoutATokenNothingIsSent() async throws {
    try await Harness.run(configure: { $0.token = nil }, script: { _, _ in .json("{}") }) { harness in
      let error = await failure { _ = try await harness.client.call(.accountGet) }
      #expect(error?.kind == .auth)
      #expect(error?.hint?.contains("REPLICATE_API_TOKEN") == true)
      #expect(harness.server.requests.isEmpty)
    }
  }

  @Test func pathArgumentsCannotLeaveTheirSegment() async throws {
    try await Harness.run(script: { _, _ in .json("{}") }) { harness in
      _ = try await harness.client.call(.modelsGet, ["model_owner": "a/../b", "model_name": "{model_owner}?x#y"])
      #expect(harness.server.requests[0].target == "/v1/models/a%2F..%2Fb/%7Bmodel_owner%7D%3Fx%23y")
    }
  }
}
