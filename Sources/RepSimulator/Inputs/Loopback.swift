import AsyncHTTPClient
import NIOCore

/// Requests to servers on this machine: the only ones that the simulator makes.
enum Loopback {
  /// Says at once when nobody listens, instead of trying again until its time is up.
  static let client = HTTPClient(
    eventLoopGroupProvider: .singleton,
    configuration: {
      var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
      configuration.connectionPool.retryConnectionEstablishment = false
      return configuration
    }())

  /// Whether an HTTP URL names a host that can only be this machine.
  static func isHost(of url: String) -> Bool {
    guard let start = url.firstRange(of: "://")?.upperBound else { return false }
    let authority = url[start...].prefix { !"/?#".contains($0) }
    let host = authority.split(separator: "@").last ?? ""
    if host.hasPrefix("[::1]") { return true }
    let name = host.prefix { $0 != ":" }
    return name == "localhost" || (name.hasPrefix("127.") && name.allSatisfy { $0.isNumber || $0 == "." })
  }

  /// Fetches a file.
  static func read(_ url: String) async throws(InputFileError) -> [UInt8] {
    do {
      let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
      guard response.status.code == 200 else {
        throw InputFileError(message: "Failed to download an input file: \(response.status)")
      }
      return Array(try await response.body.collect(upTo: 100_000_000).readableBytesView)
    } catch let error as InputFileError {
      throw error
    } catch {
      throw InputFileError(message: "Failed to download an input file: \(error)")
    }
  }
}
