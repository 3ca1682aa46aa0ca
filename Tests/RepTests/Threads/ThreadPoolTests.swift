import Dispatch
import Rep
@testable import RepRuntime
import RepValue
import Synchronization
import Testing

/// Threads are bounded, runs beyond the bound wait in order, and no script keeps another from going on.
@Suite(.timeLimit(.minutes(5))) struct ThreadPoolTests {
  /// What scripts have told of themselves, and gates at which they wait until a test opens them.
  private final class Stage: Sendable {
    private struct State {
      var begun: [Int] = []
      var open: Set<Int> = []
      var atGate: [Int: CheckedContinuation<Void, Never>] = [:]
    }
    private let state = Mutex(State())
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init(_ engine: Engine) {
      (changes, change) = AsyncStream<Void>.makeStream()
      engine.register("begun", ["k"]) { [self] (k: Int) in
        state.withLock { $0.begun.append(k) }
        change.yield()
      }
      engine.register("gate", ["k"]) { [self] (k: Int) async in
        await withCheckedContinuation { continuation in
          let isOpen = state.withLock { state in
            if !state.open.contains(k) { state.atGate[k] = continuation }
            return state.open.contains(k)
          }
          if isOpen { continuation.resume() }
        }
      }
    }

    var begun: [Int] { state.withLock { $0.begun } }

    /// Waits until so many scripts have begun.
    func waitForBegun(_ count: Int) async {
      if begun.count >= count { return }
      for await _ in changes where begun.count >= count { return }
    }

    func open(_ k: Int) {
      state.withLock { state in
        state.open.insert(k)
        return state.atGate.removeValue(forKey: k)
      }?.resume()
    }
  }

  private func engine(threads: Int, processors: Int, limits: Limits = Limits()) throws -> Engine {
    var options = Engine.Options()
    options.threads = ThreadPool(threads: threads, processors: processors)
    return try plainEngine(limits: limits, options: options)
  }

  private static let gated = "param k: int\nbegun(k)\ngate(k)\nk"

  @Test func runsBeyondTheBoundStartInOrder() async throws {
    let pool = ThreadPool(threads: 2, processors: 2)
    var options = Engine.Options()
    options.threads = pool
    let engine = try plainEngine(options: options)
    let stage = Stage(engine)
    let script = try engine.compile(Self.gated)
    let handles = try (0..<8).map { try script.start(params: ["k": .int($0)]) }
    #expect(pool.queuedCount == 6)
    await stage.waitForBegun(2)
    for k in 0..<8 {
      stage.open(k)
      #expect(try await handles[k].outcome().get() == .int(k))
      await stage.waitForBegun(min(8, k + 3))
    }
    #expect(stage.begun.prefix(2).sorted() == [0, 1])
    #expect(Array(stage.begun.dropFirst(2)) == Array(2..<8))
  }

  @Test func aStoppedRunLeavesTheQueue() async throws {
    let engine = try engine(threads: 1, processors: 1)
    let stage = Stage(engine)
    let script = try engine.compile(Self.gated)
    let first = try script.start(params: ["k": 0])
    let second = try script.start(params: ["k": 1])
    let third = try script.start(params: ["k": 2])
    second.interrupt()
    // The first one still has the only thread.
    guard case .failure(let error) = await second.outcome() else {
      Issue.record("a stopped run gave a value")
      return
    }
    #expect(error.kind == .interrupted)
    stage.open(0)
    stage.open(2)
    #expect(try await first.outcome().get() == 0)
    #expect(try await third.outcome().get() == 2)
    #expect(stage.begun == [0, 2])
  }

  @Test func aSessionGoesOnAfterAnInputThatWasStoppedInTheQueue() async throws {
    let engine = try engine(threads: 1, processors: 1)
    let stage = Stage(engine)
    let first = try engine.compile(Self.gated).start(params: ["k": 0])
    let session = Session(engine)
    guard case .complete(let input) = session.compile("let a = 1") else {
      Issue.record("the input does not compile")
      return
    }
    let handle = try session.start(input)
    handle.interrupt()
    _ = await handle.outcome()
    stage.open(0)
    _ = await first.outcome()
    #expect(try await session.evaluate("1 + 2") == 3)
  }

  @Test func bodiesOfAParallelTakeNoThreadFromAQueue() async throws {
    for threads in 1...3 {
      let engine = try engine(threads: threads, processors: 1)
      let script = try engine.compile("(parallel for i in 1..20 { sleep 1ms\ni }).sum()")
      try await withThrowingTaskGroup(of: Value.self) { group in
        for _ in 0..<6 { group.addTask { try await script.run(events: RunEvents()) } }
        for try await value in group { #expect(value == 210) }
      }
    }
  }

  @Test func noLoopingScriptStarvesAnother() async throws {
    let engine = try engine(threads: 8, processors: 1)
    let counts = Mutex((turns: [0, 0, 0, 0], last: -1, isDone: false))
    let (done, finish) = AsyncStream<Void>.makeStream()
    engine.register("tick", ["k"], recording: .pure) { (k: Int) in
      counts.withLock { counts in
        guard counts.last != k else { return }
        (counts.last, counts.turns[k]) = (k, counts.turns[k] + 1)
        // Each had to come back at least once.
        guard !counts.isDone, counts.turns.allSatisfy({ $0 >= 2 }) else { return }
        counts.isDone = true
        finish.finish()
      }
    }
    let script = try engine.compile("param k: int\nwhile true { tick(k) }")
    let handles = try (0..<4).map { try script.start(params: ["k": .int($0)]) }
    for await _ in done {}
    #expect(handles.allSatisfy { $0.endedOutcome == nil })
    for handle in handles { handle.interrupt() }
    for handle in handles { _ = await handle.outcome() }
  }

  @Test func aHostFunctionThatBlocksStopsNobodyElse() async throws {
    let engine = try engine(threads: 8, processors: 1)
    let isOpen = DispatchSemaphore(value: 0)
    let (begun, begin) = AsyncStream<Void>.makeStream()
    engine.register("block") { () in
      begin.finish()
      isOpen.wait()
    }
    engine.register("open") { () in _ = isOpen.signal() }
    let blocking = try engine.compile("block()\n1").start()
    for await _ in begun {}
    _ = try await engine.compile("open()").run()
    #expect(try await blocking.outcome().get() == 1)
  }

  @Test func scriptsThatWaitLeaveSwiftsThreadsAlone() async throws {
    let engine = try engine(threads: 512, processors: 2)
    let stage = Stage(engine)
    let script = try engine.compile(Self.gated)
    let count = 256
    let handles = try (0..<count).map { try script.start(params: ["k": .int($0)]) }
    // Neither this nor what opens the gates could go on, were the scripts waiting on threads of the cooperative pool.
    await stage.waitForBegun(count)
    await withTaskGroup(of: Void.self) { group in
      for k in 0..<count { group.addTask { stage.open(k) } }
    }
    for (k, handle) in handles.enumerated() { #expect(try await handle.outcome().get() == .int(k)) }
  }

  @Test func aScriptHasItsOwnStackOnAThreadThatHadALargerOne() async throws {
    let pool = ThreadPool(threads: 1, processors: 1)
    var options = Engine.Options()
    options.threads = pool
    let text = "fn depth(n) { depth(n + 1) }\ndepth(0)"
    for stackBytes in [16 << 20, 1 << 20, 2 << 20] {
      let engine = try plainEngine(limits: Limits(callDepth: .max, stackBytes: stackBytes), options: options)
      let result = await run(text, engine)
      #expect(result.error?.limit == .callDepth)
      #expect(await run("1 + 1", engine).value == 2)
    }
  }
}
