/// The ways out that errors name.
enum ErrorHints {
  static let getToken =
    "make a token at https://replicate.com/account/api-tokens and set REPLICATE_API_TOKEN, or run against the local "
    + "simulator"
  static let addCredit =
    "add credit at https://replicate.com/account/billing and wait a few minutes before trying again"
  static let modelNotFound =
    "check the spelling; only official models run by owner/name alone, a community model needs owner/name:version"
  static let versionNotFound =
    "the version does not exist or is not visible to this account; list them with models.versions.list"
  static let unanswered =
    "it may have been accepted all the same, so it is not sent again; look for it in predictions.list"
  static let unresolved =
    "look at https://replicate.com/predictions and at your trainings, and run it again only if it is not there"
  static let fileGone = "uploads are kept for 24 hours"
  static let fileTooLarge = "Replicate takes files up to 100 MB; put the file on a web server and pass its URL"
  static let outputGone = "Replicate deletes inputs, outputs and logs of API runs one hour after the run"
  static let runTooLong = "runs are stopped after 30 minutes"
}
