import RepValue
import Testing

@testable import RepSimulator

/// Checks the server against Replicate's own description of its API, where that file is present.
@Suite struct DescriptionTests {
  @Test func everyOperationIsServedAtItsPath() throws {
    guard let description = OpenAPIDescription.load() else { return }
    let described = Set(description.operations.map { "\($0.id) \($0.method) /\($0.path.drop { $0 == "/" })" })
    let served = Set(Operation.allCases.map { "\($0.rawValue) \($0.route.method) /\($0.route.path)" })
    #expect(served == described)
  }

  /// Calls every operation with good parameters and checks status and body.
  @Test func answersHaveTheDescribedShape() async throws {
    guard let description = OpenAPIDescription.load() else { return }
    try await withSimulator({
      // The description has `output` in every prediction; recorded answers leave it out until there is any.
      $0.omitsPendingOutput = false
      $0.deploymentIdleTime = .zero
      $0.foreignPredictions = 3
    }) { server in
      var checked: Set<String> = []
      func check(_ operation: Operation, _ answer: Answer) {
        checked.insert(operation.rawValue)
        let problems = description.problems(operation: operation.rawValue, status: answer.status, body: answer.json)
        #expect(problems.isEmpty, "\(operation.rawValue): \(problems)")
      }
      let otter = try await server.get("/models/me/otter").json["latest_version"]["id"]
      let trainer = try await server.get("/models/ostris/flux-dev-lora-trainer").json["latest_version"]["id"]
      let readOnly: [(Operation, String)] = [
        (.accountGet, "/account"), (.collectionsList, "/collections"), (.collectionsGet, "/collections/text-to-image"),
        (.hardwareList, "/hardware"), (.modelsList, "/models"), (.modelsGet, "/models/black-forest-labs/flux-schnell"),
        (.modelsExamplesList, "/models/black-forest-labs/flux-schnell/examples"),
        (.modelsReadmeGet, "/models/black-forest-labs/flux-schnell/readme"),
        (.modelsVersionsList, "/models/me/otter/versions"),
        (.modelsVersionsGet, "/models/me/otter/versions/\(otter)"), (.search, "/search?query=background"),
        (.webhooksDefaultSecretGet, "/webhooks/default/secret"), (.filesList, "/files"),
      ]
      for (operation, path) in readOnly { check(operation, try await server.get(path)) }
      check(.modelsSearch, try await server.call("QUERY", "/models", "flux"))

      let held = try await server.create("rep/echo", ["text": "x"], wait: 60, cancelAfter: "1h")
      check(.modelsPredictionsCreate, held)
      check(
        .predictionsCreate, try await server.call("POST", "/predictions", ["version": otter, "input": ["prompt": "x"]]))
      check(.predictionsGet, try await server.get("/predictions/\(held.json["id"])"))
      check(.predictionsCancel, try await server.call("POST", "/predictions/\(held.json["id"])/cancel"))
      check(.predictionsList, try await server.get("/predictions"))
      check(.modelsPredictionsCreate, try await server.create("rep/slow", ["seconds": 9999], wait: 1))

      let training = try await server.call(
        "POST", "/models/ostris/flux-dev-lora-trainer/versions/\(trainer)/trainings",
        ["destination": "me/otter-lora", "input": ["input_images": "data:,x"]])
      check(.trainingsCreate, training)
      check(.trainingsGet, try await server.get("/trainings/\(training.json["id"])"))
      check(.trainingsCancel, try await server.call("POST", "/trainings/\(training.json["id"])/cancel"))
      check(.trainingsList, try await server.get("/trainings"))

      let deployment: Value = [
        "name": "d", "model": "me/otter", "version": otter, "hardware": "cpu", "min_instances": 0, "max_instances": 1,
      ]
      check(.deploymentsCreate, try await server.call("POST", "/deployments", deployment))
      check(.deploymentsGet, try await server.get("/deployments/me/d"))
      check(.deploymentsUpdate, try await server.call("PATCH", "/deployments/me/d", ["max_instances": 2]))
      check(
        .deploymentsPredictionsCreate,
        try await server.call("POST", "/deployments/me/d/predictions", ["input": ["prompt": "x"]]))
      check(.deploymentsList, try await server.get("/deployments"))
      check(.deploymentsDelete, try await server.call("DELETE", "/deployments/me/d"))

      let model: Value = ["owner": "me", "name": "m", "visibility": "private", "hardware": "cpu"]
      check(.modelsCreate, try await server.call("POST", "/models", model))
      check(.modelsUpdate, try await server.call("PATCH", "/models/me/m", ["description": "x"]))
      check(.modelsDelete, try await server.call("DELETE", "/models/me/m"))
      check(.modelsVersionsDelete, try await server.call("DELETE", "/models/me/otter/versions/\(otter)"))

      let file = try await send(
        "POST", server.base + "/v1/files",
        headers: [("Authorization", "Bearer r8_test"), ("Content-Type", "multipart/form-data; boundary=b")],
        body: Array(
          "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n".utf8))
      check(.filesCreate, file)
      check(.filesGet, try await server.get("/files/\(file.json["id"])"))
      check(.filesDownload, try await server.get("/files/\(file.json["id"])/download"))
      check(.filesDelete, try await server.call("DELETE", "/files/\(file.json["id"])"))
      #expect(checked == Set(Operation.allCases.map(\.rawValue)))
    }
  }
}
