import RepValue
import Synchronization

/// Everything that the server remembers.
struct World: Sendable {
  var models: [String: ModelRecord] = [:]
  var predictions = Timeline()
  var trainings = Timeline()
  var deployments: [String: DeploymentRecord] = [:]
  var files: [String: FileRecord] = [:]
  var artifacts: [String: StoredArtifact] = [:]
  /// Examples by model, made when first asked for.
  var examples: [String: [PredictionRecord]] = [:]
  /// What was created with which input, to count duplicates.
  var createdInputs: Set<String> = []
  var identifiers: SplitMix64

  init(seed: UInt64, now: Moment) {
    identifiers = SplitMix64(seed: seed, "identifiers")
    for (index, definition) in ModelDefinition.all.enumerated() {
      // A day apart, so that sorting by date has something to sort.
      let record = ModelRecord(definition, createdAt: now - .seconds(86_400 * (400 - index)))
      models[record.reference] = record
    }
    // Trainings need a model of the account's own to push to.
    let destination = ModelRecord(
      owner: Account.username, name: "otter-lora", description: "Otters in every style", isPrivate: true,
      createdAt: now - .seconds(86_400))
    models[destination.reference] = destination
  }

  struct StoredArtifact: Sendable {
    let artifact: Artifact
    let predictionID: String
  }

  /// Predictions (or trainings) by id and in the order of their creation.
  struct Timeline: Sendable {
    private var records: [String: PredictionRecord] = [:]
    /// Oldest first; those of one moment by their ids, as the pages of a list have them.
    private var order: [(createdAt: Moment, id: String)] = []

    subscript(id: String) -> PredictionRecord? {
      get { records[id] }
      set { if records[id] != nil { records[id] = newValue } }
    }

    mutating func insert(_ record: PredictionRecord) {
      records[record.id] = record
      // Nearly always the newest; only what is accepted late has its place further up.
      var place = order.count
      while place > 0, order[place - 1] > (record.createdAt, record.id) { place -= 1 }
      order.insert((record.createdAt, record.id), at: place)
    }

    mutating func remove(where shouldRemove: (PredictionRecord) -> Bool) {
      order.removeAll { place in
        guard let record = records[place.id], shouldRemove(record) else { return false }
        records[place.id] = nil
        return true
      }
    }

    /// Removes the data of what has ended.
    mutating func dropData(at now: Moment) {
      for (id, record) in records where record.completesAt <= now { records[id]?.isDataDropped = true }
    }

    /// All records, newest first, without making a list of them.
    var newestFirst: some Sequence<PredictionRecord> { newestFirst(from: nil, before: nil) }

    /// The records of a stretch of time, newest first, without looking at others.
    func newestFirst(from start: Moment?, before end: Moment?) -> some Sequence<PredictionRecord> {
      let first = start.map { position(of: $0) } ?? 0
      let last = end.map { position(of: $0) } ?? order.count
      return order[first..<max(first, last)].reversed().lazy.compactMap { records[$0.id] }
    }

    /// How many records were created before a moment.
    private func position(of moment: Moment) -> Int {
      var (low, high) = (0, order.count)
      while low < high {
        let middle = (low + high) / 2
        if order[middle].createdAt < moment { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}

extension World {
  /// The versions of a model that exist at `now`, newest first.
  func versions(of model: ModelRecord, at now: Moment) -> [ModelRecord.Version] {
    model.versions.filter { version in
      guard version.createdAt <= now else { return false }
      guard let id = version.trainingID else { return true }
      return trainings[id]?.status(at: now) == .succeeded
    }
  }

  /// The model and version with an id of 64 hexadecimal digits.
  func find(version id: String, at now: Moment) -> (model: ModelRecord, version: ModelRecord.Version)? {
    for model in models.values {
      if let version = versions(of: model, at: now).first(where: { $0.id == id }) { return (model, version) }
    }
    return nil
  }
}

/// The one account that the server knows.
enum Account {
  static let username = "me"
  static let json: Value = [
    "type": "user", "username": "me", "name": "Local User", "github_url": "https://github.com/me",
    "avatar_url": "https://github.com/me.png",
  ]
}
