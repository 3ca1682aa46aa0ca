import Rep

/// How a script is run, whatever the command.
struct RunOptions: Sendable {
  /// Run against a simulator in this process.
  var isLocal = false
  /// The API's address; nil takes the environment's.
  var baseURL: String?
  /// Check inputs against the model's schema before paying.
  var checksInputs = true
  /// The script's last value goes to standard output as JSON, and what it prints to standard error.
  var printsJSON = false
  /// Stop after this long.
  var timeout: Duration?
  /// The process ends with the run, so that what its variables hold need not be released.
  var endsProcess = false
  /// Nothing but results and errors.
  var isQuiet = false
  /// An interrupted script leaves its predictions running.
  var leavesRuns = false
  /// How the run is written down, resumed and limited.
  var journal = JournalOptions()
  /// What the built-in `args` gives.
  var arguments: [String] = []
}
