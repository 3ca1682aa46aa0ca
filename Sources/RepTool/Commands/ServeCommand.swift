import ArgumentParser
import RepSimulator

/// `rep serve --port N`
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve Replicate's API locally, with models that really answer.",
    discussion: """
      rep serve --port 8080
      REPLICATE_BASE_URL=http://127.0.0.1:8080 REPLICATE_API_TOKEN=r8_local rep poster.rep

      Any client can be pointed there. Nothing leaves this machine. Faults are written \
      EFFECT[@OPERATION,...][=WHEN], such as lost@predictions.create=0.1 or throttled:3=first:2; effects: \
      \(Fault.effectWords.map(\.example).joined(separator: ", ")); when: always, a rate from 0 to 1, first:N, \
      every:N, nth:N,N.
      """)

  @Option(help: "The port; 0 takes a free one.")
  var port = 8080

  @Option(help: "The address to listen on. Anything but a loopback address lets other machines in.")
  var host = "127.0.0.1"

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

  @Option(name: .customLong("list-lag"), help: ArgumentHelp("New predictions show in lists this late.", valueName: "time"))
  var listLag: TimeSpan?

  @Option(help: ArgumentHelp("Outputs are removed this long after a run. (default: 1h)", valueName: "time"))
  var retention: TimeSpan?

  @Option(help: ArgumentHelp("Other people's predictions in the list.", valueName: "count"))
  var foreign = 0

  @Option(help: ArgumentHelp("Share of creates that somebody else repeats, 0 to 1.", valueName: "rate"))
  var twins = 0.0

  @Flag(name: .customLong("strict-inputs"), help: "Refuse inputs that a model does not have; the service ignores them.")
  var refusesUnknownInputs = false

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
    guard (0...65_535).contains(port) else { throw ValidationError("a port is a number from 0 to 65535") }
    guard speed > 0, speed.isFinite else { throw ValidationError("the speed must be greater than 0") }
    guard (0...1).contains(twins) else { throw ValidationError("the rate of twins lies between 0 and 1") }
    guard foreign >= 0 else { throw ValidationError("there cannot be fewer than 0 predictions") }
  }

  func run() throws {
    guard let wake = WakePipe() else { throw UsageError("too many open files to start a server") }
    let simulator = Simulator(configuration)
    let (host, port) = (host, port)
    let address: String
    do {
      address = try blocking { try await simulator.start(host: host, port: port) }
    } catch {
      throw UsageError("cannot listen on \(host):\(port): \(error)", hint: "--port 0 takes a free port")
    }
    let status = Console.standard.print(
      """
      Serving Replicate's API at \(address)
      export REPLICATE_BASE_URL=\(address) REPLICATE_API_TOKEN=\(token.first ?? "r8_local")
      Ctrl-C ends it.
      """)
    guard status == .success else { throw status.thrown }
    wake.receiveSignals()
    while true {
      switch wake.next(within: nil) {
      // Ctrl-C is how a server is ended, not how it fails.
      case .interrupt, .terminate: return
      case .finished, .output, nil: continue
      }
    }
  }

  private var configuration: Simulator.Configuration {
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
    configuration.foreignTwinRate = twins
    configuration.refusesUnknownInputs = refusesUnknownInputs
    return configuration
  }
}

/// A fault as a command line writes it.
struct FaultText: ExpressibleByArgument {
  let fault: Fault

  init?(argument: String) {
    guard let fault = Fault(argument) else { return nil }
    self.fault = fault
  }
}
