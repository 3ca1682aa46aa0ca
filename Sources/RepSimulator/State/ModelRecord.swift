import RepValue

/// A model as the server keeps it: built in, or made by a client.
struct ModelRecord: Sendable {
  struct Version: Sendable {
    let id: String
    /// A version whose time is still to come does not exist yet: a training pushes it at its end.
    let createdAt: Moment
    let schema: ModelSchema
    let behavior: any ModelBehavior
    /// The training that makes it; without its success the version never exists.
    var trainingID: String?
  }

  let owner: String
  let name: String
  var description: String
  var tags: [String] = []
  let isOfficial: Bool
  let isPrivate: Bool
  let createdAt: Moment
  var runCount: Int
  var readme: String?
  var githubURL: String?
  var paperURL: String?
  var licenseURL: String?
  var weightsURL: String?
  var coverImageURL: String?
  /// Newest first.
  var versions: [Version]
  var exampleInputs: [Value] = []

  var reference: String { "\(owner)/\(name)" }

  init(
    owner: String, name: String, description: String, isPrivate: Bool, createdAt: Moment
  ) {
    self.owner = owner
    self.name = name
    self.description = description
    isOfficial = false
    self.isPrivate = isPrivate
    self.createdAt = createdAt
    runCount = 0
    versions = []
  }

  /// A built-in model; its versions do not depend on the simulator's seed, so that scripts may name them.
  init(_ definition: ModelDefinition, createdAt: Moment) {
    owner = definition.owner
    name = definition.name
    description = definition.description
    tags = definition.tags
    isOfficial = definition.isOfficial
    isPrivate = definition.isPrivate
    self.createdAt = createdAt
    runCount = definition.runCount
    readme = definition.readme
    githubURL = definition.isPrivate ? nil : "https://github.com/\(definition.owner)/\(definition.name)"
    licenseURL = definition.isOfficial ? "https://github.com/\(definition.owner)/\(definition.name)/LICENSE" : nil
    exampleInputs = definition.exampleInputs
    var random = SplitMix64(seed: 0, definition.reference)
    let ids = definition.versions.isEmpty ? [Identifier.version(&random)] : definition.versions
    versions = ids.enumerated().map { index, id in
      Version(
        id: id, createdAt: createdAt + .seconds(3600 * (ids.count - index)), schema: definition.schema,
        behavior: definition.behavior)
    }
  }
}

extension ModelRecord.Version {
  var json: Value {
    [
      "id": Value(id), "created_at": Value(createdAt.iso8601), "cog_version": "0.16.2",
      "openapi_schema": schema.openAPI,
    ]
  }
}

extension ModelRecord {
  /// The model object as the API gives it.
  func json(latest: Version?, example: Value) -> Value {
    func text(_ text: String?) -> Value { text.map { Value($0) } ?? .null }
    return [
      "url": Value("https://replicate.com/\(reference)"), "owner": Value(owner), "name": Value(name),
      "description": Value(description), "visibility": isPrivate ? "private" : "public",
      "is_official": .bool(isOfficial),
      "github_url": text(githubURL), "paper_url": text(paperURL), "license_url": text(licenseURL),
      "weights_url": text(weightsURL), "run_count": .int(runCount), "cover_image_url": text(coverImageURL),
      "default_example": example, "latest_version": latest?.json ?? .null,
    ]
  }
}
