import Foundation
import RepValue
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

extension Server {
  /// The server's own counts.
  func statistics() async throws -> Value {
    let address = try #require(environment["REPLICATE_BASE_URL"] ?? nil)
    let url = try #require(URL(string: address + "/simulator/statistics"))
    let (data, _) = try await URLSession.shared.data(from: url)
    return try JSON.parse([UInt8](data))
  }

  /// Creates that it has accepted.
  func creates() async throws -> Int {
    let statistics = try await statistics()
    return try #require(statistics["creates"].int)
  }
}
