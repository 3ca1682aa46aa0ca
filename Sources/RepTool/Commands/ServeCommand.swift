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
      EFFECT[@OPERATION,...][=WHEN], such as lost@predictions.create=0.1 or throttled:3=first:2; as operations also \
      delivery (output files) and streams, which only faults that name them meet; effects: \
      \(Fault.effectWords.map(\.example).joined(separator: ", ")); when: always, a rate from 0 to 1, first:N, \
      every:N, nth:N,N.
      """)

  @Option(help: "The port; 0 takes a free one.")
  var port = 8080

  @Option(help: "The address to listen on. Anything but a loopback address lets other machines in.")
  var host = "127.0.0.1"

  @OptionGroup(title: "Service Options") var service: SimulatorFlags

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("a port is a number from 0 to 65535") }
  }

  func run() throws {
    guard let wake = WakePipe() else { throw UsageError("too many open files to start a server") }
    let simulator = Simulator(service.configuration)
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
      export REPLICATE_BASE_URL=\(address) REPLICATE_API_TOKEN=\(service.token.first ?? "r8_local")
      Ctrl-C ends it.
      """)
    guard status == .success else { throw status.thrown }
    wake.receiveSignals()
    while true {
      switch wake.next(within: nil) {
      // Ctrl-C is how a server is ended, not how it fails.
      case .interrupt, .terminate: return
      case .finished, .output, .progress, .notice, .resized, .suspend, .input, nil: continue
      }
    }
  }
}
