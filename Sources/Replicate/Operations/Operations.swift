/// The 37 operations of Replicate's HTTP API: the 31 that the actions cover and the six further ones.
public enum Operations {
  /// Every operation, by family and then as the API's own description orders them.
  public static let all: [Operation] =
    accountOperations + collectionOperations + deploymentOperations + fileOperations + modelOperations
    + predictionOperations + trainingOperations

  private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
  private static let byAction = Dictionary(
    uniqueKeysWithValues: all.compactMap { row in row.action.map { ($0, row) } })

  /// The operation with this id (`models.get`), or nil.
  public static func operation(id: String) -> Operation? { byID[id] }

  /// The operation of this action (`REPLICATE_MODELS_GET`, or `MODELS_GET`), or nil.
  public static func operation(action: String) -> Operation? {
    byAction[action] ?? byAction["REPLICATE_" + action]
  }

  /// The operation that `name` means as an id or as an action, or nil.
  public static func operation(named name: String) -> Operation? {
    operation(id: name) ?? operation(action: name)
  }
}
