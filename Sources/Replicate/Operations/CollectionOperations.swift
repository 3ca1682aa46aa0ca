extension Operation {
  /// `collections.list`: `GET /collections`.
  public static let collectionsList = Operation(
    "collections.list", action: "COLLECTIONS_LIST", .get, "/collections", [.cursor], gives: .page,
    "the collections of models that Replicate curates", example: "for c in collections.list() { print c.slug }")

  /// `collections.get`: `GET /collections/{collection_slug}`.
  public static let collectionsGet = Operation(
    "collections.get", action: "COLLECTIONS_GET", .get, "/collections/{collection_slug}",
    [.path("collection_slug", "the collection's slug, such as text-to-image")], gives: .json,
    "one collection with its models", example: #"print collections.get("text-to-image").models"#)
}

extension Operations {
  static let collectionOperations: [Operation] = [.collectionsList, .collectionsGet]
}
