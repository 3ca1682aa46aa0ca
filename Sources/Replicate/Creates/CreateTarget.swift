import RepValue

/// What a create runs, as far as the record of a run names it.
enum CreateTarget: Sendable, Hashable {
  /// A model, and the version where it is known.
  case model(name: String?, version: String?)
  case deployment(String)
  case training(trainer: String, version: String, destination: String)

  /// Nil for operations that create no run.
  init?(_ operation: Operation, _ values: Value) {
    func text(_ key: String) -> String { values[key].string ?? "" }
    switch operation {
    case .modelsPredictionsCreate:
      self = .model(name: text("model_owner") + "/" + text("model_name"), version: nil)
    case .predictionsCreate:
      let parts = text("version").split(separator: ":", maxSplits: 1).map(String.init)
      let name = parts.first.flatMap { $0.utf8.contains(UInt8(ascii: "/")) ? $0 : nil }
      self = .model(name: name, version: parts.count == 2 ? parts[1] : name == nil ? parts.first : nil)
    case .deploymentsPredictionsCreate:
      self = .deployment(text("deployment_owner") + "/" + text("deployment_name"))
    case .trainingsCreate:
      self = .training(
        trainer: text("owner") + "/" + text("name"), version: text("version_id"), destination: text("destination"))
    default: return nil
    }
  }

  /// What is run, as far as its name is known.
  var reference: ModelReference? {
    let text: String? =
      switch self {
      case .model(let name?, let version): name + (version.map { ":" + $0 } ?? "")
      case .model(nil, let version): version
      case .deployment(let name): "deployments/" + name
      case .training(let trainer, let version, _): trainer + ":" + version
      }
    return text.flatMap { try? ModelReference($0) }
  }

  /// Whether a listed record may be a run of this.
  func agrees(with record: Value) -> Bool {
    if let source = record["source"].string, source != "api" { return false }
    switch self {
    case .model(let name, let version):
      guard record["deployment"].isNull else { return false }
      return Self.isSame(name, record["model"].string) && Self.isSameVersion(version, record["version"].string)
    case .deployment(let name):
      // How the record writes a deployment is not documented; where it does not, its model says too little to refuse.
      guard let listed = record["deployment"].string else { return true }
      return listed == name || listed.hasSuffix("/" + name) || name.hasSuffix("/" + listed)
    case .training(let trainer, let version, let destination):
      return Self.isSame(trainer, record["model"].string) && Self.isSameVersion(version, record["version"].string)
        && Self.isSame(destination, record["destination"].string)
    }
  }

  private static func isSame(_ name: String?, _ listed: String?) -> Bool {
    guard let name, let listed else { return true }
    return name.lowercased() == listed.lowercased()
  }

  /// Official models show `hidden` or an internal name instead of a version.
  private static func isSameVersion(_ version: String?, _ listed: String?) -> Bool {
    guard let version, let listed, ModelReference.isVersionID(listed), ModelReference.isVersionID(version) else {
      return true
    }
    return version.lowercased() == listed.lowercased()
  }
}
