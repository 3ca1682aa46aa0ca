import RepValue

extension API {
  func model(of call: Call) throws(APIError) -> ModelRecord {
    let reference = "\(call[parameter: "model_owner"])/\(call[parameter: "model_name"])"
    guard let model = world.withLock({ $0.models[reference] }) else { throw .notFound }
    return model
  }

  /// A model with its latest version and its default example.
  func json(of model: ModelRecord, at now: Moment) async -> Value {
    let example = await examples(of: model, at: now).first.map { view($0, at: now) } ?? .null
    return model.json(latest: latestVersion(of: model, at: now), example: example)
  }

  func listModels(_ call: Call) async throws(APIError) -> Reply {
    let sortBy = call.queryValue("sort_by") ?? "latest_version_created_at"
    let direction = call.queryValue("sort_direction") ?? "desc"
    var problems: [InvalidField] = []
    for (name, value, values) in [
      ("sort_by", sortBy, ["model_created_at", "latest_version_created_at"]),
      ("sort_direction", direction, ["asc", "desc"]),
    ] where !values.contains(value) {
      let list = values.map { "\"\($0)\"" }.joined(separator: ", ")
      problems.append(
        InvalidField(type: "enum", field: name, description: "\(name) must be one of the following: \(list)"))
    }
    guard problems.isEmpty else { throw .invalid(problems) }
    let isDescending = direction == "desc"
    let keyed = world.withLock { world in
      world.models.values.filter { !$0.isPrivate }.map { model in
        let latest = world.versions(of: model, at: call.now).first
        let date = sortBy == "model_created_at" ? model.createdAt : latest?.createdAt ?? model.createdAt
        return (key: "\(date.iso8601) \(model.reference)", model: model)
      }
    }.sorted { isDescending ? $0.key > $1.key : $0.key < $1.key }
    let page = try Page(
      keyed, size: configuration.pageSize, cursor: call.queryValue("cursor"), isDescending: isDescending, key: \.key)
    var results: [String: Value] = [:]
    for item in page.items { results[item.key] = await json(of: item.model, at: call.now) }
    let filters = call.query.filter { configuration.nextKeepsFilters && $0.name != "cursor" }
    return .json(page.json(url: "\(origins.api)/v1/models", filters: filters) { results[$0.key] ?? .null })
  }

  func createModel(_ call: Call) async throws(APIError) -> Reply {
    let body = try await call.json()
    try BodyCheck.newModel.check(body)
    let owner = body["owner"].string ?? ""
    let name = body["name"].string ?? ""
    try Self.checkOwner(owner)
    try Self.checkName(name)
    try Hardware.check(body["hardware"].string ?? "")
    var model = ModelRecord(
      owner: owner, name: name, description: body["description"].string ?? "",
      isPrivate: body["visibility"].string == "private", createdAt: call.now)
    model.githubURL = body["github_url"].string
    model.paperURL = body["paper_url"].string
    model.licenseURL = body["license_url"].string
    model.coverImageURL = body["cover_image_url"].string
    let created = model
    let isNew = world.withLock { world in
      guard world.models[created.reference] == nil else { return false }
      world.models[created.reference] = created
      return true
    }
    guard isNew else { throw APIError(409, title: "Conflict", "A model with that name and owner already exists") }
    return .json(await json(of: created, at: call.now), status: 201)
  }

  static func checkOwner(_ owner: String) throws(APIError) {
    guard owner == Account.username else {
      throw APIError(403, title: "Forbidden", "You can only create and change models and deployments that you own")
    }
  }

  static func checkName(_ name: String) throws(APIError) {
    let isValid =
      !name.isEmpty && name.utf8.count <= 100
      && name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || "-_.".utf8.contains($0) }
    guard isValid else {
      throw .invalid([
        InvalidField(
          type: "pattern", field: "name",
          description: "Must consist of lower-case letters, digits, dashes, dots, underscores")
      ])
    }
  }

  func updateModel(_ call: Call) async throws(APIError) -> Reply {
    let body = try await call.json()
    try BodyCheck.modelUpdate.check(body)
    var model = try model(of: call)
    try Self.checkOwner(model.owner)
    if let text = body["description"].string { model.description = text }
    if let text = body["readme"].string { model.readme = text }
    if let text = body["github_url"].string { model.githubURL = text }
    if let text = body["paper_url"].string { model.paperURL = text }
    if let text = body["weights_url"].string { model.weightsURL = text }
    if let text = body["license_url"].string { model.licenseURL = text }
    let updated = model
    world.withLock { $0.models[updated.reference] = updated }
    return .json(await json(of: updated, at: call.now))
  }

  func deleteModel(_ call: Call) throws(APIError) -> Reply {
    let model = try model(of: call)
    try Self.checkOwner(model.owner)
    guard model.isPrivate else { throw APIError(403, title: "Forbidden", "You can only delete private models") }
    guard world.withLock({ $0.versions(of: model, at: call.now).isEmpty }) else {
      throw APIError(
        403, title: "Forbidden", "You can only delete models that have no versions associated with them")
    }
    world.withLock { _ = $0.models.removeValue(forKey: model.reference) }
    return .empty(204)
  }

  func getReadme(_ call: Call) throws(APIError) -> Reply {
    guard let readme = try model(of: call).readme else { throw .notFound }
    return Reply(status: 200, body: .text(readme, type: "text/plain; charset=utf-8"))
  }

  func listExamples(_ call: Call) async throws(APIError) -> Reply {
    let model = try model(of: call)
    let examples = await examples(of: model, at: call.now).sorted { $0.listKey > $1.listKey }
    let page = try Page(examples, size: configuration.pageSize, cursor: call.queryValue("cursor"), key: \.listKey)
    return .json(
      page.json(url: "\(origins.api)/v1/models/\(model.reference)/examples") { view($0, at: call.now) })
  }

  /// The predictions that a model's page shows; made when first asked for, and kept for ever.
  private func examples(of model: ModelRecord, at now: Moment) async -> [PredictionRecord] {
    if let known = world.withLock({ $0.examples[model.reference] }) { return known }
    guard let version = latestVersion(of: model, at: now), !model.exampleInputs.isEmpty else { return [] }
    var made: [PredictionRecord] = []
    for (index, input) in model.exampleInputs.enumerated() {
      var random = SplitMix64(seed: configuration.seed, "example", model.reference, "\(index)")
      let id = Identifier.record(&random)
      let completed = InputCheck(fields: version.schema.input).completed(input)
      let plan = await version.behavior.plan(for: invocation(id: id, model: model, input: completed))
      var record = PredictionRecord(
        id: id, kind: .prediction, model: model.reference, version: model.isOfficial ? "hidden" : version.id,
        input: input, output: version.schema.output, plan: plan, createdAt: version.createdAt + .seconds(index + 1))
      record.isFromWeb = true
      made.append(record)
    }
    let examples = made
    return world.withLock { world in
      world.examples[model.reference] = world.examples[model.reference] ?? examples
      return world.examples[model.reference] ?? examples
    }
  }
}

/// Versions.
extension API {
  func version(of call: Call) throws(APIError) -> ModelRecord.Version {
    let model = try model(of: call)
    let id = call[parameter: "version_id"]
    guard let version = world.withLock({ $0.versions(of: model, at: call.now) }).first(where: { $0.id == id }) else {
      throw .notFound
    }
    return version
  }

  func listVersions(_ call: Call) throws(APIError) -> Reply {
    let model = try model(of: call)
    let versions = world.withLock { $0.versions(of: model, at: call.now) }
    let page = try Page(versions, size: configuration.pageSize, cursor: call.queryValue("cursor")) {
      "\($0.createdAt.iso8601) \($0.id)"
    }
    return .json(page.json(url: "\(origins.api)/v1/models/\(model.reference)/versions") { $0.json })
  }

  func deleteVersion(_ call: Call) throws(APIError) -> Reply {
    let model = try model(of: call)
    let version = try version(of: call)
    try Self.checkOwner(model.owner)
    guard model.isPrivate else {
      throw APIError(403, title: "Forbidden", "You can only delete versions from private models")
    }
    let isDeployed = world.withLock { world in
      world.deployments.values.contains { $0.release.version == version.id }
    }
    guard !isDeployed else {
      throw APIError(403, title: "Forbidden", "You cannot delete a version that has an associated deployment")
    }
    world.withLock { world in
      world.models[model.reference]?.versions.removeAll { $0.id == version.id }
      world.predictions.remove { $0.version == version.id }
    }
    return .empty(202)
  }
}
