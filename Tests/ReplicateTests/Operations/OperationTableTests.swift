import RepValue
import Replicate
import Testing

struct OperationTableTests {
  @Test func thirtySevenOperationsWithThirtyOneActions() {
    #expect(Operations.all.count == 37)
    #expect(Set(Operations.all.map(\.id)).count == 37)
    let actions = Operations.all.compactMap(\.action)
    #expect(Set(actions).count == 31)
    let parameters = Operations.all.filter { $0.action != nil }.flatMap(\.parameters)
    #expect(parameters.count == 88)
  }

  @Test func everyActionAndParameterIsAsListed() throws {
    guard let listed = SharedData.actions?["actions"].array else { return }
    #expect(listed.count == 31)
    for entry in listed {
      let name = try #require(entry["action"].string)
      let operation = try #require(Operations.operation(action: name), "\(name)")
      let wanted = try #require(entry["parameters"].array)
      #expect(operation.parameters.count == wanted.count, "\(name)")
      for parameter in wanted {
        let label = "\(name) \(parameter["name"].string ?? "")"
        let found = try #require(operation.parameter(named: parameter["name"].string ?? ""), "\(label)")
        #expect(found.type.rawValue == parameter["type"].string, "\(label)")
        #expect(found.isRequired == parameter["required"].bool, "\(label)")
        #expect(found.allowedValues == parameter["enum"].array?.compactMap(\.string), "\(label)")
      }
    }
  }

  @Test func everyMethodAndPathIsTheAPIs() throws {
    guard let document = SharedData.openAPI else { return }
    var declared: Set<String> = []
    for (path, methods) in document["paths"].pairs ?? [] {
      for (method, operation) in methods.pairs ?? [] {
        declared.insert("\(operation["operationId"].string ?? "") \(method.uppercased()) \(path)")
      }
    }
    #expect(Set(Operations.all.map { "\($0.id) \($0.method.rawValue) \($0.pathTemplate)" }) == declared)
  }

  @Test(arguments: Operations.all) func everyRowIsWhole(operation: Operation) {
    let placeholders = operation.pathTemplate.split(separator: "/").filter { $0.hasPrefix("{") }
      .map { String($0.dropFirst().dropLast()) }
    let inPath = operation.parameters.filter { $0.place == .path }
    #expect(inPath.map(\.wireName).sorted() == placeholders.sorted())
    #expect(inPath.allSatisfy { $0.isRequired })
    #expect(operation.example.contains(operation.id))
    #expect(!operation.summary.isEmpty && operation.parameters.allSatisfy { !$0.summary.isEmpty })
    #expect(operation.isMutating == ![.get, .query].contains(operation.method))
    // What starts a run must never be sent twice on a guess.
    #expect(!operation.startsRun || (operation.costsMoney && !operation.isIdempotent))
    #expect(operation.startsRun == (operation.rateClass == .create))
    #expect(operation.method != .get || operation.isIdempotent)
  }

  @Test func lookUp() {
    #expect(Operations.operation(named: "models.get") == .modelsGet)
    #expect(Operations.operation(named: "REPLICATE_MODELS_GET") == .modelsGet)
    #expect(Operations.operation(named: "GET_PREDICTION") == .predictionsGet)
    #expect(Operations.operation(named: "models.got") == nil)
    #expect(Operations.operation(named: "") == nil)
  }

  @Test(arguments: [
    ("models.get", PositionalRule.reference(owner: "model_owner", name: "model_name", version: nil)),
    ("models.create", .reference(owner: "owner", name: "name", version: nil)),
    ("trainings.create", .reference(owner: "owner", name: "name", version: "version_id")),
    ("deployments.update", .reference(owner: "deployment_owner", name: "deployment_name", version: nil)),
    // It has a name but no owner.
    ("deployments.create", .none),
    ("predictions.create", .single("version")),
    ("predictions.get", .single("prediction_id")),
    ("files.create", .single("content")),
    ("search", .single("query")),
    ("files.download", .none),
    ("models.list", .none),
    ("account.get", .none),
  ])
  func positionalRule(id: String, rule: PositionalRule) throws {
    let operation = try #require(Operations.operation(id: id))
    #expect(operation.positionalRule == rule)
  }

  @Test func positionalReferenceFillsTheParameters() throws {
    let version = try Operation.modelsVersionsGet.arguments(fromPositional: "me/otter:abc")
    #expect(version.map(\.name) == ["model_owner", "model_name", "version_id"])
    #expect(version.map(\.value) == ["me", "otter", "abc"])
    let model = try Operation.modelsVersionsGet.arguments(fromPositional: "me/otter")
    #expect(model.map(\.value) == ["me", "otter"])
  }

  @Test(arguments: [
    ("models.get", "otter"), ("models.get", "/otter"), ("models.get", "me/"), ("models.get", "me/otter:abc"),
    ("models.get", "a/b/c"), ("models.versions.get", "me/otter:"), ("deployments.create", "me/otter"),
    ("account.get", "x"),
  ])
  func positionalTextsThatDoNotFit(id: String, text: String) throws {
    let operation = try #require(Operations.operation(id: id))
    #expect(throws: ReplicateError.self) { try operation.arguments(fromPositional: text) }
  }
}
