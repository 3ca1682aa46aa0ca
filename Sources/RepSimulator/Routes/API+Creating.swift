import RepValue

/// The three ways to create a prediction, and what they share.
extension API {
  /// `models.predictions.create`: official models only.
  func createOfficialPrediction(_ call: Call) async throws(APIError) -> Reply {
    let body = try await call.json()
    try BodyCheck.prediction.check(body)
    let model = try model(of: call)
    guard model.isOfficial, let version = latestVersion(of: model, at: call.now) else { throw .notFound }
    return try await create(call, body, model: model, version: version)
  }

  /// `predictions.create`: a version by id, `owner/name:id`, or `owner/name` of an official model.
  func createVersionPrediction(_ call: Call) async throws(APIError) -> Reply {
    let body = try await call.json()
    try BodyCheck.versionPrediction.check(body)
    let (model, version) = try resolve(body["version"].string ?? "", at: call.now)
    return try await create(call, body, model: model, version: version)
  }

  /// `deployments.predictions.create`.
  func createDeploymentPrediction(_ call: Call) async throws(APIError) -> Reply {
    let body = try await call.json()
    try BodyCheck.prediction.check(body)
    let deployment = try deployment(of: call)
    guard let found = world.withLock({ $0.find(version: deployment.release.version, at: call.now) }) else {
      throw .invalidVersion
    }
    world.withLock { $0.deployments[deployment.reference]?.usedAt = call.now }
    return try await create(
      call, body, model: found.model, version: found.version, deployment: deployment.reference)
  }

  private func resolve(
    _ reference: String, at now: Moment
  ) throws(APIError) -> (ModelRecord, ModelRecord.Version) {
    let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
    if parts.count == 1, reference.contains("/") {
      guard let model = world.withLock({ $0.models[reference] }), model.isOfficial,
        let version = latestVersion(of: model, at: now)
      else { throw .invalidVersion }
      return (model, version)
    }
    guard let id = parts.last, let found = world.withLock({ $0.find(version: id, at: now) }),
      parts.count == 1 || found.model.reference == parts[0]
    else { throw .invalidVersion }
    return (found.model, found.version)
  }

  private func create(
    _ call: Call, _ body: Value, model: ModelRecord, version: ModelRecord.Version, deployment: String? = nil
  ) async throws(APIError) -> Reply {
    let check = InputCheck(
      fields: version.schema.input, acceptsUnknownKeys: !configuration.refusesUnknownInputs)
    let problems = check.problems(of: body["input"])
    guard problems.isEmpty else { throw .invalid(problems) }
    let wait = try Preference(call.header("prefer"))
    let lifetime = try CancelAfter(call.header("cancel-after"))
    let webhook = try PredictionRecord.Webhook(body, defaults: [.output, .completed])
    guard configuration.hasCredit else { throw .insufficientCredit }

    let id = newIdentifier()
    let invocation = invocation(id: id, model: model, input: check.completed(body["input"]))
    let plan = await version.behavior.plan(for: invocation).paced(by: configuration.modelTime)
    // A held create starts when it was asked for; everything else in the plan counts from there.
    var record = PredictionRecord(
      id: id, kind: .prediction, model: model.reference, version: model.isOfficial ? "hidden" : version.id,
      input: check.redacted(body["input"], mark: configuration.secretMark), output: version.schema.output, plan: plan, createdAt: call.now)
    record.deadline = lifetime.map { call.now + $0.duration }
    record.deployment = deployment
    record.webhook = webhook
    accept(record, key: "\(deployment ?? model.reference) \(version.id) \(canonical(body["input"]))")
    return try await answer(record, call, wait: wait)
  }

  private func accept(_ record: PredictionRecord, key: String) {
    let isDuplicate = world.withLock { world in
      world.predictions.insert(record)
      world.models[record.model]?.runCount += 1
      insertForeign(beside: record, in: &world)
      return !world.createdInputs.insert(key).inserted
    }
    tally.add { tally in
      tally.creates += 1
      if isDuplicate { tally.duplicateCreates += 1 }
    }
    if record.webhook != nil { background.run { [self] in await sendWebhooks(for: record.id, .prediction) } }
  }

  /// Answers a create, after holding it open where the client asked for that.
  private func answer(
    _ record: PredictionRecord, _ call: Call, wait: Preference?
  ) async throws(APIError) -> Reply {
    var reply = Reply(status: 201, body: .none)
    reply.headers.append(("Location", "\(origins.api)/v1/predictions/\(record.id)"))
    // What is accepted late has no client left that would wait.
    guard let wait, record.createdAt <= clock.now else {
      reply.body = .json(view(record, at: call.now))
      return reply
    }
    reply.headers.append(("Preference-Applied", "wait=\(wait.seconds)"))
    let limit = min(call.now + .seconds(wait.seconds), record.completesAt)
    do {
      try await changes.wait(for: record.id, until: limit, clock: clock)
    } catch {
      throw APIError(503, title: "Service Unavailable", "The server is shutting down.")
    }
    let now = clock.now
    let current = world.withLock { $0.predictions[record.id] } ?? record
    var json = view(current, at: now)
    if current.status(at: now).isTerminal {
      if configuration.heldStatus == .processing, current.status(at: now) == .succeeded {
        json["status"] = "processing"
        json.removeValue(forKey: "metrics")
        json.removeValue(forKey: "completed_at")
      }
    } else {
      // The time is up: 202, and `starting` whatever the run has come to, as the description says.
      reply.status = 202
      json["status"] = Value(configuration.statusWords["starting"] ?? "starting")
    }
    reply.body = .json(json)
    return reply
  }

  func invocation(id: String, model: ModelRecord, input: Value) -> Invocation {
    let origin = origins.delivery
    return Invocation(
      input: input,
      random: SplitMix64(seed: configuration.seed, model.reference, canonical(input)),
      slowness: configuration.slowModelDuration, files: InputSource(api: self),
      publish: { [self] artifact in
        let path = "/delivery/\(id)/\(artifact.name)"
        world.withLock { $0.artifacts[path] = World.StoredArtifact(artifact: artifact, predictionID: id) }
        return Value(origin + path)
      })
  }

  func newIdentifier() -> String {
    world.withLock { Identifier.record(&$0.identifiers) }
  }

  func latestVersion(of model: ModelRecord, at now: Moment) -> ModelRecord.Version? {
    world.withLock { $0.versions(of: model, at: now).first }
  }
}
