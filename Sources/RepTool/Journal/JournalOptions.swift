import Rep

/// How a run is written down, resumed and limited.
struct JournalOptions: Sendable {
  /// False leaves no trace, and nothing can be resumed.
  var isOn = true
  /// The file; nil for the one in the script's folder.
  var file: String?
  /// Which run to go on with.
  var resumption = RunJournal.Resumption.newest
  /// Seconds after which a create that nobody lists counts as never accepted.
  var settle: Double?
  /// Asks instead of sending a create again.
  var asksForLost = false
  /// Budget, cache, copies.
  var settings = RunJournal.Settings()
  /// The user's prices; nil for those in the usual places.
  var pricesFile: String?
  /// Runs with made-up answers and sends nothing that costs.
  var isDryRun = false
  /// A recording that is run from, without a network.
  var recording: String?
}
