import RepValue

extension API {
  /// The prediction that the path names, if it exists by the call's time.
  func prediction(of call: Call) throws(APIError) -> PredictionRecord {
    try existing(world.withLock { $0.predictions[call[parameter: "prediction_id"]] }, at: call.now)
  }

  func existing(_ record: PredictionRecord?, at now: Moment) throws(APIError) -> PredictionRecord {
    guard let record, record.createdAt <= now else { throw .notFound }
    return record
  }

  /// A prediction or training as the API shows it.
  func view(_ record: PredictionRecord, at now: Moment) -> Value {
    if !record.isForeign, now >= record.completesAt {
      tally.noteShown(record.id, late: (now - record.completesAt).inSeconds)
    }
    return record.json(
      PredictionRecord.View(
        origins: origins, now: now, retention: configuration.outputRetention,
        omitsPendingOutput: configuration.omitsPendingOutput, statusWords: configuration.statusWords))
  }

  func cancelPrediction(_ call: Call) throws(APIError) -> Reply {
    let record = try prediction(of: call)
    return .json(view(cancel(record, in: \.predictions, at: call.now), at: call.now))
  }

  /// Stops what runs; what is complete stays as it is, and that is no error.
  func cancel(
    _ record: PredictionRecord, in timeline: WritableKeyPath<World, World.Timeline>, at now: Moment
  ) -> PredictionRecord {
    let canceled = world.withLock { world -> PredictionRecord? in
      guard var current = world[keyPath: timeline][record.id], current.canceledAt == nil, now < current.completesAt
      else { return nil }
      current.canceledAt = now
      world[keyPath: timeline][record.id] = current
      return current
    }
    guard let canceled else { return record }
    tally.add { $0.cancels += 1 }
    changes.fire(record.id)
    return canceled
  }

  func listPredictions(_ call: Call) throws(APIError) -> Reply {
    let after = try moment(call, "created_after")
    let before = try moment(call, "created_before")
    let source = call.queryValue("source")
    guard source == nil || source == "web" else {
      throw .invalid([
        InvalidField(type: "enum", field: "source", description: "source must be one of the following: \"web\"")
      ])
    }
    // The description: filtering by source reaches back 14 days only.
    let oldest = source == nil ? nil : call.now - .seconds(14 * 86_400)
    let newest = call.now - configuration.listLag
    let filters = call.query.filter { configuration.nextKeepsFilters && $0.name != "cursor" }
    let cursor = call.queryValue("cursor")
    let end = [before, PredictionRecord.end(ofPageAt: cursor)].compactMap { $0 }.min()
    let page = try world.withLock { world throws(APIError) -> Page<PredictionRecord> in
      let visible = world.predictions.newestFirst(from: after, before: end).lazy.filter { record in
        record.createdAt <= newest && (source == nil || record.isFromWeb)
          && (oldest.map { record.createdAt >= $0 } ?? true)
      }
      return try Page(visible, size: configuration.predictionPageSize, cursor: cursor, key: \.listKey)
    }
    return .json(page.json(url: "\(origins.api)/v1/predictions", filters: filters) { view($0, at: call.now) })
  }

  private func moment(_ call: Call, _ name: String) throws(APIError) -> Moment? {
    guard let text = call.queryValue(name) else { return nil }
    guard let moment = Moment(iso8601: text) else {
      throw .invalid([
        InvalidField(type: "format", field: name, description: "Does not match format 'date-time'")
      ])
    }
    return moment
  }

  /// Puts others' predictions in that run at the same time, and perhaps one with the same input.
  func insertForeign(beside record: PredictionRecord, in world: inout World) {
    for index in 0..<max(0, configuration.foreignPerCreate) {
      var other = PredictionRecord(
        id: Identifier.record(&world.identifiers), kind: record.kind, model: record.model, version: record.version,
        input: ["prompt": "somebody else's"], output: record.output, plan: record.plan,
        // A list tells them apart by microseconds.
        createdAt: record.createdAt - .microseconds(1 + index))
      other.isForeign = true
      world.predictions.insert(other)
    }
    guard configuration.foreignTwinRate > 0 else { return }
    guard world.identifiers.unit() < configuration.foreignTwinRate else { return }
    var twin = PredictionRecord(
      id: Identifier.record(&world.identifiers), kind: record.kind, model: record.model, version: record.version,
      input: record.input, output: record.output, plan: record.plan, createdAt: record.createdAt)
    twin.isForeign = true
    world.predictions.insert(twin)
  }

  /// Fills the list with other people's predictions, one for each minute before now.
  func insertForeignPredictions() async {
    let models = ModelDefinition.pictureModels + ModelDefinition.languageModels
    var random = SplitMix64(seed: configuration.seed, "foreign")
    let now = clock.now
    for index in 0..<max(0, configuration.foreignPredictions) {
      let definition = random.pick(models)
      let model = ModelRecord(definition, createdAt: now)
      guard let version = model.versions.first else { continue }
      let id = newIdentifier()
      let input: Value = ["prompt": Value("somebody else's prompt \(random.next() % 1000)")]
      let check = InputCheck(fields: version.schema.input)
      let plan = await version.behavior.plan(for: invocation(id: id, model: model, input: check.completed(input)))
      var record = PredictionRecord(
        id: id, kind: .prediction, model: model.reference, version: model.isOfficial ? "hidden" : version.id,
        input: input, output: version.schema.output, plan: plan, createdAt: now - .seconds(60 * (index + 1)))
      record.isFromWeb = index % 5 == 4
      record.isForeign = true
      let finished = record
      world.withLock { $0.predictions.insert(finished) }
    }
  }
}

extension PredictionRecord {
  /// Sorts as time does: the date first, then the id, because two may share a microsecond.
  var listKey: String { "\(createdAt.iso8601) \(id)" }

  /// Nothing that was created then or later is on the page at a cursor; nil where there is no such moment.
  static func end(ofPageAt cursor: String?) -> Moment? {
    guard let cursor = cursor.flatMap(PageCursor.init), !cursor.isReverse else { return nil }
    // Those of the same microsecond are told apart by their ids.
    return Moment(iso8601: String(cursor.key.prefix { $0 != " " })).map { $0 + .microseconds(1) }
  }
}
