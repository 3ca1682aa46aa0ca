extension Operation {
  /// `models.list`: `GET /models`.
  public static let modelsList = Operation(
    "models.list", action: "MODELS_LIST", .get, "/models",
    [
      .cursor,
      .query("sort_by", oneOf: ["model_created_at", "latest_version_created_at"], "what to sort by"),
      .query("sort_direction", oneOf: ["asc", "desc"], "oldest first (asc) or newest first (desc)"),
    ], gives: .page,
    "all public models", example: #"models.list sort_by: "model_created_at" |> take(20)"#)

  /// `models.create`: `POST /models`.
  public static let modelsCreate = Operation(
    "models.create", action: "CREATE_MODEL", .post, "/models",
    [
      .body("owner", required: true, "user or organization that will own the model"),
      .body("name", required: true, "the new model's name, unique among its owner's models"),
      .body("visibility", required: true, "public or private"),
      .body("hardware", required: true, "the machine's sku, as hardware.list gives it"),
      .body("description", "what the model does"),
      .body("github_url", "where its code is"),
      .body("paper_url", "where its paper is"),
      .body("license_url", "where its license is"),
      .body("cover_image_url", "a picture for its page"),
    ], gives: .json, effects: [.mutating, .once],
    "make an empty model, ready for a version or a training",
    example: #"models.create "me/otter", visibility: "private", hardware: "gpu-t4""#)

  /// `models.search`: `QUERY /models`.
  public static let modelsSearch = Operation(
    "models.search", action: nil, .query, "/models",
    [
      Parameter(
        name: "query", wireName: "query", type: .string, isRequired: true, allowedValues: nil, range: nil,
        place: .queryBody, format: .plain, summary: "the words to look for")
    ], gives: .page,
    "public models that match some words", example: #"models.search "remove background" |> take(5)"#)

  /// `models.get`: `GET /models/{model_owner}/{model_name}`.
  public static let modelsGet = Operation(
    "models.get", action: "MODELS_GET", .get, "/models/{model_owner}/{model_name}", [.modelOwner, .modelName],
    gives: .json,
    "one model with its latest version and that version's input schema",
    example: #"print models.get("black-forest-labs/flux-schnell").run_count"#)

  /// `models.update`: `PATCH /models/{model_owner}/{model_name}`.
  public static let modelsUpdate = Operation(
    "models.update", action: "UPDATE_MODELS", .patch, "/models/{model_owner}/{model_name}",
    [
      .modelOwner, .modelName,
      .body("description", "what the model does"),
      .body("readme", "its readme, in Markdown"),
      .body("github_url", "where its code is"),
      .body("paper_url", "where its paper is"),
      .body("weights_url", "where its weights are"),
      .body("license_url", "where its license is"),
    ], gives: .json, effects: .mutating,
    "change what a model's page says", example: #"models.update "me/otter", readme: read("README.md")"#)

  /// `models.delete`: `DELETE /models/{model_owner}/{model_name}`.
  public static let modelsDelete = Operation(
    "models.delete", action: nil, .delete, "/models/{model_owner}/{model_name}", [.modelOwner, .modelName],
    gives: .empty, effects: .mutating,
    "delete a private model of yours that has no versions", example: #"models.delete "me/otter""#)

  /// `models.examples.list`: `GET /models/{model_owner}/{model_name}/examples`.
  public static let modelsExamplesList = Operation(
    "models.examples.list", action: "MODELS_EXAMPLES_LIST", .get, "/models/{model_owner}/{model_name}/examples",
    [.modelOwner, .modelName, .cursor], gives: .page,
    "predictions that the model's author shows as examples",
    example: #"for p in models.examples.list "stability-ai/sdxl" { print p.input }"#)

  /// `models.predictions.create`: `POST /models/{model_owner}/{model_name}/predictions`.
  public static let modelsPredictionsCreate = Operation(
    "models.predictions.create", action: "MODELS_PREDICTIONS_CREATE", .post,
    "/models/{model_owner}/{model_name}/predictions",
    [.modelOwner, .modelName, .input, .waitFor, .cancelAfter, .webhook, .webhookEvents], gives: .json, rate: .create,
    effects: .prediction,
    "start a prediction on an official model",
    example: #"models.predictions.create "black-forest-labs/flux-schnell" <prompt: "an otter">"#)

  /// `models.readme.get`: `GET /models/{model_owner}/{model_name}/readme`.
  public static let modelsReadmeGet = Operation(
    "models.readme.get", action: "MODELS_README_GET", .get, "/models/{model_owner}/{model_name}/readme",
    [.modelOwner, .modelName], gives: .text,
    "a model's readme as Markdown text", example: #"print models.readme.get("stability-ai/sdxl")"#)

  /// `models.versions.list`: `GET /models/{model_owner}/{model_name}/versions`.
  public static let modelsVersionsList = Operation(
    "models.versions.list", action: "MODELS_VERSIONS_LIST", .get, "/models/{model_owner}/{model_name}/versions",
    [.modelOwner, .modelName, .cursor], gives: .page,
    "a model's versions, newest first",
    example: #"for v in models.versions.list "stability-ai/sdxl" { print v.id, v.created_at }"#)

  /// `models.versions.get`: `GET /models/{model_owner}/{model_name}/versions/{version_id}`.
  public static let modelsVersionsGet = Operation(
    "models.versions.get", action: "MODELS_VERSIONS_GET", .get,
    "/models/{model_owner}/{model_name}/versions/{version_id}", [.modelOwner, .modelName, .versionID], gives: .json,
    "one version with its input schema", example: #"print models.versions.get("me/otter:\(id)").cog_version"#)

  /// `models.versions.delete`: `DELETE /models/{model_owner}/{model_name}/versions/{version_id}`.
  public static let modelsVersionsDelete = Operation(
    "models.versions.delete", action: nil, .delete, "/models/{model_owner}/{model_name}/versions/{version_id}",
    [.modelOwner, .modelName, .versionID], gives: .empty, effects: .mutating,
    "delete a version and its predictions; it takes some minutes to be gone",
    example: #"models.versions.delete "me/otter:\(id)""#)
}

extension Operations {
  static let modelOperations: [Operation] = [
    .modelsList, .modelsCreate, .modelsSearch, .modelsGet, .modelsUpdate, .modelsDelete, .modelsExamplesList,
    .modelsPredictionsCreate, .modelsReadmeGet, .modelsVersionsList, .modelsVersionsGet, .modelsVersionsDelete,
  ]
}
