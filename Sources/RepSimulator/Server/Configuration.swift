extension Simulator {
  /// What the server is like: how fast, how strict, and what goes wrong.
  ///
  /// The default is a healthy service with quick models and the real limits. Equal seeds and requests give equal
  /// answers, ids and files, as far as the order of the requests is the same.
  public struct Configuration: Sendable {
    /// Chooses ids, texts, pictures, and which requests a fault with a rate meets.
    public var seed: UInt64 = 1
    /// The only tokens that are accepted; empty accepts every text that begins with `r8_` and goes on for three
    /// characters or more.
    public var tokens: [String] = []
    /// False answers every create with 402.
    public var hasCredit = true

    /// How many seconds the server lives through in one real second: models, deadlines, limits, expiry, dates.
    public var speed = 1.0
    /// Multiplies the time that models take, and only that.
    public var modelTime = 1.0
    /// How long the slow models take: `rep/slow` and `deepseek-ai/deepseek-r1`.
    public var slowModelDuration: Duration = .seconds(2)
    /// Passes before any request is looked at.
    public var latency: Duration = .zero

    /// How many calls a minute each kind may have.
    public var rateLimits = RateLimits.service
    /// Tried in order on every request; the first that applies happens.
    public var faults: [Fault] = []

    /// Predictions and trainings on a page.
    public var predictionPageSize = 100
    /// Models, collections, deployments, versions and examples on a page.
    public var pageSize = 25
    /// Whether the `next` of a filtered list carries the filters on.
    public var nextKeepsFilters = true
    /// A prediction shows in the list only this long after it was created.
    public var listLag: Duration = .zero

    /// How long after its end a prediction loses input, output, logs and files; nil for never.
    public var outputRetention: Duration? = .seconds(3600)
    /// How long an uploaded file is kept.
    public var fileRetention: Duration = .seconds(24 * 3600)
    /// The most bytes of an uploaded file.
    public var uploadLimit = 100_000_000
    /// How long a deployment must have been unused before it can be deleted.
    public var deploymentIdleTime: Duration = .seconds(15 * 60)

    /// Predictions of other people that stand in the account's list from the start, a minute apart.
    public var foreignPredictions = 0
    /// How many predictions others of the account create at the same time as each of the client's.
    public var foreignPerCreate = 0
    /// The share (0…1) of creates after which somebody else of the account creates one with the same input.
    public var foreignTwinRate = 0.0

    /// 422 for input keys that a model does not have; the service was seen to ignore them.
    public var refusesUnknownInputs = false
    /// What a secret input shows as afterwards, which is not documented; nil leaves its key out.
    public var secretMark: String? = "[REDACTED]"
    /// Leaves `output` out of a prediction until there is any, as recorded; false sends null, as described.
    public var omitsPendingOutput = true
    /// The status that a held create gives for a run that is done: the service was recorded to say `processing`.
    public var heldStatus: HeldStatus = .terminal
    /// Other words for statuses, such as `["starting": "booting"]`, to see how a client takes them.
    public var statusWords: [String: String] = [:]

    /// Event streams are cut after this many bytes, without `done`; nil for never.
    public var streamCutAfter: Int?
    /// Event streams use all that the standard allows: each kind of line end, a byte-order mark, comments, `retry`, events
    /// without an id or of names that nobody knows, and pieces that end anywhere.
    public var variesStreamForm = false
    /// Event streams end with a comment after this long, as nchan's do; the client comes back.
    public var streamTimeout: Duration = .seconds(30)
    /// Answers 401 to whoever shows a token to the delivery origin, instead of only counting it.
    public var refusesTokenElsewhere = false

    /// Signs webhooks; what `webhooks.default.secret.get` gives.
    public var webhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    /// Signs `files.download` URLs; the API never hands it out.
    public var downloadSecret = "simulated download secret"

    /// A healthy service with quick models and the real limits.
    public init() {}

    /// See ``heldStatus``.
    public enum HeldStatus: String, Sendable, CaseIterable {
      /// `terminal` gives the status that the run has; `processing` what the service was recorded to give.
      case terminal, processing
    }
  }
}
