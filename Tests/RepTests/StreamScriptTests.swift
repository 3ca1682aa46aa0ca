import Rep
import RepRuntime
import RepSimulator
import RepValue
import Testing

/// Streams as scripts read them, from servers that break them.
@Suite(.timeLimit(.minutes(2))) struct StreamScriptTests {
  private static let whole = """
    let p = predict "meta/meta-llama-3-8b-instruct" <prompt: "otters", max_tokens: 30>
    let pieces = [for piece in stream p: piece]
    assert pieces.join("") == (await p).join("")
    len(pieces) > 0
    """

  @Test(
    "However a stream breaks, every piece comes once",
    arguments: [
      "reset@streams=first:2", "503@streams=first:2", "html:502@streams=first:1", "429@streams=first:1",
      "delayed:20ms@streams", "404@streams", "redirect@streams", "503@streams",
    ])
  func broken(_ fault: String) async throws {
    let (result, _) = try await runHostile(Self.whole, [fault], creates: 1)
    #expect(result.value == true, "\(result.error?.message ?? "")")
  }

  @Test("Cut anywhere and in every form, a stream goes on where it was", arguments: [60, 100, 150, 1_000], [false, true])
  func cut(_ bytes: Int, isVaried: Bool) async throws {
    let (result, statistics) = try await runHostile(Self.whole, creates: 1) {
      $0.streamCutAfter = bytes
      $0.variesStreamForm = isVaried
    }
    #expect(result.value == true, "\(result.error?.message ?? "")")
    #expect(statistics.streamsResumed > 0 || bytes < 100 || bytes == 1_000)
  }

  @Test("All that the standard allows reads as one text")
  func everyForm() async throws {
    let (result, statistics) = try await runHostile(Self.whole, creates: 1) { $0.variesStreamForm = true }
    #expect(result.value == true, "\(result.error?.message ?? "")")
    #expect(statistics.streams == 1)
  }

  @Test("A loop that is left closes the stream and cancels nothing")
  func left() async throws {
    var configuration = quickConfiguration()
    configuration.modelTime = 20
    try await withSimulator(configuration) { engine, simulator, _ in
      let text = """
        let p = predict "meta/meta-llama-3-8b-instruct" <prompt: "otters", max_tokens: 400>
        for piece in stream p { break }
        for piece in stream p { break }
        predictions.get(p.id).status
        """
      let result = await run(text, engine)
      #expect(result.value == "processing", "\(result.error?.message ?? "")")
      #expect(simulator.statistics.streams == 2)
      #expect(simulator.statistics.cancels == 0)
      while simulator.statistics.openStreams > 0 {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }

  @Test(
    "A within ends the stream, and cancels only what was started inside",
    arguments: [
      ("let p = START\nlet r = try { within 200ms { for piece in stream p { } } }", false),
      ("let r = try { within 200ms { for piece in stream START { } } }", true),
    ])
  func timeUp(_ text: String, _ isInside: Bool) async throws {
    try await withSimulator { engine, simulator, _ in
      let start = "predict(\"rep/slow\", input: {seconds: 3600})"
      let script = try engine.compile(text.replacing("START", with: start) + "\nr.error.kind", name: "within.rep")
      let handle = try script.start()
      let kind = try await handle.outcome().get()
      #expect(kind == "timeout")
      for stopping in handle.run.scope.stoppingWork { _ = await stopping.value }
      // On a machine that is slow enough, the time is up before there is anything to cancel.
      #expect(simulator.statistics.cancels == (isInside ? simulator.statistics.creates : 0))
      while simulator.statistics.openStreams > 0 {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }

  @Test("Statuses that nobody knows today neither hang nor lie")
  func unknownStatuses() async throws {
    var configuration = quickConfiguration()
    configuration.statusWords = ["starting": "booting", "processing": "warming up", "succeeded": "accomplished"]
    try await withSimulator(configuration) { engine, simulator, _ in
      let text = """
        let ps = [for i in 1..5: predict "replicate/hello-world" <text: "n\\(i)">]
        assert ps[0].status == "booting"
        assert await ps == [for i in 1..5: "hello n\\(i)"]
        assert (settle ps[0]).status == "accomplished"
        let p = predict "meta/meta-llama-3-8b-instruct" <prompt: "x", max_tokens: 5>
        [for c in stream p: c].join("") == (await p).join("")
        """
      let result = await run(text, engine)
      #expect(result.value == true, "\(result.error?.message ?? "")")
      #expect(simulator.statistics.creates == 6)
    }
    configuration.statusWords = ["failed": "exploded"]
    try await withSimulator(configuration) { engine, _, _ in
      let result = await run("await predict \"rep/always-fails\" <>", engine)
      #expect(result.kind == "model_failed")
      #expect(result.error?.message.contains("exploded") == true)
    }
  }

  @Test(
    "A deadline that passes before the start aborts, for await, settle and stream",
    arguments: [
      "let r = try await START\n[r.error.kind, r.error.id != null]", "[\"aborted\", (settle START).status == \"aborted\"]",
      "let r = try { for c in stream START { } }\n[r.error.kind, true]",
    ])
  func aborted(_ text: String) async throws {
    var configuration = quickConfiguration()
    configuration.speed = 50
    configuration.modelTime = 1
    try await withSimulator(configuration) { engine, simulator, _ in
      let start = "predict(\"rep/slow\", input: {queue_seconds: 36000}, cancel_after: 5s)"
      let result = await run(text.replacing("START", with: start), engine)
      #expect(result.value == ["aborted", true], "\(result.error?.message ?? "")")
      #expect(simulator.statistics.creates == 1)
      #expect(simulator.statistics.cancels == 0)
    }
  }
}
