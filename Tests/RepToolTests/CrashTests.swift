import Foundation
import RepValue
import Testing

/// Kills a script again and again and lets it go on: what was paid for is never paid for twice.
///
/// Each world has a server of its own, in a process of its own, which counts what it accepts. `REP_CRASH_TEST=full`
/// (`scripts/test --crash`) kills 200 times, which takes some 20 minutes; usually it is 12 times.
@Suite(.timeLimit(.minutes(60)))
struct CrashTests {
  /// What is wrong with a world.
  struct Trouble: Sendable, CustomTestStringConvertible {
    let name: String
    var flags: [String] = []
    /// Kills of the full test that hit a living process.
    var kills = 20
    /// The script may end with these instead of success, because what was paid for can be lost here.
    var otherEndings: Set<Int32> = []
    /// Seconds between a kill and the next start.
    var pause = 0.0

    var testDescription: String { name }
  }

  private static let creates = "predictions.create,models.predictions.create"

  static let troubles = [
    Trouble(name: "kills alone", kills: 100),
    Trouble(name: "10 % of the answers are lost", flags: ["--fault", "lost@\(creates)=0.1"]),
    Trouble(name: "creates are accepted 3 s late", flags: ["--fault", "late:3s@\(creates)=0.1"]),
    Trouble(name: "the list is 3 s behind", flags: ["--list-lag", "3s", "--fault", "lost@\(creates)=0.05"]),
    Trouble(
      name: "a teammate makes the same predictions", flags: ["--twins", "0.3", "--fault", "lost@\(creates)=0.05"]),
    Trouble(
      name: "data is removed before the script goes on", flags: ["--retention", "1s"], otherEndings: [1, 8], pause: 1.5),
  ]

  private static let isFull = ProcessInfo.processInfo.environment["REP_CRASH_TEST"] == "full"
  /// Kills of one world at most.
  private static let killsOfWorld = 5
  private static let worldsAtOnce = 3

  @Test("Exactly 40 predictions are paid for, however often the script is killed")
  func paysOnce() async throws {
    let tallies = try await withThrowingTaskGroup(of: CrashTally.self) { group in
      var tallies: [CrashTally] = []
      for (index, trouble) in Self.troubles.enumerated() {
        if index >= Self.worldsAtOnce, let tally = try await group.next() { tallies.append(tally) }
        group.addTask { try await Self.live(through: trouble, kills: Self.isFull ? trouble.kills : 2) }
      }
      for try await tally in group { tallies.append(tally) }
      return tallies
    }
    let all = tallies.reduce(into: CrashTally(name: "in all")) { $0.add($1) }
    #expect(all.kills == (Self.isFull ? 200 : 12))
    print(([CrashTally.heading] + tallies.sorted { $0.name < $1.name }.map(\.line) + [all.line]).joined(separator: "\n"))
  }

  /// Lives through as many worlds as it takes for so many kills: a script that was quicker than a kill is not counted.
  private static func live(through trouble: Trouble, kills: Int) async throws -> CrashTally {
    var tally = CrashTally(name: trouble.name)
    while tally.kills < kills {
      var world = try await World(trouble, seed: tally.worlds + 1, settle: 5)
      let life = try await world.live(kills: min(killsOfWorld, kills - tally.kills))
      let creates = try await world.check(life.ending, trouble)
      tally.add(life, creates)
      // One that never meets a living process would go on for ever.
      guard tally.worlds < 2 * kills else { break }
    }
    #expect(tally.kills == kills, "\(trouble.name)")
    return tally
  }

  @Test("Without patience for late creates some are paid for twice: the test above can fail")
  func paysTwiceWithoutPatience() async throws {
    let trouble = Trouble(name: "late creates", flags: ["--fault", "late:500ms@\(Self.creates)=0.3"])
    var world = try await World(trouble, seed: 1, settle: 0)
    let life = try await world.live(kills: 0)
    #expect(life.ending.status == 0, "\(life.ending.errors)")
    let creates = try await world.server.creates()
    #expect(creates > 40)
    print("with --settle 0: \(creates) predictions instead of 40")
    await world.end()
  }
}

/// How one script lived: the kills that hit it alive, and how its last process ended.
private struct Life {
  var kills: Int
  var ending: RepProcess.Finished
}

/// What came of the worlds of one kind.
private struct CrashTally: Sendable {
  let name: String
  var worlds = 0
  var kills = 0
  var creates = 0
  var succeeded = 0
  /// Ended because of what was paid for and is lost, or cannot be decided.
  var lost = 0

  static let heading = "kills  scripts  predictions  ended well  with a loss"

  var line: String {
    let cells = [(kills, 5), (worlds, 9), (creates, 13), (succeeded, 12), (lost, 13)].map { number, width in
      String(repeating: " ", count: max(0, width - "\(number)".count)) + "\(number)"
    }
    return cells.joined() + "  " + name
  }

  mutating func add(_ life: Life, _ creates: Int) {
    worlds += 1
    kills += life.kills
    self.creates += creates
    if life.ending.status == 0 { succeeded += 1 } else { lost += 1 }
  }

  mutating func add(_ other: CrashTally) {
    (worlds, kills, creates) = (worlds + other.worlds, kills + other.kills, creates + other.creates)
    (succeeded, lost) = (succeeded + other.succeeded, lost + other.lost)
  }
}

/// A server, a folder with the script, and the journal that grows there.
private struct World {
  private static let script = """
    # 40 creates: bodies that share a variable, equal inputs, many at once, and inputs that depend on the order of waits.
    var order = []
    let a = parallel(limit: 6) for n in 0..<16 {
      let text = await predict "replicate/hello-world" <text: "a\\(n)">
      order.push(n)
      text
    }
    let b = [for n in 0..<8: await predict "replicate/hello-world" <text: "b\\(n % 4)">]
    let started = [for n in 0..<12: predict "replicate/hello-world" <text: "c\\(n) \\(random(1, 1000000))">]
    let c = await started
    let d = parallel for n in 0..<4 { await predict "replicate/hello-world" <text: "d\\(order[n])"> }
    write_json "result.json", {a:, b:, c: len(c), d:, order:}
    """

  let server: Server
  private let folder: ScratchFolder
  private let settle: Int
  private let pause: Double
  private var random: SplitMix

  init(_ trouble: CrashTests.Trouble, seed: Int, settle: Int) async throws {
    let flags = ["--seed", "\(seed)", "--model-time", "5", "--latency", "20ms", "--rate-limits", "off"]
    server = try await Server(flags + trouble.flags)
    folder = try ScratchFolder()
    try folder.write(Self.script, to: "forty.rep")
    self.settle = settle
    pause = trouble.pause
    random = SplitMix(state: UInt64(seed) &* 7_919)
  }

  /// Runs the script, kills it at random instants, and lets the last run go on to its end.
  mutating func live(kills: Int) async throws -> Life {
    for kill in 0..<kills {
      let nowhere = FileHandle.nullDevice.fileDescriptor
      let errors = try FileHandle(forWritingTo: folder.write(Data(), to: "errors"))
      let process = try RepProcess.start(
        arguments: arguments, in: folder.url, environment: environment,
        descriptors: [nowhere, nowhere, errors.fileDescriptor])
      // A clock is what makes the instant random, whatever the process does at it: no event of the process could. Nothing
      // is judged by how much it had done: a kill that comes before everything or after it is one of the cases.
      try await Task.sleep(for: .milliseconds(50 + Int(random.next() % 2_500)))
      process.send(SIGKILL)
      let status = await process.status()
      guard status == 128 + SIGKILL else {
        // It was quicker. A run that has ended well is not gone on with: the next one would rightly pay again.
        let ending = RepProcess.Finished(status: status, output: "", errors: try folder.read("errors"))
        return Life(kills: kill, ending: ending)
      }
      // It may have been about to exit.
      if try await hasEndedWell() {
        return Life(kills: kill + 1, ending: RepProcess.Finished(status: 0, output: "", errors: try folder.read("errors")))
      }
      // The server removes the data meanwhile, or not: both endings are allowed for.
      try await Task.sleep(for: .seconds(pause))
    }
    return Life(kills: kills, ending: try await RepProcess.run(arguments, in: folder.url, environment: environment))
  }

  /// Whether the newest run has ended well.
  private func hasEndedWell() async throws -> Bool {
    let list = try await RepProcess.run(["runs", "--json"], in: folder.url, environment: environment)
    return (try? JSON.parse(list.output))?.array?.first?["state"].string == "succeeded"
  }

  private var arguments: [String] { ["run", "forty.rep", "--settle", "\(settle)s"] }

  private var environment: [String: String?] {
    server.environment.merging(["HOME": folder.url.path, "XDG_CACHE_HOME": nil]) { $1 }
  }

  /// Looks at what is left when the script has ended; gives the predictions that the server has accepted.
  func check(_ ending: RepProcess.Finished, _ trouble: CrashTests.Trouble) async throws -> Int {
    let creates = try await server.creates()
    if trouble.otherEndings.contains(ending.status) {
      // Only what is lost may end the script, and nothing was bought again.
      #expect(ending.errors.contains("output_gone") || ending.errors.contains("unresolved"), "\(ending.errors)")
      #expect(creates <= 40)
    } else {
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(creates == 40, "\(trouble.name): \(ending.errors)")
      try checkResult()
    }
    try await checkCalls(isComplete: ending.status == 0)
    await end()
    return creates
  }

  /// All outputs are right, and those of the last four belong to the order that the first bodies ended in.
  private func checkResult() throws {
    let result = try JSON.parse(try folder.read("result.json"))
    let texts = { (key: String) in (result[key].array ?? []).compactMap(\.string) }
    #expect(texts("a") == (0..<16).map { "hello a\($0)" })
    #expect(texts("b") == (0..<8).map { "hello b\($0 % 4)" })
    #expect(result["c"].int == 12)
    let order = (result["order"].array ?? []).compactMap(\.int)
    #expect(order.sorted() == Array(0..<16))
    #expect(texts("d") == order.prefix(4).map { "hello d\($0)" })
  }

  /// No prediction serves two calls, and none is left running.
  private func checkCalls(isComplete: Bool) async throws {
    let list = try await RepProcess.run(["runs", "--json"], in: folder.url, environment: environment)
    let run = try #require(try JSON.parse(list.output).array?.first?["run"].int, "\(list.errors)")
    let shown = try await RepProcess.run(["runs", "show", "\(run)", "--json"], in: folder.url, environment: environment)
    let calls = try #require(try JSON.parse(shown.output)["calls"].array, "\(shown.errors)")
    let ids = calls.compactMap { $0["id"].string }
    #expect(Set(ids).count == ids.count, "no prediction serves two calls")
    guard isComplete else { return }
    #expect(ids.count == 40)
    #expect(calls.allSatisfy { $0["state"].string == "done" })
    let running = try await RepProcess.run(
      ["eval", #"print len(predictions.list().collect().filter(p => p.status in ["starting", "processing"]))"#],
      in: folder.url, environment: environment)
    #expect(running.output == "0\n", "\(running.errors)")
  }

  func end() async { _ = await server.stop() }
}

/// Steele and others, "Fast splittable pseudorandom number generators" (2014).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
