// Account, hardware, search and the webhook secret: what belongs to no family of its own.

extension Operation {
  /// `account.get`: `GET /account`.
  public static let accountGet = Operation(
    "account.get", action: "ACCOUNT_GET", .get, "/account", gives: .json,
    "the account that the token belongs to", example: "print account.get().username")

  /// `hardware.list`: `GET /hardware`.
  public static let hardwareList = Operation(
    "hardware.list", action: "HARDWARE_LIST", .get, "/hardware", gives: .json,
    "the machines that models can run on, as a plain list of {name, sku}",
    example: "for h in hardware.list() { print h.sku, h.name }")

  /// `search`: `GET /search`.
  public static let search = Operation(
    "search", action: "SEARCH", .get, "/search",
    [
      .query("query", required: true, "the words to look for"),
      .query("limit", type: .integer, in: 1...50, "how many models at most, 1 to 50"),
    ], gives: .json,
    "models, collections and pages that match some words", example: #"search "upscale a photo", limit: 5"#)

  /// `webhooks.default.secret.get`: `GET /webhooks/default/secret`.
  public static let webhookSecretGet = Operation(
    "webhooks.default.secret.get", action: "WEBHOOKS_SECRET_GET", .get, "/webhooks/default/secret", gives: .json,
    "the key that Replicate signs webhooks with", example: "let secret = webhooks.default.secret.get().key")
}

extension Operations {
  static let accountOperations: [Operation] = [.accountGet, .hardwareList, .search, .webhookSecretGet]
}
