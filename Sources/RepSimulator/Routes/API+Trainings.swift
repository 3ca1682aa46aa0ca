import RepValue

extension API {
  func training(of call: Call) throws(APIError) -> PredictionRecord {
    try existing(world.withLock { $0.trainings[call[parameter: "training_id"]] }, at: call.now)
  }

  func listTrainings(_ call: Call) throws(APIError) -> Reply {
    try world.withLock { world throws(APIError) -> Reply in
      let visible = world.trainings.newestFirst.filter { $0.createdAt <= call.now }
      let page = try Page(
        visible, size: configuration.predictionPageSize, cursor: call.queryValue("cursor"), key: \.listKey)
      return .json(page.json(url: "\(origins.api)/v1/trainings") { view($0, at: call.now) })
    }
  }

  func cancelTraining(_ call: Call) throws(APIError) -> Reply {
    let record = try training(of: call)
    return .json(view(cancel(record, in: \.trainings, at: call.now), at: call.now))
  }

  func createTraining(_ call: Call) async throws(APIError) -> Reply {
    let body = try await call.json()
    try BodyCheck.training.check(body)
    let model = try model(of: call)
    let version = try version(of: call)
    guard let fields = version.schema.training else {
      throw APIError(422, title: "Invalid version", "The specified version does not support training")
    }
    let check = InputCheck(fields: fields, acceptsUnknownKeys: !configuration.refusesUnknownInputs)
    let problems = check.problems(of: body["input"])
    guard problems.isEmpty else { throw .invalid(problems) }
    let destination = body["destination"].string ?? ""
    guard destination.hasPrefix("\(Account.username)/"), world.withLock({ $0.models[destination] != nil }) else {
      throw .unknownTrainingDestination
    }
    let webhook = try PredictionRecord.Webhook(body, defaults: [.output, .completed])
    guard configuration.hasCredit else { throw .insufficientCredit }

    let input = check.completed(body["input"])
    var random = world.withLock { SplitMix64(seed: $0.identifiers.next()) }
    let id = Identifier.record(&random)
    let newVersion = Identifier.version(&random)
    let weights = invocation(id: id, model: model, input: input).publish(
      Artifact(name: "trained_model.tar", contentType: "application/x-tar") { [UInt8](repeating: 0, count: 10_240) })
    let plan = await plan(
      input, steps: input["steps"].int ?? 1000, version: "\(destination):\(newVersion)", weights: weights)
    var record = PredictionRecord(
      id: id, kind: .training, model: model.reference, version: version.id, input: check.redacted(body["input"], mark: configuration.secretMark),
      output: .any, plan: plan.paced(by: configuration.modelTime), createdAt: call.now)
    record.webhook = webhook
    accept(
      record, pushing: newVersion, to: destination, key: "\(version.id) \(destination) \(canonical(body["input"]))")
    return .json(view(record, at: call.now), status: 201)
  }

  /// The training's plan: it fails where its pictures cannot be read.
  private func plan(_ input: Value, steps: Int, version: String, weights: Value) async -> Plan {
    do throws(InputFileError) {
      _ = try await InputSource(api: self).read(input["input_images"].string ?? "")
    } catch {
      return .failure(error.message, queued: .milliseconds(60), running: .milliseconds(100))
    }
    return Training.plan(steps: steps, version: version, weights: weights)
  }

  private func accept(_ record: PredictionRecord, pushing version: String, to destination: String, key: String) {
    let isDuplicate = world.withLock { world in
      world.trainings.insert(record)
      world.models[destination]?.versions.insert(
        ModelRecord.Version(
          id: version, createdAt: record.endsAt, schema: ModelDefinition.trainedSchema, behavior: PictureModel(),
          trainingID: record.id),
        at: 0)
      return !world.createdInputs.insert(key).inserted
    }
    tally.add { tally in
      tally.creates += 1
      if isDuplicate { tally.duplicateCreates += 1 }
    }
    if record.webhook != nil { background.run { [self] in await sendWebhooks(for: record.id, .training) } }
  }
}
