import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RepSimulator
import RepValue
import Testing

/// One client for all tests: it follows no redirect, so that tests see them.
private let client = HTTPClient(
  eventLoopGroupProvider: .singleton,
  configuration: {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }())

/// What a server answered.
struct Answer {
  let status: Int
  let headers: HTTPHeaders
  let bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The body as JSON; null where it is none.
  var json: Value { (try? JSON.parse(bytes)) ?? .null }

  func header(_ name: String) -> String? { headers.first(name: name) }
}

/// Sends one request.
func send(
  _ method: String, _ url: String, headers: [(String, String)] = [], body: [UInt8]? = nil
) async throws -> Answer {
  var request = HTTPClientRequest(url: url)
  request.method = HTTPMethod(rawValue: method)
  for (name, value) in headers { request.headers.add(name: name, value: value) }
  if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
  let response = try await client.execute(request, timeout: .seconds(60))
  let buffer = try await response.body.collect(upTo: 1 << 30)
  return Answer(
    status: Int(response.status.code), headers: response.headers, bytes: Array(buffer.readableBytesView))
}

/// A running simulator and a client of it that has a token.
struct TestServer: Sendable {
  let simulator: Simulator
  let base: String

  func call(
    _ method: String, _ path: String, _ body: Value? = nil, headers: [(String, String)] = []
  ) async throws -> Answer {
    var fields = [("Authorization", "Bearer r8_test")] + headers
    var bytes: [UInt8]?
    if let body {
      fields.append(("Content-Type", "application/json"))
      bytes = try JSON.bytes(body)
    }
    return try await send(method, path.hasPrefix("http") ? path : base + "/v1" + path, headers: fields, body: bytes)
  }

  func get(_ path: String) async throws -> Answer { try await call("GET", path) }

  /// Creates a prediction of an official model and gives the answer.
  func create(
    _ model: String, _ input: Value, wait: Int? = nil, cancelAfter: String? = nil, extra: Value = [:]
  ) async throws -> Answer {
    var body: Value = ["input": input]
    for (key, value) in extra.pairs ?? [] { body[key] = value }
    var headers: [(String, String)] = []
    if let wait { headers.append(("Prefer", "wait=\(wait)")) }
    if let cancelAfter { headers.append(("Cancel-After", cancelAfter)) }
    return try await call("POST", "/models/\(model)/predictions", body, headers: headers)
  }

  /// Runs any model to its end, by its latest version, and gives the prediction.
  func run(_ model: String, _ input: Value) async throws -> Value {
    let version = try await get("/models/\(model)").json["latest_version"]["id"]
    let answer = try await call(
      "POST", "/predictions", ["version": version, "input": input], headers: [("Prefer", "wait=60")])
    #expect(answer.status == 201, "\(model): \(answer.text)")
    return answer.json
  }
}

/// Runs `body` against a simulator of its own, fifty times as fast as real time unless told otherwise.
func withSimulator<Result>(
  _ configure: (inout Simulator.Configuration) -> Void = { _ in },
  _ body: (TestServer) async throws -> Result
) async throws -> Result {
  var configuration = Simulator.Configuration()
  configuration.speed = 50
  configure(&configuration)
  let simulator = Simulator(configuration)
  let base = try await simulator.start()
  do {
    let result = try await body(TestServer(simulator: simulator, base: base))
    await simulator.stop()
    return result
  } catch {
    await simulator.stop()
    throw error
  }
}
