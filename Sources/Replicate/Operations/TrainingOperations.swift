extension Operation {
  /// `trainings.list`: `GET /trainings`.
  public static let trainingsList = Operation(
    "trainings.list", action: "TRAININGS_LIST", .get, "/trainings", [.cursor], gives: .page,
    "your trainings, newest first", example: "for t in trainings.list() { print t.id, t.status }")

  // The action calls the trainer's owner and name just so; the path calls them model_owner and model_name.
  /// `trainings.create`: `POST /models/{model_owner}/{model_name}/versions/{version_id}/trainings`.
  public static let trainingsCreate = Operation(
    "trainings.create", action: "TRAININGS_CREATE", .post,
    "/models/{model_owner}/{model_name}/versions/{version_id}/trainings",
    [
      .path("owner", as: "model_owner", "user or organization that owns the trainer"),
      .path("name", as: "model_name", "the trainer's name"),
      .versionID,
      .body("destination", required: true, "the model that receives the new version, as owner/name"),
      .input, .webhook, .webhookEvents,
    ], gives: .json, rate: .create, effects: .training,
    "train a model of yours with a trainer",
    example: #"trainings.create "ostris/flux-dev-lora-trainer:\(v)" <input_images: url>, destination: "me/otter""#)

  /// `trainings.get`: `GET /trainings/{training_id}`.
  public static let trainingsGet = Operation(
    "trainings.get", action: nil, .get, "/trainings/{training_id}", [.trainingID], gives: .json,
    "one training as it stands now", example: "print trainings.get(id).status")

  /// `trainings.cancel`: `POST /trainings/{training_id}/cancel`.
  public static let trainingsCancel = Operation(
    "trainings.cancel", action: "TRAININGS_CANCEL", .post, "/trainings/{training_id}/cancel", [.trainingID],
    gives: .json, effects: .mutating,
    "stop a training", example: "trainings.cancel id")
}

extension Operations {
  static let trainingOperations: [Operation] = [.trainingsList, .trainingsCreate, .trainingsGet, .trainingsCancel]
}
