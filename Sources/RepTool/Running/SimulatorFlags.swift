import ArgumentParser
import RepSimulator

/// What the local service is like: its size, its strictness, and what goes wrong.
struct SimulatorFlags: ParsableArguments {
  @Option(help: "Chooses ids, texts, pictures and faults: equal seeds give equal answers.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Accept this token only. (default: any that begins with r8_)", valueName: "token"))
  var token: [String] = []

  @Option(help: "Seconds that the server lives through in one real second.")
  var speed = 1.0

  @Option(help: ArgumentHelp("Every answer takes this long at least.", valueName: "time"))
  var latency: TimeSpan?

  @Option(help: ArgumentHelp("Something that goes wrong; may be repeated.", valueName: "fault"))
  var fault: [FaultText] = []

  @Option(name: .customLong("rate-limits"), help: "service, off or low-credit.")
  var rateLimits = RateLimitChoice.service

  @Flag(name: .customLong("no-credit"), help: "Refuse every create for lack of credit.")
  var hasNoCredit = false

  @Option(
    name: .customLong("list-lag"), help: ArgumentHelp("New predictions show in lists this late.", valueName: "time"))
  var listLag: TimeSpan?

  @Option(help: ArgumentHelp("Outputs are removed this long after a run. (default: 1h)", valueName: "time"))
  var retention: TimeSpan?

  @Option(help: ArgumentHelp("Other people's predictions in the list.", valueName: "count"))
  var foreign = 0

  @Option(
    name: .customLong("foreign-per-create"),
    help: ArgumentHelp("Other people's predictions that begin with each create.", valueName: "count"))
  var foreignPerCreate = 0

  @Option(help: ArgumentHelp("Share of creates that somebody else repeats, 0 to 1.", valueName: "rate"))
  var twins = 0.0

  @Flag(name: .customLong("strict-inputs"), help: "Refuse inputs that a model does not have; the service ignores them.")
  var refusesUnknownInputs = false

  @Option(
    name: .customLong("model-time"), help: ArgumentHelp("Multiplies the time that models take.", valueName: "factor"))
  var modelTime = 1.0

  @Option(
    name: .customLong("slow-model"),
    help: ArgumentHelp("How long the slow models take. (default: 2s)", valueName: "time"))
  var slowModel: TimeSpan?

  @Option(
    name: .customLong("held-status"),
    help: "What a held create says of a run that is done: terminal, or processing, as the service was seen to.")
  var heldStatus = Simulator.Configuration.HeldStatus.terminal

  @Flag(
    name: .customLong("null-output"),
    help: "Send output: null before there is any, as described, instead of leaving it out.")
  var sendsNullOutput = false

  @Option(
    name: .customLong("status-word"),
    help: ArgumentHelp("Say a status in another word; may be repeated.", valueName: "status=word"))
  var statusWord: [StatusWord] = []

  @Option(
    name: .customLong("cut-streams"), help: ArgumentHelp("Cut event streams after so many bytes.", valueName: "bytes"))
  var cutStreams: Int?

  @Option(
    name: .customLong("stream-timeout"),
    help: ArgumentHelp("Event streams end after this long; the client comes back. (default: 30s)", valueName: "time"))
  var streamTimeout: TimeSpan?

  @Flag(
    name: .customLong("refuse-token-elsewhere"),
    help: "Answer 401 to a token that is shown where files are delivered.")
  var refusesTokenElsewhere = false

  @Option(
    name: .customLong("deployment-idle"),
    help: ArgumentHelp("A deployment can be deleted after so long without use. (default: 15m)", valueName: "time"))
  var deploymentIdle: TimeSpan?

  /// The sizes of the rate limits.
  enum RateLimitChoice: String, ExpressibleByArgument, CaseIterable {
    case service, off
    case lowCredit = "low-credit"

    var limits: RateLimits {
      switch self {
      case .service: .service
      case .off: .off
      case .lowCredit: .lowCredit
      }
    }
  }

  func validate() throws {
    guard speed > 0, speed.isFinite else { throw ValidationError("the speed must be greater than 0") }
    guard (0...1).contains(twins) else { throw ValidationError("the rate of twins lies between 0 and 1") }
    guard foreign >= 0, foreignPerCreate >= 0 else { throw ValidationError("there cannot be fewer than 0 predictions") }
    guard modelTime >= 0, modelTime.isFinite else { throw ValidationError("models cannot take less than no time") }
    if let cutStreams, cutStreams < 1 { throw ValidationError("a stream is cut after 1 byte at the soonest") }
  }

  /// The service that the flags ask for.
  var configuration: Simulator.Configuration {
    var configuration = Simulator.Configuration()
    configuration.seed = seed
    configuration.tokens = token
    configuration.hasCredit = !hasNoCredit
    configuration.speed = speed
    configuration.latency = latency?.duration ?? .zero
    configuration.rateLimits = rateLimits.limits
    configuration.faults = fault.map(\.fault)
    configuration.listLag = listLag?.duration ?? .zero
    if let retention { configuration.outputRetention = retention.duration }
    configuration.foreignPredictions = foreign
    configuration.foreignPerCreate = foreignPerCreate
    configuration.foreignTwinRate = twins
    configuration.refusesUnknownInputs = refusesUnknownInputs
    configuration.modelTime = modelTime
    if let slowModel { configuration.slowModelDuration = slowModel.duration }
    configuration.heldStatus = heldStatus
    configuration.omitsPendingOutput = !sendsNullOutput
    configuration.statusWords = Dictionary(statusWord.map { ($0.status, $0.word) }) { $1 }
    configuration.streamCutAfter = cutStreams
    if let streamTimeout { configuration.streamTimeout = streamTimeout.duration }
    configuration.refusesTokenElsewhere = refusesTokenElsewhere
    if let deploymentIdle { configuration.deploymentIdleTime = deploymentIdle.duration }
    return configuration
  }
}

/// A status and the word that is said instead.
struct StatusWord: ExpressibleByArgument {
  let status: String
  let word: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    (status, word) = (String(parts[0]), String(parts[1]))
  }
}

extension Simulator.Configuration.HeldStatus: ExpressibleByArgument {}

/// A fault as a command line writes it.
struct FaultText: ExpressibleByArgument {
  let fault: Fault

  init?(argument: String) {
    guard let fault = Fault(argument) else { return nil }
    self.fault = fault
  }
}
