/// The 37 operations of Replicate's HTTP API, by their operation id.
enum Operation: String, CaseIterable, Sendable {
  case accountGet = "account.get"
  case collectionsList = "collections.list"
  case collectionsGet = "collections.get"
  case deploymentsList = "deployments.list"
  case deploymentsCreate = "deployments.create"
  case deploymentsGet = "deployments.get"
  case deploymentsUpdate = "deployments.update"
  case deploymentsDelete = "deployments.delete"
  case deploymentsPredictionsCreate = "deployments.predictions.create"
  case filesList = "files.list"
  case filesCreate = "files.create"
  case filesGet = "files.get"
  case filesDelete = "files.delete"
  case filesDownload = "files.download"
  case hardwareList = "hardware.list"
  case modelsList = "models.list"
  case modelsCreate = "models.create"
  case modelsSearch = "models.search"
  case modelsGet = "models.get"
  case modelsUpdate = "models.update"
  case modelsDelete = "models.delete"
  case modelsExamplesList = "models.examples.list"
  case modelsPredictionsCreate = "models.predictions.create"
  case modelsReadmeGet = "models.readme.get"
  case modelsVersionsList = "models.versions.list"
  case modelsVersionsGet = "models.versions.get"
  case modelsVersionsDelete = "models.versions.delete"
  case predictionsList = "predictions.list"
  case predictionsCreate = "predictions.create"
  case predictionsGet = "predictions.get"
  case predictionsCancel = "predictions.cancel"
  case search = "search"
  case trainingsList = "trainings.list"
  case trainingsCreate = "trainings.create"
  case trainingsGet = "trainings.get"
  case trainingsCancel = "trainings.cancel"
  case webhooksDefaultSecretGet = "webhooks.default.secret.get"

  /// Method and path below `/v1`, as the OpenAPI description has them.
  var route: (method: String, path: String) {
    switch self {
    case .accountGet: ("GET", "account")
    case .collectionsList: ("GET", "collections")
    case .collectionsGet: ("GET", "collections/{collection_slug}")
    case .deploymentsList: ("GET", "deployments")
    case .deploymentsCreate: ("POST", "deployments")
    case .deploymentsGet: ("GET", "deployments/{deployment_owner}/{deployment_name}")
    case .deploymentsUpdate: ("PATCH", "deployments/{deployment_owner}/{deployment_name}")
    case .deploymentsDelete: ("DELETE", "deployments/{deployment_owner}/{deployment_name}")
    case .deploymentsPredictionsCreate: ("POST", "deployments/{deployment_owner}/{deployment_name}/predictions")
    case .filesList: ("GET", "files")
    case .filesCreate: ("POST", "files")
    case .filesGet: ("GET", "files/{file_id}")
    case .filesDelete: ("DELETE", "files/{file_id}")
    case .filesDownload: ("GET", "files/{file_id}/download")
    case .hardwareList: ("GET", "hardware")
    case .modelsList: ("GET", "models")
    case .modelsCreate: ("POST", "models")
    case .modelsSearch: ("QUERY", "models")
    case .modelsGet: ("GET", "models/{model_owner}/{model_name}")
    case .modelsUpdate: ("PATCH", "models/{model_owner}/{model_name}")
    case .modelsDelete: ("DELETE", "models/{model_owner}/{model_name}")
    case .modelsExamplesList: ("GET", "models/{model_owner}/{model_name}/examples")
    case .modelsPredictionsCreate: ("POST", "models/{model_owner}/{model_name}/predictions")
    case .modelsReadmeGet: ("GET", "models/{model_owner}/{model_name}/readme")
    case .modelsVersionsList: ("GET", "models/{model_owner}/{model_name}/versions")
    case .modelsVersionsGet: ("GET", "models/{model_owner}/{model_name}/versions/{version_id}")
    case .modelsVersionsDelete: ("DELETE", "models/{model_owner}/{model_name}/versions/{version_id}")
    case .predictionsList: ("GET", "predictions")
    case .predictionsCreate: ("POST", "predictions")
    case .predictionsGet: ("GET", "predictions/{prediction_id}")
    case .predictionsCancel: ("POST", "predictions/{prediction_id}/cancel")
    case .search: ("GET", "search")
    case .trainingsList: ("GET", "trainings")
    case .trainingsCreate: ("POST", "models/{model_owner}/{model_name}/versions/{version_id}/trainings")
    case .trainingsGet: ("GET", "trainings/{training_id}")
    case .trainingsCancel: ("POST", "trainings/{training_id}/cancel")
    case .webhooksDefaultSecretGet: ("GET", "webhooks/default/secret")
    }
  }

  /// Whether the operation starts work that costs money.
  var isCreate: Bool {
    switch self {
    case .predictionsCreate, .modelsPredictionsCreate, .deploymentsPredictionsCreate, .trainingsCreate: true
    default: false
    }
  }

  /// Downloads are signed by their URL and take no token.
  var needsToken: Bool { self != .filesDownload }

  /// The bucket whose tokens the operation takes; the service was seen to count no file operation.
  var rateLimit: RateLimits.Bucket? {
    switch self {
    case .predictionsCreate, .modelsPredictionsCreate, .deploymentsPredictionsCreate: .creates
    case .predictionsGet: .polls
    case .filesList, .filesCreate, .filesGet, .filesDelete, .filesDownload: nil
    default: .others
    }
  }
}
