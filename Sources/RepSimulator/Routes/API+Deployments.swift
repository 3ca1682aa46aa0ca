import RepValue

extension API {
  func deployment(of call: Call) throws(APIError) -> DeploymentRecord {
    let reference = "\(call[parameter: "deployment_owner"])/\(call[parameter: "deployment_name"])"
    guard let deployment = world.withLock({ $0.deployments[reference] }) else { throw .notFound }
    return deployment
  }

  func listDeployments(_ call: Call) throws(APIError) -> Reply {
    let deployments = world.withLock { Array($0.deployments.values) }
      .map { (key: "\($0.createdAt.iso8601) \($0.name)", deployment: $0) }.sorted { $0.key > $1.key }
    let page = try Page(deployments, size: configuration.pageSize, cursor: call.queryValue("cursor"), key: \.key)
    return .json(page.json(url: "\(origins.api)/v1/deployments") { $0.deployment.json(account: Account.json) })
  }

  func createDeployment(_ call: Call) async throws(APIError) -> Reply {
    let body = try await call.json()
    try BodyCheck.newDeployment.check(body)
    let name = body["name"].string ?? ""
    try Self.checkName(name)
    let release = DeploymentRecord.Release(
      number: 1, model: body["model"].string ?? "", version: body["version"].string ?? "",
      hardware: body["hardware"].string ?? "", minInstances: body["min_instances"].int ?? 0,
      maxInstances: body["max_instances"].int ?? 1, createdAt: call.now)
    try check(release, at: call.now)
    let deployment = DeploymentRecord(
      owner: Account.username, name: name, createdAt: call.now, release: release, usedAt: call.now)
    let isNew = world.withLock { world in
      guard world.deployments[deployment.reference] == nil else { return false }
      world.deployments[deployment.reference] = deployment
      return true
    }
    guard isNew else { throw APIError(409, title: "Conflict", "A deployment with that name already exists") }
    return .json(deployment.json(account: Account.json))
  }

  func updateDeployment(_ call: Call) async throws(APIError) -> Reply {
    let body = try await call.json()
    try BodyCheck.deploymentUpdate.check(body)
    var deployment = try deployment(of: call)
    var release = deployment.release
    if let version = body["version"].string { release.version = version }
    if let hardware = body["hardware"].string { release.hardware = hardware }
    if let count = body["min_instances"].int { release.minInstances = count }
    if let count = body["max_instances"].int { release.maxInstances = count }
    try check(release, at: call.now)
    release.number += 1
    release.createdAt = call.now
    deployment.release = release
    deployment.usedAt = call.now
    let updated = deployment
    world.withLock { $0.deployments[updated.reference] = updated }
    return .json(updated.json(account: Account.json))
  }

  func deleteDeployment(_ call: Call) throws(APIError) -> Reply {
    let deployment = try deployment(of: call)
    let isIdle = call.now >= deployment.usedAt + configuration.deploymentIdleTime
    guard isIdle, deployment.release.minInstances == 0 else {
      throw APIError(
        400, title: "Bad request",
        "You can only delete deployments that have been offline and unused for at least 15 minutes")
    }
    world.withLock { _ = $0.deployments.removeValue(forKey: deployment.reference) }
    return .empty(204)
  }

  private func check(_ release: DeploymentRecord.Release, at now: Moment) throws(APIError) {
    try Hardware.check(release.hardware)
    let found = world.withLock { $0.find(version: release.version, at: now) }
    guard let found, found.model.reference == release.model else { throw .invalidVersion }
    guard release.minInstances <= release.maxInstances else {
      throw .invalid([
        InvalidField(
          type: "number_lte", field: "min_instances",
          description: "Must be less than or equal to max_instances (\(release.maxInstances))")
      ])
    }
  }
}
