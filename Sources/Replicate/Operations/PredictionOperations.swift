extension Operation {
  /// `predictions.list`: `GET /predictions`.
  public static let predictionsList = Operation(
    "predictions.list", action: "PREDICTIONS_LIST", .get, "/predictions",
    [
      .cursor,
      .query("created_after", format: .time, "only what was created at or after this moment"),
      .query("created_before", format: .time, "only what was created before this moment"),
    ], gives: .page,
    "your predictions, newest first", example: "predictions.list created_after: now() - 1d |> take(100)")

  /// `predictions.create`: `POST /predictions`.
  public static let predictionsCreate = Operation(
    "predictions.create", action: "PREDICTIONS_CREATE", .post, "/predictions",
    [
      .body("version", required: true, "owner/name of an official model, owner/name:version, or a version"),
      .input, .waitFor, .cancelAfter, .webhook, .webhookEvents,
      .body("stream", type: .boolean, "ask for a stream; models that can stream need no asking any more"),
    ], gives: .json, rate: .create, effects: .prediction,
    "start a prediction on one version of a model",
    example: #"predictions.create "me/otter:\(version)" <prompt: "an otter">, cancel_after: 5m"#)

  /// `predictions.get`: `GET /predictions/{prediction_id}`.
  public static let predictionsGet = Operation(
    "predictions.get", action: "GET_PREDICTION", .get, "/predictions/{prediction_id}", [.predictionID], gives: .json,
    rate: .poll,
    "one prediction as it stands now", example: "print predictions.get(id).status")

  /// `predictions.cancel`: `POST /predictions/{prediction_id}/cancel`.
  public static let predictionsCancel = Operation(
    "predictions.cancel", action: "CANCEL_PREDICTION", .post, "/predictions/{prediction_id}/cancel", [.predictionID],
    gives: .json, effects: .mutating,
    "stop a prediction", example: "predictions.cancel id")
}

extension Operations {
  static let predictionOperations: [Operation] = [
    .predictionsList, .predictionsCreate, .predictionsGet, .predictionsCancel,
  ]
}
