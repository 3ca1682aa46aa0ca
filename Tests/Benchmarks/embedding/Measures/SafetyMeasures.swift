import Foundation
import Rep
import RepRuntime

/// What safety costs: every program of `Tests/Benchmarks` that needs no file, run with all limits and with none, and
/// through the effect gate with the journal off and past it. By processor time; of each, the fastest of some rounds.
enum SafetyMeasures {
  struct Ratio {
    let program: String
    /// With all limits, to none.
    let limits: Double
    /// With the gate, to without.
    let gate: Double
  }

  /// Ratios of all programs, at their full sizes or tiny.
  static func run(rounds: Int, isTiny: Bool) async throws -> [Ratio] {
    let open = Engine(token: .none)
    let limited = Engine(token: .none, limits: limits)
    let ungated = Engine(token: .none, options: withoutGate)
    var ratios: [Ratio] = []
    for program in try programs() {
      let size = Int(isTiny ? program.tiny : program.size)
      let scripts = try [open, limited, ungated].map { try $0.compile(program.text, name: program.name) }
      var best = [Double](repeating: .infinity, count: scripts.count)
      for round in 0..<rounds {
        for turn in scripts.indices {
          let index = (turn + round) % scripts.count
          let before = ProcessUsage.seconds
          _ = try await scripts[index].run(params: ["n": .int(size)])
          best[index] = min(best[index], ProcessUsage.seconds - before)
        }
      }
      ratios.append(Ratio(program: program.name, limits: best[1] / best[0], gate: best[0] / best[2]))
    }
    return ratios
  }

  /// Each is set, so that it is counted, and none is reached.
  private static var limits: Limits {
    Limits(
      steps: 1 << 50, callDepth: 100_000, memory: 8 << 30, duration: .seconds(3_600), predictions: 20,
      concurrentPredictions: 4, uploadBytes: 1 << 30, downloadBytes: 1 << 30, outputBytes: 1 << 30)
  }

  /// The language's own built-ins as if none had an effect: their calls do not ask the gate.
  private static var withoutGate: Engine.Options {
    var options = Engine.Options()
    options.builtins = Library.all.filter { $0.receiver == nil && !$0.effects.isDisjoint(with: .gated) }.map {
      Builtin(
        $0.name, $0.parameters, result: $0.result, effects: $0.effects.subtracting(.gated), summary: $0.summary,
        check: $0.check, body: $0.body)
    }
    return options
  }

  private struct Program {
    let name: String
    let text: String
    let size: Double
    let tiny: Double
  }

  /// The programs beside this one; `run` starts it in the package's folder.
  private static func programs() throws -> [Program] {
    let folder = URL(fileURLWithPath: "Tests/Benchmarks")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().compactMap { name in
      let file = folder.appendingPathComponent("\(name)/\(name).rep")
      guard let told = try? Data(contentsOf: folder.appendingPathComponent("\(name)/bench.json")),
        let facts = try JSONSerialization.jsonObject(with: told) as? [String: Any], facts["input"] == nil,
        let size = facts["size"] as? Double, let tiny = facts["tiny"] as? Double
      else { return nil }
      return Program(name: name, text: try String(contentsOf: file, encoding: .utf8), size: size, tiny: tiny)
    }
  }
}
