import RepValue

extension API {
  /// Performs an operation.
  func handle(_ call: Call) async throws(APIError) -> Reply {
    switch call.operation {
    case .accountGet: .json(Account.json)
    case .collectionsList: try listCollections(call)
    case .collectionsGet: try await getCollection(call)
    case .deploymentsList: try listDeployments(call)
    case .deploymentsCreate: try await createDeployment(call)
    case .deploymentsGet: .json(try deployment(of: call).json(account: Account.json))
    case .deploymentsUpdate: try await updateDeployment(call)
    case .deploymentsDelete: try deleteDeployment(call)
    case .deploymentsPredictionsCreate: try await createDeploymentPrediction(call)
    case .filesList: try listFiles(call)
    case .filesCreate: try await createFile(call)
    case .filesGet: .json(try file(of: call).json(origins))
    case .filesDelete: try deleteFile(call)
    case .filesDownload: try downloadFile(call)
    case .hardwareList: .json(Hardware.json)
    case .modelsList: try await listModels(call)
    case .modelsCreate: try await createModel(call)
    case .modelsSearch: try await searchModels(call)
    case .modelsGet: .json(await json(of: try model(of: call), at: call.now))
    case .modelsUpdate: try await updateModel(call)
    case .modelsDelete: try deleteModel(call)
    case .modelsExamplesList: try await listExamples(call)
    case .modelsPredictionsCreate: try await createOfficialPrediction(call)
    case .modelsReadmeGet: try getReadme(call)
    case .modelsVersionsList: try listVersions(call)
    case .modelsVersionsGet: .json(try version(of: call).json)
    case .modelsVersionsDelete: try deleteVersion(call)
    case .predictionsList: try listPredictions(call)
    case .predictionsCreate: try await createVersionPrediction(call)
    case .predictionsGet: .json(view(try prediction(of: call), at: call.now))
    case .predictionsCancel: try cancelPrediction(call)
    case .search: try await search(call)
    case .trainingsList: try listTrainings(call)
    case .trainingsCreate: try await createTraining(call)
    case .trainingsGet: .json(view(try training(of: call), at: call.now))
    case .trainingsCancel: try cancelTraining(call)
    case .webhooksDefaultSecretGet: .json(["key": Value(configuration.webhookSecret)])
    }
  }
}

/// The hardware that the service rents out.
enum Hardware {
  static let all: [(sku: String, name: String)] = [
    ("cpu", "CPU"), ("gpu-t4", "Nvidia T4 GPU"), ("gpu-l40s", "Nvidia L40S GPU"),
    ("gpu-l40s-2x", "2x Nvidia L40S GPU"), ("gpu-a40-small", "Nvidia A40 (Small) GPU"),
    ("gpu-a40-large", "Nvidia A40 (Large) GPU"), ("gpu-a100-large", "Nvidia A100 (80GB) GPU"),
    ("gpu-a100-large-2x", "2x Nvidia A100 (80GB) GPU"), ("gpu-h100", "Nvidia H100 GPU"),
  ]

  static let json = Value(all.map { ["sku": Value($0.sku), "name": Value($0.name)] })

  static func check(_ sku: String) throws(APIError) {
    guard all.contains(where: { $0.sku == sku }) else {
      throw .invalid([
        InvalidField(type: "enum", field: "hardware", description: "\"\(sku)\" is not a hardware SKU")
      ])
    }
  }
}
