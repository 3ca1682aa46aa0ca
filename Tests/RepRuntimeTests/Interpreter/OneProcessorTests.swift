#if os(Linux)
  import Foundation
  import Testing

  @testable import RepRuntime

  /// Where threads wait that hand the baton on in a fixed order.
  @Suite struct OneProcessorTests {
    /// What the calling thread may run on, as Linux says it: `0-3,8`.
    private func processors() throws -> Substring {
      let status = try String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") })
      return try #require(line.split(whereSeparator: \.isWhitespace).last)
    }

    /// A thread that has waited may run wherever it could before, and so may those that it starts.
    @Test func leavingGivesEverythingBack() throws {
      let before = try processors()
      let areMany = before.contains { $0 == "-" || $0 == "," }
      var place = OneProcessor()
      for _ in 0..<3 {
        let isKept = place.enter()
        #expect(isKept == areMany)
        if isKept {
          #expect(Int(try processors()) != nil)
          place.leave()
        }
        #expect(try processors() == before)
      }
    }
  }
#endif
