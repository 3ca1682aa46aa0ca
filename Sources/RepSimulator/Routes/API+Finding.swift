import RepValue

/// A collection of models, by the tag that they share.
struct ModelCollection: Sendable {
  let slug: String
  let name: String
  let description: String
  let tag: String

  static let all = [
    ModelCollection(
      slug: "text-to-image", name: "Text to image", description: "Models that draw pictures from text",
      tag: "text-to-image"),
    ModelCollection(
      slug: "language-models", name: "Language models", description: "Models that understand and write text",
      tag: "language-models"),
    ModelCollection(
      slug: "super-resolution", name: "Super resolution", description: "Models that enlarge pictures",
      tag: "super-resolution"),
    ModelCollection(
      slug: "image-to-text", name: "Image to text", description: "Models that describe pictures", tag: "image-to-text"),
    ModelCollection(
      slug: "remove-backgrounds", name: "Remove backgrounds", description: "Models that cut out what is in front",
      tag: "background-removal"),
  ]

  var json: Value {
    ["name": Value(name), "slug": Value(slug), "description": Value(description)]
  }
}

extension API {
  func listCollections(_ call: Call) throws(APIError) -> Reply {
    let page = try Page(
      ModelCollection.all.sorted { $0.slug < $1.slug }, size: configuration.pageSize,
      cursor: call.queryValue("cursor"), isDescending: false, key: \.slug)
    return .json(page.json(url: "\(origins.api)/v1/collections") { $0.json })
  }

  func getCollection(_ call: Call) async throws(APIError) -> Reply {
    guard let collection = ModelCollection.all.first(where: { $0.slug == call[parameter: "collection_slug"] }) else {
      throw .notFound
    }
    var models: [Value] = []
    for model in members(of: collection) { models.append(await json(of: model, at: call.now)) }
    var json = collection.json
    json["full_description"] = Value("# \(collection.name)\n\n\(collection.description).\n")
    json["models"] = Value(models)
    return .json(json)
  }

  private func members(of collection: ModelCollection) -> [ModelRecord] {
    world.withLock { world in
      world.models.values.filter { !$0.isPrivate && $0.tags.contains(collection.tag) }
    }.sorted { ($0.runCount, $0.reference) > ($1.runCount, $1.reference) }
  }

  func search(_ call: Call) async throws(APIError) -> Reply {
    guard let query = call.queryValue("query"), !query.isEmpty else { throw .missingSearchQuery }
    var limit = 20
    if let text = call.queryValue("limit") {
      guard let number = Int(text), (1...50).contains(number) else {
        var error = APIError(400, "Query parameter \"limit\" must be a number from 1 to 50")
        error.namesStatus = false
        throw error
      }
      limit = number
    }
    var models: [Value] = []
    for hit in find(query).prefix(limit) {
      models.append([
        "model": await json(of: hit.model, at: call.now),
        "metadata": [
          "generated_description": Value("\(hit.model.description)."),
          "tags": Value(hit.model.tags.map { Value($0) }), "score": .float(hit.score),
        ],
      ])
    }
    let words = Self.words(query)
    let collections = ModelCollection.all.filter { collection in
      !Set(Self.words("\(collection.slug) \(collection.description)")).isDisjoint(with: words)
    }.map { collection in
      var json = collection.json
      json["models"] = Value(members(of: collection).prefix(10).map { Value($0.reference) })
      return json
    }
    let pages: [(name: String, href: String)] = [
      ("Create a prediction", "/docs/topics/predictions/create-a-prediction"),
      ("Fine-tune an image model", "/docs/get-started/fine-tune-with-flux"), ("Webhooks", "/docs/topics/webhooks"),
    ]
    let matchingPages = pages.filter { !Set(Self.words($0.name)).isDisjoint(with: words) }
    return .json([
      "query": Value(query), "models": Value(models), "collections": Value(collections),
      "pages": Value(matchingPages.map { ["name": Value($0.name), "href": Value($0.href)] }),
    ])
  }

  /// `QUERY /models`: the body is the query, as plain text; JavaScript's client sends it as a JSON string.
  func searchModels(_ call: Call) async throws(APIError) -> Reply {
    var query = String(decoding: try await call.body(upTo: 65_536), as: UTF8.self).trimmed
    if let text = (try? JSON.parse(query))?.string { query = text }
    var results: [Value] = []
    for hit in find(query).prefix(configuration.pageSize) { results.append(await json(of: hit.model, at: call.now)) }
    return .json(["next": .null, "previous": .null, "results": Value(results)])
  }

  /// The public models that match any word of the query, best first.
  private func find(_ query: String) -> [(model: ModelRecord, score: Double)] {
    let words = Self.words(query)
    guard !words.isEmpty else { return [] }
    let models = world.withLock { $0.models.values.filter { !$0.isPrivate } }
    return models.compactMap { model -> (model: ModelRecord, score: Double)? in
      let name = Set(Self.words("\(model.owner) \(model.name)"))
      let tags = Set(model.tags.flatMap(Self.words))
      let text = Set(Self.words("\(model.description) \(model.readme ?? "")"))
      let score = words.reduce(0.0) { sum, word in
        let isPrefix = word.count > 2 && model.name.hasPrefix(word)
        return sum + (name.contains(word) || isPrefix ? 3 : 0) + (tags.contains(word) ? 2 : 0)
          + (text.contains(word) ? 1 : 0)
      }
      return score > 0 ? (model, score / Double(6 * words.count)) : nil
    }.sorted { a, b in
      if a.score != b.score { return a.score > b.score }
      return (a.model.runCount, a.model.reference) > (b.model.runCount, b.model.reference)
    }
  }

  private static func words(_ text: some StringProtocol) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { word in
      // "backgrounds" finds "background".
      word.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : String(word)
    }
  }
}
