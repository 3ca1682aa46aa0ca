import Foundation
import Testing

/// Scripts that mean harm, each in a process of its own with the limits of a stranger's script: the right error ends it,
/// memory stays bounded, and the next script in the process runs as if nothing had been.
@Suite(.timeLimit(.minutes(15)))
struct HostileTests {
  /// The corpus's `memory`, the stack at its depth, and what a process may need besides.
  private static let peakLimit = (24 + 16 + 32) << 20

  @Test(arguments: HostileScript.all)
  func script(_ script: HostileScript) async throws {
    let runner = RepProcess.binary.deletingLastPathComponent().appendingPathComponent("HostileRunner")
    let finished = try await RepProcess.run(runner, [script.path])
    let report = try? JSONDecoder().decode(Ending.self, from: Data(finished.output.utf8))
    let ending = try #require(report, "\(script.name) took the process down: status \(finished.status) \(finished.errors)")
    let how = ending.limit.map { "limit \($0)" } ?? ending.kind
    #expect(how == script.ends, "\(script.name): \(ending.message)")
    #expect(ending.peak <= Self.peakLimit, "\(script.name) took \(ending.peak >> 20) MB")
    #expect(ending.nextIsFine, "after \(script.name) another script gives something else")
  }

  @Test func corpusIsThere() { #expect(HostileScript.all.count >= 60) }

  private struct Ending: Codable {
    var kind: String
    var limit: String?
    var message: String
    var peak: Int
    var nextIsFine: Bool
  }
}

/// A script of the corpus. Its first line says how it must end: `# ends: limit memory`, `# ends: permission`,
/// `# ends: value`.
struct HostileScript: Sendable, CustomTestStringConvertible {
  let name: String
  let path: String
  let ends: String
  var testDescription: String { name }

  static let all: [HostileScript] = {
    let folder = RepProcess.package.appendingPathComponent("Tests/Hostile/Scripts")
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".rep") }.sorted().map { name in
      let path = folder.appendingPathComponent(name).path
      let first = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n").first ?? ""
      return HostileScript(name: name, path: path, ends: String(first.dropFirst("# ends: ".count)))
    }
  }()
}
