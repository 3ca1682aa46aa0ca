import RepValue
import Testing

@testable import RepSimulator

@Suite struct ResourceTests {
  private static let newModel: Value = [
    "owner": "me", "name": "fresh", "visibility": "private", "hardware": "gpu-t4", "description": "new",
  ]

  @Test func theAccountAndItsSecretAreFixed() async throws {
    try await withSimulator { server in
      #expect(try await server.get("/account").json["username"].string == "me")
      #expect(try await server.get("/webhooks/default/secret").json["key"].string?.hasPrefix("whsec_") == true)
      let hardware = try await server.get("/hardware").json
      #expect(hardware.array?.contains { $0["sku"].string == "gpu-l40s" } == true)
    }
  }

  @Test func aModelIsMadeChangedAndDeleted() async throws {
    try await withSimulator { server in
      let made = try await server.call("POST", "/models", Self.newModel)
      #expect(made.status == 201)
      #expect(made.json["latest_version"].isNull)
      #expect(try await server.call("POST", "/models", Self.newModel).status == 409)
      let changed = try await server.call("PATCH", "/models/me/fresh", ["readme": "# Fresh", "description": "newer"])
      #expect(changed.status == 200)
      #expect(changed.json["description"].string == "newer")
      let readme = try await server.get("/models/me/fresh/readme")
      #expect(readme.text == "# Fresh")
      #expect(readme.header("content-type")?.hasPrefix("text/plain") == true)
      #expect(try await server.call("DELETE", "/models/me/fresh").status == 204)
      #expect(try await server.get("/models/me/fresh").status == 404)
    }
  }

  @Test(
    arguments: [
      (["owner": "you"], 403), (["name": "Not Good"], 422), (["visibility": "secret"], 422),
      (["hardware": "gpu-z"], 422),
      (["hardware": 5], 422),
    ] as [(Value, Int)])
  func badModelsAreRefused(change: Value, status: Int) async throws {
    try await withSimulator { server in
      var body = Self.newModel
      for (key, value) in change.pairs ?? [] { body[key] = value }
      let answer = try await server.call("POST", "/models", body)
      #expect(answer.status == status)
    }
  }

  @Test func onlyOnesOwnPrivateEmptyModelsCanBeDeleted() async throws {
    try await withSimulator { server in
      for path in ["/models/rep/echo", "/models/me/otter"] {
        let answer = try await server.call("DELETE", path)
        #expect(answer.status == 403)
      }
      let answer = try await server.call("PATCH", "/models/rep/echo", ["readme": "mine"])
      #expect(answer.status == 403)
    }
  }

  @Test func versionsAreReadAndDeleted() async throws {
    try await withSimulator { server in
      let list = try await server.get("/models/me/otter/versions").json["results"]
      let id = list[0]["id"]
      #expect(id.text.utf8.count == 64)
      let version = try await server.get("/models/me/otter/versions/\(id)").json
      #expect(version == list[0])
      let input = version["openapi_schema"]["components"]["schemas"]["Input"]
      #expect(input["required"] == ["prompt"])
      #expect(input["properties"]["prompt"]["x-order"].int == 0)
      #expect(try await server.call("DELETE", "/models/me/otter/versions/\(id)").status == 202)
      #expect(try await server.get("/models/me/otter/versions/\(id)").status == 404)
      #expect(try await server.call("DELETE", "/models/rep/echo/versions/\(id)").status == 404)
    }
  }

  @Test func schemasHaveCogsForm() async throws {
    try await withSimulator { server in
      let schemas = try await server.get("/models/rep/echo").json["latest_version"]["openapi_schema"]["components"][
        "schemas"]
      let properties = schemas["Input"]["properties"]
      #expect(properties["mode"]["allOf"] == [["$ref": "#/components/schemas/mode"]])
      #expect(schemas["mode"]["enum"] == ["plain", "loud"])
      #expect(properties["file"]["format"].string == "uri")
      #expect(properties["api_key"]["x-cog-secret"].bool == true)
      #expect(properties["count"]["maximum"].int == 100)
      #expect(properties["ratio"]["nullable"].bool == true)
      let tokens = try await server.get("/models/meta/meta-llama-3-8b-instruct").json["latest_version"][
        "openapi_schema"]
      let output = tokens["components"]["schemas"]["Output"]
      #expect(output["x-cog-array-type"].string == "iterator")
      #expect(output["x-cog-array-display"].string == "concatenate")
    }
  }

  @Test func aDeploymentLives() async throws {
    try await withSimulator({ $0.deploymentIdleTime = .zero }) { server in
      let version = try await server.get("/models/me/otter").json["latest_version"]["id"]
      let body: Value = [
        "name": "otter", "model": "me/otter", "version": version, "hardware": "gpu-l40s", "min_instances": 0,
        "max_instances": 2,
      ]
      let made = try await server.call("POST", "/deployments", body)
      #expect(made.status == 200)
      #expect(made.json["current_release"]["number"].int == 1)
      #expect(try await server.call("POST", "/deployments", body).status == 409)
      let changed = try await server.call("PATCH", "/deployments/me/otter", ["max_instances": 5])
      #expect(changed.json["current_release"]["number"].int == 2)
      #expect(changed.json["current_release"]["configuration"]["max_instances"].int == 5)
      let run = try await server.call(
        "POST", "/deployments/me/otter/predictions", ["input": ["prompt": "hello"]], headers: [("Prefer", "wait")])
      #expect(run.status == 201)
      #expect(run.json["deployment"].string == "me/otter")
      #expect(run.json["status"].string == "succeeded")
      #expect(try await server.get("/deployments").json["results"].count == 1)
      #expect(try await server.call("DELETE", "/models/me/otter/versions/\(version)").status == 403)
      #expect(try await server.call("DELETE", "/deployments/me/otter").status == 204)
      #expect(try await server.get("/deployments/me/otter").status == 404)
    }
  }

  @Test func aDeploymentInUseIsNotDeleted() async throws {
    try await withSimulator { server in
      let version = try await server.get("/models/me/otter").json["latest_version"]["id"]
      _ = try await server.call(
        "POST", "/deployments",
        [
          "name": "otter", "model": "me/otter", "version": version, "hardware": "cpu", "min_instances": 0,
          "max_instances": 1,
        ])
      let answer = try await server.call("DELETE", "/deployments/me/otter")
      #expect(answer.status == 400)
      #expect(answer.json["detail"].string?.contains("15 minutes") == true)
    }
  }

  @Test(
    arguments: [
      (["min_instances": 6], 422), (["max_instances": 21], 422), (["min_instances": 2, "max_instances": 1], 422),
      (["version": "0000"], 422), (["model": "rep/echo"], 422), (["hardware": "gpu-z"], 422), (["name": "A B"], 422),
      (["max_instances": "2"], 422), (["max_instances": 1.5], 422),
    ] as [(Value, Int)])
  func badDeploymentsAreRefused(change: Value, status: Int) async throws {
    try await withSimulator { server in
      var body: Value = [
        "name": "otter", "model": "me/otter", "hardware": "cpu", "min_instances": 0, "max_instances": 1,
        "version": try await server.get("/models/me/otter").json["latest_version"]["id"],
      ]
      for (key, value) in change.pairs ?? [] { body[key] = value }
      let answer = try await server.call("POST", "/deployments", body)
      #expect(answer.status == status)
    }
  }

  @Test func trainingMakesAVersionOfItsDestination() async throws {
    try await withSimulator { server in
      let training = try await train(server)
      #expect(training.status == 201)
      #expect(training.json["urls"]["get"].text == "\(server.base)/v1/trainings/\(training.json["id"])")
      var current = training.json
      while current["completed_at"].isNull {
        let latest = try await server.get("/models/me/otter-lora").json["latest_version"]
        current = try await server.get("/trainings/\(training.json["id"])").json
        if current["completed_at"].isNull { #expect(latest.isNull) }
      }
      #expect(current["status"].string == "succeeded")
      let version = try await server.get("/models/me/otter-lora").json["latest_version"]["id"]
      #expect(current["output"]["version"].string == "me/otter-lora:\(version)")
      #expect(try await send("GET", current["output"]["weights"].text).status == 200)
      #expect(try await server.get("/trainings").json["results"].count == 1)
      let prediction = try await server.run("me/otter-lora", ["prompt": "TOK"])
      #expect(prediction["output"].count == 1)
    }
  }

  @Test func aCanceledTrainingMakesNoVersion() async throws {
    try await withSimulator({ $0.modelTime = 10_000 }) { server in
      let training = try await train(server).json
      let canceled = try await server.call("POST", "/trainings/\(training["id"])/cancel")
      #expect(canceled.json["status"].string == "canceled")
      #expect(try await server.get("/models/me/otter-lora/versions").json["results"].count == 0)
    }
  }

  @Test func badTrainingsAreRefused() async throws {
    try await withSimulator { server in
      let nowhere = try await train(server, destination: "me/nowhere")
      #expect(nowhere.json == ["detail": "The specified training destination does not exist", "status": 404])
      #expect(try await train(server, destination: "rep/echo").status == 404)
      let few = try await train(server, input: ["input_images": "data:,x", "steps": 1])
      #expect(few.json["invalid_fields"][0]["type"].string == "number_gte")
      let version = try await server.get("/models/rep/echo").json["latest_version"]["id"]
      let untrainable = try await server.call(
        "POST", "/models/rep/echo/versions/\(version)/trainings", ["destination": "me/otter-lora", "input": [:]])
      #expect(untrainable.status == 422)
    }
  }

  private func train(
    _ server: TestServer, destination: String = "me/otter-lora",
    input: Value = ["input_images": "data:application/zip;base64,UEsFBgAAAAA=", "steps": 100]
  ) async throws -> Answer {
    let version = try await server.get("/models/ostris/flux-dev-lora-trainer").json["latest_version"]["id"]
    return try await server.call(
      "POST", "/models/ostris/flux-dev-lora-trainer/versions/\(version)/trainings",
      ["destination": Value(destination), "input": input])
  }

  @Test(
    arguments: [
      ("remove background", "851-labs/background-remover"), ("upscale", "nightmareai/real-esrgan"),
      ("flux", "black-forest-labs/flux-schnell"), ("LLAMA guard", "meta/llama-guard-4-12b"),
    ])
  func searchFindsTheBestFirst(query: String, model: String) async throws {
    try await withSimulator { server in
      let answer = try await server.get("/search?query=\(PercentEncoding.encode(query))&limit=5").json
      #expect(answer["query"].string == query)
      #expect(answer["models"].count <= 5)
      let first = answer["models"][0]["model"]
      #expect("\(first["owner"])/\(first["name"])" == model)
      for body in [query, "\"\(query)\""] {
        let found = try await send(
          "QUERY", server.base + "/v1/models",
          headers: [("Authorization", "Bearer r8_test"), ("Content-Type", "text/plain")], body: Array(body.utf8)
        ).json
        #expect(found["results"][0] == first)
        #expect(found["next"].isNull)
      }
    }
  }

  @Test(arguments: [
    ("/search", 400), ("/search?query=", 400), ("/search?query=x&limit=0", 400), ("/search?query=x&limit=51", 400),
  ])
  func badSearchesAreRefused(path: String, status: Int) async throws {
    try await withSimulator { server in
      let answer = try await server.get(path)
      #expect(answer.status == status)
      #expect(answer.json["detail"].string?.hasPrefix("Query parameter") == true)
    }
  }

  @Test func nothingIsFoundWhereNothingFits() async throws {
    try await withSimulator { server in
      let answer = try await server.get("/search?query=zzzz").json
      #expect(answer["models"] == [] && answer["collections"] == [] && answer["pages"] == [])
    }
  }

  @Test func collectionsHoldModels() async throws {
    try await withSimulator { server in
      for collection in try await server.get("/collections").json["results"].array ?? [] {
        let full = try await server.get("/collections/\(collection["slug"])").json
        #expect(full["models"].count > 0, "\(collection)")
        #expect(full["full_description"].string?.hasPrefix("# ") == true)
      }
    }
  }
}
