import Foundation
import RepSimulator
import Testing

/// Nothing that a host does with an engine leaves anything behind: every golden script, every hostile one, and what only
/// hosts do, each over and over in one process whose heap must not grow with it.
@Suite(.timeLimit(.minutes(10)))
struct LeakTests {
  /// How often each is done between two looks; REP_LEAK_RUNS says otherwise.
  private static let runs = ProcessInfo.processInfo.environment["REP_LEAK_RUNS"] ?? "3"

  @Test func byHosts() async throws { try await expectNoGrowth([]) }

  /// Takes minutes, so it has to be asked for: `scripts/test --leaks`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["REP_LEAK_RUNS"] != nil), arguments: folders)
  func byScripts(_ folder: String) async throws {
    try await expectNoGrowth([RepProcess.package.appendingPathComponent("Tests/\(folder)").path])
  }

  /// One for each feature.
  private static let folders = ["Scripts", "Hostile/Scripts"].flatMap { root in
    let path = RepProcess.package.appendingPathComponent("Tests/\(root)").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { !$0.contains(".") && $0 != "examples" }.sorted().map { "\(root)/\($0)" }
  }

  private func expectNoGrowth(_ folder: [String]) async throws {
    var configuration = Simulator.Configuration()
    configuration.rateLimits = .off
    configuration.speed = 50
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    let runner = RepProcess.binary.deletingLastPathComponent().appendingPathComponent("LeakRunner")
    let finished: RepProcess.Finished
    do {
      // See Tests/Leaks/Heap/heap.c.
      let malloc = "glibc.malloc.mmap_threshold=131072:glibc.malloc.tcache_count=0"
      finished = try await RepProcess.run(
        runner, [Self.runs, address] + folder, environment: ["GLIBC_TUNABLES": malloc])
    } catch {
      await simulator.stop()
      throw error
    }
    await simulator.stop()
    #expect(finished.status == 0, "the runner ended with \(finished.status) \(finished.errors)")
    let lines = finished.output.split(separator: "\n")
    let growths = try lines.map { try JSONDecoder().decode(Growth.self, from: Data($0.utf8)) }
    #expect(!growths.isEmpty)
    for growth in growths {
      #expect(growth.hasEnded, "\(growth.name): the heap grows each time, by \(growth.bytes) bytes")
    }
  }

  /// By how many bytes the heap grew each time that something was done, for each look at it.
  private struct Growth: Decodable {
    let name: String
    let bytes: [Int]

    /// Whether it once grew by less than half of the smallest block of an allocator.
    var hasEnded: Bool { bytes.contains { $0 < 8 } }
  }
}
