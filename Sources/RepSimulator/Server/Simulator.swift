import RepValue

/// A local server that speaks Replicate's HTTP API, with models that really answer.
///
/// ```swift
/// let simulator = Simulator()
/// let url = try await simulator.start()      // "http://127.0.0.1:41733"
/// …                                          // point any client there, with any token that begins with r8_
/// await simulator.stop()
/// ```
///
/// Nothing leaves this machine: webhooks are sent, and inputs fetched, on loopback addresses only. Output files and
/// event streams come from a second port, because they have another origin in the real service too.
public final class Simulator: Sendable {
  private let api: API
  private let listeners = Listeners()

  /// A server that is not started yet.
  public init(_ configuration: Configuration = Configuration()) {
    api = API(configuration)
  }

  /// Binds both ports and begins to answer.
  /// - Parameters:
  ///   - host: The address to listen on. Anything but a loopback address lets other machines in.
  ///   - port: The API's port; 0 for a free one. The second port is always a free one.
  /// - Returns: The base URL without a path, such as `http://127.0.0.1:41733`.
  /// - Throws: `IOError` where the port cannot be had; `SimulatorError` where it was started before.
  public func start(host: String = "127.0.0.1", port: Int = 0) async throws -> String {
    try await listeners.start(api, host: host, port: port)
    await api.insertForeignPredictions()
    return api.origins.api
  }

  /// Closes both ports and all connections; what runs is forgotten. A stopped simulator cannot be started again.
  public func stop() async {
    api.background.cancelAll()
    await listeners.stop()
  }

  /// Removes input, output, logs and files of all predictions of the API that have ended, as
  /// ``Configuration/outputRetention`` does with time. Those of trainings, and of predictions made in the browser, stay.
  public func removeData() {
    let now = api.clock.now
    api.world.withLock { $0.predictions.dropData(at: now) }
  }

  /// What has been seen so far. Also served, without a token, at `/simulator/statistics`.
  public var statistics: Statistics { api.tally.current }

  /// The origin of output files and event streams, such as `http://127.0.0.1:41734`.
  public var deliveryOrigin: String { api.origins.delivery }
}

/// Why a simulator did not start.
public enum SimulatorError: Error, Equatable {
  /// It has been started before; a simulator starts once.
  case alreadyStarted
}

/// The two listeners of a simulator.
private actor Listeners {
  private var running: [Listener] = []
  private var isStarted = false

  func start(_ api: API, host: String, port: Int) async throws {
    guard !isStarted else { throw SimulatorError.alreadyStarted }
    isStarted = true
    do {
      // Bound before the API, because its answers name both.
      let delivery = Delivery(api: api)
      let second = try await Listener.start(host: host, port: 0, tally: nil, clock: api.clock) { request in
        try await delivery.respond(to: request)
      }
      running.append(second)
      let first = try await Listener.start(host: host, port: port, tally: api.tally, clock: api.clock) { request in
        try await api.respond(to: request)
      }
      running.append(first)
      let name = Self.urlHost(host)
      api.origins = Origins(api: "http://\(name):\(first.port)", delivery: "http://\(name):\(second.port)")
    } catch {
      await stop()
      throw error
    }
  }

  func stop() async {
    let listeners = running
    running = []
    for listener in listeners { await listener.stop() }
  }

  /// The host as a URL writes it; "all addresses" is named by the one that is always there.
  private static func urlHost(_ host: String) -> String {
    if host == "0.0.0.0" || host == "::" { return "127.0.0.1" }
    return host.contains(":") ? "[\(host)]" : host
  }
}
