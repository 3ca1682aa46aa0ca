import Rep
import RepRuntime
import RepSimulator
import RepWebhooks
import Replicate

/// Where a command's calls go: the service that the environment names, or a simulator in this process.
struct Account {
  let engine: Engine
  /// Kept alive as long as scripts run.
  private let simulator: Simulator?

  /// Makes an engine that may do what the user may.
  /// - Throws: `ReplicateError` for a token or an address that cannot be one; what the simulator throws on its start.
  init(_ options: RunOptions, output: BufferedOutput? = nil) throws {
    var settings = Engine.Options()
    settings.checksInputs = options.checksInputs
    settings.arguments = options.arguments
    settings.releasesValues = !options.endsProcess
    settings.ask = { question in
      output?.flush()
      return LiveScreen.standard.suspended { Question.ask(question) }
    }
    settings.webhookReceiver = HTTPWebhookReceiver()
    if let settle = options.journal.settle { settings.lookup.wait(settle) }
    if options.journal.asksForLost { settings.lookup.resends = false }
    var limits = Limits(callDepth: .max)
    limits.duration = options.timeout
    if options.isLocal {
      let local = Simulator()
      let address = try blocking { try await local.start() }
      engine = Engine(
        token: .text("r8_local_simulator"), baseURL: address, permissions: .all, limits: limits, options: settings)
      simulator = local
    } else {
      settings.schemaFolder = UserFolders.cache.map { $0 + "/rep/schemas" }
      settings.limitsFolder = UserFolders.state.map { $0 + "/rep/limits" }
      settings.uploadsFolder = UserFolders.state.map { $0 + "/rep/uploads" }
      let stored = Environment.isSet(TokenStore.variable) ? nil : TokenStore.stored
      engine = Engine(
        token: stored.map { .text($0) } ?? .environment, baseURL: options.baseURL, permissions: .all, limits: limits,
        options: settings)
      simulator = nil
    }
    if let problem = engine.configurationError { throw problem }
  }

  /// The way out of an error that this account explains better than the client can.
  func hint(for kind: ErrorKind) -> String? {
    guard kind == .auth, simulator == nil, !TokenStore.hasToken else { return nil }
    return """
      make a token at https://replicate.com/account/api-tokens, and keep it with `rep login` or set REPLICATE_API_TOKEN; \
      or add --local to run against the built-in simulator
      """
  }
}

extension LookupPolicy {
  /// Waits this long, in seconds, until an absence from the list counts.
  mutating func wait(_ seconds: Double) {
    settle = seconds
    readSpacing = min(readSpacing, seconds)
  }
}
