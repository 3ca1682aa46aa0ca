import RepValue

/// A deployment of the account and its current release.
struct DeploymentRecord: Sendable {
  struct Release: Sendable {
    var number: Int
    var model: String
    var version: String
    var hardware: String
    var minInstances: Int
    var maxInstances: Int
    var createdAt: Moment
  }

  let owner: String
  let name: String
  let createdAt: Moment
  var release: Release
  /// When it was last changed or asked for a prediction.
  var usedAt: Moment

  var reference: String { "\(owner)/\(name)" }

  func json(account: Value) -> Value {
    [
      "owner": Value(owner), "name": Value(name),
      "current_release": [
        "number": .int(release.number), "model": Value(release.model), "version": Value(release.version),
        "created_at": Value(release.createdAt.iso8601), "created_by": account,
        "configuration": [
          "hardware": Value(release.hardware), "min_instances": .int(release.minInstances),
          "max_instances": .int(release.maxInstances),
        ],
      ],
    ]
  }
}
