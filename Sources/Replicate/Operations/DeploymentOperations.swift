extension Parameter {
  private static let instances = (min: 0...5, max: 0...20)

  fileprivate static func scaling(required: Bool) -> [Parameter] {
    [
      .body("hardware", required: required, "the machine's sku, as hardware.list gives it"),
      .body("min_instances", type: .integer, required: required, in: instances.min, "machines kept running, 0 to 5"),
      .body("max_instances", type: .integer, required: required, in: instances.max, "machines at most, 0 to 20"),
    ]
  }
}

extension Operation {
  /// `deployments.list`: `GET /deployments`.
  public static let deploymentsList = Operation(
    "deployments.list", action: "DEPLOYMENTS_LIST", .get, "/deployments", [.cursor], gives: .page,
    "your deployments, newest first", example: "for d in deployments.list() { print d.owner, d.name }")

  /// `deployments.create`: `POST /deployments`.
  public static let deploymentsCreate = Operation(
    "deployments.create", action: "DEPLOYMENTS_CREATE", .post, "/deployments",
    [
      .body("name", required: true, "the new deployment's name"),
      .body("model", required: true, "the model to run, as owner/name"),
      .body("version", required: true, "the model's version: 64 hexadecimal digits"),
    ] + Parameter.scaling(required: true), gives: .json, effects: [.mutating, .costsMoney, .dear, .once],
    "run a model on machines of its own",
    example: #"deployments.create name: "otter", model: "me/otter", version: v, hardware: "gpu-l40s", "#
      + "min_instances: 0, max_instances: 2")

  /// `deployments.get`: `GET /deployments/{deployment_owner}/{deployment_name}`.
  public static let deploymentsGet = Operation(
    "deployments.get", action: "DEPLOYMENTS_GET", .get, "/deployments/{deployment_owner}/{deployment_name}",
    [.deploymentOwner, .deploymentName], gives: .json,
    "one deployment with its current release", example: #"print deployments.get("me/otter").current_release.number"#)

  /// `deployments.update`: `PATCH /deployments/{deployment_owner}/{deployment_name}`.
  public static let deploymentsUpdate = Operation(
    "deployments.update", action: nil, .patch, "/deployments/{deployment_owner}/{deployment_name}",
    [.deploymentOwner, .deploymentName, .body("version", "the version to run from now on: 64 hexadecimal digits")]
      + Parameter.scaling(required: false), gives: .json, effects: [.mutating, .costsMoney],
    "change a deployment's version, hardware or size; every change is a new release",
    example: #"deployments.update "me/otter", max_instances: 5"#)

  /// `deployments.delete`: `DELETE /deployments/{deployment_owner}/{deployment_name}`.
  public static let deploymentsDelete = Operation(
    "deployments.delete", action: "DEPLOYMENTS_DELETE", .delete,
    "/deployments/{deployment_owner}/{deployment_name}", [.deploymentOwner, .deploymentName], gives: .empty,
    effects: .mutating,
    "delete a deployment that has been offline and unused for 15 minutes", example: #"deployments.delete "me/otter""#)

  /// `deployments.predictions.create`: `POST /deployments/{deployment_owner}/{deployment_name}/predictions`.
  public static let deploymentsPredictionsCreate = Operation(
    "deployments.predictions.create", action: "CREATE_PREDICTION", .post,
    "/deployments/{deployment_owner}/{deployment_name}/predictions",
    [.deploymentOwner, .deploymentName, .input, .waitFor, .webhook, .webhookEvents], gives: .json, rate: .create,
    effects: .prediction,
    "start a prediction on a deployment",
    example: #"deployments.predictions.create "me/otter" <prompt: "an otter">, wait_for: 10"#)
}

extension Operations {
  static let deploymentOperations: [Operation] = [
    .deploymentsList, .deploymentsCreate, .deploymentsGet, .deploymentsUpdate, .deploymentsDelete,
    .deploymentsPredictionsCreate,
  ]
}
