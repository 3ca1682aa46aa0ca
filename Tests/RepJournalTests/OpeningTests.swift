import Rep
import RepJournal
import RepRuntime
import RepValue
import Synchronization
import Testing

/// A host's way to the journal: one call opens it, one runs the script.
@Suite(.timeLimit(.minutes(2)))
struct OpeningTests {
  @Test("A failed run is gone on with, one that ended well is not, and other inputs are another run")
  func goesOn() async throws {
    let world = try await JournalWorld()
    let isBroken = Mutex(true)
    world.engine.register("check", recording: .pure) { () throws in
      if isBroken.withLock({ $0 }) { throw ScriptError(.host, "not yet") }
    }
    let script = try world.engine.compile(
      "param name: string = \"Ada\"\nlet text = await predict \"replicate/hello-world\" <text: name>\ncheck()\ntext")
    let file = RunJournal.file(inFolder: world.folder.path)
    @Sendable func run(_ name: String, _ resumption: RunJournal.Resumption = .newest) async throws -> Value {
      let params: [String: Value] = ["name": Value(name)]
      let journal = try await RunJournal.opening(
        file, for: script, path: "hello.rep", params: params, resumption: resumption)
      return try await script.run(journal: journal, params: params)
    }
    await #expect(throws: ScriptError.self) { try await run("Ada") }
    #expect(world.creates == 1)
    isBroken.withLock { $0 = false }
    #expect(try await run("Ada") == "hello Ada")
    #expect(world.creates == 1, "the answer was paid for before")
    #expect(try await run("Ada") == "hello Ada")
    #expect(world.creates == 2, "the run before ended well")
    #expect(try await run("Bob") == "hello Bob")
    #expect(try await run("Bob", .never) == "hello Bob")
    #expect(world.creates == 4)
    await #expect(throws: JournalError.self) { try await run("Ada", .run(99)) }
    await world.end()
  }

  @Test("A run whose task is canceled cancels its prediction, and makes it anew when it is gone on with")
  func stopped() async throws {
    let world = try await JournalWorld()
    let file = RunJournal.file(inFolder: world.folder.path)
    for attempt in 1...2 {
      let (begun, begin) = AsyncStream<Void>.makeStream()
      world.engine.register("begun", recording: .pure) { () in begin.finish() }
      let script = try world.engine.compile("predict \"rep/slow\" <seconds: 3600>\nbegun()\nsleep 1h")
      let journal = try await RunJournal.opening(file, for: script, path: "slow.rep")
      let task = Task { try await script.run(journal: journal) }
      for await _ in begun {}
      task.cancel()
      await #expect(throws: ScriptError.self) { try await task.value }
      #expect(world.creates == attempt)
      #expect(world.simulator.statistics.cancels == attempt)
    }
    await world.end()
  }
}
